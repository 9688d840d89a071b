/* dialogue.h: a live session from the client's side: say something, take the next reply.
 *
 * What is said and what comes is one session (session.h), decoded by the code that reads captures:
 * replies are events of its transcript. Each function waits until it is done, its time is over
 * (patience.def) or the connection is lost, and has the loop serve whoever else lives in it.
 *
 *     dialogue_new(), dialogue_connect()
 *     dialogue_reply()                        the greeting
 *     dialogue_say(), dialogue_reply() ...    as often as it takes
 *     dialogue_end(), dialogue_free() */
#ifndef HELOISE_LIVE_DIALOGUE_H
#define HELOISE_LIVE_DIALOGUE_H

#include "index/live.h"
#include "live/resolve.h"
#include "live/target.h"
#include "net/loop.h"
#include "net/tls.h"

/* Who is told what happens. Any may be NULL. */
struct dialogue_watcher {
    void *context;
    /* Event `n`, which the row has in its transcript. */
    void (*event)(void *context, const struct index_row *row, uint32_t n);
    /* Content of messages, unstuffed. */
    void (*content)(void *context, struct slice octets);
    /* A line of a key log. */
    void (*secret)(void *context, const char *line);
    /* TLS stands; told before anything else is said. */
    void (*secured)(void *context, const struct tls *tls);
    /* The connection stands; octets as they are on the wire. */
    void (*opened)(void *context, const struct endpoint *client, const struct endpoint *server,
                   struct moment began, struct moment now);
    void (*wire)(void *context, struct moment now, bool by_peer, struct slice octets);
};

struct dialogue_settings {
    struct tls_settings tls; /* a client's */
    bool insecure;           /* goes on whatever is wrong with the certificate */
    duration patience;       /* 0: as patience.def says */
    enum resolve_family family;
    const struct endpoint *from; /* address to connect from; NULL: any */
    struct transcript_options transcript;
    const struct diagnoser *diagnoser; /* NULL: nobody looks for findings */
    struct dialogue_watcher watcher;
};

struct dialogue;

/* What the settings point to is borrowed for its life. NULL with `error` filled. */
struct dialogue *dialogue_new(struct loop *loop, const struct dialogue_settings *settings,
                              struct error *error);

/* Ends what has not ended. */
void dialogue_free(struct dialogue *dialogue);

/* Connects, to each address of the host in turn, and shakes hands where the target is sealed.
 * `target` is borrowed for the dialogue's life. False with `error` filled: ERROR_HOST,
 * ERROR_TEMPORARY, ERROR_PERMISSION; of TLS as dialogue_secure(). */
bool dialogue_connect(struct dialogue *dialogue, const struct target *target, struct error *error);

/* Sends octets as they are. False with `error` filled: the connection is lost, or nothing of it was
 * taken for too long (ERROR_TEMPORARY). */
bool dialogue_say(struct dialogue *dialogue, struct slice octets, struct error *error);

/* The same with CRLF behind it. The line has no line end in it. */
bool dialogue_say_line(struct dialogue *dialogue, struct slice line, struct error *error);

/* The next reply (EVENT_GREETING, EVENT_REPLY, or the server's EVENT_CONTINUATION), which stays
 * where it is until dialogue_free(). NULL with `error` filled: ERROR_TEMPORARY when the server
 * closed or is silent, ERROR_PROTOCOL when what it says is no reply. */
const struct event *dialogue_reply(struct dialogue *dialogue, struct error *error);

/* Replies that are still to come for what was said. */
size_t dialogue_owed(const struct dialogue *dialogue);

/* Waits until a message that the server sends is whole; it is then the last event of the session.
 * False with `error` filled. */
bool dialogue_await_message(struct dialogue *dialogue, struct error *error);

/* Waits until the server closes. False with `error` filled; ERROR_NONE: it said something instead,
 * which dialogue_reply() gives. */
bool dialogue_await_close(struct dialogue *dialogue, struct error *error);

/* Waits, and hears what comes meanwhile. */
bool dialogue_pause(struct dialogue *dialogue, duration span, struct error *error);

/* Shakes hands, behind STARTTLS and its reply. False with `error` filled: ERROR_PROTOCOL when that
 * fails, the certificate is not to be trusted, or the server went on in clear text. */
bool dialogue_secure(struct dialogue *dialogue, struct error *error);

/* The connection's TLS; NULL: none. */
const struct tls *dialogue_tls(const struct dialogue *dialogue);

/* How long a reply is waited for from now on. */
void dialogue_set_patience(struct dialogue *dialogue, duration patience);

/* Closes in order and waits a moment for the server to do the same; or with a RST. The session is
 * over then. */
void dialogue_end(struct dialogue *dialogue, bool reset);

const struct target *dialogue_target(const struct dialogue *dialogue);

/* The session's row; NULL before there was a connection, or an attempt at one. */
const struct index_row *dialogue_row(struct dialogue *dialogue);

#endif
