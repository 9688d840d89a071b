/* ledger.h: what a session did that sessions after it are judged by: whom it wrote to, what became
 * of it, which bounces came, how the messages of a maildrop are called.
 *
 * Kept by the diagnosis while the session goes on, read by the rules of across.def once it is over.
 * Texts are fingerprints. Past a bound nothing more is noted, and `cut` says so. */
#ifndef HELOISE_DIAGNOSE_LEDGER_H
#define HELOISE_DIAGNOSE_LEDGER_H

#include "diagnose/course.h"
#include "diagnose/rule.h"

enum {
    LEDGER_TRIES = 4096, /* recipients of all transactions */
    LEDGER_BOUNCES = 16,
    LEDGER_MAILS = 64, /* of a maildrop: the first ones, which stay where they are */
};

/* One recipient of one transaction. */
struct ledger_try {
    uint32_t command;    /* event of its RCPT */
    uint32_t message;    /* of its content, the last piece; EVENT_NOTHING: none came */
    uint32_t reply;      /* that decided so far; EVENT_NOTHING: none was seen */
    struct moment at;    /* the RCPT began */
    struct moment end;   /* the reply ended */
    uint64_t envelope;   /* sender and recipient */
    uint64_t domain;     /* of the sender; 0: it has none */
    uint64_t size;       /* as SIZE= announced it; 0: it did not */
    uint64_t message_id; /* 0: none was seen */
    uint32_t pause;      /* seconds for which the reply asks; 0: it does not say */
    enum outcome outcome;
    bool greylisted; /* by what the reply says */
    bool excess;     /* too many recipients for one transaction: the rest may follow at once */
    bool sent;       /* the content, to its end */
    bool settled;    /* the content was answered */
};

/* A report of a delivery that failed, and what it brings back. */
struct ledger_bounce {
    uint32_t message;        /* its event */
    struct slice domain;     /* of the recipient */
    struct slice message_id; /* of the message that came back, as it stands */
    struct moment date;      /* the same: when it was written */
};

struct ledger_mail {
    uint64_t number, unique_id;
    uint64_t size; /* 0: not listed */
    bool deleted;
};

struct ledger_maildrop {
    uint32_t listing; /* event of the reply that lists the unique-ids */
    struct ledger_mail *mails;
    size_t count;
    bool certain; /* what was deleted is gone: QUIT was accepted, or there was nothing to delete */
};

struct ledger {
    enum rule_speech speech;
    struct endpoint client, server; /* the client behind a proxy, where that one says */
    struct moment start;            /* of its first event; ns 0: there was none */
    bool whole;                     /* everything that was said was captured, and could be read */
    bool cut;
    struct ledger_try *tries;
    size_t try_count, open;  /* where those of the last transaction begin */
    uint64_t sender, domain; /* of the last transaction; domain 0: it has none */
    struct ledger_bounce *bounces;
    size_t bounce_count;
    struct ledger_maildrop *maildrop; /* NULL: its unique-ids were not listed */
    uint64_t user;                    /* of the maildrop, the last that was named; 0: none */
    struct arena arena;               /* of all of this, while it is kept */
};

/* Begins a session. The ledger is zeroed, or served another one, whose memory is used again. */
void ledger_begin(struct ledger *ledger);
void ledger_clear(struct ledger *ledger); /* gives its memory back */

/* A copy in one piece, no larger than what it holds: for who keeps it until its turn comes. NULL
 * when memory ran out. */
struct ledger *ledger_copy(const struct ledger *ledger);
void ledger_free(struct ledger *copy);

/* Takes an event that the course has just taken in. */
void ledger_take(struct ledger *ledger, const struct course *course, const struct event *event);

/* The session is over. */
void ledger_end(struct ledger *ledger, const struct course *course);

#endif
