/* pane.h: lines of a report to be read: scrolled, and gone through item by item.
 *
 * An item is a run of lines with one mark; a line without a mark is an item of its own. The cursor
 * is on an item; one that is taller than the pane is scrolled through before the next one. */
#ifndef HELOISE_UI_WIDGETS_PANE_H
#define HELOISE_UI_WIDGETS_PANE_H

#include "ui/keymap.h"
#include "ui/widgets/line_view.h"

struct pane {
    const struct lines *lines; /* borrowed */
    size_t cursor;             /* the first line of the chosen item */
    size_t here;               /* a line of that item: where a search went last */
    size_t top;                /* the first line that is seen */
    size_t left;               /* columns that are scrolled out */
    size_t rows;               /* lines that are seen; set when drawn */
    bool reading;              /* no item is chosen: moving scrolls */
    bool marked;               /* lines without a mark are passed over */
};

/* After the lines were drawn anew: back to the item with this mark, if it is there. */
void pane_return(struct pane *pane, uint32_t mark);

/* Sets how many lines are seen, and scrolls so that the cursor is among them. */
void pane_show(struct pane *pane, size_t rows);

/* The line past the last one of the item that begins with line `n`. */
size_t pane_item_end(const struct pane *pane, size_t n);

/* The mark of the chosen item; CANVAS_NO_MARK: it has none. */
uint32_t pane_mark(const struct pane *pane);

/* The line of the chosen item that a search goes on from. */
size_t pane_here(const struct pane *pane);

/* Chooses the item that line `n` belongs to, and brings that line into sight. */
void pane_go(struct pane *pane, size_t n);

/* Brings lines `first` to `end` into sight, the first one above all. */
void pane_reveal(struct pane *pane, size_t first, size_t end);

/* Moves as the action says. False: it is no movement. */
bool pane_act(struct pane *pane, enum action action);

/* What is seen beside the lines themselves. */
struct pane_look {
    struct needle needle; /* what a search lights; zeroed: nothing */
    bool focus;           /* keys go here */
    /* Other lights of a line, at most `room`; NULL: there are none. */
    size_t (*lights)(const void *context, size_t line, struct light *lights, size_t room);
    const void *context;
    /* Whether lines of this mark belong with the chosen item; NULL: none do. */
    bool (*kin)(const void *context, uint32_t mark);
    /* Whether the item with this mark is lit: its margin is; NULL: none is. */
    bool (*lit)(const void *context, uint32_t mark);
    const void *lit_context;
};

/* Draws what is seen. */
void pane_draw(struct pane *pane, struct surface *surface, struct area area,
               const struct pane_look *look);

#endif
