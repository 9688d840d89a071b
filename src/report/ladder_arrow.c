/* One row of a ladder: the two lines, and what goes between them. */
#include "base/text.h"
#include "report/ladder_inside.h"

enum {
    COLUMNS_FOR_TIME = 44,
    COLUMNS_FOR_LATENCY = 64,
    LATENCY = 6,
    FIELD_MOST = 96,
    FIELD_LEAST = 8,
    EDGES = 7, /* both lines, a bracket with a blank beside each, a reader's mark */
    ENDS = 2,
    BLANKS = 2,
    LABEL_ROWS = 8
};

struct ladder_shape ladder_shape(size_t width, size_t time_columns) {
    struct ladder_shape shape = {
        .time = width == 0 || width >= COLUMNS_FOR_TIME ? time_columns + 1 : 0,
        .latency = width == 0 || width >= COLUMNS_FOR_LATENCY ? LATENCY + 1 : 0,
    };
    size_t margin = shape.time + shape.latency + EDGES;
    shape.field = width == 0 ? FIELD_MOST : width > margin ? width - margin : 0;
    shape.field = shape.field > FIELD_MOST ? FIELD_MOST : shape.field;
    if (shape.field < FIELD_LEAST)
        shape.field = FIELD_LEAST;
    return shape;
}

static void put(const struct ladder *ladder, enum ink ink, struct slice text) {
    bool colored = canvas_ink(ladder->canvas, ink);
    writer_add(ladder->canvas->writer, text);
    canvas_plain(ladder->canvas, colored);
}

static void put_shape(const struct ladder *ladder, enum ink ink, const char *shape,
                      const char *ascii) {
    put(ladder, ink, slice_string(ladder->canvas->writer->ascii ? ascii : shape));
}

/* ---- the lines of the two sides ---- */

static void put_side(const struct ladder *ladder, enum side side, bool busy) {
    if (busy)
        put_shape(ladder, ink_of_side(side), "\u2503", "#");
    else if (ladder->closed[side])
        put_shape(ladder, INK_MARGIN, "\u250a", ":");
    else if (ladder->secure)
        put_shape(ladder, INK_TLS, "\u2551", "H");
    else
        put_shape(ladder, INK_NOTE, "\u2502", "|");
}

/* ---- arrows ---- */

static const struct {
    const char *shaft, *shaft_ascii;
} shafts[ARROW_KINDS] = {
    [ARROW_THIN] = {"\u2500", "-"},
    [ARROW_THICK] = {"\u2501", "="},
    [ARROW_BROKEN] = {"\u254c", "."},
    [ARROW_BAND] = {"\u2504", "~"},
};

static void put_shaft(const struct ladder *ladder, const struct ladder_arrow *arrow,
                      size_t columns) {
    struct writer *writer = ladder->canvas->writer;
    bool colored = canvas_ink(ladder->canvas, arrow->ink);
    while (columns-- > 0)
        writer_string(writer,
                      writer->ascii ? shafts[arrow->kind].shaft_ascii : shafts[arrow->kind].shaft);
    canvas_plain(ladder->canvas, colored);
}

/* The end of an arrow; one that is broken does not arrive. */
static void put_head(const struct ladder *ladder, const struct ladder_arrow *arrow) {
    bool right = arrow->from == SIDE_CLIENT;
    if (arrow->kind == ARROW_BROKEN)
        put_shape(ladder, arrow->ink, "\u2573", "x");
    else
        put_shape(ladder, arrow->ink, right ? "\u25b6" : "\u25c0", right ? ">" : "<");
}

/* The ends of an arrow, seen from its shaft: one that begins there, one that arrives. */
static void put_end(const struct ladder *ladder, const struct ladder_arrow *arrow, enum side end) {
    if (arrow->from == end || arrow->kind == ARROW_BAND)
        put_shaft(ladder, arrow, 1);
    else
        put_head(ladder, arrow);
}

/* ---- labels ---- */

/* What is left of a label. */
static struct slice label_rest(const struct ladder *ladder, const struct ladder_label *label) {
    struct slice text = lines_text(ladder->said, label->line);
    return slice_from(text, ladder->said->list[label->line].margin + label->at);
}

/* As much of the text as has room, up to a blank if there is one. */
static struct slice whole_words(const struct ladder *ladder, struct slice text, size_t columns) {
    size_t width;
    struct slice fits = slice_first(text, text_cut(ladder->canvas->writer, text, columns, &width));
    size_t words = fits.size;
    while (words > 0 && words < text.size && text.data[words] != ' ')
        words--;
    while (words > 0 && text.data[words - 1] == ' ')
        words--;
    return words > 0 ? slice_first(fits, words) : fits;
}

