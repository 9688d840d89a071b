/* smtp_inside.h: what the SMTP module knows of one session. For the smtp_*.c files alone.
 *
 *     smtp.c          the entry: roles, gaps, ends
 *     smtp_client.c   octets of the side that sends commands; those that must wait
 *     smtp_command.c  one command line
 *     smtp_content.c  message content: DATA, BDAT, XEXCH50
 *     smtp_server.c   reply lines; which command a reply answers and what follows from it
 */
#ifndef HELOISE_PROTOCOL_SMTP_INSIDE_H
#define HELOISE_PROTOCOL_SMTP_INSIDE_H

#include <assert.h>

#include "base/cache.h"
#include "base/rare.h"
#include "protocol/dots.h"
#include "protocol/line.h"
#include "protocol/outstanding.h"
#include "protocol/sasl.h"
#include "protocol/smtp_reply.h"
#include "protocol/smtp_verb.h"
#include "session/protocol.h"

/* Client octets kept while the reply that decides about them is awaited; past it they are taken as
 * content. */
enum { SMTP_MOST_HELD = 64 * 1024 };

/* What the next octets of the client are. */
enum smtp_mode {
    MODE_COMMANDS,
    MODE_SASL,    /* one line of a SASL exchange */
    MODE_CONTENT, /* after 354: up to the dot */
    MODE_CHUNK,   /* counted octets after BDAT */
    MODE_BLOCK,   /* counted octets after XEXCH50 and its 354 */
    MODE_WAITING, /* the reply to `waiting_for` decides: octets are held */
    MODE_LONE, /* the content may have ended at a dot line that only tolerant servers take: octets
                  are held */
};

/* What an outstanding entry waits as. */
enum smtp_asked { ASKED_COMMAND, ASKED_SASL, ASKED_MESSAGE, ASKED_BLOCK };

/* What each piece of content passes by comes first, in one line of cache. */
struct smtp_message {
    uint32_t n;
    bool dated;    /* its first octet was seen */
    bool unwanted; /* no listener wants more of it */
    bool broken;   /* octets are missing, or its start is not certain */
    bool assumed;
    bool early; /* octets of it waited for the server's word */
    bool bdat;
    bool last_chunk;
    bool answered; /* a reply came before its end did */
    struct moment last;
    duration pause;   /* the longest between two octets */
    struct dots dots; /* counted octets: what it counts, nothing else */

    struct moment at;
    uint64_t offset, packet;
    uint64_t chunk_left;
};

/* A dot line in doubt: what is known while octets are held. */
struct smtp_lone {
    enum line_end end; /* of the dot line */
    struct dots trial; /* a strict reading of what is held */
    size_t tried;      /* held octets that it has read */
    size_t strict_end; /* held octets up to the strict end; SIZE_MAX: not found */
    bool answered;     /* the message has got a reply meanwhile */
};

/* What every line passes by comes first and shares lines of cache; what few sessions need comes
 * last. */
struct smtp {
    enum smtp_mode mode : 8;
    enum smtp_state state : 8;     /* as the replies say */
    enum smtp_state predicted : 8; /* as it will be if all that is outstanding succeeds */
    bool lmtp;
    bool turned; /* TURN, ATRN: the server sends the commands */
    bool greeted;
    bool authenticated;
    bool lax; /* the client ends its lines in bare LF and the server takes that */
    bool server_spoke, client_spoke;
    bool ended[2]; /* by enum side */

    bool client_gap;  /* a hole since the last whole command line */
    bool fragment;    /* the hole may have left a piece of a command line, whose reply comes */
    bool chunks_lost; /* a hole since the last MAIL: a BDAT may be in it */
    bool client_lost, server_lost; /* lines that make no sense may be pieces of some that do */

    bool sasl_unsure;   /* a hole: the next line may be a command again */
    bool auth_refused;  /* base64 that comes now was meant for the exchange that was refused */
    bool per_recipient; /* PRDR was asked for in this transaction */

    bool waiting_doubtful;                /* the reply that is waited for may be lost */
    bool holds;                           /* octets of the client are held, or would have been */
    bool held_broken;                     /* octets are missing among those held */
    bool resuming;                        /* what was held is being taken */
    bool message_open;                    /* `message` goes on */
    bool reply_open;                      /* `reply` goes on: it has several lines */
    uint32_t waiting_for;                 /* MODE_WAITING: number of the command */
    const struct smtp_verb *waiting_verb; /* NULL: a SASL line */
    struct moment last_reply;             /* end of the newest reply */
    struct line_reader lines[2];          /* by enum side */
    uint32_t recipients;                  /* RCPT commands in this transaction */
    uint32_t accepted_count;              /* of these: LMTP and PRDR */
    struct chunk_store held;
    struct outstanding_queue asked;

    uint32_t *accepted; /* indices of the recipients that were accepted */
    uint32_t accepted_room;

    struct sasl sasl;
    uint32_t auth_command; /* number of the AUTH that is going on */
    uint8_t sasl_step;
    uint64_t block_size; /* XEXCH50: octets announced */

    /* From the end of `reply` on raw memory, which is filled before it is read. */
    struct smtp_reply reply;
    _Alignas(CACHE_LINE) struct smtp_message message;
    struct smtp_lone lone;
};

static_assert(offsetof(struct smtp, asked.few[1]) <= 2 * CACHE_LINE, "what is hot: two lines");

