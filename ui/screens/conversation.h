/* conversation.h: what the conversation screen is made of. For conversation*.c alone. */
#ifndef HELOISE_UI_SCREENS_CONVERSATION_H
#define HELOISE_UI_SCREENS_CONVERSATION_H

#include "ui/app.h"
#include "ui/screens/lit.h"
#include "ui/screens/panes.h"

struct conversation {
    struct dialogue dialogue;
    struct pane pane;
    struct meaning meaning;
    struct transport transport;
    struct panes panes;
    bool latest;    /* the latest event is chosen, and so is the next one */
    bool dragging;  /* the line between conversation and panes, by the mouse */
    struct lit lit; /* the events that the filter asks for */
};

/* Begins with no session. */
void conversation_set_up(struct screen *screen);
void conversation_tear_down(struct screen *screen);

/* Reads session `row` of the index. False with `error` filled, and nothing changed. */
bool conversation_read_row(struct screen *screen, size_t row, struct error *error);

/* What the screens of a class do that has a conversation in it (screen.h). */
void conversation_draw(struct screen *screen, struct surface *surface, struct area area);
bool conversation_work(struct screen *screen);
void conversation_change(struct screen *screen);
void conversation_grow(struct screen *screen);
#define CONVERSATION_TEXT                                                                          \
    {                                                                                              \
        .count = conversation_count, .here = conversation_here, .line = conversation_line,         \
        .go = conversation_go                                                                      \
    }
size_t conversation_count(struct screen *screen);
size_t conversation_here(struct screen *screen);
struct slice conversation_line(struct screen *screen, size_t n);
void conversation_go(struct screen *screen, size_t n);

/* Reads the session that is chosen in the view. False with `error` filled, and nothing changed. */
bool conversation_read(struct screen *screen, struct error *error);

/* What the panes look at. */
struct scene conversation_scene(struct screen *screen);

/* Does what a key asks for. False: it is not for this screen. */
bool conversation_act(struct screen *screen, enum action action);

/* Does what the mouse asks for. False: it is nothing there. */
bool conversation_mouse(struct screen *screen, uint32_t stroke, size_t row, size_t column);

#endif
