/* delivery.h: what the sink is told of a flow, and what follows for the flow. */
#ifndef HELOISE_CAPTURE_DELIVERY_H
#define HELOISE_CAPTURE_DELIVERY_H

#include "capture/assembler.h"

/* Settles the sides and opens the flow, unless it is open. */
void flow_open(struct tcp *tcp, struct flow *flow);

void flow_notice(struct tcp *tcp, struct flow *flow, unsigned end, const struct segment *segment,
                 enum flow_notice notice);

/* Hands over a piece that begins where the direction was read to, and its FIN. The flow may be
 * ended or ignored after that. */
void flow_deliver(struct tcp *tcp, struct flow *flow, unsigned end, const struct piece *piece);

/* Declares the octets before `upto` lost. */
void flow_gap(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment,
              uint32_t upto);

/* The direction ends here. */
void flow_fin(struct tcp *tcp, struct flow *flow, unsigned end, struct moment moment);

/* Closes the flow unless it is closed, and frees what waits. The record stays. */
void flow_close(struct tcp *tcp, struct flow *flow);

#endif
