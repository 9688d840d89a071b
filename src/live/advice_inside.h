/* advice_inside.h: what the files of advice share. For advice*.c alone.
 *
 *     advice.c         a whole line: its verb, where that is allowed, what it needs
 *     advice_mail.c    MAIL and RCPT: path and parameters
 *     advice_choose.c  what may come next
 *     advice_secret.c  what of it nobody else is to see
 */
#ifndef HELOISE_LIVE_ADVICE_INSIDE_H
#define HELOISE_LIVE_ADVICE_INSIDE_H

#include "base/words.h"
#include "live/advice.h"

/* A line on its way through the judges: the first that finds something has the word. */
struct advising {
    const struct footing *footing;
    struct slice line, verb, argument; /* of the line */
    struct writer *says;
    struct advice advice;
};

/* What completion writes behind a verb: " FROM:<" behind MAIL; empty: it takes nothing. */
struct slice advice_follows(const struct footing *footing, struct slice verb);

/* The line is odd at this piece of it. Always returns true. */
bool advise(struct advising *advising, struct slice piece, const char *sentence,
            const struct word *words, size_t count);

/* The keyword or capability without which the server does not know the verb; NULL: it needs none.
 */
const char *advice_keyword(const struct footing *footing, struct slice verb);

/* Whether the verb may be said in this state. */
bool advice_allows(const struct footing *footing, struct slice verb);

/* Path and parameters of MAIL and RCPT. True: something is odd. */
bool advise_path(struct advising *advising);

#endif
