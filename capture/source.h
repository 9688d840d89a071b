/* source.h: the octets of a capture file, uncompressed: forwards through one block, and again at
 * any place.
 *
 * Forwards, source_need() makes the next octets lie together in the block and source_take() passes
 * over them; what straddles the end of the block is moved to its front. Reading is by pread() into
 * the block and never by mmap(): a file that shrinks meanwhile must not raise SIGBUS. */
#ifndef HELOISE_CAPTURE_SOURCE_H
#define HELOISE_CAPTURE_SOURCE_H

#include "base/rare.h"
#include "capture/decompress.h"
#include "capture/reader.h"
#include "capture/spool.h"

/* The block's size; it grows for a record that is larger, up to what the formats ask for. */
enum { SOURCE_BLOCK = 64 * 1024 };

struct source {
    uint8_t *block;
    size_t at;     /* the next octet */
    size_t filled; /* octets in the block */
    size_t room;
    uint64_t base;        /* offset of the block's first octet in the uncompressed file */
    bool ended;           /* nothing follows what is in the block */
    bool waiting;         /* nothing follows now, and more may come */
    bool begun;           /* it is known how the file is compressed */
    struct error failure; /* why it ended, unless it is the end of the file */
    const char *name;     /* borrowed */
    struct reader_options options;
    struct input input;
    const struct codec_class *codec; /* of what is compressed; NULL: it is not */
    struct decompressor *decompressor;
    struct spool spool;
    uint8_t *again; /* the block for reading again */
    size_t again_filled, again_room;
    uint64_t again_base;
};

/* Opens a file by name (borrowed for its life; "-" is standard input) and finds out how it is
 * compressed. False with `error` filled, file included; nothing is open then. A patient source of
 * which nothing has come yet is open and not begun. */
bool source_open(struct source *source, const char *name, const struct reader_options *options,
                 struct error *error);

/* Finds out how a source is compressed that was not begun when it was opened. False with `error`
 * filled; it may still not be begun, then it waits. */
bool source_begin(struct source *source, struct error *error);

/* Nothing more is read forwards: lets go of the memory. */
void source_rest(struct source *source);

/* After that: lets go of the file, too, until source_again() wants it. */
void source_let_go(struct source *source);

void source_close(struct source *source);

/* Makes `size` octets lie together; use source_has(). */
RARE bool source_fill(struct source *source, size_t size);

/* Where the next octet lies in the block. */
static inline const uint8_t *source_next(const struct source *source) {
    return source->block + source->at;
}

/* Whether the next `size` octets lie together from source_next() on, until the next call. False
 * when fewer follow, see source_cut(), or the source waits: then the same is to be asked again. */
static inline bool source_has(struct source *source, size_t size) {
    if (__builtin_expect(size <= source->filled - source->at, 1))
        return true;
    return source_fill(source, size);
}

/* The same: these octets, or NULL. */
static inline const uint8_t *source_need(struct source *source, size_t size) {
    return source_has(source, size) ? source_next(source) : NULL;
}

/* The next `size` octets, or as many as there are; valid until the next call. */
struct slice source_peek(struct source *source, size_t size);

/* Passes over octets that source_need() gave. */
static inline void source_take(struct source *source, size_t size) {
    source->at += size;
}

/* Where the next octet lies in the uncompressed file. */
static inline uint64_t source_offset(const struct source *source) {
    return source->base + source->at;
}

/* Octets that are left in the block: all that follow, after source_need() gave NULL. */
static inline size_t source_left(const struct source *source) {
    return source->filled - source->at;
}

/* Passes over octets whatever their number. False when fewer follow, all of which were passed over
 * then: a source that waits goes on there. */
bool source_skip(struct source *source, uint64_t size);

/* Fills the error for a record at `offset` that source_need() could not give whole: the file is cut
 * there, or could not be read on. Leaves the error alone when the source waits for the rest. Always
 * false. */
RARE bool source_cut(const struct source *source, uint64_t offset, struct error *error);

/* Fills the error for a record at `offset` that cannot be true. Always false. */
RARE bool source_damaged(const struct source *source, uint64_t offset, struct error *error,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Whether source_again() can work. */
bool source_seekable(const struct source *source);

/* `size` octets at `offset` of the uncompressed file, which were read before; valid until the next
 * call, and apart from the forward reading. NULL with `error` filled when they are gone. */
const uint8_t *source_again(struct source *source, uint64_t offset, size_t size,
                            struct error *error);

#endif
