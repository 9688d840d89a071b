/* causality.h: the order of delivery across both directions.
 *
 * What waits is delivered once all before it was, and once all that it acknowledges of the other
 * direction was delivered or declared lost:
 *
 *     C  "DATA\r\n"         1000..1006, acknowledges 500
 *     S  "354 go ahead\r\n"  500..514,  acknowledges 1006     after DATA
 *     C  first content      1006..2466, acknowledges 514      after 354
 *
 * A hole is known when the other side acknowledged octets that were not captured. It is declared
 * lost when patience is over, and never further than something that waits for it demands: if DATA
 * and the first content are lost, 354 waits for 1006 only, so the gap ends there, 354 is delivered,
 * and the gap that swallowed the content is told after it. */
#ifndef HELOISE_CAPTURE_CAUSALITY_H
#define HELOISE_CAPTURE_CAUSALITY_H

#include "base/rare.h"
#include "capture/assembler.h"

/* Delivers what may be delivered, and gives up what is not worth waiting for any longer. Octets
 * that became known to be missing are told with the moment `now`. The flow may be ended, closed or
 * ignored after that. */
void flow_pump(struct tcp *tcp, struct flow *flow, enum urgency urgency, struct moment now);

/* Gives up the one thing that was awaited longest, then delivers what that sets free. Used when
 * memory is short: makes what waits less. */
RARE void flow_give_up(struct tcp *tcp, struct flow *flow);

/* Delivers and declares lost all that is left, ends the flow as told (with FLOW_RESET when a RST
 * waits) unless it ended, and closes it. */
void flow_finish(struct tcp *tcp, struct flow *flow, enum flow_ending how);

#endif
