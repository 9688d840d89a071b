/* advice.h: what may be said next in a session, and what a line lacks, before it is said.
 *
 * It goes by the tables of the protocols' states, by what the server offers, and by the facts. It
 * advises and forbids nothing: whatever is odd can be said all the same. */
#ifndef HELOISE_LIVE_ADVICE_H
#define HELOISE_LIVE_ADVICE_H

#include "base/writer.h"
#include "live/footing.h"

enum advice_verdict {
    ADVICE_NONE,  /* there is nothing to judge: content, a step of a login, no line yet */
    ADVICE_GOOD,  /* it may be said here, and nothing is missing */
    ADVICE_ODD,   /* it is out of place, or lacks something */
    ADVICE_WRONG, /* it cannot be said as it is written: a backslash with no meaning */
};

struct advice {
    enum advice_verdict verdict;
    size_t at, size; /* what is odd, in octets of the line; size 0: its end */
};

/* Judges a line without its line end, with escapes as in scripts, and writes what there is to say
 * about it. */
struct advice advice_judge(const struct footing *footing, struct slice line, struct writer *says);

/* Words of which one may come at the end of a text. */
enum { ADVICE_CHOICES = 96 };

struct advice_choices {
    struct slice words[ADVICE_CHOICES]; /* static, or the transcript's */
    size_t count;
    size_t start;       /* where in the text the word begins that is one of them */
    struct slice after; /* what follows the word when it is the only one left: " ", or nothing */
};

/* Those that are allowed here and that the server offers. */
void advice_choose(const struct footing *footing, struct slice text,
                   struct advice_choices *choices);

/* Where in a line a secret begins: the password behind PASS, a step of a login; SIZE_MAX: nowhere.
 */
size_t advice_secret(const struct footing *footing, struct slice line);

/* Whether the line, or a statement with a line in it, is not to be remembered: it is of a login, or
 * looks like a piece of one. */
bool advice_is_private(const struct footing *footing, struct slice line);

#endif
