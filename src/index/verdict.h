/* verdict.h: what became of a recipient, a message, a session.
 *
 *     accepted   the server took it, for all
 *     deferred   refused for now (4yz)
 *     refused    for good (5yz)
 *     partial    taken for some recipients, not for others
 *     aborted    given up or cut off before the message was whole, or never connected
 *     unknown    nobody saw the answer to a whole message: it may have been delivered
 *
 * A connection that never got through is aborted and not deferred, whatever the client makes of it:
 * `deferred` stays for what a server said. */
#ifndef HELOISE_INDEX_VERDICT_H
#define HELOISE_INDEX_VERDICT_H

#include "index/summary.h"

/* Of what was answered with this outcome: accepted, deferred, refused, or unknown without one. */
enum verdict verdict_of(enum outcome outcome);

/* From what went well to what went wrong: accepted, partial, deferred, aborted, refused; what is
 * not known weighs nothing. */
unsigned verdict_weight(enum verdict verdict);

/* Of each recipient and of the transaction, which is over, because of `event` where it was `cut`
 * short; and which event decided. A verdict that a refused DATA or BDAT has set before stays. */
void transaction_judge(struct transaction *transaction, enum cut_by cut, uint32_t event);

/* Of the session, from its transactions; unknown when there is none. `decided`: the event that
 * decided the first transaction of this verdict, of a partial one the first that was not accepted.
 */
enum verdict session_verdict(const struct summary *summary, uint32_t *decided);

#endif
