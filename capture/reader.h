/* reader.h: a capture file, packet by packet.
 *
 * Reads libpcap savefiles (both byte orders, micro- and nanoseconds) and pcapng, plain or
 * compressed (gzip, bzip2, xz, lz4, zstd), from a file or a stream. Our own reader, because libpcap
 * refuses pcapng with unlike interfaces and gives no offsets, comments or secrets. Reads large
 * blocks; packets are used in place. */
#ifndef HELOISE_CAPTURE_READER_H
#define HELOISE_CAPTURE_READER_H

#include "base/error.h"
#include "base/moment.h"
#include "base/slice.h"

/* One captured frame. */
struct packet {
    struct moment
        at;          /* when it was captured; 0 when the file does not tell (simple packet block) */
    uint64_t number; /* from 1, as Wireshark counts */
    uint64_t
        record; /* where its record begins in the uncompressed file: what reader_seek() takes */
    uint64_t offset;     /* where its first octet lies in the uncompressed file */
    struct slice octets; /* as captured; borrowed until the next read */
    uint32_t wire_size;  /* octets on the wire; more than octets.size when the snap length cut it */
    uint32_t interface;  /* pcapng: index in its section; else 0 */
    uint16_t link_type;  /* LINKTYPE_ value */
};

/* What pcapng says beside packets; kept until reader_close(). */
enum reader_note_kind { NOTE_COMMENT, NOTE_SECRETS };

struct reader_note {
    enum reader_note_kind kind;
    uint64_t packet;       /* comment on this packet number; 0: on the section */
    uint32_t secrets_type; /* NOTE_SECRETS: as in the block (0x544c534b: TLS key log) */
    struct slice octets;   /* owned by the reader */
};

struct reader;

struct reader_options {
    bool spool; /* keep what cannot be read twice (a stream, a compressed file) in an unlinked file,
                   so that reader_seek() works */
    uint64_t spool_limit; /* octets; 0: 8 GiB. Past it reading ends with an error */
};

/* Opens a file by name; "-" is standard input. NULL with `error` filled (file and offset too) when
 * it cannot be opened or does not begin as a capture. A file of zero octets, a directory and an
 * unreadable file have errors of their own. */
struct reader *reader_open(const char *name, const struct reader_options *options,
                           struct error *error);

enum read_result {
    READ_PACKET,
    READ_END,   /* the end of the file, between packets */
    READ_ERROR, /* `error` says where; every packet before was good and nothing follows */
};

/* The next packet. A file cut in the middle of a packet ends with READ_ERROR after all whole
 * packets were given. */
enum read_result reader_next(struct reader *reader, struct packet *packet, struct error *error);

/* The packet whose record begins at `record`, as reader_next() gave it before; `number` is the
 * caller's to know and is stored in the packet. Does not disturb reader_next(). False when the
 * source cannot be read twice or the file changed. */
bool reader_seek(struct reader *reader, uint64_t record, uint64_t number, struct packet *packet,
                 struct error *error);

/* Whether reader_seek() can work. */
bool reader_seekable(const struct reader *reader);

/* Octets read of the file as it lies on disk, and its size there (0: unknown), for progress. */
uint64_t reader_position(const struct reader *reader);
uint64_t reader_size(const struct reader *reader);

/* Comments and secrets seen so far, in file order; 65,536 of them and 32 MiB at most. */
size_t reader_note_count(const struct reader *reader);
const struct reader_note *reader_note_at(const struct reader *reader, size_t n);

/* How the file is written, for people: "pcapng, zstd". Static storage of the reader. */
const char *reader_format(const struct reader *reader);

void reader_close(struct reader *reader);

#endif
