/* bar.h: the lines at the top and the foot of the screen. */
#ifndef HELOISE_UI_WIDGETS_BAR_H
#define HELOISE_UI_WIDGETS_BAR_H

#include "ui/keymap.h"
#include "ui/surface.h"

/* A title at the left, a remark at the right; the title gives way. */
void bar_title(struct surface *surface, struct area row, struct slice title, struct slice remark);

/* Colours the first part of the row as done: `done` of `whole`. */
void bar_progress(struct surface *surface, struct area row, uint64_t done, uint64_t whole);

/* The keys of the screen's actions that have a word for it, as many as there is room for; the one
 * that helps stands at the right, always. `first`: back leads out of the program, and is called so.
 */
void bar_keys(struct surface *surface, struct area row, const struct keymap *keymap,
              enum screen_kind kind, bool first);

/* The action whose word stands in that column of such a row; ACTION_NONE: none does. */
enum action bar_action_at(struct area row, const struct keymap *keymap, enum screen_kind kind,
                          bool first, size_t column);

/* A line between panes, with a name in it. */
void bar_rule(struct surface *surface, struct area row, struct slice name, enum element element);

#endif
