/* writer.h: text on its way out, gathered in blocks.
 *
 * Everything that is printed passes through a writer. Functions that add to it cannot fail: a
 * failure (disk full, memory) is remembered, what follows is dropped, and whoever owns the writer
 * asks once at the end. Without a file the text stays in the buffer. */
#ifndef HELOISE_BASE_WRITER_H
#define HELOISE_BASE_WRITER_H

#include "base/buffer.h"
#include "base/rare.h"

enum { WRITER_MEMORY = -1, WRITER_BLOCK = 64 * 1024 };

struct writer {
    struct buffer buffer; /* what was not written yet */
    int fd;               /* WRITER_MEMORY: all stays in the buffer */
    int cause;            /* errno of the first failure; 0: none */
    bool ascii;           /* the reader's terminal knows no UTF-8 */
};

static inline struct writer writer_to(int fd) {
    return (struct writer){.fd = fd};
}

/* writer_room() when the block is full: writes it out, or lets it grow. */
RARE bool writer_make_room(struct writer *writer, size_t more);

/* Makes room for `more` octets. False (and the failure remembered) when there is none. */
static inline bool writer_room(struct writer *writer, size_t more) {
    if (rarely(more > writer->buffer.room - writer->buffer.size))
        return writer_make_room(writer, more);
    return true;
}

/* Where the next octet goes, and those after it that there is room for: whoever puts something
 * there tells how far that reaches. */
static inline char *writer_end(const struct writer *writer) {
    return (char *)writer->buffer.data + writer->buffer.size;
}

static inline void writer_end_at(struct writer *writer, const char *end) {
    writer->buffer.size = (size_t)(end - (const char *)writer->buffer.data);
}

/* Writes out what waits. False when this or anything before failed. */
bool writer_flush(struct writer *writer);

/* Gives the memory back without writing. */
void writer_free(struct writer *writer);

static inline void writer_add(struct writer *writer, struct slice slice) {
    if (slice.size == 0 || !writer_room(writer, slice.size))
        return;
    memcpy(writer->buffer.data + writer->buffer.size, slice.data, slice.size);
    writer->buffer.size += slice.size;
}

static inline void writer_put(struct writer *writer, char octet) {
    if (writer_room(writer, 1))
        writer->buffer.data[writer->buffer.size++] = (uint8_t)octet;
}

static inline void writer_string(struct writer *writer, const char *string) {
    writer_add(writer, slice_string(string));
}

/* writer_repeat() of more than a few. */
void writer_repeat_long(struct writer *writer, char octet, size_t count);

/* A few are written in one step that goes past the end, whatever their number. */
static inline void writer_repeat(struct writer *writer, char octet, size_t count) {
    enum { STEP = 32 };
    if (count > STEP || STEP > writer->buffer.room - writer->buffer.size) {
        writer_repeat_long(writer, octet, count);
        return;
    }
    memset(writer->buffer.data + writer->buffer.size, octet, STEP);
    writer->buffer.size += count;
}

/* In decimal, filled up with zeros on the left to `digits`. */
void writer_number(struct writer *writer, uint64_t number, unsigned digits);

/* In lower-case hexadecimal, two digits an octet. */
void writer_hex(struct writer *writer, struct slice octets);

/* In base64 (RFC 4648 4). */
void writer_base64(struct writer *writer, struct slice octets);

#endif