/* " (+9 lines)" */
static void write_more(struct writer *writer, uint64_t more) {
    if (more > 0)
        SAY(writer, P_(" (+{count} line)", " (+{count} lines)", more), WORD_NUMBER("count", more));
}

/* Puts as much of the label as a row has room for, with the note behind its end; the last row that
 * it may have shows that something is left out. Returns the columns. */
static size_t put_label(const struct ladder *ladder, struct ladder_label *label, size_t room,
                        struct slice note) {
    struct slice rest = label_rest(ladder, label);
    size_t used, width = text_width(ladder->canvas->writer, rest);
    label->rows++;
    label->whole = !ladder->wrap || width + note.size <= room || label->rows == LABEL_ROWS;
    if (label->whole) {
        used = lines_copy(ladder->said, label->line, label->at, ladder->canvas, room - note.size);
        put(ladder, INK_NOTE, note);
        return used + note.size;
    }
    struct slice words = whole_words(ladder, rest, room);
    used = lines_copy_part(ladder->said, label->line, label->at, words.size, ladder->canvas);
    label->at += words.size;
    while (words.size < rest.size && rest.data[words.size] == ' ') {
        words.size++;
        label->at++;
    }
    return used;
}

/* How much of the field is shaft before and after the label, which stands where it was said; that
 * of a band in the middle. */
static void share_shaft(const struct ladder_arrow *arrow, size_t shaft, size_t *before,
                        size_t *after) {
    *before = arrow->kind == ARROW_BAND ? shaft / 2 : arrow->from == SIDE_CLIENT ? 0 : shaft;
    *after = shaft - *before;
}

/* Columns that the row's part of the label will take. */
static size_t label_columns(const struct ladder *ladder, const struct ladder_label *label,
                            size_t room, struct slice note) {
    size_t width = text_width(ladder->canvas->writer, label_rest(ladder, label)) + note.size;
    return width < room ? width : room;
}

static void put_first_row(const struct ladder *ladder, const struct ladder_arrow *arrow,
                          struct ladder_label *label, size_t room, struct slice note) {
    size_t before, after, columns = label_columns(ladder, label, room, note);
    share_shaft(arrow, room - columns, &before, &after);
    put_end(ladder, arrow, SIDE_CLIENT);
    put_shaft(ladder, arrow, before);
    writer_put(ladder->canvas->writer, ' ');
    canvas_margin(ladder->canvas);
    size_t used = put_label(ladder, label, room, note);
    writer_put(ladder->canvas->writer, ' ');
    put_shaft(ladder, arrow, after + columns - used);
    put_end(ladder, arrow, SIDE_SERVER);
}

static void put_next_row(const struct ladder *ladder, struct ladder_label *label, size_t room,
                         struct slice note) {
    struct writer *writer = ladder->canvas->writer;
    writer_repeat(writer, ' ', ENDS);
    canvas_margin(ladder->canvas);
    size_t used = put_label(ladder, label, room, note);
    writer_repeat(writer, ' ', room - used + BLANKS);
}

void ladder_arrow(const struct ladder *ladder, const struct ladder_arrow *arrow,
                  struct ladder_label *label) {
    struct writer more = writer_to(WRITER_MEMORY);
    size_t room = ladder->shape.field - ENDS - BLANKS;
    write_more(&more, label->more);
    struct slice note =
        more.buffer.size <= room / 2 ? buffer_slice(&more.buffer) : slice_of(NULL, 0);
    put_side(ladder, SIDE_CLIENT, false);
    if (label->rows == 0)
        put_first_row(ladder, arrow, label, room, note);
    else
        put_next_row(ladder, label, room, note);
    put_side(ladder, SIDE_SERVER, false);
    writer_free(&more);
}

void ladder_wait(const struct ladder *ladder, unsigned waited, struct slice text) {
    struct writer *writer = ladder->canvas->writer;
    size_t field = ladder->shape.field, size = text.size + 2 <= field ? text.size : 0;
    size_t before = waited == SIDE_CLIENT   ? (size > 0)
                    : waited == SIDE_SERVER ? field - size - (size > 0)
                                            : (field - size) / 2;
    put_side(ladder, SIDE_CLIENT, waited == SIDE_CLIENT);
    writer_repeat(writer, ' ', before);
    put(ladder, INK_LATENCY, slice_first(text, size));
    writer_repeat(writer, ' ', field - before - size);
    put_side(ladder, SIDE_SERVER, waited == SIDE_SERVER);
}
