/* finding.h: something wrong or worth knowing in a session. */
#ifndef HELOISE_DIAGNOSE_FINDING_H
#define HELOISE_DIAGNOSE_FINDING_H

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
    struct slice summary; /* one sentence about this very case; never empty */
    const struct smuggling
        *smuggling; /* how servers would read the message; NULL: nothing to show */
};

#endif
