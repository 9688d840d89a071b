/* app_inside.h: what the app is made of. For app*.c alone. */
#ifndef HELOISE_UI_APP_INSIDE_H
#define HELOISE_UI_APP_INSIDE_H

#include "ui/app.h"
#include "ui/saved.h"
#include "ui/saving.h"
#include "ui/search.h"
#include "ui/settings.h"
#include "ui/tty.h"
#include "ui/view.h"

enum { APP_SCREENS = 8 };

struct app {
    struct tty *tty;
    struct surface surface;
    enum scheme scheme;
    enum scheme theme; /* that is wanted; SCHEMES: what suits the terminal */
    struct keymap keymap;
    struct saved saved;
    struct writer before[SETTINGS]; /* what was set when the config file was read */
    struct writer taken;            /* lines of such a file that were taken since, one a line */
    bool mouse;
    struct model model;
    struct device *sniffed; /* that was opened here; NULL: none */
    bool powerless;         /* no other can be: privileges were given up */
    struct view view;
    struct screen stack[APP_SCREENS];
    size_t depth;
    struct prompt prompt;
    struct history histories[HISTORIES];
    struct search search;
    struct saving saving;
    struct buffer save_path; /* NUL-terminated */
    struct writer said;      /* in the foot line, until the next key */
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

/* The scheme that is wanted if the terminal can show it, else what suits it. */
void app_choose_scheme(struct app *app);

/* Looks for the text on the screen on top. */
void app_search_for(struct app *app, struct slice text);

/* Takes away the screens that show what is open, before something else is. */
void app_leave_sources(struct app *app);

/* Adds a path as a person wrote it, with ~ for the home, and a NUL. */
void app_write_path(struct buffer *path, struct slice name);

/* Remembers a file among those that were opened. */
void app_remember(struct app *app, const char *source);

/* Draws the screen on top with its title and foot. */
void app_draw(struct app *app);

#endif
