#include "report/lines.h"

#include <stdlib.h>

#include "base/text.h"

static struct lines *lines_of(struct canvas *canvas) {
    return (struct lines *)(void *)canvas; /* its first member */
}

/* Doubles the room of an array when it is full. */
static bool grow(void **array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 64;
    void *grown = realloc(*array, more * size);
    if (!grown)
        return false;
    *array = grown;
    *room = more;
    return true;
}

static bool keep_ink(struct canvas *canvas, enum ink ink) {
    struct lines *lines = lines_of(canvas);
    void *spans = lines->spans;
    if (!grow(&spans, lines->span_count, &lines->span_room, sizeof *lines->spans)) {
        lines->whole = false;
        return false;
    }
    lines->spans = spans;
    lines->spans[lines->span_count++] = (struct ink_span){lines->text.buffer.size, ink};
    return true;
}

static void begin_line(struct lines *lines) {
    lines->start = lines->text.buffer.size;
    lines->margin = 0;
    lines->span = lines->span_count ? lines->span_count - 1 : 0;
}

static void keep_line(struct canvas *canvas) {
    struct lines *lines = lines_of(canvas);
    void *list = lines->list;
    if (lines->text.cause || !grow(&list, lines->count, &lines->room, sizeof *lines->list)) {
        lines->whole = false;
        return;
    }
    lines->list = list;
    lines->list[lines->count++] = (struct line){
        .start = lines->start,
        .size = lines->text.buffer.size - lines->start,
        .margin = lines->margin,
        .span = lines->span,
        .mark = lines->mark,
    };
    begin_line(lines);
}

static void keep_mark(struct canvas *canvas, uint32_t mark) {
    lines_of(canvas)->mark = mark;
}

static void keep_margin(struct canvas *canvas) {
    struct lines *lines = lines_of(canvas);
    lines->margin = lines->text.buffer.size - lines->start;
}

void lines_init(struct lines *lines, bool ascii) {
    static const struct canvas_functions keeping = {keep_ink, keep_line, keep_mark, keep_margin};
    *lines = (struct lines){.text = writer_to(WRITER_MEMORY)};
    lines->text.ascii = ascii;
    lines->canvas = (struct canvas){&keeping, &lines->text, true};
    lines_empty(lines);
}

void lines_empty(struct lines *lines) {
    lines->text.buffer.size = 0;
    lines->text.cause = 0;
    lines->count = lines->span_count = 0;
    lines->mark = CANVAS_NO_MARK;
    lines->whole = true;
    (void)keep_ink(&lines->canvas, INK_PLAIN);
    begin_line(lines);
}

void lines_swap(struct lines *a, struct lines *b) {
    struct lines kept = *a;
    *a = *b;
    *b = kept;
    a->canvas.writer = &a->text;
    b->canvas.writer = &b->text;
}

void lines_free(struct lines *lines) {
    writer_free(&lines->text);
    free(lines->list);
    free(lines->spans);
    *lines = (struct lines){0};
}

struct slice lines_text(const struct lines *lines, size_t n) {
    const struct line *line = &lines->list[n];
    return slice_part(buffer_slice(&lines->text.buffer), line->start, line->size);
}

bool lines_run(const struct lines *lines, size_t n, size_t *span, size_t *at, struct ink_run *run) {
    const struct line *line = &lines->list[n];
    const struct ink_span *spans = lines->spans;
    size_t here = line->start + *at;
    if (*at >= line->size)
        return false;
    while (*span + 1 < lines->span_count && spans[*span + 1].at <= here)
        (*span)++;
    size_t end = line->start + line->size;
    if (*span + 1 < lines->span_count && spans[*span + 1].at < end)
        end = spans[*span + 1].at;
    run->text = slice_part(buffer_slice(&lines->text.buffer), here, end - here);
    run->ink = lines->span_count ? spans[*span].ink : INK_PLAIN;
    *at += run->text.size;
    return true;
}

/* Octets `from` to `end` of a line's text, as far as there is room. */
static size_t copy_octets(const struct lines *lines, size_t n, size_t from, size_t end,
                          struct canvas *canvas, size_t columns) {
    size_t span = lines->list[n].span, at = 0, start = 0, used = 0;
    struct ink_run run;
    for (; used < columns && start < end && lines_run(lines, n, &span, &at, &run); start = at) {
        struct slice text = slice_first(run.text, end - start);
        text = slice_from(text, from > start ? from - start : 0);
        bool colored = text.size > 0 && canvas_ink(canvas, run.ink);
        if (text.size > 0)
            used += text_fit(canvas->writer, text, columns - used);
        canvas_plain(canvas, colored);
    }
    return used;
}

size_t lines_copy(const struct lines *lines, size_t n, size_t from, struct canvas *canvas,
                  size_t columns) {
    return copy_octets(lines, n, lines->list[n].margin + from, SIZE_MAX, canvas, columns);
}

size_t lines_copy_part(const struct lines *lines, size_t n, size_t from, size_t size,
                       struct canvas *canvas) {
    from += lines->list[n].margin;
    return copy_octets(lines, n, from, from + size, canvas, SIZE_MAX);
}

size_t lines_find_mark(const struct lines *lines, size_t from, uint32_t mark) {
    while (from < lines->count && lines->list[from].mark != mark)
        from++;
    return from;
}