enum { SMTP_RAW = sizeof(struct smtp) - offsetof(struct smtp, reply.few) };

/* Who sends the commands now. */
static inline enum side smtp_commander(const struct smtp *smtp) {
    return smtp->turned ? SIDE_SERVER : SIDE_CLIENT;
}

/* ---- smtp_client.c ---- */

/* Octets of the commanding side: takes what it can off the chunk and holds what has to wait. */
void smtp_client_bytes(struct smtp *smtp, struct session *session, enum side side,
                       struct chunk *chunk);

/* What was held goes on, if there is something. */
APART void smtp_client_go_on(struct smtp *smtp, struct session *session, enum side side);

/* A reply decided: what was held goes on. */
static inline void smtp_client_resume(struct smtp *smtp, struct session *session, enum side side) {
    if (smtp->holds || smtp->mode == MODE_LONE)
        smtp_client_go_on(smtp, session, side);
}

/* Decides without the reply, which is lost or will not come; `final`: nothing more will help. */
RARE void smtp_client_decide(struct smtp *smtp, struct session *session, enum side side,
                             bool final);

/* The first held line, if it is whole, as a verb of the table; NULL when it is none. */
const struct smtp_verb *smtp_held_verb(const struct smtp *smtp, size_t from);

/* ---- smtp_command.c ---- */

/* One line of the client in command mode. */
void smtp_command_line(struct smtp *smtp, struct session *session, enum side side,
                       const struct line *line);

/* One line of the client inside a SASL exchange. */
RARE void smtp_sasl_line(struct smtp *smtp, struct session *session, enum side side,
                         const struct line *line);

/* After a hole: pieces of one command line were seen. Its reply answers nothing that is known. */
RARE void smtp_lost_command(struct smtp *smtp, struct session *session, struct moment end);

/* A line of the server that is no reply. */
RARE void smtp_junk_line(struct session *session, enum side side, const struct line *line);

/* A piece of a client's line next to a hole, or an unfinished one: it may hold part of a secret. */
RARE void smtp_fragment(struct smtp *smtp, struct session *session, enum side side,
                        const struct line *line);

/* ---- smtp_content.c ---- */

/* The server asked for content (or is taken to have): a message begins. */
APART void smtp_message_begin(struct smtp *smtp, struct session *session, bool assumed,
                              struct moment moment);

/* Octets of content off the chunk. */
void smtp_content_bytes(struct smtp *smtp, struct session *session, enum side side,
                        struct chunk *chunk);

/* BDAT: a chunk of `size` octets follows. */
RARE void smtp_chunk_begin(struct smtp *smtp, struct session *session, const struct line *line,
                           uint64_t size, bool last);
APART void smtp_chunk_bytes(struct smtp *smtp, struct session *session, enum side side,
                            struct chunk *chunk);

/* All octets of a chunk or block were seen, or will not come. */
void smtp_chunk_end(struct smtp *smtp, struct session *session, enum side side);

/* XEXCH50: a block of counted octets follows. */
RARE void smtp_block_begin(struct smtp *smtp, struct session *session, struct moment moment);

/* The message ends: `end` tells how, END_NONE that it broke off. Its event is emitted. */
APART void smtp_message_end(struct smtp *smtp, struct session *session, enum side side,
                            enum line_end end);

/* `count` octets of it are missing (0: unknown). */
RARE void smtp_content_gap(struct smtp *smtp, struct session *session, enum side side,
                           uint64_t count);

/* MODE_LONE: more octets are held. */
RARE void smtp_lone_held(struct smtp *smtp, struct session *session, enum side side);

/* MODE_LONE: a reply came. True when it answers the message while the question stays open. */
RARE bool smtp_lone_reply(struct smtp *smtp, struct session *session, enum side side,
                          uint16_t code);

/* MODE_LONE: the dot line was content (strict) or the end. */
RARE void smtp_lone_settle(struct smtp *smtp, struct session *session, enum side side, bool strict);

/* ---- smtp_server.c ---- */

/* Octets of the replying side: takes them off the chunk, up to the reply that turns the roles. */
void smtp_server_bytes(struct smtp *smtp, struct session *session, enum side side,
                       struct chunk *chunk);

/* The multi-line reply that goes on was broken off and is told as it is. */
RARE void smtp_server_break(struct smtp *smtp, struct session *session, enum side side, bool ended);

/* A hole or the end: breaks off the reply that goes on, if there is one; `ended`: it was the end.
 */
static inline void smtp_server_flush(struct smtp *smtp, struct session *session, enum side side,
                                     bool ended) {
    if (smtp->reply_open)
        smtp_server_break(smtp, session, side, ended);
}

/* ---- smtp_recognise.c ---- */

enum recognition smtp_recognise(const struct opening *opening);
enum recognition lmtp_recognise(const struct opening *opening);

/* ---- smtp.c ---- */

/* Part of a line before a hole, or before content that nobody asked for, is all that will ever be
 * known of it. */
void smtp_line_flush(struct smtp *smtp, struct session *session, enum side side);

/* The state's name, READY and AUTHED told apart. */
enum smtp_state smtp_ready_state(const struct smtp *smtp);

/* The content was answered for good: the session is ready for the next transaction. */
void smtp_transaction_close(struct smtp *smtp);

/* Forgets the open transaction. */
void smtp_transaction_reset(struct smtp *smtp);

#endif
