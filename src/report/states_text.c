#include "report/states_text.h"

enum { NAME_COLUMN = 4, GAP = 2 };

/* How a state is told: where the session is, where it was, where it never was. */
enum node { NODE_HERE, NODE_VISITED, NODE_OTHER, NODES };

static const struct {
    const char *shape, *ascii;
    enum ink ink;
} nodes[NODES] = {
    [NODE_HERE] = {" \u25c9  ", "(*) ", INK_OK},
    [NODE_VISITED] = {" \u25cf  ", "(o) ", INK_MORE},
    [NODE_OTHER] = {" \u25cb  ", "( ) ", INK_NOTE},
};

struct drawing {
    struct sheet *sheet;
    const struct machine *machine;
    const struct states_look *look;
    size_t ways; /* the column where they begin */
};

static enum node node_of(const struct states_look *look, size_t state) {
    if (state == look->here)
        return NODE_HERE;
    return look->visited >> state & 1 ? NODE_VISITED : NODE_OTHER;
}

static size_t longest_name(const struct machine *machine) {
    size_t longest = 0;
    for (size_t i = 0; i < machine->state_count; i++) {
        size_t size = strlen(machine->states[i].name);
        longest = size > longest ? size : longest;
    }
    return longest;
}

static bool is_lit(const struct drawing *drawing, const struct machine_arc *arc) {
    const struct states_look *look = drawing->look;
    return look->by.size > 0 && arc->from == look->from && slice_equal_nocase(arc->by, look->by);
}

/* "EHLO HELO → ready": its columns, and how many commands there are. */
static size_t way_columns(const struct drawing *drawing, size_t from, size_t to, size_t *count) {
    enum { ARROW = 3, LIGHT = 1 };
    size_t columns = from == to ? 0 : ARROW + strlen(drawing->machine->states[to].name);
    *count = 0;
    for (size_t i = 0; i < drawing->machine->arc_count; i++) {
        const struct machine_arc *arc = &drawing->machine->arcs[i];
        if (arc->from != from || arc->to != to)
            continue;
        columns += arc->by.size + (*count > 0) + (is_lit(drawing, arc) ? LIGHT : 0);
        ++*count;
    }
    return columns;
}

static void draw_by(const struct drawing *drawing, const struct machine_arc *arc) {
    struct sheet *sheet = drawing->sheet;
    bool lit = is_lit(drawing, arc);
    if (lit)
        sheet_text(sheet, INK_HEADING, sheet->canvas->writer->ascii ? SLICE(">") : SLICE("\u25b8"));
    sheet_text(sheet, lit ? INK_HEADING : INK_CLIENT, arc->by);
}

/* What leads from `from` to `to`; nothing when there is none. Where they are the same it may be
 * broken: there is no arrow to lose. */
static void draw_way(const struct drawing *drawing, size_t from, size_t to) {
    struct sheet *sheet = drawing->sheet;
    size_t count, columns = way_columns(drawing, from, to, &count);
    bool first = true;
    if (count == 0)
        return;
    if (sheet->column > sheet->indent)
        sheet_text(sheet, INK_PLAIN, SLICE("   "));
    if (from != to)
        sheet_keep(sheet, columns);
    for (size_t i = 0; i < drawing->machine->arc_count; i++) {
        const struct machine_arc *arc = &drawing->machine->arcs[i];
        if (arc->from != from || arc->to != to)
            continue;
        sheet_text(sheet, INK_PLAIN, first ? SLICE("") : SLICE(" "));
        draw_by(drawing, arc);
        first = false;
    }
    if (from == to)
        return;
    bool ascii = sheet->canvas->writer->ascii;
    sheet_text(sheet, INK_NOTE, ascii ? SLICE(" -> ") : SLICE(" \u2192 "));
    sheet_text(sheet, to == drawing->look->here ? INK_OK : INK_PLAIN,
               slice_string(drawing->machine->states[to].name));
}

/* Ways to other states first, then what lets the session stay. */
static void draw_ways(const struct drawing *drawing, size_t from) {
    for (size_t to = 0; to < drawing->machine->state_count; to++)
        if (to != from)
            draw_way(drawing, from, to);
    draw_way(drawing, from, from);
}

static void draw_state(const struct drawing *drawing, size_t state) {
    struct sheet *sheet = drawing->sheet;
    const struct machine_state *known = &drawing->machine->states[state];
    enum node node = node_of(drawing->look, state);
    bool ascii = sheet->canvas->writer->ascii;
    canvas_mark(sheet->canvas, (uint32_t)state);
    sheet_begin_text(sheet, 0);
    sheet_text(sheet, nodes[node].ink, slice_string(ascii ? nodes[node].ascii : nodes[node].shape));
    sheet_text(sheet, node == NODE_HERE ? INK_HEADING : nodes[node].ink, slice_string(known->name));
    sheet_tab(sheet, drawing->ways);
    draw_ways(drawing, state);
    sheet_end(sheet);
    if (node != NODE_HERE)
        return;
    sheet_begin_text(sheet, drawing->ways);
    sheet_say(sheet, INK_NOTE, _(known->meaning));
    sheet_end(sheet);
}

void states_text(struct sheet *sheet, const struct machine *machine,
                 const struct states_look *look) {
    const struct drawing drawing = {sheet, machine, look,
                                    NAME_COLUMN + longest_name(machine) + GAP};
    for (size_t state = 0; state < machine->state_count; state++)
        draw_state(&drawing, state);
    canvas_mark(sheet->canvas, CANVAS_NO_MARK);
}
