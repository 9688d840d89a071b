/* course.h: the course of a session so far, as somebody who reads it keeps it in mind, for the
 * rules.
 *
 * A rule is asked about an event before the course takes it in: what it reads here was known
 * before. Only `answered` and `answered_recipient` are of the event itself. Slices lie in the
 * course's own memory and live as long as what they belong to: a command, a transaction, an offer.
 * What is kept is bounded, however long the session is. */
#ifndef HELOISE_DIAGNOSE_COURSE_H
#define HELOISE_DIAGNOSE_COURSE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/cache.h"
#include "diagnose/course_network.h"
#include "diagnose/lens.h"
#include "message/fields.h"
#include "session/session.h"

enum {
    COURSE_COMMANDS = 64,         /* the latest, kept; a power of two */
    COURSE_EXTENSIONS = 128,      /* of one answer */
    COURSE_TEXT = 1024,           /* octets kept of a line, a name, an address */
    COURSE_NAME = 512,            /* octets kept of a banner or hello */
    COURSE_MAILS = 4096,          /* of one maildrop: numbers from 1 on */
    COURSE_RECIPIENTS = 1024,     /* of one transaction */
    COURSE_CONTENT = 1024 * 1024, /* octets of one message */
    COURSE_HEADER = 64 * 1024,    /* of its header block, where no rule wants more */
};

/* A command and what became of it. */
struct course_command {
    uint32_t n; /* EVENT_NOTHING: an empty place, as are those that were not filled yet */
    enum act act;
    uint32_t replies;
    enum outcome outcome; /* of the last reply */
    uint16_t code;        /* the same; 0: none */
    bool known, allowed;
    bool given_up;      /* ACT_LOGIN: the client ended the exchange with "*" */
    bool group;         /* sent before the answers to all of the transaction's RCPT had come */
    unsigned half;      /* which of the course's command_texts has its texts */
    uint32_t recipient; /* RCPT: its place among the transaction's recipients, from 1; 0: none */
    struct moment at, end;
    struct slice verb, argument;
    uint64_t number; /* POP3: of a message; 0: none */
};

struct course_extension {
    struct slice keyword, arguments; /* as sent */
};

enum keyword {
#define KEYWORD(name, keyword) KEYWORD_##name,
#include "diagnose/keywords.def"
#undef KEYWORD
    KEYWORDS, /* and any other */
};

/* What a reply offers, at a glance. Its slices are the reply's. */
struct course_offering {
    struct course_extension *items; /* of each line but the first */
    size_t count;
    uint64_t names;  /* of all keywords: slice_bit_nocase() */
    uint32_t offers; /* bits: enum keyword */
    bool odd;        /* one may be none, or blotted out */
    bool twice;      /* one may be there twice */
};

struct course_recipient {
    struct slice address;
    uint32_t n;
    enum outcome outcome;
};

/* The transaction that is open, or the last one. */
struct course_transaction {
    bool open;
    bool null_sender;
    bool eight_bit, binary, utf8; /* BODY=8BITMIME, BODY=BINARYMIME, SMTPUTF8 */
    bool has_size;
    bool bdat, data;   /* content came, or was asked for, this way */
    bool content_over; /* the dot or BDAT LAST was sent */
    bool reset_sent;   /* RSET or a hello was sent, and not refused */
    bool bdat_failed;  /* a chunk was refused */
    bool asked;        /* 354 came */
    uint32_t n;        /* its MAIL */
    uint32_t message;  /* event of its content; EVENT_NOTHING: none yet */
    uint64_t size;     /* SIZE= */
    struct course_recipient *recipients;
    size_t recipient_count;   /* kept */
    size_t asked_for;         /* RCPT commands, of all */
    size_t accepted, refused; /* of all */
    struct slice sender;
    struct slice domain; /* the sender's */
};

/* A message of a maildrop, as far as the session told of it. */
struct course_mail {
    uint64_t size; /* by LIST */
    bool listed, retrieved;
    uint32_t deleted_in; /* the round in which it was deleted; 0: never */
};

struct course_maildrop {
    bool has_count; /* STAT was answered */
    uint64_t count, octets;
    struct course_mail *mails; /* by number, from 1 on */
    size_t mail_count;
    unsigned retrieved, deleted;
    uint32_t round;     /* RSET begins another, in which nothing is deleted */
    bool user_accepted; /* the last command was an accepted USER */
    bool utf8;
    bool capa_asked, capa_asked_secure;
};

