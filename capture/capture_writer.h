/* capture_writer.h: packets written as a capture (pcapng, draft-ietf-opsawg-pcapng): one section in
 * our own byte order, an interface for each link type as it comes up, times in nanoseconds. */
#ifndef HELOISE_CAPTURE_CAPTURE_WRITER_H
#define HELOISE_CAPTURE_CAPTURE_WRITER_H

#include "base/writer.h"
#include "capture/reader.h"

enum { CAPTURE_LINK_TYPES = 64, CAPTURE_COMMENTS = 64 /* of a packet */ };

struct capture_writer {
    struct writer *out;                      /* borrowed */
    uint16_t link_types[CAPTURE_LINK_TYPES]; /* of the interfaces, by their number */
    size_t interfaces;
    uint64_t packets; /* written so far */
};

/* Begins the file. */
void capture_writer_begin(struct capture_writer *capture, struct writer *out);

/* Adds a packet as it was captured. False when it has one link type too many; else failures are the
 * writer's. */
bool capture_writer_add(struct capture_writer *capture, const struct packet *packet);

/* The same with comments on it (opt_comment), at most CAPTURE_COMMENTS; of each what has room in an
 * option. */
bool capture_writer_add_commented(struct capture_writer *capture, const struct packet *packet,
                                  const struct slice *comments, size_t count);

/* Adds TLS secrets, lines of a key log (NSS format) with their line ends, before the packets that
 * need them. */
void capture_writer_secrets(struct capture_writer *capture, struct slice lines);

#endif
