/* keymap.h: which key does what, on which screen: made from action.def. */
#ifndef HELOISE_UI_KEYMAP_H
#define HELOISE_UI_KEYMAP_H

#include "base/error.h"
#include "ui/stroke.h"

enum action {
#define ACTION(name, keys, screens, foot, help) ACTION_##name,
#include "ui/action.def"
#undef ACTION
    ACTIONS,
    ACTION_NONE = ACTIONS
};

/* Kinds of screen, one bit each. */
enum screen_kind {
    SCREEN_START = 1,
    SCREEN_SESSIONS = 2,
    SCREEN_CONVERSATION = 4,
    SCREEN_TEXT = 8, /* help, statistics: text to be read */
    SCREEN_COMPARISON = 16,
    SCREEN_REPLAY = 32,
    SCREEN_COLUMNS = 64,
    SCREEN_STATISTICS = 128,
    SCREEN_ELSEWHERE = 256,
    SCREEN_TALK = 512, /* a conversation that somebody has now */
    SCREEN_ALL = 0xffff,
};

struct action_fact {
    const char *name; /* as the command line takes it: "search-next" */
    const char *keys; /* the defaults, separated by blanks */
    unsigned screens;
    const char *foot; /* NULL: not in the foot line */
    const char *help;
};

extern const struct action_fact action_facts[ACTIONS];

/* The action with this name; ACTION_NONE: there is none. */
enum action action_find(struct slice name);

/* Writes the name as the command line takes it. */
void action_write_name(enum action action, struct writer *writer);

/* Kinds of screen by the names that the config file has for them: "sessions", or "all". 0: there is
 * no such name. */
unsigned screen_kinds_find(struct slice name);

/* The names of some kinds, one after the other: `*n` begins with 0. False past the last one. */
bool screen_kinds_name(unsigned kinds, size_t *n, struct slice *name);

/* Bindings in force: a key means one thing on a screen. */
enum { KEYMAP_BINDINGS = 512 };

struct keymap {
    struct binding {
        uint32_t stroke;
        enum action action; /* ACTION_NONE: the key means nothing there */
        unsigned screens;
    } bindings[KEYMAP_BINDINGS];
    size_t count;
};

/* The defaults of the table. */
struct keymap keymap_default(void);

/* Gives the key another meaning on these screens, in place of the one that it had there;
 * ACTION_NONE: none. False: the action means nothing on any of them, or there are too many
 * bindings. */
bool keymap_bind(struct keymap *keymap, unsigned screens, uint32_t stroke, enum action action);

/* What the key does there; ACTION_NONE: nothing. */
enum action keymap_find(const struct keymap *keymap, enum screen_kind kind, uint32_t stroke);

/* Writes the keys of an action, separated by blanks; nothing when it has none. */
void keymap_write_keys(const struct keymap *keymap, enum action action, struct writer *writer);

/* The first key of an action on some screens; STROKE_NONE: it has none. */
uint32_t keymap_first_key(const struct keymap *keymap, enum action action, unsigned screens);

#endif
