/* gather_inside.h: what a gatherer knows of the session that it follows. For the gather_*.c files
 * alone.
 *
 *     gather.c           the listener: which event goes where
 *     gather_asked.c     commands and messages that wait for their turn
 *     gather_attempt.c   whether the connection came about, and who ended it
 *     gather_session.c   greeting, hello, login, TLS, extensions, ending
 *     gather_party.c     proxies, and for whom the client speaks
 *     gather_delivery.c  transactions that deliver
 *     gather_maildrop.c  transactions that retrieve and delete
 *     gather_content.c   header fields and digests of messages
 */
#ifndef HELOISE_INDEX_GATHER_INSIDE_H
#define HELOISE_INDEX_GATHER_INSIDE_H

#include <assert.h>

#include "base/cache.h"
#include "base/digest.h"
#include "base/rare.h"
#include "diagnose/timekeeper.h"
#include "index/gather.h"
#include "message/header.h"

enum {
    TEXT_KEPT = 1024, /* octets of an address, a name, an extension */
    REPLY_KEPT = 512, /* octets of a reply's first line */
    EXTENSIONS_KEPT = 64,
    UNIQUE_IDS_KEPT = 4096,
    MOST_ASKED = 4096, /* commands that may wait; the oldest is settled as unanswered */
};

/* In place of a transaction's index: there are fewer than SUMMARY_KEPT of them. */
#define NO_TRANSACTION UINT32_MAX

/* A command whose reply is awaited, or a message whose turn has not come: one line of cache. */
struct asked {
    _Alignas(CACHE_LINE) uint32_t n;
    uint32_t awaits; /* the event whose reply settles it: its own, or the last SASL line */
    enum act act;
    bool named_only;   /* ACT_LOGIN: a name, and the password is to come (POP3's USER) */
    bool given_up;     /* ACT_LOGIN: the client ended it with "*" */
    uint64_t number;   /* POP3 */
    struct slice text; /* address or name; in the summary's arena, as all here */
    const struct parameter *parameters;
    size_t parameter_count;
    const struct message *message; /* NULL: a command */
};

static_assert(sizeof(struct asked) == CACHE_LINE, "what waits takes one line");

/* Waiting in the order of their numbers. */
struct asked_queue {
    struct asked *items;
    uint32_t first, end, room;
};

/* The header fields that a row tells, those of a brief one first. */
enum message_field {
    MESSAGE_FROM,
    MESSAGE_SUBJECT,
    MESSAGE_ID,
    MESSAGE_DATE,
    MESSAGE_FIELDS,
    BRIEF_FIELDS = MESSAGE_ID,
};

/* Header fields and digest of the message that comes in. What a brief one fills comes first, in one
 * line of cache. */
struct content_reader {
    uint32_t n; /* EVENT_NOTHING: none */
    struct decoder *decoder;
    struct digest_pair *digests; /* NULL: none is made */
    struct digest *digest;
    struct slice found[MESSAGE_FIELDS]; /* decoded */
    _Alignas(CACHE_LINE) struct header_reader header;
};

struct unique_id {
    uint64_t number;
    struct slice id;
};

/* A reply that came before the message it answers was told whole. */
struct early_reply {
    uint32_t to; /* EVENT_NOTHING: none */
    uint32_t n, recipient;
    uint16_t code;
    enum outcome outcome : 8;
    struct slice text;
};

/* Who talks, and how far it came: what every event passes by. */
struct talk {
    uint32_t events;         /* how many */
    uint32_t heard;          /* highest number among the client's events and messages, plus 1 */
    uint32_t secure_from;    /* what has a higher number was read in spite of TLS */
    uint32_t said, answered; /* the last command that was said, and that was answered */
    uint32_t delivery;       /* the open one, or NO_TRANSACTION */
    uint16_t last_code;
    enum side commander : 8; /* who gives the commands */
    bool replied : 1, quit : 1, greeted : 1, closed : 1;
    bool again : 1; /* the client sent segments again since its message, unanswered: struct trial */
    bool final : 1; /* replies to the open delivery's content came: it is over once something else
                       begins */
};

