/* protocol.h: what a protocol module is to the session, and what the session does for it.
 *
 * A module is one entry of the registry that session_new() is given. It never reads a clock, a
 * file, a socket or the screen; whatever it knows it was told through these functions, and all it
 * says are events. */
#ifndef HELOISE_SESSION_PROTOCOL_H
#define HELOISE_SESSION_PROTOCOL_H

#include "base/arena.h"
#include "base/rare.h"
#include "session/chunk.h"
#include "session/session.h"

enum { FIRST_LINES = 4 };

/* What a side said first, as far as recognition looks: whole lines only, so that the pieces in
 * which octets come do not matter. */
struct first_lines {
    size_t count;
    struct slice line[FIRST_LINES]; /* without line ends; so many of them are filled */
};

/* What was said so far, for recognition. */
struct opening {
    struct first_lines first[2]; /* by enum side */
    bool spoke_first[2];         /* by enum side: whose first whole line came first */
    bool ended;                  /* nothing more will come */
    bool midstream;              /* the first lines were not captured, or not whole */
    bool sides_known;            /* a SYN told who is the client */
    const struct protocol *hint; /* what the port suggests; NULL: nothing */
};

enum recognition {
    RECOGNISED_NOT,    /* this is something else */
    RECOGNISED_UNSURE, /* more is needed; when the opening has ended: no */
    RECOGNISED_WEAK,   /* taken if nobody is sure of it */
    RECOGNISED_SURE,
    RECOGNISED_REVERSED, /* sure, and the side that was taken for the client is the server */
};

struct protocol {
    const char *name;             /* as in JSON and -d: "smtp" */
    const uint16_t *ports;        /* 0-terminated: where it is at home */
    const uint16_t *sealed_ports; /* 0-terminated: where it is at home under TLS from the first
                                     octet; NULL: nowhere */
    size_t state_size;            /* octets of its state, which begins a line of cache */
    size_t raw_size;              /* of these, how many at the end are left as they are; the others
                                     are zeroed before begin() */
    enum recognition (*recognise)(const struct opening *opening);
    void (*begin)(void *state, struct session *session);
    /* Octets of one side; the module takes all of them off the chunk. */
    void (*bytes)(void *state, struct session *session, enum side side, struct chunk *chunk);
    void (*gap)(void *state, struct session *session, enum side side, struct moment moment,
                uint64_t count);
    /* TLS began, the handshake is over: the protocol forgets what RFC 3207 wants forgotten. */
    void (*secured)(void *state, struct session *session, struct moment moment);
    /* `side` sends nothing more. Called once for each side; whatever is unfinished is told now. */
    void (*end)(void *state, struct session *session, enum side side, struct moment moment);
    /* Frees what the state owns outside the session's arena. NULL: nothing. */
    void (*clear)(void *state);
};

/* The number of a new event; see event.h. */
uint32_t session_number(struct session *session);

/* Hands an event to the listeners. The caller has filled it whole, `n` included; a state that is
 * not told is that of the event before. */
APART void session_emit(struct session *session, struct event *event);

/* Hands content of message or block `n` to the listeners. False: none of them wants more of it, and
 * the module may skip making it. */
bool session_content(struct session *session, uint32_t n, struct slice octets, struct place place);

/* Whether any listener wants content; a module may skip making it otherwise. */
bool session_wants_content(const struct session *session);

/* Whether any listener looks at content_facts and enhanced codes; a module need not count and read
 * otherwise. */
bool session_wants_facts(const struct session *session);

/* Whether somebody waits for each event (session_options.prompt). */
bool session_is_prompt(const struct session *session);

/* What lives as long as the session. */
struct arena *session_arena(struct session *session);

/* The client may now begin a TLS handshake (STARTTLS was accepted). If what follows is none,
 * nothing changes. */
void session_expect_tls(struct session *session);

/* From now on `protocol` is the session's name (smtp becomes lmtp). Its state stays: both share one
 * module. */
void session_rename(struct session *session, const struct protocol *protocol);

/* Whether somebody listens to session_debug(): what is told often asks first. */
bool session_debugs(const struct session *session);

/* What the module decides, for --debug protocol. */
RARE void session_debug(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
