/* pop3_inside.h: what the POP3 module knows of one session. For the pop3*.c files alone.
 *
 *     pop3.c            the entry: holes, TLS, ends
 *     pop3_client.c     octets of the client; those that must wait for an answer
 *     pop3_request.c    one command line, one SASL line
 *     pop3_server.c     status lines; which command one answers and what follows from it
 *     pop3_body.c       what follows a status line up to its dot: messages and listings
 *     pop3_recognise.c  is this POP3?
 */
#ifndef HELOISE_PROTOCOL_POP3_INSIDE_H
#define HELOISE_PROTOCOL_POP3_INSIDE_H

#include "base/rare.h"
#include "protocol/dots.h"
#include "protocol/line.h"
#include "protocol/outstanding.h"
#include "protocol/pop3_command.h"
#include "protocol/pop3_status.h"
#include "protocol/sasl.h"
#include "session/protocol.h"

enum {
    POP3_MOST_WAITING = 1024,        /* commands without an answer */
    POP3_MOST_HELD = 64 * 1024,      /* octets of a side that wait for a decision */
    POP3_MOST_LISTING = 1024 * 1024, /* octets of a listing that are kept */
    POP3_MOST_LISTED = 64 * 1024,    /* lines of it */
};

/* What the next octets of the client are. */
enum pop3_mode {
    MODE_COMMANDS,
    MODE_SASL,    /* one line of a SASL exchange */
    MODE_CONTENT, /* XTND XMIT: a message up to its dot */
    MODE_WAITING, /* the answer to `waiting` decides: octets are held */
};

/* What an outstanding entry waits as. */
enum pop3_asked {
    ASKED_COMMAND, /* `verb` is a struct pop3_command, or NULL */
    ASKED_UPLOAD,  /* the client's message */
};

/* Where a body stands. A lone dot does not always end it: some servers forget to stuff lines, some
 * end their lines in LF. What comes next tells: only a reply can follow the end. */
enum pop3_phase {
    BODY_NONE,
    BODY_OPEN,
    BODY_ENDED, /* at CRLF . CRLF, and nothing else was asked for: what comes next may show that it
                   was content */
    BODY_LONE,  /* at a dot line that only a tolerant reader takes for the end */
    BODY_AHEAD, /* what came after the end is no reply: looking for another end */
    BODY_DOUBT, /* octets are missing here or before: perhaps a reply comes, and no body */
};

/* What each piece of it passes by comes first. Filled when one begins, but for `text` and `wait`,
 * whose memory serves the next one as well. */
struct pop3_body {
    enum pop3_phase phase : 8;
    bool listing;
    bool broken;   /* octets are missing, or may be */
    bool left;     /* and the client went on since then */
    bool assumed;  /* nobody saw it asked for */
    bool begun;    /* its first octet was seen */
    bool unwanted; /* no listener wants more of it */
    uint32_t n;
    enum line_end end;
    struct moment at, last;
    uint64_t offset, packet;
    struct dots dots;
    struct chunk_store wait; /* octets after what may be the end */

    struct slice via; /* messages */
    uint64_t number, announced;

    struct buffer text; /* listings: the status line, and the lines after it */
    size_t status_size; /* octets of the first of them */
    uint64_t lost;      /* lines past the bound */
    struct event head;  /* the reply's event, its lines still to come */

    struct dots ahead; /* BODY_AHEAD: a reading of what waits */
};