struct course {
    /* What every event needs lies together, in three lines (base/cache.h): where it stands in the
     * session, */
    const struct session *session;
    const struct course_command *answered; /* of a reply: the command that it answers, or NULL */
    const struct course_recipient *answered_recipient; /* and the recipient, or NULL */
    uint64_t filled;       /* bits: places of `commands` that were filled in this session */
    uint32_t last_command; /* EVENT_NOTHING: none */
    unsigned unanswered;   /* commands whose reply has not come */
    unsigned commands_sent, replies_seen;
    unsigned slow_replies;       /* in a row, of two seconds or more */
    unsigned replies_behind_tls; /* since the go-ahead for TLS, in the clear */
    struct moment reply_end;     /* of the last reply's last octet */

    /* what is known of it, */
    struct moment last[2]; /* by enum side: end of what it said last */
    uint32_t unclosed;     /* a reply without its last line, the last thing the server said */
    uint32_t offers;       /* what the server offers, bits: enum keyword */
    bool pop3, lmtp;
    bool started;
    bool midstream;
    bool connected; /* the handshake of TCP was seen whole */
    bool one_sided; /* it was seen, and nothing of the server's is in the capture */
    bool proxied;   /* by a proxy that was asked for the way: it may have refused */
    bool gap;
    bool greeted, greeted_again; /* again: XCLIENT began the session anew */
    bool early_agreed;           /* clients may speak before it, by the server (PIPECONNECT) */
    bool hello_accepted, hello_tried;
    bool esmtp;          /* EHLO or LHLO was accepted, with a list */
    bool utf8_addresses; /* an address of this transaction, one with SMTPUTF8, is not ASCII */
    bool authenticated;
    bool quit, closing;   /* QUIT was sent; 221, 421 or 521 was seen */
    bool closed[2];       /* by enum side */
    bool out_of_step;     /* a reply answers what it cannot answer: one was swallowed */
    bool content_cut;     /* there was more than is kept */
    bool header_only;     /* no rule wants more than the header block */
    bool header_whole;    /* its empty line was seen, and no more is kept */
    bool secure;          /* TLS has begun */
    bool fresh_secure;    /* and nothing was said under it yet */
    bool tls_asked;       /* STARTTLS or STLS was sent */
    bool tls_going;       /* the server gave its go-ahead for TLS */
    bool tls_chosen;      /* the server answered the client's hello of TLS */
    bool tls_finished;    /* both sides went over to encryption */
    bool tls_alerts_show; /* alerts are told from what else is encrypted */
    bool tls_broken;      /* a fatal alert was seen */
    bool tls_alerted[2];  /* by enum side: it sent one */
    bool hello_of_tls;    /* the client began a handshake of TLS, and nobody took it */
    bool starttls_seen;   /* STARTTLS was on offer, in the clear */
    bool offered_secure;  /* an offer was seen under TLS */
    bool extensions_known;
    bool offering_seen; /* the last reply that was looked at lists extensions: `offering` */

    /* and what came through the network. */
    _Alignas(CACHE_LINE) struct course_network network;

    /* What commands need: how many there were, what the server offers, */
    uint32_t first_command; /* EVENT_NOTHING: none */
    unsigned questions;     /* VRFY and EXPN so far */
    unsigned strays;        /* no commands, in a row right behind a message and before its answer */
    unsigned mails_sent;    /* MAIL commands */
    unsigned failed_logins;
    uint32_t content_of;                 /* event of the message that comes in or was just told */
    uint64_t heard;                      /* octets of the server before the last command */
    uint64_t extension_names;            /* of all of them: slice_bit_nocase() */
    struct course_extension *extensions; /* of the last EHLO, LHLO or CAPA that was answered */
    size_t extension_count;

    /* and the transaction. */
    _Alignas(CACHE_LINE) struct course_transaction transaction;

    /* The rest is needed now and then. */
    struct course_offering offering; /* of a reply that lists extensions: what it offers */
    struct moment start;             /* of the first event */
    struct moment greeted_at;        /* first octet of the greeting */
    struct moment early_at;
    uint32_t early;             /* a command that came before it; EVENT_NOTHING: none */
    uint32_t unwaited;          /* the same before the answer to the first hello */
    struct moment closed_at[2]; /* where it is closed */
    uint16_t banner_code;
    struct slice banner;                       /* first line */
    struct slice hello;                        /* the name that the client gave last */
    const struct course_extension *before_tls; /* what was on offer when TLS began */
    size_t before_tls_count;
    const struct lens_view *views; /* at the end: messages about which servers disagree */
    size_t view_count;
    struct course_maildrop maildrop;
    struct field_list fields; /* of the message that was just told; empty where none is kept */

