/* panes.h: the panes that stand beside a conversation, all of them together. */
#ifndef HELOISE_UI_SCREENS_PANES_H
#define HELOISE_UI_SCREENS_PANES_H

#include "ui/screens/aspect.h"

struct panes {
    struct aspect_pane list[ASPECTS];
    struct beside_layout layout; /* as drawn last */
    enum aspect focus;           /* where keys go; ASPECT_NONE: the conversation */
};

void panes_init(struct panes *panes, bool ascii);
void panes_free(struct panes *panes);

/* They are to be drawn anew; `other`: of another session. */
void panes_stale(struct panes *panes, bool other);

/* Shares the area out; what is left for the conversation is in panes->layout.main. */
void panes_lay_out(struct panes *panes, const struct beside *beside, struct area area);

/* Whether a pane is on the screen. */
bool panes_seen(const struct panes *panes, enum aspect aspect);

/* Draws those that are seen, with their rules. */
void panes_draw(struct panes *panes, const struct scene *scene, struct surface *surface,
                struct needle needle);

/* Takes the keys to the next pane that is seen, or the one before, round through the conversation.
 */
void panes_focus(struct panes *panes, const struct beside *beside, bool next);

/* The pane that keys go to; NULL: the conversation has them. */
struct aspect_pane *panes_focused(struct panes *panes);

/* The pane that an action shows or hides; ASPECT_NONE: it is about none. */
enum aspect aspect_of_action(enum action action);

#endif
