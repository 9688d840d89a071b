/* app_inside.h: what the app is made of. For app*.c alone. */
#ifndef HELOISE_UI_APP_INSIDE_H
#define HELOISE_UI_APP_INSIDE_H

#include "ui/app.h"
#include "ui/search.h"
#include "ui/tty.h"
#include "ui/view.h"

enum { APP_SCREENS = 8 };

struct app {
    struct tty *tty;
    struct surface surface;
    enum scheme scheme;
    struct keymap keymap;
    struct model model;
    struct view view;
    struct screen stack[APP_SCREENS];
    size_t depth;
    struct prompt prompt;
    struct search search;
    struct writer said; /* in the foot line, until the next key */
    bool said_error;
    bool pasting;
    uint32_t stroke;      /* the last key */
    bool warned;          /* it was Esc on the first screen, and the next one leads out */
    bool asked_secrets;   /* the question was answered with yes once */
    bool arranging;       /* filter or order were not through in the last slice */
    bool dirty;           /* the screen is not as it should be */
    struct moment drawn;  /* when it was drawn last */
    struct moment struck; /* when a key was */
    bool leave;
    int status;
};

static inline struct screen *app_top(struct app *app) {
    return app->depth ? &app->stack[app->depth - 1] : NULL;
}

/* Does what a key or the command line asks for. */
void app_act(struct app *app, enum action action);

/* Draws the screen on top with its title and foot. */
void app_draw(struct app *app);

#endif
