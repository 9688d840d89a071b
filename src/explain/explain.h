/* explain.h: what an event means, in plain words.
 *
 *     event in its session + facts  ->  explanation
 *
 * An explainer holds what is made once: the provider rules, compiled, and the user's own. What it
 * makes lies in the arena that the caller gives and lives as long as that. */
#ifndef HELOISE_EXPLAIN_EXPLAIN_H
#define HELOISE_EXPLAIN_EXPLAIN_H

#include "base/arena.h"
#include "base/error.h"
#include "facts/fact.h"
#include "session/transcript.h"

/* How much is said: brief one sentence, normal two or three, teach the background and an example
 * too. */
enum explain_depth { EXPLAIN_BRIEF, EXPLAIN_NORMAL, EXPLAIN_TEACH, EXPLAIN_DEPTHS };

/* "brief", "normal", "teach"; static strings. */
const char *explain_depth_name(enum explain_depth depth);

/* A piece of the line. Parts stand in the order of `start`; a part may lie within the one before.
 */
struct explanation_part {
    size_t start, end; /* octets of `input` */
    struct slice name; /* "reply code" */
    struct slice meaning;
};

/* What a provider's or server program's own words say. */
struct explanation_provider {
    struct slice name, category, cause, remedy; /* name of size 0: none was recognised */
};

struct explanation {
    const char *protocol; /* "smtp" …; NULL: unknown */
    struct slice input;   /* the line, the lines of a reply joined by CRLF, or the header of a
                             message; masked */
    struct slice title;   /* "RCPT: names one recipient of the envelope" */
    struct slice summary; /* at the depth that was asked for */
    struct slice
        detail; /* normal and teach: what else this very line shows; teach: background, example */
    struct explanation_part *parts;
    size_t part_count;
    const char *before, *after; /* states of the session; NULL: unknown */
    enum permanence permanence; /* replies only */
    bool judged;                /* `who` was decided: replies only */
    enum who who;
    struct slice *check; /* what to look at, in order */
    size_t check_count;
    struct slice *next; /* what the standard allows next */
    size_t next_count;
    struct slice *reference; /* "RFC 5321 4.1.1.3" */
    size_t reference_count;
    struct slice *also; /* other meanings of a word that has several: "POP3 STAT: …" */
    size_t also_count;
    struct explanation_provider provider;
    bool generic; /* no fact fitted: a text that would fit any line */
};

struct explainer;

struct explainer_options {
    bool show_secrets;
    const char *rules;      /* text of the user's own provider rules; NULL: none */
    const char *rules_name; /* the file that they came from, for errors */
};

/* NULL with `error` filled (a rule that does not compile: its file and line) or when memory ran
 * out. `options` may be NULL and is not kept. */
struct explainer *explainer_new(const struct explainer_options *options, struct error *error);
void explainer_free(struct explainer *explainer);

/* Explains event `n` of the transcript. False when memory ran out or the event never came. Slices
 * point into the arena, the transcript or static memory. */
bool explain_event(struct explainer *explainer, struct arena *arena,
                   const struct transcript *transcript, size_t n, enum explain_depth depth,
                   struct explanation *explanation);

/* Explains one line as a person typed or pasted it: a command, a reply, a code, a keyword, a line
 * of a mail log, a field of a header. `protocol`: "smtp", "lmtp", "pop3", or NULL: found out. */
bool explain_line(struct explainer *explainer, struct arena *arena, struct slice line,
                  const char *protocol, enum explain_depth depth, struct explanation *explanation);

#endif