    /* From here on a session begins with what the one before has left: most of it is filled before
     * it is read, and little of it in most sessions. */
    struct buffer content;   /* of the message `content_of`; dropped at the start */
    struct course_memory {   /* the same */
        struct arena looked; /* of the event that is looked at: its fields, or what it offers */
        struct arena maildrop;
        struct arena envelope;         /* of the transaction */
        struct arena offers[2];        /* in the clear, under TLS */
        struct arena command_texts[2]; /* in turn: of the latest 64 commands, and those before */
    } memory;
    uint8_t banner_octets[COURSE_NAME], hello_octets[COURSE_NAME];
    struct course_command commands[COURSE_COMMANDS]; /* by number, see course_command() */
};

/* Whether it is MAIL with the null reverse-path, <> (RFC 5321 4.5.5). */
static inline bool command_null_sender(const struct command_event *command) {
    return command->act == ACT_SENDER && command->address.size == 0 &&
           slice_find(command->argument, '<') != SLICE_NONE;
}

/* The command with number `n`, while it is among the latest; else NULL. */
const struct course_command *course_command(const struct course *course, uint32_t n);

/* The message of the open transaction, whole or not, while nothing has answered it; else NULL. */
static inline const struct course_command *course_unanswered_message(const struct course *course) {
    const struct course_command *message = course_command(course, course->transaction.message);
    return message && message->replies == 0 && course->transaction.open ? message : NULL;
}

/* The last command, or NULL. */
static inline const struct course_command *course_last(const struct course *course) {
    return course_command(course, course->last_command);
}

/* Whether the server offers it. */
static inline bool course_offers(const struct course *course, enum keyword keyword) {
    return (course->offers >> keyword & 1) != 0;
}

/* What the server offered under this keyword, in any case, or NULL. */
const struct course_extension *course_find_extension(const struct course *course,
                                                     struct slice keyword);

static inline const struct course_extension *course_extension(const struct course *course,
                                                              struct slice keyword) {
    bool may = (course->extension_names & slice_bit_nocase(keyword)) != 0;
    return may ? course_find_extension(course, keyword) : NULL;
}

/* Whether it is known what the server offers, and this is not among it. */
static inline bool course_lacks(const struct course *course, struct slice keyword) {
    return course->extensions_known && !course_extension(course, keyword);
}

/* Whether one of the keywords, joined by blanks or commas, is on offer. */
bool course_offers_any(const struct course *course, const char *keywords);

/* Whether the client said something under TLS that nobody here can read. */
static inline bool course_sealed(const struct course *course) {
    return session_sealed_octets(course->session, SIDE_CLIENT) > 0;
}

/* Whether all that was said so far was captured, by both sides and from the beginning on: only then
 * is what the course does not know of known not to have been. */
static inline bool course_whole(const struct course *course) {
    return !course->gap && !course->midstream && !course->one_sided;
}

/* What is known of message `number`, or NULL: nothing, or its number is past the bound. */
const struct course_mail *course_mail(const struct course *course, uint64_t number);

/* Whether DELE took it, and no RSET since. */
static inline bool course_mail_deleted(const struct course *course,
                                       const struct course_mail *mail) {
    return mail->deleted_in != 0 && mail->deleted_in == course->maildrop.round;
}

/* The fields of the message that event `event` tells of, or NULL where its header block was not
 * seen or not kept whole: then nothing is known to be missing. */
const struct field_list *course_header(const struct course *course, const struct event *event);

/* Its first field of this kind, or NULL. */
const struct field *course_field(const struct course *course, const struct event *event,
                                 enum field_kind kind);

/* For the diagnosis alone: begins a session, looks at what an event answers, takes it in. */
void course_begin(struct course *course, bool header_only);
void course_look(struct course *course, const struct session *session, const struct event *event);
void course_take(struct course *course, const struct event *event);
bool course_content(struct course *course, uint32_t n, struct slice octets); /* more is wanted */
void course_free(struct course *course);

#endif
