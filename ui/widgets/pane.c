#include "ui/widgets/pane.h"

enum { LIGHTS = 64, STEP_ASIDE = 8 };

static size_t line_count(const struct pane *pane) {
    return pane->lines->count;
}

static uint32_t mark_of(const struct pane *pane, size_t n) {
    return n < line_count(pane) ? pane->lines->list[n].mark : CANVAS_NO_MARK;
}

static bool same_item(const struct pane *pane, size_t a, size_t b) {
    return mark_of(pane, a) != CANVAS_NO_MARK && mark_of(pane, a) == mark_of(pane, b);
}

size_t pane_item_end(const struct pane *pane, size_t n) {
    size_t end = n + 1;
    while (end < line_count(pane) && same_item(pane, n, end))
        end++;
    return end < line_count(pane) ? end : line_count(pane);
}

static size_t item_start(const struct pane *pane, size_t n) {
    while (n > 0 && same_item(pane, n, n - 1))
        n--;
    return n;
}

uint32_t pane_mark(const struct pane *pane) {
    return mark_of(pane, pane->cursor);
}

static size_t last_top(const struct pane *pane) {
    return line_count(pane) > pane->rows ? line_count(pane) - pane->rows : 0;
}

static void scroll_to(struct pane *pane, size_t top) {
    pane->top = top < last_top(pane) ? top : last_top(pane);
}

void pane_reveal(struct pane *pane, size_t first, size_t end) {
    if (pane->rows == 0) /* nothing was drawn yet */
        return;
    if (end > pane->top + pane->rows)
        pane->top = end - pane->rows;
    if (first < pane->top)
        pane->top = first;
}

static bool is_passed_over(const struct pane *pane, size_t n) {
    return pane->marked && mark_of(pane, n) == CANVAS_NO_MARK;
}

/* The line itself, or the next one that can be chosen, or the one before; line_count(): none. */
static size_t choice_at(const struct pane *pane, size_t n) {
    size_t below = n, above = n;
    while (below < line_count(pane) && is_passed_over(pane, below))
        below++;
    if (below < line_count(pane))
        return below;
    while (above > 0 && is_passed_over(pane, above))
        above--;
    return is_passed_over(pane, above) ? line_count(pane) : above;
}

/* Whether what stands above the first item was scrolled into sight, and the item perhaps out of it.
 */
static bool looks_above(const struct pane *pane) {
    return pane->marked && pane->top < pane->cursor && choice_at(pane, 0) == pane->cursor;
}

void pane_show(struct pane *pane, size_t rows) {
    bool grown = rows > pane->rows;
    pane->rows = rows;
    if (pane->cursor >= line_count(pane))
        pane->cursor = line_count(pane) ? item_start(pane, line_count(pane) - 1) : 0;
    scroll_to(pane, pane->top);
    size_t end = pane_item_end(pane, pane->cursor);
    bool seen = pane->cursor < pane->top + rows && end > pane->top;
    bool whole = pane->cursor >= pane->top && end <= pane->top + rows;
    if (!pane->reading && grown && end <= rows) /* all before the item has room */
        pane->top = 0;
    else if (!pane->reading && !looks_above(pane) &&
             (!seen || (!whole && end - pane->cursor <= rows)))
        pane_reveal(pane, pane->cursor, end);
}

void pane_return(struct pane *pane, uint32_t mark) {
    size_t depth = pane->cursor > pane->top ? pane->cursor - pane->top : 0;
    size_t found =
        mark == CANVAS_NO_MARK ? line_count(pane) : lines_find_mark(pane->lines, 0, mark);
    if (found == line_count(pane))
        return;
    pane->cursor = found;
    pane->top = found > depth ? found - depth : 0;
}

void pane_go(struct pane *pane, size_t n) {
    if (n >= line_count(pane))
        n = line_count(pane) ? line_count(pane) - 1 : 0;
    size_t chosen = choice_at(pane, n);
    pane->cursor = item_start(pane, chosen < line_count(pane) ? chosen : n);
    pane->here = n;
    pane_reveal(pane, n, n + 1);
}

size_t pane_here(const struct pane *pane) {
    bool inside = pane->here >= pane->cursor && pane->here < pane_item_end(pane, pane->cursor);
    return inside ? pane->here : pane->cursor;
}

