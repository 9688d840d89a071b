/* stream.h: a connection: text both ways, plain or under TLS, without waiting.
 *
 * The stream lies on a socket that does not block and in a loop. It tells its owner by the calls of
 * a table; each may free the stream. Text that comes is offered as it lies in memory, and what the
 * owner does not take is offered again with what comes after it. Text that goes out is sent at once
 * as far as the socket takes it, the rest as it can.
 *
 *     connecting -> open -> (stream_secure) -> handshake -> secure
 *
 * Bounds: STREAM_KEPT octets that the owner did not take (past it nothing is read until some are
 * taken), STREAM_WAITING octets that wait to go out (past it stream_write() refuses). */
#ifndef HELOISE_NET_STREAM_H
#define HELOISE_NET_STREAM_H

#include "base/wire.h"
#include "net/loop.h"
#include "net/tls.h"

enum { STREAM_KEPT = 256 * 1024, STREAM_WAITING = 1024 * 1024 };

struct stream;

/* What the owner is told; any may be NULL. */
struct stream_calls {
    /* The connection stands (stream_connect() alone). */
    void (*opened)(void *context);
    /* Text of the peer. Returns how many octets are done with; the rest is offered again when more
     * comes, or after stream_go_on(). Nobody is called in the middle of it. */
    size_t (*text)(void *context, struct slice text);
    /* The TLS handshake is over; stream_tls() tells what came of it. */
    void (*secured)(void *context);
    /* Everything that had to wait went out; after stream_finish() the end of it, too. Not told of
     * what went out at once: stream_waiting() is 0 then. */
    void (*drained)(void *context);
    /* The peer sends nothing more. `in_order`: FIN, under TLS after close_notify. */
    void (*ended)(void *context, bool in_order);
    /* The connection is lost (ERROR_TEMPORARY; `reset`: by a RST) or TLS failed (ERROR_PROTOCOL).
     * Nothing but stream_free() makes sense after it. Never told from within a function of this
     * header, but from the loop. */
    void (*failed)(void *context, const struct error *error, bool reset);
    /* Octets as they are on the wire, for a recording: sent by us, or by the peer. TLS secrets that
     * they are read by are told before. */
    void (*wire)(void *context, bool by_peer, struct slice octets);
    /* Lines of a key log. */
    void (*secret)(void *context, const char *line);
    /* An alert of TLS, as an event, when it is written or read. */
    void (*alert)(void *context, bool by_peer, const struct tls_event *alert);
};

/* A stream on a connected socket (TCP, or UNIX as socketpair() makes them), which becomes the
 * stream's, also when it fails. It must not block. NULL with `error` filled. */
struct stream *stream_new(struct loop *loop, int descriptor, const struct stream_calls *calls,
                          void *context, struct error *error);

/* A stream that connects to `to`; `from`: address and port to connect from (size and port 0: any),
 * or NULL. NULL with
 * `error` filled when that fails at once; later failures come by failed(). */
struct stream *stream_connect(struct loop *loop, const struct endpoint *to,
                              const struct endpoint *from, const struct stream_calls *calls,
                              void *context, struct error *error);

/* Closes the socket: octets that wait are lost. May be called from within any call. */
void stream_free(struct stream *stream);

/* Begins TLS, as the context's side; `name` as for tls_new(). What waits to go out goes first. Text
 * of the peer that was not taken was sent before the handshake, in clear: it is dropped (RFC 3207
 * 4.2); when this is called from text(), what that was given is gone. False with `error` filled. */
bool stream_secure(struct stream *stream, struct tls_context *context, const char *name,
                   struct error *error);

/* The connection's TLS once stream_secure() was called, else NULL. */
struct tls *stream_tls(const struct stream *stream);

/* Sends a copy of the text. False when it would be more than may wait, or the stream failed or was
 * finished: nothing of it is sent. */
bool stream_write(struct stream *stream, struct slice text);

/* Octets that stream_write() takes now, and those that wait. */
size_t stream_room(const struct stream *stream);
size_t stream_waiting(const struct stream *stream);

/* Holds back text of the peer, or lets it come again. */
void stream_hold(struct stream *stream, bool hold);

/* Offers what was not taken once more, soon, from the loop. */
void stream_go_on(struct stream *stream);

/* No more text goes out: after what waits, close_notify under TLS, then FIN. The peer may go on.
 * `quietly`: without close_notify. */
void stream_finish(struct stream *stream, bool quietly);

/* stream_free() with a RST for the peer. */
void stream_reset(struct stream *stream);

/* The two ends of a TCP connection; size 0 of others. */
struct endpoint stream_local(const struct stream *stream);
struct endpoint stream_peer(const struct stream *stream);

#endif
