/* fact.h: one entry of the fact base: a command, a parameter, a reply code …
 *
 * Each kind of fact has a table of its own (a .def file), made to be read and added to by somebody
 * who knows mail and not C. Its rows begin with the columns that the program goes by and end with
 * sentences for people:
 *
 *   title       what it is, in a few words, without a full stop: "names one recipient of the
 * envelope" summary     one to three sentences: what it means, and what to do or to watch for
 *   background  for those who learn: why it is so, how it works, with an example
 *   check       what to look at, in this order, a line each; "" where there is nothing to do
 *   reference   RFCs with their sections, joined by "; "; "" where no document has it */
#ifndef HELOISE_FACTS_FACT_H
#define HELOISE_FACTS_FACT_H

#include "base/slice.h"

struct fact {
    const char *id; /* as it is looked up: "RCPT", "550", "X.1.1" */
    const char *title, *summary, *background, *check, *reference;
};

/* Whether trying again can help; of replies. */
enum permanence {
    PERMANENCE_NONE,
    PERMANENCE_SUCCESS,
    PERMANENCE_INTERMEDIATE,
    PERMANENCE_TRANSIENT,
    PERMANENCE_PERMANENT,
};

/* Who has to act. */
enum who { WHO_NOBODY, WHO_SENDER, WHO_RECIPIENT, WHO_NETWORK, WHO_USER };

/* The words of the contract: "transient", "recipient" …; static strings, NULL for PERMANENCE_NONE.
 */
const char *permanence_name(enum permanence permanence);
const char *who_name(enum who who);

#endif
