/* event.h: one thing said or seen in a session.
 *
 * Protocol modules and layers make events; listeners (summary, transcript, diagnosis) take them. An
 * event is plain data: every slice and pointer in it is borrowed for the call that hands it over.
 *
 * Numbers: `n` counts from 0 within a session and is given when a thing begins; an event is handed
 * over when it is whole. So a message gets its number at its first octet and is handed over after
 * its last one: numbers can arrive out of order, and a reply may name an event that is still to
 * come (a 421 in the middle of the content). */
#ifndef HELOISE_SESSION_EVENT_H
#define HELOISE_SESSION_EVENT_H

#include "base/moment.h"
#include "base/wire.h"
#include "session/tls_event.h"

enum event_kind {
    EVENT_CONNECT,      /* the connection was opened, as far as packets show it */
    EVENT_PROXY,        /* a proxy in front of the session: PROXY header, SOCKS, HTTP CONNECT */
    EVENT_GREETING,     /* the server's first reply, also the one after XCLIENT */
    EVENT_COMMAND,      /* a line of the client */
    EVENT_REPLY,        /* a whole answer of the server */
    EVENT_CONTINUATION, /* a SASL step of either side */
    EVENT_MESSAGE,      /* message content: DATA, BDAT, RETR, TOP */
    EVENT_BLOCK,        /* counted octets that are no message (XEXCH50) */
    EVENT_TLS,          /* TLS begins, or one side warns or gives up: tls_event.h */
    EVENT_GAP,          /* octets that nobody captured */
    EVENT_NETWORK,      /* a notice of the carrier: retransmission, zero window … */
    EVENT_JUNK,         /* octets that the protocol has no place for */
    EVENT_CLOSE,        /* one side, or both, closed */
    EVENT_KINDS
};

/* Of a reply, in any protocol. */
enum outcome { OUTCOME_NONE, OUTCOME_OK, OUTCOME_MORE, OUTCOME_DEFERRED, OUTCOME_REFUSED };

/* For now, or for good. */
static inline bool outcome_is_refusal(enum outcome outcome) {
    return outcome == OUTCOME_DEFERRED || outcome == OUTCOME_REFUSED;
}

/* What a command does to the session, in any protocol: what summaries and screens go by instead of
 * verbs. */
enum act {
    ACT_OTHER,
    ACT_HELLO,     /* names the client: `argument` */
    ACT_SENDER,    /* opens a delivery: `address` is the reverse-path */
    ACT_RECIPIENT, /* adds `address` to it */
    ACT_CONTENT,   /* asks to send content, or carries some (BDAT) */
    ACT_RESET,     /* drops the open delivery, or what was marked as deleted */
    ACT_LOGIN,     /* gives an identity: `user` where the line has it */
    ACT_TLS,       /* asks for TLS */
    ACT_RETRIEVE,  /* asks for message `number` */
    ACT_DELETE,    /* marks message `number` */
    ACT_COUNT,     /* asks how many messages there are: the reply's first word says */
    ACT_LIST,      /* asks for sizes or unique ids: the reply's lines hold them */
    ACT_IDENTIFY,  /* asks for unique ids */
    ACT_ABILITIES, /* asks for the extensions without naming the client (CAPA) */
    ACT_TURN,      /* turns the roles round */
    ACT_CLIENT,    /* says whom it speaks for, for the whole session: `parameters` */
    ACT_FORWARD,   /* the same for the next delivery */
    ACT_QUIT,
};

/* Which line end closed a line or message content. */
enum line_end { END_NONE, END_CRLF, END_LF, END_LAST /* BDAT LAST */ };

/* An enhanced status code (RFC 3463); class 0 when there is none. */
struct enhanced_code {
    uint8_t class;
    uint16_t subject, detail;
};

/* One parameter of MAIL or RCPT: NAME or NAME=VALUE. */
struct parameter {
    struct slice name, value; /* as sent */
    bool has_value;
};

struct command_event {
    struct slice verb;     /* upper case, in static memory when it is known, else the event's own */
    struct slice argument; /* what follows the verb, trimmed */
    struct slice line;     /* as sent, without its line end; cut at the bound when `truncated` */
    struct slice secret;   /* the part of `line` that is masked; size 0 when nothing is */
    enum line_end end;
    enum act act;
    struct slice
        address; /* ACT_SENDER, ACT_RECIPIENT: the mailbox, without brackets and source route */
    struct slice user;      /* ACT_LOGIN: the user name, when the line tells it */
    struct slice mechanism; /* ACT_LOGIN by SASL: its name, upper case as offered */
    const struct parameter *parameters;
    size_t parameter_count;
    uint64_t
        number;   /* ACT_RETRIEVE, ACT_DELETE: message number; BDAT and XEXCH50: octets announced */
    bool last;    /* BDAT LAST */
    bool known;   /* the verb is in the protocol's table */
    bool allowed; /* the state table allows it here (predicted for pipelined commands) */
    bool truncated; /* the line was longer than is kept */
};

