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
    struct lit lit; /* the events that the filter asks for */
};

/* Reads the session that is chosen in the view. False with `error` filled, and nothing changed. */
bool conversation_read(struct screen *screen, struct error *error);

/* What the panes look at. */
struct scene conversation_scene(struct screen *screen);

/* Does what a key asks for. False: it is not for this screen. */
bool conversation_act(struct screen *screen, enum action action);

#endif
