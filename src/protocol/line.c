#include "protocol/line.h"

#include <stdlib.h>

#include "base/rare.h"

struct unfinished_line {
    bool pending;          /* it waits for its end */
    bool after_cr;         /* the last octet seen was a CR */
    struct buffer partial; /* what was seen of it */
    struct line line;      /* its beginning */
};

const struct line *line_pending(const struct line_reader *reader) {
    return reader->unfinished && reader->unfinished->pending ? &reader->unfinished->line : NULL;
}

/* Keeps what fits of an unfinished line. When memory runs out the line counts as truncated: nothing
 * else depends on it. */
static void keep(struct unfinished_line *unfinished, struct slice octets) {
    size_t room = LINE_KEPT - unfinished->partial.size;
    if (octets.size > room) {
        unfinished->line.truncated = true;
        octets = slice_first(octets, room);
    }
    if (!buffer_add(&unfinished->partial, octets))
        unfinished->line.truncated = true;
}

static bool begin(struct line_reader *reader, const struct chunk *chunk) {
    if (!reader->unfinished)
        reader->unfinished = calloc(1, sizeof *reader->unfinished);
    struct unfinished_line *unfinished = reader->unfinished;
    if (!unfinished)
        return false;
    unfinished->partial.size = 0;
    unfinished->pending = true;
    unfinished->line = (struct line){
        .at = chunk->at, .last = chunk->at, .offset = chunk->offset, .place = chunk->place};
    return true;
}

/* Hands out what was put together of the line, which has ended or never will. */
static struct line *put_together(struct unfinished_line *unfinished) {
    unfinished->line.text = buffer_slice(&unfinished->partial);
    unfinished->pending = false;
    return &unfinished->line;
}

/* Cuts CR LF or LF off the end of a finished line. A truncated one has lost its line end, and what
 * its last CR meant. */
static void close_line(struct line *line, bool after_cr) {
    line->end = after_cr ? END_CRLF : END_LF;
    if (line->truncated)
        return;
    line->text.size -= after_cr ? 2 : 1;
}

/* A line that lies in one chunk from end to end: nearly every one. */
static void line_in_place(struct chunk *chunk, size_t size, struct line *line) {
    bool after_cr = size > 1 && chunk->octets.data[size - 2] == '\r';
    line->text = slice_of(chunk->octets.data, size - (after_cr ? 2 : 1));
    line->end = after_cr ? END_CRLF : END_LF;
    line->truncated = false;
    line->in_place = true;
    line->at = line->last = chunk->at;
    line->offset = chunk->offset;
    line->octets = size;
    line->place = chunk->place;
    chunk_past(chunk, size);
}

/* A line that spans chunks: its pieces are put together. */
RARE static bool line_piece(struct line_reader *reader, struct chunk *chunk, size_t size,
                            bool found, struct line *line) {
    struct slice piece = slice_first(chunk->octets, size);
    struct chunk first = *chunk;
    chunk_skip(chunk, size);
    if (!line_pending(reader) && !begin(reader, &first))
        return false;
    struct unfinished_line *unfinished = reader->unfinished;
    unfinished->line.octets += size;
    unfinished->line.last = moment_later(unfinished->line.last, chunk->at);
    bool after_cr = size > 1 ? piece.data[size - 2] == '\r' : unfinished->after_cr;
    unfinished->after_cr = piece.data[size - 1] == '\r';
    keep(unfinished, piece);
    if (!found)
        return false;
    *line = *put_together(unfinished);
    close_line(line, after_cr);
    return true;
}

bool line_next(struct line_reader *reader, struct chunk *chunk, struct line *line) {
    if (chunk->octets.size == 0)
        return false;
    const uint8_t *end = memchr(chunk->octets.data, '\n', chunk->octets.size);
    size_t size = end ? (size_t)(end - chunk->octets.data) + 1 : chunk->octets.size;
    if (!end || size > LINE_KEPT || line_pending(reader))
        return line_piece(reader, chunk, size, end != NULL, line);
    line_in_place(chunk, size, line);
    return true;
}

bool line_flush(struct line_reader *reader, struct line *line) {
    if (!line_pending(reader))
        return false;
    *line = *put_together(reader->unfinished);
    line->end = END_NONE;
    return true;
}

void line_reader_free(struct line_reader *reader) {
    if (!reader->unfinished)
        return;
    buffer_free(&reader->unfinished->partial);
    free(reader->unfinished);
    reader->unfinished = NULL;
}
