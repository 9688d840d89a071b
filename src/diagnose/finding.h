/* finding.h: something wrong or worth knowing in a session. */
#ifndef HELOISE_DIAGNOSE_FINDING_H
#define HELOISE_DIAGNOSE_FINDING_H

#include "base/arena.h"
#include "base/words.h"
#include "facts/facts.h"
#include "protocol/smuggling.h"
#include "session/event.h"

enum severity { SEVERITY_NONE, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* "note", "warning", "error"; static strings. */
const char *severity_name(enum severity severity);

/* What findings are based on; each takes in what stands before it. */
enum examined { EXAMINED_NOTHING, EXAMINED_EVENTS, EXAMINED_HEADER, EXAMINED_CONTENT };

/* "events", "header", "content"; static strings. */
const char *examined_name(enum examined examined);

/* Plain data; slices lie where the diagnosis was told to keep them. */
struct finding {
    const struct finding_fact *fact; /* id, title, why, what to do, reference */
    enum severity severity;
    uint32_t event;       /* that it hangs on, or EVENT_NOTHING: the session as a whole */
    size_t line;          /* of a reply: index of the line */
    size_t octet;         /* within the line, or within the content of a message */
    struct slice summary; /* one sentence about this very case; empty where nobody reads it */
    const struct smuggling
        *smuggling; /* how servers would read the message; NULL: nothing to show */
};

enum {
    FINDINGS_MOST = 1000, /* kept of a session */
    FINDINGS_A_RULE = 20, /* kept of one rule; more of the same tell nothing new */
};

/* Findings of a session in the order in which they were made. */
struct finding_list {
    struct finding *items;
    size_t count;
    size_t room;         /* findings for which there is memory; 0: nobody knows */
    struct arena *arena; /* where they and their sentences lie; borrowed */
};

/* A sentence about a case: with places to be filled, or NULL: the finding's title says it all. */
struct finding_sentence {
    const char *sentence; /* marked for translation */
    const struct word *words;
    size_t count;
};

/* What the finding's fact says of it; SEVERITY_NONE where there is none. */
enum severity finding_severity(const struct finding_fact *fact);

/* Adds one, with severity and summary made from its fact and the sentence (NULL: no summary); those
 * that were there are borrowed no more. `scratch` is in memory and overwritten. False, and nothing
 * changed, past FINDINGS_MOST or when memory ran out. */
bool finding_list_add(struct finding_list *list, const struct finding *finding,
                      const struct finding_sentence *sentence, struct writer *scratch);

/* The same for a copy of a finding that lies elsewhere. */
bool finding_list_copy(struct finding_list *list, const struct finding *finding);

#endif
