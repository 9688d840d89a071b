/* connection.h: the two ends of one generated connection, and the packets that they send.
 *
 * connection_begin() gives it a dialogue; each connection_next() is its next packet: the handshake,
 * segments of at most 1,448 octets (MTU 1500, time stamps), the acknowledgements between them, what
 * is sent again, and the end. */
#ifndef HELOISE_BENCH_CONNECTION_H
#define HELOISE_BENCH_CONNECTION_H

#include "dialogue.h"
#include "packet.h"
#include "settings.h"

enum { CONNECTION_EXTRAS = 3 /* something sent again, a keep-alive and its answer */ };

struct connection {
    struct dialogue dialogue;
    struct path path;
    uint32_t first[2];       /* sequence numbers of the SYNs, by side */
    size_t sent[2];          /* octets */
    bool finished[2];        /* FIN was sent */
    size_t step;             /* bare packets of the course that were sent */
    size_t turn, turn_sent;  /* place in the dialogue */
    unsigned unacknowledged; /* segments */
    bool must_acknowledge;
    struct packet extras[CONNECTION_EXTRAS]; /* what comes before the next step */
    size_t extra_count;
};

/* A connection with this serial number, from which its addresses follow, about a topic that the
 * profile has. */
void connection_begin(struct connection *connection, uint32_t serial,
                      const struct settings *settings, struct random *random);

/* The next packet; its payload lives as long as the dialogue. False when the connection is over. */
bool connection_next(struct connection *connection, const struct settings *settings,
                     struct random *random, struct packet *packet);

#endif
