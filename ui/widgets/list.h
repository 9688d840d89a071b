/* list.h: many rows, of which some are seen and one is chosen. Knows numbers only; whoever owns it
 * draws the rows that are visible, so that cost goes by them and not by all. */
#ifndef HELOISE_UI_WIDGETS_LIST_H
#define HELOISE_UI_WIDGETS_LIST_H

#include "ui/keymap.h"

struct list {
    size_t count;
    size_t cursor; /* the chosen row; below count, or 0 */
    size_t top;    /* the first one that is seen */
    size_t rows;   /* how many are seen at a time; set when drawn */
};

/* Sets the number of rows; the cursor stays where it is as far as that goes. */
void list_set_count(struct list *list, size_t count);

/* Sets how many rows are seen, and scrolls so that the cursor is one of them. */
void list_show(struct list *list, size_t rows);

/* Chooses a row. */
void list_go(struct list *list, size_t row);

/* Moves as the action says. False: it is no movement up and down. */
bool list_act(struct list *list, enum action action);

#endif
