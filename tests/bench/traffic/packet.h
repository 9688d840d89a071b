/* packet.h: one packet of a pcap file: Ethernet, perhaps a VLAN, IPv4 or IPv6, TCP or UDP, with
 * checksums that are right. */
#ifndef HELOISE_BENCH_PACKET_H
#define HELOISE_BENCH_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What all packets of a connection have in common; by side. */
struct path {
    bool udp, ipv6;
    uint16_t vlan;          /* 0: none */
    uint8_t address[2][16]; /* IPv4: the first four octets */
    uint16_t port[2];
};

enum tcp_flags { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };

struct packet {
    int side; /* that sends it */
    unsigned flags;
    uint32_t sequence, acknowledgment;
    const uint8_t *payload;
    size_t size;
};

/* The pcap file header: microseconds, Ethernet, this machine's byte order. */
void packet_begin_file(FILE *file);

/* Writes the packet as captured at microsecond `now` since 1970. Returns its size in the file. What
 * cannot be written shows in ferror(file). */
size_t packet_write(FILE *file, const struct path *path, const struct packet *packet, uint64_t now);

#endif