/* What every line passes by comes first and shares lines of cache. */
struct pop3 {
    enum pop3_mode mode : 8;
    enum pop3_state state : 8;     /* as the answers say */
    enum pop3_state predicted : 8; /* as it will be if all that is outstanding succeeds */
    bool greeted;
    bool sealed;                   /* TLS began */
    bool utf8;                     /* RFC 6856 2: no STLS any more */
    bool pipelines;                /* the client was seen to ask before it had its answer */
    bool server_lost, client_lost; /* a hole: lines that make no sense may be pieces of some */
    bool lossy;                    /* there was a hole somewhere */
    bool shifted;      /* commands are lost: nobody knows which command a reply answers */
    bool replied;      /* a reply came since the last hole */
    bool unasked_ok;   /* the last reply was a +OK that answers nothing */
    bool ended[2];     /* by enum side */
    bool after_user;   /* the last command was USER */
    bool user_refused; /* and it was answered -ERR */
    bool login_tried;  /* what nobody understands now may be a password */
    bool sasl_unsure;  /* nobody answers: the next line may be a command again */
    bool resuming;     /* what was held is being taken */
    uint8_t sasl_step;
    uint32_t auth;      /* number of the AUTH that is going on, or EVENT_NOTHING */
    uint32_t sasl_line; /* number of the client's last line in it, or EVENT_NOTHING */
    struct moment last_reply;
    struct line_reader lines[2]; /* by enum side */
    struct chunk_store held;
    uint64_t unkept; /* commands after those in `asked`, past the bound */
    struct outstanding_queue asked;

    struct arena scratch;               /* for one event */
    const struct pop3_command *waiting; /* MODE_WAITING: for the answer to this command */
    struct sasl sasl;
    struct moment sasl_end;

    /* Raw memory, which pop3_body_init() makes good. */
    struct pop3_body body;   /* of the server */
    struct pop3_body upload; /* of the client */
};

enum { POP3_RAW = sizeof(struct pop3) - offsetof(struct pop3, body) };

/* ---- pop3_client.c ---- */

/* Octets of the client: takes all of them off the chunk, and holds what has to wait. */
APART void pop3_client_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk);

/* An answer decided: what was held goes on. */
void pop3_client_resume(struct pop3 *pop3, struct session *session);

/* Decides without the answer, which is lost or will not come. */
RARE void pop3_client_decide(struct pop3 *pop3, struct session *session);

/* ---- pop3_request.c ---- */

/* A line of the client in MODE_COMMANDS and in MODE_SASL. */
void pop3_command_line(struct pop3 *pop3, struct session *session, const struct line *line);
RARE void pop3_sasl_line(struct pop3 *pop3, struct session *session, const struct line *line);

/* A line that is no part of the conversation. */
RARE void pop3_junk_line(struct pop3 *pop3, struct session *session, enum side side,
                         const struct line *line);

/* ---- pop3_server.c ---- */

/* Octets of the server: takes all of them off the chunk. */
void pop3_server_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk);

/* The server's last line, which has no line end. */
void pop3_server_flush(struct pop3 *pop3, struct session *session);

/* A hole of the client: commands are lost with it. */
RARE void pop3_commands_lost(struct pop3 *pop3);

/* The row of an outstanding command; NULL when it is none of the table. */
const struct pop3_command *pop3_asked_command(const struct outstanding *entry);

/* ---- pop3_body.c ---- */

/* There is no body, and never was one. */
void pop3_body_init(struct pop3_body *body);

/* A message begins after `line`; `number` and `announced` as in struct message_event. */
void pop3_message_begin(struct pop3_body *body, struct session *session, struct slice via,
                        const struct line *line);

/* A listing begins with its status line; `head` is its event, still without lines. */
void pop3_listing_begin(struct pop3_body *body, const struct event *head, const struct line *line);

/* Reads the server's body off the chunk, or what tells whether it has ended. */
void pop3_body_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk);

/* The same for the client's message. */
RARE void pop3_upload_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk);

/* The client says something: what may be the end of the body was it. */
void pop3_body_client_speaks(struct pop3 *pop3, struct session *session);

/* Octets of the body are missing. */
RARE void pop3_body_gap(struct pop3 *pop3, struct session *session, enum side side);

/* Tells the body as far as it came, if there is one. */
void pop3_body_close(struct pop3 *pop3, struct session *session, enum side side);

void pop3_body_free(struct pop3_body *body);

/* ---- pop3_recognise.c ---- */

enum recognition pop3_recognise(const struct opening *opening);

#endif
