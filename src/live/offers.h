/* offers.h: what the server says that it can: the lines of its reply to EHLO, LHLO or CAPA, and
 * the time stamp of its greeting. */
#ifndef HELOISE_LIVE_OFFERS_H
#define HELOISE_LIVE_OFFERS_H

#include "session/transcript.h"

/* The last list of offers of the session, or NULL where there is none since TLS began. */
const struct event *offers_find(const struct transcript *transcript);

/* The time stamp of the greeting, with < and >, that APOP needs (RFC 1939 7); size 0: it has none.
 */
struct slice offers_stamp(const struct transcript *transcript);

/* Whether `keyword` (any case) is offered; `list` may be NULL. `parameters` (may be NULL): what
 * stands behind it, separated by blanks. */
bool offers_have(const struct event *list, struct slice keyword, struct slice *parameters);

/* Whether a list of words has the word (any case). */
bool offers_word(struct slice words, struct slice word);

#endif
