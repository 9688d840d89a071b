/* delivery.h: what the sink is told of a flow, and what follows for the flow. */
#ifndef HELOISE_CAPTURE_DELIVERY_H
#define HELOISE_CAPTURE_DELIVERY_H

#include "base/rare.h"
#include "capture/assembler.h"

/* Settles the sides and opens the flow, unless it is open; `segment` is its first one. */
void flow_open(struct tcp *tcp, struct flow *flow, const struct segment *segment);

void flow_notice(struct tcp *tcp, struct flow *flow, unsigned end, const struct segment *segment,
                 enum flow_notice_kind kind);

/* The same of an ICMP error that quotes `segment`. */
RARE void flow_notice_error(struct tcp *tcp, struct flow *flow, unsigned end,
                            const struct segment *segment, const struct icmp_error *error);

/* Hands over octets, at least one, that begin where the direction was read to. The flow may be
 * ignored after that. */
void flow_deliver_octets(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment,
                         struct slice octets, struct place place);

/* The same for a piece, which may be empty, and its FIN. The flow may be ended or ignored. */
void flow_deliver(struct tcp *tcp, struct flow *flow, unsigned end, const struct piece *piece);

/* Declares the octets before `upto` lost. */
RARE void flow_gap(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment,
                   uint32_t upto);

/* The direction ends here. The flow may be ended or closed after that. */
void flow_fin(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment);

/* Closes the flow unless it is closed, and frees what waits. It is a past one then: all that may
 * still be asked here is its state, and that it has no disorder. */
void flow_close(struct tcp *tcp, struct flow *flow);

#endif
