/* tls.h: TLS without sockets: octets of the wire on one side, text on the other.
 *
 *     wire -> tls_take_wire() -> tls_read() -> text
 *     text -> tls_write() -> tls_wire(), tls_wire_sent() -> wire
 *
 * OpenSSL does the work; its libraries are loaded with the first context. A context holds what
 * connections share (certificate, versions, trust); a tls is one connection. */
#ifndef HELOISE_NET_TLS_H
#define HELOISE_NET_TLS_H

#include "base/error.h"
#include "base/wire.h"
#include "session/tls_event.h"

enum tls_version { TLS_ANY_VERSION, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 };

struct tls_settings {
    enum side side;
    enum tls_version least, most; /* TLS_ANY_VERSION: 1.2 at least, no upper bound */
    const char *ciphers;          /* in OpenSSL's words; NULL: its own choice */
    /* Own certificate (PEM, with its chain) and key. A server without one makes one itself, for
     * `name`; a client without one has none. */
    const char *certificate, *key;
    const char *name;  /* the made certificate's: a host name */
    bool expired;      /* the made certificate ended yesterday */
    const char *trust; /* a file or folder of CA certificates; NULL: the system's */
    /* A client's, borrowed for the context's life: the name that it asks for (SNI), and the host
     * that the certificate has to be for; NULL: the name of the connection. */
    const char *asked, *verified;
};

struct tls_context;

/* NULL with `error` filled: OpenSSL is not there, or a file cannot be used
 * (ERROR_CONFIGURATION). */
struct tls_context *tls_context_new(const struct tls_settings *settings, struct error *error);
void tls_context_free(struct tls_context *context);

struct tls;

/* Who hears of a connection. Either may be NULL. */
struct tls_hearer {
    /* Each line of a key log (NSS format, without line end) as secrets become known. */
    void (*secret)(void *context, const char *line);
    /* An alert of either side, as an event. */
    void (*alert)(void *context, bool by_peer, const struct tls_event *alert);
    void *context;
};

/* A connection. `name`: the host that a client asks for (SNI) and that the certificate has to be
 * made out to, where the context's settings name no other; NULL: none, as for servers. It and the
 * context must outlive the connection. NULL when memory ran out. */
struct tls *tls_new(struct tls_context *context, const char *name, const struct tls_hearer *hearer);
void tls_free(struct tls *tls);

enum tls_progress {
    TLS_DONE,  /* handshake: it is over; reading: there is text */
    TLS_WAITS, /* more octets of the peer are needed */
    TLS_ENDED, /* the peer has closed in order (close_notify) */
    TLS_FAILED /* `error` tells; the alert for the peer waits in tls_wire() */
};

/* Octets from the peer; copied. False when memory ran out. */
bool tls_take_wire(struct tls *tls, struct slice octets);

/* Goes on with the handshake: to be called first, and after octets came, until TLS_DONE. */
enum tls_progress tls_handshake(struct tls *tls, struct error *error);

/* Reads text into `room` octets at `to`; `size` is filled with TLS_DONE. */
enum tls_progress tls_read(struct tls *tls, uint8_t *to, size_t room, size_t *size,
                           struct error *error);

/* Text for the peer. False with `error` filled. */
bool tls_write(struct tls *tls, struct slice text, struct error *error);

/* No more text comes: close_notify. */
void tls_close(struct tls *tls);

/* Octets for the peer that wait; valid until the next call. tls_wire_sent(): they were taken. */
struct slice tls_wire(struct tls *tls);
void tls_wire_sent(struct tls *tls);

/* ---- after the handshake ---- */

/* Fills what an event tells of the handshake, also of one that came to nothing: a client's all that
 * a capture shows, and what came of verifying the certificate; a server's version, cipher and name.
 * Borrowed from the connection. */
void tls_describe(struct tls *tls, struct tls_event *event);

/* What is wrong with the peer's certificate, the first of it in OpenSSL's words ("self-signed
 * certificate", "hostname mismatch"); NULL: nothing is, or this is a server. The connection goes on
 * in any case. */
const char *tls_distrust(const struct tls *tls);

/* Channel bindings: tls-exporter (RFC 9266; 32 octets) and tls-server-end-point (RFC 5929 4; at
 * most 64). The size, or 0 where there is none: the exporter needs TLS 1.3, or 1.2 with an
 * extended master secret. */
enum { TLS_BINDING = 64 };
size_t tls_exporter(const struct tls *tls, uint8_t binding[TLS_BINDING]);
size_t tls_server_end_point(const struct tls *tls, uint8_t binding[TLS_BINDING]);

#endif
