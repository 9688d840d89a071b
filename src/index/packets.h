/* packets.h: the packets of one session, and which octets of its two streams each of them carries.
 *
 * They are read again from where the index keeps their places and go through an assembler of their
 * own, the same as in the forward pass: what it hands over of a packet is what the session was
 * given, counted as event.offset counts. So the packets of an event are those whose octets meet the
 * event's. */
#ifndef HELOISE_INDEX_PACKETS_H
#define HELOISE_INDEX_PACKETS_H

#include "base/buffer.h"
#include "capture/segment.h"
#include "index/index.h"

/* What is to be said of a packet beside its numbers. */
enum packet_remark {
    PACKET_PLAIN,
    PACKET_AGAIN,       /* sent again */
    PACKET_OVERLAP,     /* sent again with other octets; the first ones count */
    PACKET_LATE,        /* comes after one that follows it in its stream */
    PACKET_KEEP_ALIVE,  /* asks whether the other side is still there */
    PACKET_ZERO_WINDOW, /* its sender can take no more */
    PACKET_WINDOW_OPEN, /* its sender can take more again */
    PACKET_PROBE,       /* asks whether the other side can take more */
    PACKET_ERROR,       /* an ICMP error about a packet of this side */
    PACKET_FRAGMENT,    /* a fragment of the IP packet that a later one completes */
    PACKET_REMARKS
};

struct index_packet {
    uint64_t number; /* in its file, as Wireshark counts */
    uint64_t record; /* with the file in its upper bits */
    struct moment at;
    enum side side; /* who sent it; of an error: whose packet it is about */
    uint8_t flags;  /* TCP_ flags; of an error and a fragment: 0 */
    uint8_t remark; /* enum packet_remark */
    uint16_t window;
    uint32_t sequence;  /* of its first octet as sent, from 0 at the SYN, as Wireshark shows it */
    uint32_t answered;  /* its acknowledgment, counted likewise; 0: it has none */
    uint32_t octets;    /* of payload, on the wire */
    uint32_t delivered; /* of them that the session was given: not those that it had already */
    int64_t offset;     /* of its payload in its side's stream; a keep-alive may lie before the
                           first octet */
};

/* Past this many packets of a session the others are only counted. */
enum { INDEX_PACKETS_MOST = 256 * 1024 };

struct index_packets {
    struct index_packet *list; /* in the order in which they were captured */
    size_t count;
    uint64_t more; /* packets past the bound */
};

/* The packets of row `n` (keep_places), as of now: the caller's until index_packets_free(); they
 * outlive the index. NULL with `error` filled when they cannot be read. */
struct index_packets *index_packets(struct index *index, size_t n, struct error *error);
void index_packets_free(struct index_packets *packets);

/* The same some packets at a time: begins it. The index is borrowed. NULL with `error` filled when
 * they cannot be read. */
struct index_packets_reading;
struct index_packets_reading *index_packets_begin(struct index *index, size_t n,
                                                  struct error *error);

/* Reads about `budget` packets. REOPEN_DONE: `*packets` is what index_packets() gives. `error` is
 * filled when it failed. */
enum reopen_progress index_packets_step(struct index_packets_reading *reading, size_t budget,
                                        struct index_packets **packets, struct error *error);

/* Gives up, or is done with it; NULL is allowed. The index may be gone. */
void index_packets_stop(struct index_packets_reading *reading);

/* Whether the packet carries octets of this part of a stream, for the first time or once more. */
bool index_packet_carries(const struct index_packet *packet, enum side side, uint64_t offset,
                          uint64_t octets);

/* Reads octets of a side's stream again and adds them to `to`: as many of `count` as follow
 * `offset` without a hole. False with `error` filled when the source cannot be read any more or
 * memory ran out; what was read before stays. */
bool index_packets_octets(struct index *index, const struct index_packets *packets, enum side side,
                          uint64_t offset, size_t count, struct buffer *to, struct error *error);

#endif
