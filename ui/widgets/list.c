#include "ui/widgets/list.h"

void list_set_count(struct list *list, size_t count) {
    list->count = count;
    list_go(list, list->cursor);
}

void list_show(struct list *list, size_t rows) {
    list->rows = rows;
    if (list->cursor < list->top)
        list->top = list->cursor;
    if (rows > 0 && list->cursor - list->top >= rows)
        list->top = list->cursor - rows + 1;
    size_t last_top = list->count > rows ? list->count - rows : 0;
    if (list->top > last_top)
        list->top = last_top;
}

void list_go(struct list *list, size_t row) {
    list->cursor = row < list->count ? row : list->count ? list->count - 1 : 0;
}

static void move(struct list *list, bool down, size_t distance) {
    if (down)
        list_go(list,
                distance < list->count - list->cursor ? list->cursor + distance : list->count);
    else
        list_go(list, list->cursor > distance ? list->cursor - distance : 0);
}

/* By a page the rows that are seen move along, so that the cursor keeps its place among them. */
static void move_page(struct list *list, bool down, size_t distance) {
    size_t before = list->cursor;
    move(list, down, distance);
    if (down)
        list->top += list->cursor - before;
    else
        list->top -= before - list->cursor < list->top ? before - list->cursor : list->top;
}

bool list_act(struct list *list, enum action action) {
    size_t page = list->rows > 2 ? list->rows - 1 : 1, half = list->rows > 3 ? list->rows / 2 : 1;
    switch (action) {
    case ACTION_up:
    case ACTION_down:
        move(list, action == ACTION_down, 1);
        return true;
    case ACTION_page_up:
    case ACTION_page_down:
        move_page(list, action == ACTION_page_down, page);
        return true;
    case ACTION_half_up:
    case ACTION_half_down:
        move_page(list, action == ACTION_half_down, half);
        return true;
    case ACTION_first:
        list_go(list, 0);
        return true;
    case ACTION_last:
        list_go(list, list->count);
        return true;
    default:
        return false;
    }
}
