/* carrier.h: what the TCP assembler tells, in the words of a session. */
#ifndef HELOISE_INDEX_CARRIER_H
#define HELOISE_INDEX_CARRIER_H

#include "capture/tcp.h"
#include "index/index.h"

/* Fills the origin of a session from its flow: ports say what it may be, -d rules what it is. False
 * when a rule says that it is no mail. */
bool carrier_origin(const struct index_options *options, const struct flow_info *info,
                    struct origin *origin);

/* What every session of an index is given; `options` is borrowed. */
struct session_options carrier_session_options(struct index_options *options);

/* What every assembler of an index is given; `options` is borrowed. */
struct tcp_options carrier_tcp_options(struct index_options *options);

/* Whether a flow that says nothing is worth a row: somebody tried to connect to a mail port. */
bool carrier_may_be_attempt(const struct origin *origin);

/* Hands on an ending. */
void carrier_end(struct session *session, enum side side, struct moment moment,
                 enum flow_ending how);

/* Takes what belongs to the handshake, before the session begins. False when it is another notice.
 */
bool carrier_handshake(struct origin *origin, enum side side, struct moment moment,
                       const struct flow_notice *seen);

/* Hands on a notice. */
void carrier_notice(struct session *session, enum side side, struct moment moment,
                    const struct flow_notice *seen);

#endif
