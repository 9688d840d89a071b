/* transport.h: what carried the session: its packets, and the octets of an event as they travelled.
 * Both are read from the capture when somebody wants to see them. */
#ifndef HELOISE_UI_SCREENS_TRANSPORT_H
#define HELOISE_UI_SCREENS_TRANSPORT_H

#include "index/packets.h"
#include "ui/screens/dialogue.h"

struct transport {
    struct index_packets *packets;         /* NULL: not read, or `error` */
    struct index_packets_reading *reading; /* NULL: they are not being read */
    struct error error;
};

/* Forgets the packets: of another session, or it has grown. */
void transport_stale(struct transport *transport);

/* The packets of the session. NULL: `error` tells why, or they are still being read. */
const struct index_packets *transport_packets(struct transport *transport, struct model *model,
                                              const struct dialogue *dialogue);

/* Goes on with reading them until then, by clock_now(). True: it is over, and what was drawn
 * without them is to be drawn anew. */
bool transport_read_on(struct transport *transport, struct moment until);

/* Octets of an event's part of its side's stream, as they were sent: at most `most`, added to
 * `octets`. False with `error` filled, or
 * while packets are being read. */
bool transport_octets(struct transport *transport, struct model *model,
                      const struct dialogue *dialogue, const struct event *event, size_t most,
                      struct buffer *octets);

/* Whether the event was read out of TLS: the octets that travelled were others. */
bool transport_sealed(const struct dialogue *dialogue, const struct event *event);

#endif