static void step_down(struct pane *pane) {
    size_t end = pane_item_end(pane, pane->cursor);
    if (pane->reading || end > pane->top + pane->rows) {
        scroll_to(pane, pane->top + 1);
        return;
    }
    while (end < line_count(pane) && is_passed_over(pane, end))
        end++;
    if (end >= line_count(pane)) {
        scroll_to(pane, pane->top + 1);
        return;
    }
    pane->cursor = end;
    pane_reveal(pane, end, end + 1);
}

static void step_up(struct pane *pane) {
    if (pane->reading || pane->cursor < pane->top) {
        pane->top -= pane->top > 0;
        return;
    }
    size_t last = pane->cursor;
    do {
        if (last == 0) { /* nothing can be chosen up there, but seen */
            pane->top -= pane->top > 0;
            return;
        }
        last--;
    } while (is_passed_over(pane, last));
    pane->cursor = item_start(pane, last);
    pane_reveal(pane, last, last + 1);
}

/* Scrolls, and chooses what then stands where the cursor stood. */
static void move_page(struct pane *pane, bool down, size_t distance) {
    size_t before = pane->top, line = pane->cursor;
    scroll_to(pane, down ? pane->top + distance : pane->top > distance ? pane->top - distance : 0);
    if (pane->reading)
        return;
    if (pane->top == before)
        line = down ? line + distance : line > distance ? line - distance : 0;
    else
        line = line + pane->top > before ? line + pane->top - before : 0;
    size_t top = pane->top;
    pane_go(pane, line);
    if (pane->cursor >= top)
        scroll_to(pane, top);
}

bool pane_act(struct pane *pane, enum action action) {
    size_t page = pane->rows > 2 ? pane->rows - 1 : 1, half = pane->rows > 3 ? pane->rows / 2 : 1;
    switch (action) {
    case ACTION_up:
        step_up(pane);
        return true;
    case ACTION_down:
        step_down(pane);
        return true;
    case ACTION_page_up:
    case ACTION_page_down:
        move_page(pane, action == ACTION_page_down, page);
        return true;
    case ACTION_half_up:
    case ACTION_half_down:
        move_page(pane, action == ACTION_half_down, half);
        return true;
    case ACTION_first:
        pane_go(pane, 0);
        pane->top = 0;
        return true;
    case ACTION_last:
        pane_go(pane, line_count(pane));
        scroll_to(pane, line_count(pane));
        return true;
    case ACTION_left:
        pane->left -= pane->left < STEP_ASIDE ? pane->left : STEP_ASIDE;
        return true;
    case ACTION_right:
        pane->left += STEP_ASIDE;
        return true;
    default:
        return false;
    }
}

void pane_draw(struct pane *pane, struct surface *surface, struct area area,
               const struct pane_look *look) {
    pane_show(pane, area.rows);
    size_t end = pane_item_end(pane, pane->cursor);
    surface_fill(surface, area, ELEMENT_PLAIN);
    for (size_t i = 0; i < area.rows && pane->top + i < line_count(pane); i++) {
        size_t n = pane->top + i, count = 0;
        struct light lights[LIGHTS];
        bool chosen = !pane->reading && n >= pane->cursor && n < end;
        struct area row = {area.row + i, area.column, 1, area.columns};
        if (look->lit && pane->lines->list[n].margin > 0 &&
            look->lit(look->lit_context, mark_of(pane, n)))
            lights[count++] = (struct light){0, pane->lines->list[n].margin, ELEMENT_LIT};
        if (look->lights)
            count += look->lights(look->context, n, lights + count, LIGHTS / 2);
        count +=
            line_matches(lines_text(pane->lines, n), &look->needle, lights + count, LIGHTS - count);
        line_draw(surface, row, pane->lines, n, pane->left, lights, count);
        if (!chosen && look->kin && look->kin(look->context, pane->lines->list[n].mark))
            surface_underlay(surface, row, ELEMENT_KIN);
        if (chosen)
            surface_underlay(surface, row, look->focus ? ELEMENT_CURSOR : ELEMENT_AWAY);
    }
}