struct reply_event {
    const struct slice *lines; /* SMTP: text without code; POP3: text after the indicator, then the
                                  listing's lines */
    size_t line_count;
    uint64_t lines_lost;           /* lines past the bound that are not in `lines` */
    uint16_t code;                 /* SMTP: 0 when the line has none; POP3: 0 */
    struct slice status;           /* POP3: "+OK", "-ERR", "+"; else empty */
    struct slice response_code;    /* POP3, RFC 2449: without brackets */
    struct enhanced_code enhanced; /* of no meaning where all listeners skip facts */
    enum outcome outcome;
    uint32_t to;          /* number of the event that it answers, or EVENT_NOTHING */
    uint32_t recipient;   /* LMTP, PRDR: index of the recipient in its delivery, or EVENT_NOTHING */
    duration latency;     /* DURATION_UNKNOWN when it answers nothing */
    uint32_t mixed_codes; /* lines whose code differs from the first line's */
    const uint16_t *codes; /* where they differ: the code of each line, 0: it has none; else NULL */
    enum line_end end;     /* of its lines: END_LF if one of them ends in a bare LF */
    bool final;            /* answers message content for good (the dot, BDAT LAST) */
    bool unclosed;         /* SMTP: its last line announced another, and the server's end came */
    bool truncated;
};

struct continuation_event {
    struct slice line;   /* the client's line as sent, or the server's text after 334 or + */
    struct slice secret; /* the part of `line` that is masked */
    struct slice user;   /* the user name, once the exchange shows it (decoded) */
    struct slice status; /* server, POP3: "+"; else empty */
    uint16_t code;       /* server, SMTP: 334; else 0 */
    uint32_t to;         /* as for replies; of a client's line: the AUTH command */
    duration latency;    /* server only */
    enum line_end end;
    uint8_t step; /* counts from 1 within the exchange */
    bool cancel;  /* the client's lone "*" */
    bool truncated;
};

/* What one pass over the content finds, as sent (before dot-unstuffing). Of no meaning where all
 * listeners skip it. */
struct content_facts {
    uint64_t longest_line;                /* octets, line end included */
    uint64_t bare_lf, bare_cr, nul, high; /* how many octets of each kind */
    uint64_t stuffed_dots;                /* dots taken out */
};

struct message_event {
    uint64_t octets;      /* of the content after dot-unstuffing, as the receiver keeps it */
    uint64_t wire_octets; /* as sent, with stuffed dots and the final dot line; gaps not counted */
    struct slice via;     /* DATA, BDAT, RETR, TOP */
    enum line_end end;    /* which line end closed it */
    bool complete;        /* every octet was seen, and its end */
    bool assumed;         /* taken as content though nobody saw the server ask for it */
    bool early;           /* DATA: some of it was there before the server asked for it */
    uint64_t number;      /* POP3: message number */
    uint64_t announced;   /* POP3: octets in the +OK line; 0 when it has none */
    duration pause;       /* DATA: the longest between two of its octets */
    struct content_facts facts;
};

enum proxy_protocol {
    PROXY_HEADER, /* a proxy tells the server who its client is */
    PROXY_SOCKS4, /* a client asks a proxy for the way to a server, here and below */
    PROXY_SOCKS5,
    PROXY_CONNECT, /* of HTTP (RFC 9110 9.3.6) */
    PROXY_PROTOCOLS
};

struct proxy_event {
    enum proxy_protocol protocol;
    uint8_t version;      /* of the PROXY header: 1 or 2; of SOCKS: 4 or 5; else 0 */
    bool local;           /* PROXY: LOCAL or UNKNOWN, no addresses */
    enum outcome outcome; /* OUTCOME_NONE: no answer was seen; always so of PROXY */
    uint16_t code;        /* the answer's: 0 to 255 of SOCKS, HTTP's status */
    struct slice line;    /* PROXY version 1 and CONNECT: as sent */
    union {
        struct { /* PROXY_HEADER */
            struct endpoint client, server;
            struct slice authority; /* version 2: the name that the client asked the proxy for */
            struct slice tls, cipher,
                common_name; /* the same: how it was reached; size 0: not told */
        };
        struct { /* all others: where the client wants to go; neither address nor name: not told */
            struct endpoint target;
            struct slice name;
            struct slice user;   /* by which it logs in there; SOCKS 4: who it says it is */
            struct slice secret; /* the password, or all credentials; masked */
            struct slice text;   /* the answer: HTTP's reason as sent, the words of RFC 1928 */
        };
    };
};

