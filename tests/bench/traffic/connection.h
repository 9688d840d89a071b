/* connection.h: one generated TCP connection over IPv4 and Ethernet, as packets of a pcap file.
 *
 * connection_open() gives it a dialogue; each connection_step() writes its next packet: the
 * handshake, segments of at most 1,448 octets (MTU 1500, time stamps), the acknowledgements between
 * them, and the two FINs. */
#ifndef HELOISE_BENCH_CONNECTION_H
#define HELOISE_BENCH_CONNECTION_H

#include "dialogue.h"

#include <stdio.h>

struct connection {
    struct dialogue dialogue;
    uint32_t address[2]; /* by side, host byte order */
    uint16_t port[2];
    uint32_t sequence[2];    /* next to be sent */
    int stage;               /* which packet comes next, see connection.c */
    size_t turn, sent;       /* place in the dialogue */
    unsigned unacknowledged; /* segments */
    bool must_acknowledge;
};

/* The pcap file header: microseconds, Ethernet, this machine's byte order. */
bool capture_begin(FILE *file);

/* Opens the connection with this serial number, from which addresses and port follow; its dialogue
 * has been rendered. */
void connection_open(struct connection *connection, uint32_t serial, struct random *random);

/* Writes the next packet, captured at microsecond `now` since 1970. Returns its size in the file, 0
 * when the connection is over. Failed writes show in ferror(file). */
size_t connection_step(struct connection *connection, uint64_t now, FILE *file);

#endif
