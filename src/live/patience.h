/* patience.h: how long a client waits for what (patience.def). */
#ifndef HELOISE_LIVE_PATIENCE_H
#define HELOISE_LIVE_PATIENCE_H

#include "base/moment.h"

enum patience {
#define PATIENCE(what, seconds, awaited, missing) PATIENCE_##what,
#include "live/patience.def"
#undef PATIENCE
    PATIENCES
};

struct patience_fact {
    unsigned seconds;    /* as RFC 5321 4.5.3.2 wants it at least */
    const char *awaited; /* marked for translation: "a reply" */
    const char *missing; /* the sentence when they are over, with the place {seconds} */
};

extern const struct patience_fact patience_facts[PATIENCES];

/* How long it is waited for: `own`, or what the table says where that is 0. */
duration patience_of(enum patience what, duration own);

#endif
