/* caller.h: a live session from the client's side: say something, take the next reply.
 *
 * What is said and what comes is one session (session.h), decoded by the code that reads captures:
 * replies are events of its transcript. Each function waits until it is done, its time is over
 * (patience.def) or the connection is lost, and has the loop serve whoever else lives in it.
 *
 *     caller_new(), caller_connect()
 *     caller_reply()                        the greeting
 *     caller_say(), caller_reply() ...      as often as it takes
 *     caller_end(), caller_free() */
#ifndef HELOISE_LIVE_CALLER_H
#define HELOISE_LIVE_CALLER_H

#include "index/live.h"
#include "live/resolve.h"
#include "live/target.h"
#include "net/loop.h"
#include "net/recording.h"
#include "net/tls.h"

/* Who is told what happens. Any may be NULL. */
struct caller_watcher {
    void *context;
    /* Event `n`, which the row has in its transcript. */
    void (*event)(void *context, const struct index_row *row, uint32_t n);
    /* Content of messages, unstuffed; with a context of its own. */
    void (*content)(void *content_context, struct slice octets);
    void *content_context;
    /* A line of a key log. */
    void (*secret)(void *context, const char *line);
};

struct caller_settings {
    struct tls_settings tls; /* a client's */
    bool insecure;           /* goes on whatever is wrong with the certificate */
    duration patience;       /* 0: as patience.def says */
    enum resolve_family family;
    const struct endpoint *from; /* address to connect from; NULL: any */
    struct transcript_options transcript;
    const struct diagnoser *diagnoser; /* NULL: nobody looks for findings */
    struct recording *recording;       /* NULL: none */
    struct caller_watcher watcher;
};

struct caller;

/* What the settings point to is borrowed for its life. NULL with `error` filled. */
struct caller *caller_new(struct loop *loop, const struct caller_settings *settings,
                          struct error *error);

/* Ends what has not ended. */
void caller_free(struct caller *caller);

/* Connects, to each address of the host in turn, or as the target says, and shakes hands where it
 * is sealed. `target` is borrowed for the caller's life. False with `error` filled: ERROR_HOST,
 * ERROR_TEMPORARY, ERROR_PERMISSION, ERROR_INPUT; of TLS as caller_secure(). */
bool caller_connect(struct caller *caller, const struct target *target, struct error *error);

/* Speaks on a socket that is connected already and does not block; it becomes the caller's, also
 * when it fails. No hands are shaken, and caller_connect() has nothing left to do. False with
 * `error` filled. */
bool caller_take(struct caller *caller, const struct target *target, int descriptor,
                 struct error *error);

/* Sends octets as they are. False with `error` filled: the connection is lost, or nothing of it was
 * taken for too long (ERROR_TEMPORARY). */
bool caller_say(struct caller *caller, struct slice octets, struct error *error);

/* The same with CRLF behind it. The line has no line end in it. */
bool caller_say_line(struct caller *caller, struct slice line, struct error *error);

/* The next reply (EVENT_GREETING, EVENT_REPLY, or the server's EVENT_CONTINUATION), which stays
 * where it is until caller_free(). NULL with `error` filled: ERROR_TEMPORARY when the server
 * closed or is silent, ERROR_PROTOCOL when what it says is no reply. */
const struct event *caller_reply(struct caller *caller, struct error *error);

/* Whether a reply came that was not taken yet: caller_reply() gives it at once, also when the
 * connection is lost. */
bool caller_hears(const struct caller *caller);

/* Whether nothing more can be asked: the connection is lost or closed, the server is silent, or it
 * is not to be trusted. */
bool caller_is_lost(const struct caller *caller);

/* Replies that are still to come for what was said. */
size_t caller_owed(const struct caller *caller);

/* Waits until a message that the server sends is whole; it is then the last event of the session.
 * False with `error` filled. */
bool caller_await_message(struct caller *caller, struct error *error);

/* Waits until the server closes. False with `error` filled; ERROR_NONE: it said something instead,
 * which caller_reply() gives. */
bool caller_await_close(struct caller *caller, struct error *error);

/* Waits, and hears what comes meanwhile. */
bool caller_pause(struct caller *caller, duration span, struct error *error);

/* Shakes hands, behind STARTTLS and its reply. False with `error` filled: ERROR_PROTOCOL when that
 * fails, the certificate is not to be trusted, or the server went on in clear text. */
bool caller_secure(struct caller *caller, struct error *error);

/* The connection's TLS; NULL: none. */
const struct tls *caller_tls(const struct caller *caller);

/* How long a reply is waited for from now on. */
void caller_set_patience(struct caller *caller, duration patience);

/* Closes in order and waits a moment for the server to do the same; or with a RST. The session is
 * over then. */
void caller_end(struct caller *caller, bool reset);

const struct target *caller_target(const struct caller *caller);

/* The session's row; NULL before there was a connection, or an attempt at one. */
const struct index_row *caller_row(struct caller *caller);

#endif
