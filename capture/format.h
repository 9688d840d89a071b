/* format.h: what the reader asks of a file format. */
#ifndef HELOISE_CAPTURE_FORMAT_H
#define HELOISE_CAPTURE_FORMAT_H

#include "base/rare.h"
#include "capture/notes.h"
#include "capture/reader.h"
#include "capture/source.h"

/* Octets by which a format is known. */
enum { FORMAT_MAGIC = 4 };

/* A packet as large as libpcap's MAXIMUM_SNAPLEN is always read; a file that names a larger snap
 * length may have larger ones, up to the second bound. Past that a length is taken for damage. */
enum { PACKET_MOST = 256 * 1024, PACKET_MOST_EVER = 16 * 1024 * 1024 };

static inline uint32_t packet_bound(uint32_t snap_length) {
    if (snap_length <= PACKET_MOST)
        return PACKET_MOST;
    return snap_length < PACKET_MOST_EVER ? snap_length : PACKET_MOST_EVER;
}

struct format {
    bool (*recognise)(const uint8_t magic[FORMAT_MAGIC]);

    /* Reads the file header. The state is freed by close(); `notes` is borrowed for its life. NULL
     * with `error` filled, or without when the source waits: then it is called again. */
    void *(*open)(struct source *source, struct notes *notes, struct error *error);

    /* The variant, for people. */
    const char *(*name)(const void *state);

    /* As reader_next(), number included. */
    enum read_result (*next)(void *state, struct source *source, struct packet *packet,
                             struct error *error);

    /* Packets that next() gave so far. */
    uint64_t (*count)(const void *state);

    /* As reader_seek(), but for the number. */
    bool (*seek)(const void *state, struct source *source, uint64_t record, struct packet *packet,
                 struct error *error);

    void (*close)(void *state);
};

/* What it means that source_need() gave NULL at the start of a record, or for the whole of it: the
 * end of the file, a source that waits, or an error at this record. */
RARE enum read_result format_end(const struct source *source, struct error *error);

extern const struct format savefile_format; /* libpcap */

/* That of libpcap's own format by its name, so that it can be part of who calls it. */
enum read_result savefile_next(void *state, struct source *source, struct packet *packet,
                               struct error *error);
extern const struct format pcapng_format;

#endif
