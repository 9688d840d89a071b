/* scenario.h: exceptions to what the practice server does by the tables of its protocols.
 *
 * A text, one rule a line; # begins a comment:
 *
 *     title TEXT
 *     STAGE [CONDITION...]: ACTION [ARGUMENT]
 *
 *     # the first attempt at each envelope is put off
 *     RCPT new: reply 451 4.7.1 Greylisted, please try again in a minute
 *
 * STAGE is a command (in capitals: RCPT, RETR), connect (the greeting), tls (the handshake after
 * STARTTLS), content (while a message comes in), message (after its end), command (any), or always
 * (what holds for the whole session). All conditions have to hold:
 *
 *     /PCRE/     what follows the command fits; for `message`: the envelope's sender
 *     first N    not more than N times in a session
 *     after N    from the time after N times on
 *     new        this client, sender and recipient were never seen together
 *     clear      without TLS
 *
 * The actions stand in scenario_actions.def. A reply of the class that the command succeeds with
 * (2yz, 354, +OK) does not hinder it; any other stands in the place of what it would do. */
#ifndef HELOISE_PRACTICE_SCENARIO_H
#define HELOISE_PRACTICE_SCENARIO_H

#include "base/error.h"
#include "base/moment.h"
#include "base/pattern.h"
#include "base/writer.h"

enum scenario_action {
#define ACTION(id, word, argument, help) ACTION_##id,
#include "practice/scenario_actions.def"
#undef ACTION
    ACTIONS
};

struct scenario_rule {
    struct slice stage;      /* in the scenario's text */
    struct pattern *pattern; /* NULL: any argument */
    uint64_t first, after;   /* UINT64_MAX, 0: any time */
    bool fresh, clear;
    enum scenario_action action;
    struct slice text; /* escapes resolved, CRLF at the end of a reply; or a word */
    uint64_t number;
    duration span;
};

enum { SCENARIO_RULES = 256 };

struct scenario;

/* Without rules. NULL with `error` filled. */
struct scenario *scenario_new(struct error *error);
void scenario_free(struct scenario *scenario);

/* Adds the rules of a text, which is copied; `file` names it in errors, which are
 * ERROR_CONFIGURATION and name the line. */
bool scenario_add(struct scenario *scenario, struct slice text, const char *file,
                  struct error *error);

size_t scenario_rule_count(const struct scenario *scenario);

/* ---- those that come with the program ---- */

struct scenario_text {
    const char *name;
    const char *title;
    const char *rules;
};

/* Row `n`, in the order of names; NULL past the last. */
const struct scenario_text *scenario_text_at(size_t n);
const struct scenario_text *scenario_text_find(const char *name);

/* ---- asking ---- */

/* What a session remembers: how often each rule's stage, pattern and conditions held. */
struct scenario_memory {
    uint32_t counts[SCENARIO_RULES];
};

/* What is asked about. */
struct scenario_question {
    const char *stage;
    struct slice argument;
    bool secure;
    uint64_t envelope; /* fingerprint of client, sender and recipient; 0: there is none */
};

/* What is to be done otherwise. */
struct scenario_answer {
    bool replies;       /* `reply` stands in the place of the server's own */
    struct slice reply; /* octets to send; size 0: nothing at all */
    bool endless;       /* again and again */
    duration delay;
    size_t pieces;  /* octets at a time; 0: all at once */
    duration pause; /* between two of them */
    bool closes, resets;
    uint64_t closes_after; /* octets of content */
};

/* Asks all rules; counts are kept in `memory`, envelopes in the scenario. */
struct scenario_answer scenario_ask(struct scenario *scenario, struct scenario_memory *memory,
                                    const struct scenario_question *question);

/* Whether an extension or capability (its first word) is to be left out. */
bool scenario_hides(struct scenario *scenario, struct slice keyword, bool secure);

/* Lines that are offered on top: the `n`th; false past the last. */
bool scenario_offers(const struct scenario *scenario, size_t n, struct slice *line);

/* What holds for whole sessions. */
bool scenario_has(const struct scenario *scenario, enum scenario_action action);
uint64_t scenario_count(const struct scenario *scenario);
struct slice scenario_tls_version(const struct scenario *scenario); /* size 0: any */

#endif
