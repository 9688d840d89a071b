/* summary.h: what a row of the index says of a session, gathered by a listener while the session is
 * decoded.
 *
 * Speaks no protocol: it goes by the acts and outcomes of events. A summary owns its memory (one
 * arena); slices in it live as long as it does. A brief one leaves out what is marked [detail]. */
#ifndef HELOISE_INDEX_SUMMARY_H
#define HELOISE_INDEX_SUMMARY_H

#include "base/arena.h"
#include "base/cache.h"
#include "diagnose/finding.h"
#include "diagnose/timing.h"
#include "session/session.h"

enum verdict {
    VERDICT_UNKNOWN,
    VERDICT_ACCEPTED,
    VERDICT_DEFERRED,
    VERDICT_REFUSED,
    VERDICT_PARTIAL,
    VERDICT_ABORTED,
};

/* "accepted" …; static strings. */
const char *verdict_name(enum verdict verdict);

enum tls_use { TLS_NONE, TLS_STARTTLS, TLS_IMPLICIT, TLS_REFUSED };
const char *tls_use_name(enum tls_use use);

/* How the session or attempt ended, in the contract's words. */
enum ending {
    ENDING_OPEN, /* the source ran out */
    ENDING_QUIT,
    ENDING_CLOSE,
    ENDING_RESET,
    ENDING_REFUSED,     /* 421 or 554 greeting; a RST for the SYN */
    ENDING_TIMEOUT,     /* no answer to the SYN, or nothing more was heard */
    ENDING_UNREACHABLE, /* an ICMP error for the SYN */
    ENDING_SILENT, /* the server took the connection and said nothing until the client gave up */
};
const char *ending_name(enum ending ending);

struct recipient {
    struct slice address;
    const struct parameter *parameters; /* [detail] */
    size_t parameter_count;
    uint16_t code;       /* what RCPT got; 0: no reply seen */
    uint32_t reply;      /* its event; EVENT_NOTHING: none */
    uint16_t final_code; /* what came after the dot for it; 0: none seen */
    uint32_t final_reply;
    enum outcome outcome, final_outcome;
    enum verdict verdict;
    uint32_t decided;    /* the event that decided it; EVENT_NOTHING: none was seen */
    struct slice answer; /* [detail] of a refusal: the reply's first line, cut at 512 octets */
};

struct message {
    /* Decoded to UTF-8, from the first 64 KiB of header; size 0: absent. */
    struct slice subject, from;
    uint64_t octets; /* unstuffed; all BDAT chunks of a transaction together */
    uint32_t event;  /* number of the message event */
    enum line_end end;
    bool complete, assumed;
    struct slice message_id, date; /* [detail] */
    struct slice via;              /* [detail] */
    const uint8_t *sha256;         /* DIGEST_SIZE octets; NULL: not computed */
};

/* What ended a transaction before the server had answered it. */
enum cut_by {
    CUT_BY_NOTHING,
    CUT_BY_RESET, /* RSET */
    CUT_BY_HELLO, /* another hello, which resets too */
    CUT_BY_MAIL,  /* another MAIL */
    CUT_BY_TLS,   /* TLS began */
    CUT_BY_QUIT,  /* the session was over, here and below */
    CUT_BY_END,
};

enum transaction_kind { TRANSACTION_DELIVERY, TRANSACTION_RETRIEVAL, TRANSACTION_DELETION };
const char *transaction_kind_name(enum transaction_kind kind);

/* For whom a client speaks: as a PROXY header, XCLIENT or XFORWARD say. What is not told is empty.
 */
struct party {
    struct endpoint end; /* size 0: no address */
    bool has_port;
    struct slice name, hello, protocol, user, ident, source; /* decoded */
};

/* The proxy that the client asked for the way to its server. */
struct passage_taken {
    enum proxy_protocol protocol;
    struct endpoint target; /* size 0: it has a name */
    struct slice name;
    enum outcome outcome;
    uint16_t code;
    struct slice text; /* [detail] the answer's */
};

