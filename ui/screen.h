/* screen.h: what a screen is: a table of callbacks over its own state.
 *
 * Screens lie on a stack; the one on top is seen and has the keys. No screen knows another's state:
 * they meet in the model (ui/model.h) and in the app's services (ui/app.h). */
#ifndef HELOISE_UI_SCREEN_H
#define HELOISE_UI_SCREEN_H

#include "base/moment.h"
#include "ui/keymap.h"
#include "ui/surface.h"

struct app;
struct needle;
struct screen;

/* Whether something stands somewhere. */
enum standing { STANDS_NOT, STANDS, STANDS_LATER /* it is not known yet: ask again */ };

/* What a search goes through: numbered lines. A screen without text has none of these. */
struct screen_text {
    size_t (*count)(struct screen *screen);
    size_t (*here)(struct screen *screen);                 /* the line of the cursor */
    struct slice (*line)(struct screen *screen, size_t n); /* borrowed until the next call */
    void (*go)(struct screen *screen, size_t n);
    /* Whether it stands behind line `n`, in what the line is about: looks until then, by
     * clock_now(). NULL: nothing lies there. */
    enum standing (*behind)(struct screen *screen, size_t n, const struct needle *needle,
                            struct moment until);
};

struct screen_class {
    enum screen_kind kind;
    size_t state_size;
    /* Begins with a zeroed state. False with `error` filled: the screen does not appear. */
    bool (*open)(struct screen *screen, const void *argument, struct error *error);
    void (*title)(struct screen *screen, struct writer *writer);
    void (*draw)(struct screen *screen, struct surface *surface, struct area area);
    bool (*act)(struct screen *screen, enum action action); /* false: it is not for this screen */
    bool (*work)(
        struct screen *screen); /* a slice of some milliseconds; true: more is to be done */
    /* Milliseconds after which work() is due though nothing happened; -1: no time is set. NULL:
     * never. */
    int (*patience)(struct screen *screen);
    /* A click, a drag, letting go (stroke.h) at a place of the surface. False: it is nothing to the
     * screen. NULL: nothing is. */
    bool (*mouse)(struct screen *screen, uint32_t stroke, size_t row, size_t column);
    void (*changed)(struct screen *screen); /* how the model is to be seen was changed */
    void (*grown)(struct screen *screen);   /* the index has more */
    void (*close)(struct screen *screen);
    struct screen_text text;
};

struct screen {
    const struct screen_class *class;
    struct app *app;
    void *state;
};

extern const struct screen_class start_screen, sessions_screen, conversation_screen, help_screen,
    statistics_screen, comparison_screen, replay_screen, columns_screen, elsewhere_screen,
    devices_screen;

#endif
