/* header.h: the header block of a message (RFC 5322 2.2), read as its content arrives.
 *
 * The reader is told which fields are wanted, takes content in any pieces, and hands over each
 * wanted field, unfolded, until the block is over: at the empty line, at a line that is no field,
 * or past HEADER_BLOCK_KEPT octets. Nothing but wanted fields and unfinished lines is copied. */
#ifndef HELOISE_MESSAGE_HEADER_H
#define HELOISE_MESSAGE_HEADER_H

#include "base/buffer.h"

enum {
    HEADER_BLOCK_KEPT = 64 * 1024, /* octets of content that are read as header */
    HEADER_FIELD_KEPT = 8 * 1024,  /* octets kept of one line, and of one field's value */
};

/* A wanted field: `field` is its index among the wanted names; `value` is trimmed and its folded
 * lines are joined by one blank each, octets as sent otherwise; borrowed for the call. */
typedef void header_field(void *context, size_t field, struct slice value);

/* Zeroed: holds no memory; header_begin() before use. */
struct header_reader {
    const struct slice *wanted; /* names, compared without regard to case */
    size_t wanted_count;
    uint32_t initials; /* of the wanted names: a bit for each, see header.c */
    header_field *field;
    void *context;
    struct buffer line;  /* beginning of a line whose end was not seen yet */
    struct slice here;   /* value of the current field, as far as it lies in the octets at hand */
    struct buffer value; /* and where it goes on past them, or is folded */
    size_t current;      /* index of the field that is being read, or SLICE_NONE */
    uint64_t octets;     /* read so far */
    uint64_t lines;      /* whole lines so far */
    bool done;           /* the block is over */
};

/* Starts the header of another message; memory of the one before is used again. The names and the
 * context are borrowed until the header ends. */
void header_begin(struct header_reader *reader, const struct slice *wanted, size_t wanted_count,
                  header_field *field, void *context);

/* From within the field function: no more fields are wanted, the rest need not be looked at. */
void header_stop(struct header_reader *reader);

/* Takes the next octets of the content. False once the block is over: the rest is body. */
bool header_read(struct header_reader *reader, struct slice octets);

/* The content is over: hands over the field that waits. */
void header_end(struct header_reader *reader);

void header_reader_free(struct header_reader *reader);

#endif