/* How the session went, greeting to close: gather_session.c. */
struct milestones {
    struct slice tried_hello, tried_user;
    uint32_t greeting_n; /* its event */
    uint16_t greeting_code;
    enum outcome greeting : 8, login : 8;
    uint32_t decided;           /* where there is no transaction: the event that decided */
    uint32_t quit_said, ending; /* the QUIT, and what closed; EVENT_NOTHING: none */
    enum closing closing : 8;
    bool login_given_up; /* the last, by the client */
    bool quit_answered;  /* and granted */
};

/* How the connection was tried, and how it ended: gather_attempt.c. */
struct trial {
    bool rejected; /* the server sent a RST */
    bool present;  /* something that the server sent was captured */
    bool closed;   /* by what ended it first, and who did: */
    enum closing closing : 8;
    enum side closer : 8;
    struct moment over;
    uint32_t tried;          /* the connect event */
    uint32_t complained;     /* the event of: */
    struct notice complaint; /* the last that says why the client got nowhere; no text: none */
    struct connect_event connect;
    struct moment last_syn; /* or SYN-ACK, or what else belongs to the handshake */
    uint64_t again;         /* while talk.again: how many segments were sent again */
    struct moment again_from, again_until;
};

/* gather_party.c: what the summary points to and may still grow. */
struct parties {
    struct party *proxied;
    struct party *forwarded; /* of the next delivery; NULL: none was told since the last */
};

/* gather_delivery.c */
struct delivery {
    uint32_t content_command; /* the last DATA or BDAT that was answered */
    uint32_t content_transaction;
    uint32_t refusal; /* the last reply that refused content: what began before stays refused */
    struct early_reply early;
};

/* gather_maildrop.c */
struct maildrop {
    uint32_t retrieval;           /* whose content is awaited, or NO_TRANSACTION */
    size_t settled;               /* transactions whose deletions are undone already */
    struct unique_id *unique_ids; /* in the order of the listing */
    size_t unique_id_count;
};

/* What every event passes by comes first, then what deliveries do, then what begins and ends a
 * session: in lines of cache of their own. */
struct gatherer {
    struct summary *summary;
    struct talk talk;
    bool brief; /* leaves out what is marked so in summary.h */
    struct asked_queue asked;
    struct delivery delivery;
    struct parties parties;
    struct milestones milestones;
    struct trial trial;
    struct maildrop maildrop;
    struct sink sink;
    const struct diagnoser *diagnoser; /* NULL: nobody looks for findings, here and below */
    struct diagnosis *diagnosis;
    _Alignas(CACHE_LINE) struct content_reader content;
    struct timekeeper timekeeper;
};

static_assert(offsetof(struct gatherer, delivery) == CACHE_LINE, "what is hot is one line");
static_assert(offsetof(struct gatherer, milestones) == 2 * CACHE_LINE, "and so is what follows");

/* A copy of at most `most` octets in the summary's arena; empty past SUMMARY_KEPT. */
struct slice gather_keep(struct gatherer *gatherer, struct slice slice, size_t most);

/* The same of what a brief summary leaves out. */
struct slice gather_detail(struct gatherer *gatherer, struct slice slice, size_t most);

/* A new transaction, or NULL past SUMMARY_KEPT; valid until the next one. */
struct transaction *gather_add(struct gatherer *gatherer, enum transaction_kind kind);

/* The index of the one that was added last; there is one. */
static inline uint32_t gather_last(const struct gatherer *gatherer) {
    return (uint32_t)(gatherer->summary->transaction_count - 1);
}

/* The first line of a reply, kept as a detail. */
struct slice gather_reply_text(struct gatherer *gatherer, const struct event *reply);

/* ---- gather_asked.c ---- */

/* Whether the reply to such a command changes anything. */
bool asked_matters(enum act act);

/* The place of a command at the end of the queue, for the caller to fill; NULL when memory ran out.
 */
struct asked *asked_add(struct gatherer *gatherer);

/* Puts a copy of a message to be delivered at its place, or settles it when nothing stands before.
 */
void asked_add_message(struct gatherer *gatherer, const struct message *message);

/* Settles all that waits before event `n`, which the server has got to. */
void asked_settle_before(struct gatherer *gatherer, uint32_t n);

