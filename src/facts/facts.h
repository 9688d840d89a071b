/* facts.h: the fact base: what is known of commands, replies, parameters, mechanisms, timers … of
 * mail.
 *
 * Nothing but tables and look-up. Every table but those of provider rules, timers and limits is
 * sorted by id (octets, upper case) and searched by halves; letters of any case find their row. All
 * strings are static. */
#ifndef HELOISE_FACTS_FACTS_H
#define HELOISE_FACTS_FACTS_H

#include "facts/fact.h"

/* A verb of SMTP or LMTP. Codes are joined by blanks. */
struct smtp_command_fact {
    struct fact fact;
    const char *syntax;
    const char *success, *intermediate, *error; /* reply codes */
    const char *keyword;                        /* the EHLO keyword that it needs; "" none */
    bool obsolete;
};

/* A keyword of EHLO's answer. */
struct extension_fact {
    struct fact fact;
    const char *syntax;              /* what may stand behind it; "" nothing */
    const char *mail, *rcpt, *verbs; /* what it adds */
    const char *status;              /* std, ds, ps, exp, info, historic, iana, private, draft */
};

/* A parameter of MAIL, RCPT and the like. */
struct parameter_fact {
    struct fact fact;
    const char *commands; /* where it may stand, joined by blanks */
    const char *syntax;   /* of its value */
    const char *longest;  /* octets; "" not told */
    const char *keyword;  /* the extension that brings it */
    const char *error;    /* replies to a bad one */
};

/* A reply code, or a group of them (4yz, x5z). */
struct reply_fact {
    struct fact fact;
    const char *after; /* commands that it may answer, joined by blanks; "any" */
    enum permanence permanence;
    enum who who;
    const char *status; /* rfc, iana, obsolete, practice */
};

/* An enhanced status code: a class (4.X.X), a subject (X.1.X) or a detail (X.1.1); RFC 3463. */
struct enhanced_fact {
    struct fact fact;
    const char *basic;   /* reply codes that it goes with; "" none are listed */
    const char *classes; /* which of 2, 4 and 5 make sense */
    enum who who;
};

/* A SASL mechanism. */
struct mechanism_fact {
    struct fact fact;
    const char *client_first; /* whether the client may speak with AUTH: "yes", "no", or in words */
    const char *steps;        /* who speaks, in order: C client, S server */
    const char *password;     /* what a listener learns: plain, guess, token, no … */
    const char *rating;       /* good, tls-only, weak, avoid … */
    const char *usage;        /* of the IANA registry */
};

/* A POP3 command; (greeting) and its like are no verbs, LIST and LIST (one) are two rows. */
struct pop3_command_fact {
    struct fact fact;
    const char *syntax;
    const char *reply;               /* single, multi, or in words */
    const char *positive, *negative; /* what the answers look like; "" none */
    const char *capability;          /* CAPA line that tells of it; "" none */
};

/* A line of CAPA's answer. */
struct capability_fact {
    struct fact fact;
    const char *arguments;
    const char *adds, *affects; /* commands */
};

/* A POP3 response code, with its brackets (RFC 2449 8). */
struct response_code_fact {
    struct fact fact;
    const char *reply;    /* +OK or -ERR */
    const char *commands; /* that it may answer; "any" */
    enum who who;
};

/* An alert of TLS. */
struct alert_fact {
    struct fact fact;
    unsigned number;
    enum alert_about { ALERT_CLOSE, ALERT_CERTIFICATE, ALERT_OTHER } about;
};

/* How a provider or a server program words a refusal. The first row that fits counts. */
struct provider_fact {
    const char *provider;
    const char *pattern;  /* PCRE2, whatever the case, against the whole reply */
    const char *category; /* rate, reputation, blocklist, auth, recipient … */
    const char *sample;   /* a reply that it fits */
    const char *cause, *remedy;
};

/* How long somebody waits. `fact.id` is the protocol or program, `name` the timer. */
struct timeout_fact {
    struct fact fact;
    const char *name;
    const char *who, *what;
    const char *seconds; /* a number or a span of numbers, in words where it must be */
    const char *rule;    /* min, default, advice */
};

/* How long or how many something may be. `fact.id` is the protocol or program. */
struct limit_fact {
    struct fact fact;
    const char *object;
    const char *limit, *unit;
    const char *rule; /* max, min, default */
};

/* Something wrong or worth knowing; `fact.summary` says why it matters, `fact.check` what to do. */
struct finding_fact {
    struct fact fact;
    const char *severity; /* error, warning, note */
    const char *protocol; /* SMTP, LMTP, POP3, MSG, TLS, NET */
};

/* Every kind, in the words of `explain --list`. */
enum fact_kind {
    FACT_COMMANDS,
    FACT_EXTENSIONS,
    FACT_PARAMETERS,
    FACT_REPLIES,
    FACT_ENHANCED,
    FACT_MECHANISMS,
    FACT_POP3_COMMANDS,
    FACT_POP3_CAPABILITIES,
    FACT_RESPONSE_CODES,
    FACT_PROVIDERS,
    FACT_TIMEOUTS,
    FACT_LIMITS,
    FACT_FINDINGS,
    FACT_ALERTS,
    FACT_KINDS
};

/* "commands", "pop3-capabilities" …; static strings. */
const char *fact_kind_name(enum fact_kind kind);

/* The rows of a kind, one after the other; `size`: octets of each, `count`: how many. All but
 * provider rules begin with a struct fact. */
const void *fact_rows(enum fact_kind kind, size_t *size, size_t *count);

/* Row `n` of a kind (not FACT_PROVIDERS). */
const struct fact *fact_at(enum fact_kind kind, size_t n);

/* The row with this id, in any case, or NULL. For kinds that are sorted. */
const struct fact *fact_find(enum fact_kind kind, struct slice id);

/* fact_find() with the type of its rows. */
#define FACT_FINDER(noun, kind)                                                                    \
    static inline const struct noun##_fact *noun##_fact_find(struct slice id) {                    \
        return (const struct noun##_fact *)(const void *)fact_find(kind, id);                      \
    }
FACT_FINDER(smtp_command, FACT_COMMANDS)
FACT_FINDER(extension, FACT_EXTENSIONS)
FACT_FINDER(parameter, FACT_PARAMETERS)
FACT_FINDER(reply, FACT_REPLIES)
FACT_FINDER(enhanced, FACT_ENHANCED)
FACT_FINDER(mechanism, FACT_MECHANISMS)
FACT_FINDER(pop3_command, FACT_POP3_COMMANDS)
FACT_FINDER(capability, FACT_POP3_CAPABILITIES)
FACT_FINDER(response_code, FACT_RESPONSE_CODES)
FACT_FINDER(finding, FACT_FINDINGS)
FACT_FINDER(alert, FACT_ALERTS)
#undef FACT_FINDER

/* The row of an enhanced code (X.1.1), of a subject (X.1.X), of a class (5.X.X); NULL: there is
 * none. */
enum { ENHANCED_OPEN = -1 };
const struct enhanced_fact *enhanced_fact_for(char class, int subject, int detail);

/* The row of a mechanism, else that of its family (SCRAM-*), or NULL. */
const struct mechanism_fact *mechanism_fact_for(struct slice name);

#endif
