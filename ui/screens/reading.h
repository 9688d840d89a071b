/* reading.h: what screens have in common that hold text to be read: lines and a pane over them. */
#ifndef HELOISE_UI_SCREENS_READING_H
#define HELOISE_UI_SCREENS_READING_H

#include "ui/app.h"
#include "ui/widgets/pane.h"

/* The first member of such a screen's state. */
struct reading {
    struct lines lines;
    struct pane pane;
    struct area area; /* where it was drawn */
    size_t width;     /* that its items were drawn for; SIZE_MAX: they have to be drawn */
};

void reading_begin(struct screen *screen);
void reading_draw(struct screen *screen, struct surface *surface, struct area area);
bool reading_act(struct screen *screen, enum action action);
void reading_close(struct screen *screen);

/* The same where only lines with a mark are items that can be chosen. */
void reading_begin_items(struct screen *screen);
void reading_draw_items(struct screen *screen, struct surface *surface, struct area area);
bool reading_move(struct screen *screen, enum action action);

/* Chooses the first of them, where none is. */
void reading_choose_first(struct reading *reading);

/* A click chooses a line that is an item; on the chosen one it is as Enter. */
bool reading_mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column);

/* For its search. */
size_t reading_count(struct screen *screen);
size_t reading_here(struct screen *screen);
struct slice reading_line(struct screen *screen, size_t n);
void reading_go(struct screen *screen, size_t n);

#define READING_TEXT                                                                               \
    { .count = reading_count, .here = reading_here, .line = reading_line, .go = reading_go }

#endif
