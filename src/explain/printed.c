#include "explain/printed.h"

#include "base/text.h"
#include "session/mask.h"

/* Takes the next piece that is printed as one: a line end, a character, an octet that is none. */
static struct slice take_piece(struct slice *rest) {
    struct slice piece = *rest;
    uint32_t character;
    if (slice_starts(*rest, SLICE("\r\n")))
        *rest = slice_from(*rest, 2);
    else
        (void)text_next(rest, &character);
    piece.size -= rest->size;
    return piece;
}

/* The pieces of a part that is shown. */
static void print_part(struct printed *printed, struct writer *writer, struct slice part,
                       size_t at) {
    while (part.size > 0) {
        uint32_t went = (uint32_t)writer->buffer.size;
        struct slice piece = take_piece(&part);
        for (size_t i = 0; i < piece.size; i++)
            printed->went[at++] = went;
        if (slice_equal(piece, SLICE("\r\n")))
            writer_add(writer, piece);
        else
            text_escape(writer, piece);
    }
}

static void print_mask(struct printed *printed, struct writer *writer, struct masked line) {
    for (size_t i = 0; i < line.hidden.size; i++)
        printed->went[line.before.size + i] = (uint32_t)writer->buffer.size;
    if (line.hidden.size > 0)
        writer_string(writer, MASK);
}

bool printed_make(struct printed *printed, struct slice raw, struct slice secret,
                  struct arena *arena) {
    struct writer writer = {.fd = WRITER_MEMORY};
    struct masked line = mask_line(raw, secret);
    printed->size = raw.size;
    printed->went = arena_take(arena, (raw.size + 1) * sizeof *printed->went);
    if (!printed->went)
        return false;
    print_part(printed, &writer, line.before, 0);
    print_mask(printed, &writer, line);
    print_part(printed, &writer, line.after, line.before.size + line.hidden.size);
    printed->went[raw.size] = (uint32_t)writer.buffer.size;
    printed->text = arena_copy(arena, buffer_slice(&writer.buffer));
    bool whole = writer.cause == 0 && printed->text.size == writer.buffer.size;
    writer_free(&writer);
    return whole;
}

size_t printed_start(const struct printed *printed, size_t at) {
    return printed->went[at < printed->size ? at : printed->size];
}

size_t printed_end(const struct printed *printed, size_t at) {
    size_t end = at < printed->size ? at : printed->size;
    uint32_t last = end > 0 ? printed->went[end - 1] : 0;
    while (end > 0 && end < printed->size && printed->went[end] == last)
        end++;
    return printed->went[end];
}
