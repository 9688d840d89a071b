/* capture_library.h: the captures at hand, read into memory, so that their packets can be changed.
 */
#ifndef HELOISE_TESTS_CAPTURE_LIBRARY_H
#define HELOISE_TESTS_CAPTURE_LIBRARY_H

#include "capture/reader.h"
#include "tls/key_ring.h"

/* A list of packets; their octets belong to the capture that they were read from. */
struct packet_list {
    struct packet *packets;
    size_t count, room;
    struct key_ring *keys; /* secrets that the capture brings along; NULL: it has none */
};

void packet_list_add(struct packet_list *list, const struct packet *packet);

/* A list of its own with the same packets. */
struct packet_list packet_list_copy(const struct packet_list *list);
void packet_list_free(struct packet_list *list);

/* Writes the packets to a file that heloise reads, those of the first one's link type. */
void packet_list_write(const struct packet_list *list, const char *name);

struct capture {
    const char *name;           /* borrowed */
    struct packet_list packets; /* up to where the file is whole */
    size_t octets;              /* of all packets */
};

/* Reads a file. False when it is no capture. */
bool capture_load(struct capture *capture, const char *name);
void capture_unload(struct capture *capture);

#endif
