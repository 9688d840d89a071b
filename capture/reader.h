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
#include "capture/input.h"

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
    uint16_t file;       /* which of several files that are read as one, see merger.h: a
                            reader leaves it as it is */
};

/* What pcapng says beside packets; kept until reader_close(). */
enum reader_note_kind { NOTE_COMMENT, NOTE_SECRETS };

struct reader_note {
    enum reader_note_kind kind;
    uint64_t packet;       /* comment on this packet number; 0: on the section */
    uint16_t file;         /* reader_options.file */
    uint32_t secrets_type; /* NOTE_SECRETS: as in the block (0x544c534b: TLS key log) */
    struct slice octets;   /* owned by the reader */
};

/* Is told each note when it is read. */
struct note_sink {
    void (*take)(void *context, const struct reader_note *note);
    void *context;
};

/* NOTE_SECRETS of this type are a TLS key log. */
#define SECRETS_TLS_KEY_LOG 0x544c534bu

struct reader;
struct device;

/* How a capture file is read. All zero: once, forwards, waiting for what is not there yet. */
struct reader_options {
    bool spool; /* keep what cannot be read twice (a stream, a compressed file) in an unlinked file,
                   so that reader_seek() works */
    uint64_t spool_limit; /* octets; 0: 8 GiB. Past it reading ends with an error */
    size_t block;         /* octets read at once; 0: 64 KiB */
    bool patient; /* where a stream has nothing now, reader_next() gives READ_WAIT instead of
                     waiting itself */
    const struct note_sink *notes; /* borrowed for the reader's life; NULL: nobody listens */
    uint16_t file;                 /* which one it is, for those who listen */
    bool follow; /* more may be written to a plain file: at its end reader_next() gives READ_WAIT */
    struct device *device; /* is read in place of a file, whose name the device's is then; `patient`
                              is to be set. Borrowed; NULL: none */
};

/* Opens a file by name; "-" is standard input. `options` may be NULL. NULL with `error` filled
 * (file and offset too) when it cannot be opened or does not begin as a capture. A file of zero
 * octets, a directory and an unreadable file have errors of their own. With `patient` or `follow` a
 * source that has not begun yet is opened, and reader_next() tells what becomes of it. */
struct reader *reader_open(const char *name, const struct reader_options *options,
                           struct error *error);

enum read_result {
    READ_PACKET,
    READ_WAIT,    /* no whole packet is there now, and more may come: ask again later */
    READ_END,     /* the end of the file, between packets */
    READ_ERROR,   /* `error` says where; every packet before was good and nothing follows */
    READ_CHANGED, /* merger_next() alone: a file that is followed was cut or replaced; `error` says
                     so, and reading goes on */
};

/* The next packet. A file cut in the middle of a packet ends with READ_ERROR after all whole
 * packets were given. */
enum read_result reader_next(struct reader *reader, struct packet *packet, struct error *error);

/* The packet whose record begins at `record`, as reader_next() gave it before; `number` is the
 * caller's to know and is stored in the packet. Does not disturb reader_next(). False when the
 * source cannot be read twice or the file changed. */
bool reader_seek(struct reader *reader, uint64_t record, uint64_t number, struct packet *packet,
                 struct error *error);

/* Of a reader that follows and waits: whether its file was cut or replaced. */
enum input_change reader_change(struct reader *reader);

/* Becomes readable for poll() when a stream has more; -1: it is a file. */
int reader_descriptor(const struct reader *reader);

/* Nothing more is wanted of reader_next(): lets go of its memory. */
void reader_rest(struct reader *reader);

/* After that: lets go of the file, which reader_seek() opens again. */
void reader_let_go(struct reader *reader);

/* Whether it holds a file open. */
bool reader_holds_file(const struct reader *reader);

/* Whether reader_seek() can work. */
bool reader_seekable(const struct reader *reader);

/* Octets read of the file as it lies on disk, and its size there (0: unknown), for progress. */
uint64_t reader_position(const struct reader *reader);
uint64_t reader_size(const struct reader *reader);

/* Packets that reader_next() gave so far. */
uint64_t reader_count(const struct reader *reader);

/* Comments and secrets seen so far, in file order; 65,536 of them and 32 MiB at most. */
size_t reader_note_count(const struct reader *reader);
const struct reader_note *reader_note_at(const struct reader *reader, size_t n);

/* How the file is written, for people: "pcapng, zstd". Static storage of the reader. */
const char *reader_format(const struct reader *reader);

void reader_close(struct reader *reader);

#endif
