/* arrival.h: a segment arrives in its flow.
 *
 * In order it goes straight to the sink. Else it is held until it is known where the flow starts,
 * or what is new of it waits for its turn. */
#ifndef HELOISE_CAPTURE_ARRIVAL_H
#define HELOISE_CAPTURE_ARRIVAL_H

#include "base/rare.h"
#include "capture/assembler.h"

/* Takes a segment that needs nothing but delivery, as nearly all do. False when it needs more, and
 * nothing was done. */
bool flow_take_plain(struct tcp *tcp, struct flow *flow, unsigned end,
                     const struct segment *segment);

/* Takes any segment of a flow. False when memory ran out; the flow is whole, but
 * the segment's octets may be lost. */
bool flow_arrive(struct tcp *tcp, struct flow *flow, unsigned end, const struct segment *segment);

/* Takes an ICMP error that quotes a segment of `end`. False when the flow cannot have sent what is
 * quoted. */
RARE bool flow_take_error(struct tcp *tcp, struct flow *flow, unsigned end,
                          const struct segment *quoted, const struct icmp_error *error);

/* Settles where the flow starts with what is known, and takes what was held. */
bool flow_release(struct tcp *tcp, struct flow *flow);

#endif
