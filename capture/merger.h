/* merger.h: several captures read as one, in the order of time.
 *
 * The next packet is that of the file whose next packet is the earliest. Each file is read in its
 * own order: where its times run backwards, a packet counts as late as the latest before it, so
 * that the file neither overtakes the others nor holds them up. A packet without a time (simple
 * packet block) goes with the one before it; a file that has no times at all comes first. At equal
 * times the file that begins earlier goes first, then the one whose name does ("x.pcap2" before
 * "x.pcap10"): in which order the files are named changes nothing.
 *
 * Each file is looked into for its first packet, closed, and opened again when its time comes:
 * rotated captures, however many, cost one open file. */
#ifndef HELOISE_CAPTURE_MERGER_H
#define HELOISE_CAPTURE_MERGER_H

#include "capture/reader.h"

/* A record says in its upper bits in which file it lies. */
enum { RECORD_FILE_SHIFT = 48, MERGER_FILES_MOST = 65536 };

static inline size_t record_file(uint64_t record) {
    return (size_t)(record >> RECORD_FILE_SHIFT);
}

struct merger_options {
    bool again;   /* merger_seek() will be wanted; spools what cannot be read twice */
    bool patient; /* as for a reader */
    bool follow;  /* plain files may grow, be cut or replaced; a silent one holds nobody up */
    const struct note_sink *notes; /* as for a reader */
    struct device *device;         /* as for a reader: the only source then */
    size_t most_open;              /* files at once; 0: 128 */
};

struct merger;

/* Opens the captures; the names are copied. NULL with `error` filled when memory ran out, there are
 * too many, or the only one cannot be opened; of several, merger_next() tells which one cannot. */
struct merger *merger_new(const char *const *names, size_t count,
                          const struct merger_options *options, struct error *error);

/* The next packet of all; `number` is that in its own file, and `file` says which that is (zeroed
 * by the caller: where there is one only, it is not written). READ_ERROR: one of the files broke
 * off or cannot be opened, the others go on with the next call. READ_WAIT: see merger_wait(). */
enum read_result merger_next(struct merger *merger, struct packet *packet, struct error *error);

/* Whether nothing can follow any more: READ_END is next. */
bool merger_over(const struct merger *merger);

/* Looks whether something came to files that are waited for while others are read. */
void merger_look(struct merger *merger);

/* What poll() is to wait for after READ_WAIT: a descriptor (-1: none) and milliseconds after which
 * to look in any case (-1: no time is set). */
struct merger_wait {
    int descriptor;
    int milliseconds;
};

struct merger_wait merger_wait(const struct merger *merger);

/* As reader_seek(), for a record of any of the files. */
bool merger_seek(struct merger *merger, uint64_t record, uint64_t number, struct packet *packet,
                 struct error *error);

/* Files so far. A file that is followed and cut or replaced counts once more, under the same
 * name. */
size_t merger_count(const struct merger *merger);

struct merger_file {
    const char *name;        /* as it was given */
    const char *format;      /* as reader_format(); empty: it is not known (yet) */
    uint64_t position, size; /* as of the reader */
    uint64_t packets;        /* read of it so far */
};

/* The file that gave the last packet, and the latest time of a packet so far. */
size_t merger_reading(const struct merger *merger);
struct moment merger_time(const struct merger *merger);

struct merger_file merger_file(const struct merger *merger, size_t n);

void merger_free(struct merger *merger);

#endif