/* Octets out of place. */
struct junk_event {
    struct slice text;
    struct slice secret; /* the part of `text` that is masked: a piece of a login, perhaps */
};

enum closing { CLOSING_FIN, CLOSING_RESET, CLOSING_TIMEOUT, CLOSING_OPEN /* the source ran out */ };

/* How the connection was opened, as far as packets show it. */
struct connect_event {
    uint32_t syns;     /* of the client: more than one when it had to ask again; 0: not captured */
    uint32_t answers;  /* SYN-ACK of the server; 0: not captured */
    duration span;     /* from the first SYN to the last */
    duration answered; /* from the first SYN to the first SYN-ACK; DURATION_UNKNOWN: not captured */
    duration round_trip; /* from the last SYN to the client's acknowledgment of the SYN-ACK,
                            wherever between the two was captured; DURATION_UNKNOWN: not captured */
    bool accepted;       /* the client acknowledged the SYN-ACK: the connection stands */
};

enum notice_kind {
    NOTICE_SYN,      /* SYN or SYN-ACK */
    NOTICE_ACCEPTED, /* the client acknowledged the SYN-ACK */
    NOTICE_RETRANSMISSION,
    NOTICE_ZERO_WINDOW,  /* this side takes no more for now */
    NOTICE_WINDOW_OPEN,  /* it takes octets again */
    NOTICE_WINDOW_PROBE, /* this side asks whether the other takes octets again */
    NOTICE_KEEP_ALIVE,
    NOTICE_OVERLAP,     /* a segment sent again with other octets */
    NOTICE_RESET,       /* a RST of this side, which may have been forged: the close event tells */
    NOTICE_UNREACHABLE, /* from here on: what somebody on the way says of what this side sent */
    NOTICE_FRAGMENTATION_NEEDED,
    NOTICE_PACKET_TOO_BIG,
    NOTICE_TIME_EXCEEDED,
    NOTICE_PARAMETER_PROBLEM,
    NOTICE_KINDS
};

/* Something that the carrier saw. */
struct notice {
    enum notice_kind kind;
    uint64_t octets;      /* sent again */
    duration waited;      /* since the packet of the connection before it; 0: not told */
    uint32_t mtu;         /* of the next link, where a packet was too large; 0: not told */
    struct endpoint from; /* who says it; size 0: nobody, it was seen */
    const char *text;     /* what is said, in words; a static string, marked for translation; NULL:
                             nothing */
};

/* Notices of one kind, one side and the same words between which nothing was said. `at` and `end`
 * of the event are those of the first and the last. */
struct network_event {
    struct notice notice; /* octets, waited: of all together */
    uint64_t count;
};

#define EVENT_NOTHING UINT32_MAX

struct event {
    uint32_t n;
    enum event_kind kind;
    enum side side;
    struct moment at, end; /* first and last octet seen */
    uint64_t offset;       /* of the first octet in this side's stream, lost octets counted */
    uint64_t octets;   /* on the wire, line ends included; lost octets for EVENT_GAP, 0: unknown */
    uint64_t packet;   /* frame of the first octet; 0: none */
    const char *state; /* the protocol's name for where the session is; NULL before it is known */
    union {
        struct command_event command;
        struct reply_event reply; /* EVENT_GREETING and EVENT_REPLY */
        struct continuation_event continuation;
        struct message_event message; /* EVENT_BLOCK fills octets, wire_octets, complete, via */
        struct tls_event tls;
        struct proxy_event proxy;
        struct junk_event junk;
        enum closing closing;
        struct connect_event connect;
        struct network_event network;
    };
};

/* Fills an event of one moment and no octets, all but its meaning: the member for its kind is the
 * caller's to fill, and not zeroed before. */
static inline void event_plain(struct event *event, uint32_t n, enum event_kind kind,
                               enum side side, struct moment at) {
    event->n = n;
    event->kind = kind;
    event->side = side;
    event->at = event->end = at;
    event->offset = event->octets = event->packet = 0;
    event->state = NULL;
}

/* The words of the contract: "greeting", "ok", "crlf" …; static strings. */
const char *event_kind_name(enum event_kind kind);
const char *outcome_name(enum outcome outcome);
const char *line_end_name(enum line_end end);
const char *closing_name(enum closing closing);
const char *proxy_protocol_name(enum proxy_protocol protocol);
const char *notice_name(enum notice_kind kind);

#endif