/* Settles the one that waits for a reply to `reply->reply.to`. False when none does. */
bool asked_settle(struct gatherer *gatherer, const struct event *reply);

/* Settles all up to the first waiting retrieval of this number. False when there is none. */
bool asked_settle_retrieval(struct gatherer *gatherer, uint64_t number);

/* The SASL line `line` carries on the exchange that the command `command` began, or gives it up. */
RARE void asked_carry_on(struct gatherer *gatherer, uint32_t command, uint32_t line, bool given_up);

/* ---- gather_attempt.c ---- */

void attempt_connect(struct gatherer *gatherer, const struct event *event);
void attempt_network(struct gatherer *gatherer, const struct event *event);
void attempt_close(struct gatherer *gatherer, const struct event *event);
/* Segments of a message that the client sent again until the end, with no answer since. */
uint64_t attempt_in_vain(const struct gatherer *gatherer);
/* Whether the server, which was there, said nothing to a client that did. */
bool attempt_unheard(const struct gatherer *gatherer);
/* How what stood for a connection, and on which the server said nothing, ended. */
RARE enum ending attempt_unheard_ending(const struct gatherer *gatherer);
/* Keeps and judges what is no more than an attempt. */
RARE void attempt_over(struct gatherer *gatherer, const struct session *session,
                       struct moment until);

/* ---- gather_session.c ---- */

/* `reply` is NULL where no reply was seen, here and below. */
void settle_hello(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
void settle_abilities(struct gatherer *gatherer, const struct asked *asked,
                      const struct event *reply);
void settle_login(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
RARE void settle_tls(struct gatherer *gatherer, const struct asked *asked,
                     const struct event *reply);
void settle_quit(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
void session_greeting(struct gatherer *gatherer, const struct event *greeting);
/* A reply that answers nothing. */
void session_dismissal(struct gatherer *gatherer, const struct event *reply);
RARE void session_tls(struct gatherer *gatherer, const struct event *event);
void session_over(struct gatherer *gatherer);
/* What a connection that was closed so ended with. */
enum ending session_ending(enum closing closing);

/* ---- gather_party.c ---- */

void settle_client(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
void settle_forward(struct gatherer *gatherer, const struct asked *asked,
                    const struct event *reply);
RARE void party_proxy(struct gatherer *gatherer, const struct event *event);
/* For whom the delivery that begins is; the next one is for nobody yet. */
const struct party *party_of_delivery(struct gatherer *gatherer);

/* ---- gather_delivery.c ---- */

void settle_sender(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
void settle_recipient(struct gatherer *gatherer, const struct asked *asked,
                      const struct event *reply);
void settle_content(struct gatherer *gatherer, const struct asked *asked,
                    const struct event *reply);
void settle_reset(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
void delivery_message(struct gatherer *gatherer, const struct asked *asked);
/* A reply that answers no waiting command. */
APART void delivery_reply(struct gatherer *gatherer, const struct event *reply);
/* What is open will not go on, because of this event. */
void delivery_close(struct gatherer *gatherer, enum cut_by cut, uint32_t event);

/* ---- gather_maildrop.c ---- */

void settle_retrieve(struct gatherer *gatherer, const struct asked *asked,
                     const struct event *reply);
void settle_delete(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
/* What was marked as deleted will not be, because of this event (RFC 1939 5, 6). */
void maildrop_reset(struct gatherer *gatherer, enum cut_by cut, uint32_t event);
void settle_count(struct gatherer *gatherer, const struct asked *asked, const struct event *reply);
void settle_identify(struct gatherer *gatherer, const struct asked *asked,
                     const struct event *reply);
/* A message that answers a retrieval, asked for or not. */
void maildrop_message(struct gatherer *gatherer, const struct message_event *event,
                      const struct message *message);

/* ---- gather_content.c ---- */

/* Whether more of the message is wanted. */
bool content_piece(struct gatherer *gatherer, uint32_t n, struct slice octets);
/* Fills the message from its event and from what was found in its content. */
void content_end(struct gatherer *gatherer, const struct event *event, struct message *message);
void content_free(struct content_reader *content);

/* Whether there is a reply, and it refuses. */
static inline bool was_refused(const struct event *reply) {
    return reply && outcome_is_refusal(reply->reply.outcome);
}

#endif