/* What a row shows comes first, in one line of cache. */
struct transaction {
    _Alignas(CACHE_LINE) uint16_t code; /* of the reply that decided */
    enum transaction_kind kind : 8;
    enum cut_by cut : 8;
    enum verdict verdict;
    uint32_t decided; /* the event that decided: this reply, or what cut it short; EVENT_NOTHING:
                         none was seen */
    bool has_sender, has_message;
    bool promised; /* 354 was said: the content was wanted */
    bool turned;   /* the server gave the commands (TURN, ATRN), and the client took it */
    struct recipient *recipients;
    size_t recipient_count;
    struct slice sender; /* size 0: the null reverse-path, where has_sender */
    struct message message;
    struct slice reply;                 /* its text, first line, cut at 512 octets [detail] */
    struct slice queue_id;              /* [detail] */
    uint64_t number;                    /* POP3: message number */
    uint64_t announced;                 /* POP3: octets announced; 0: not */
    struct slice unique_id;             /* POP3: from UIDL, if it was asked before [detail] */
    const struct parameter *parameters; /* of MAIL [detail] */
    size_t parameter_count;
    const struct party *forwarded; /* by XFORWARD; NULL: not [detail] */
};

/* A connection to a mail port on which the server said nothing. */
struct attempt {
    const struct protocol *hint; /* what is at home at the port */
    struct connect_event connect;
    struct notice complaint; /* why it got nowhere, as somebody on the way says; no text: nobody */
    bool unseen;             /* nothing of the server was captured: it may have spoken */
};

/* What every event passes by comes first, in one line of cache, then what a row shows, in two, then
 * what else the end of a session fills. */
struct summary {
    struct arena arena;
    struct transaction *transactions;
    size_t transaction_count;
    const struct protocol *protocol; /* NULL: unknown */
    bool whole; /* false: memory ran out on the way, or there was more than SUMMARY_KEPT */
    bool decrypted, midstream;
    bool has_tls_random; /* tls_random, the random of the ClientHello, is there: it finds keys */
    bool brief;          /* nothing but zeros was ever written from `software` on */
    enum tls_use tls : 8;

    const struct attempt *attempt; /* NULL: it is a session */
    struct endpoint client, server;
    struct moment start, end; /* first and last packet */

    uint64_t octets[2]; /* by enum side, on the wire */
    struct slice user;
    uint64_t packets;
    uint16_t last_code;
    enum verdict verdict;
    uint32_t decided;       /* the event that decided the verdict; EVENT_NOTHING: none was seen */
    enum severity severity; /* of the worst of the findings */
    enum ending ending;

    enum outcome login; /* of the last login; OUTCOME_NONE: none was answered */
    struct slice hello;
    uint64_t lost[2];                /* of the octets */
    uint64_t sealed[2];              /* of them: under TLS that nobody here could read */
    const struct tls_rhythm *rhythm; /* of these; NULL: nobody looked, or it is not known whole */
    uint64_t events;                 /* how many */
    bool login_given_up;             /* it was refused because the client gave it up */
    bool greeted;                    /* a greeting was seen */
    bool replied;                    /* and something after it */
    bool unanswered;                 /* of the client's commands the last had no answer */
    bool farewell;                   /* QUIT was said, and granted */
    bool closed, reset;              /* a side closed, with a RST; who was the first: */
    enum side closer : 8;
    uint64_t again; /* segments of a message that the client sent again until the end, unanswered */
    uint64_t maildrop;           /* where has_maildrop: messages in it, as the server told */
    const struct party *proxied; /* the true client, by PROXY header or XCLIENT; NULL: not told */
    const struct passage_taken *passage; /* the last; NULL: none */
    struct slice tls_alert;              /* that was fatal: "unknown_ca"; size 0: none was seen */
    enum side tls_alert_side : 8;
    bool has_maildrop;
    enum examined examined;   /* what the findings are based on; EXAMINED_NOTHING: nobody looked */
    struct finding *findings; /* in the order in which they were made; their sentences: [detail] */
    size_t finding_count;
    size_t across; /* of them, the last ones: found by what other sessions did */

    /* All from here on: [detail] */
    struct slice software;
    struct slice server_name;      /* the host name that the greeting begins with; size 0: none */
    struct slice reason;           /* without a transaction: what was said with it, first line */
    const struct timing *timing;   /* NULL: nobody took the time */
    const struct party *forwarded; /* the last by XFORWARD */
    struct slice *extensions, *extensions_before_tls;
    size_t extension_count, extension_before_tls_count;
    uint8_t tls_random[32]; /* where has_tls_random */
};

/* The name of its protocol, or of the one that an attempt was for; "unknown". Static strings. */
const char *summary_protocol(const struct summary *summary);

/* Octets that the summary of one session may take; past it names and transactions are left out. */
enum { SUMMARY_KEPT = 32 * 1024 * 1024 };

#endif
