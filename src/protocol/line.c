#include "protocol/line.h"
#include "base/rare.h"

/* Keeps what fits of an unfinished line. When memory runs out the line counts as truncated: nothing
 * else depends on it. */
static void keep(struct line_reader *reader, struct slice octets) {
    size_t room = LINE_KEPT - reader->partial.size;
    if (octets.size > room) {
        reader->line.truncated = true;
        octets = slice_first(octets, room);
    }
    if (!buffer_add(&reader->partial, octets))
        reader->line.truncated = true;
}

static void begin(struct line_reader *reader, const struct chunk *chunk) {
    reader->partial.size = 0;
    reader->pending = true;
    reader->line = (struct line){
        .at = chunk->at, .last = chunk->at, .offset = chunk->offset, .place = chunk->place};
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
    chunk_skip(chunk, size);
}

/* A line that spans chunks: its pieces are put together. */
RARE static bool line_piece(struct line_reader *reader, struct chunk *chunk, size_t size,
                            bool found) {
    struct slice piece = slice_first(chunk->octets, size);
    if (!line_pending(reader))
        begin(reader, chunk);
    reader->line.octets += size;
    reader->line.last = moment_later(reader->line.last, chunk->at);
    bool after_cr = size > 1 ? piece.data[size - 2] == '\r' : reader->after_cr;
    reader->after_cr = piece.data[size - 1] == '\r';
    keep(reader, piece);
    chunk_skip(chunk, size);
    if (!found)
        return false;
    reader->line.text = buffer_slice(&reader->partial);
    close_line(&reader->line, after_cr);
    reader->pending = false;
    return true;
}

bool line_next(struct line_reader *reader, struct chunk *chunk, struct line *line) {
    if (chunk->octets.size == 0)
        return false;
    size_t end = slice_find(chunk->octets, '\n');
    bool found = end != SLICE_NONE;
    size_t size = found ? end + 1 : chunk->octets.size;
    if (found && size <= LINE_KEPT && !line_pending(reader)) {
        line_in_place(chunk, size, line);
        return true;
    }
    if (!line_piece(reader, chunk, size, found))
        return false;
    *line = reader->line;
    return true;
}

bool line_flush(struct line_reader *reader, struct line *line) {
    if (!line_pending(reader))
        return false;
    reader->line.text = buffer_slice(&reader->partial);
    reader->line.end = END_NONE;
    reader->pending = false;
    *line = reader->line;
    return true;
}

void line_reader_free(struct line_reader *reader) {
    buffer_free(&reader->partial);
    *reader = (struct line_reader){0};
}
