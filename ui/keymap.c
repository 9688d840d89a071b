#include "ui/keymap.h"

#include "base/words.h"

#define ALL          SCREEN_ALL
#define START        SCREEN_START
#define SESSIONS     SCREEN_SESSIONS
#define CONVERSATION (SCREEN_CONVERSATION | SCREEN_TALK)
#define TALK         SCREEN_TALK
#define COMPARISON   SCREEN_COMPARISON
#define REPLAY       SCREEN_REPLAY
#define COLUMNS      SCREEN_COLUMNS
#define STATISTICS   SCREEN_STATISTICS
#define ELSEWHERE    SCREEN_ELSEWHERE
const struct action_fact action_facts[ACTIONS] = {
#define ACTION(name, keys, screens, foot, help) {#name, keys, screens, foot, help},
#include "ui/action.def"
#undef ACTION
};

/* The command line takes a hyphen for what C writes as an underscore. */
static bool same_name(struct slice typed, struct slice name) {
    if (typed.size > name.size)
        return false;
    for (size_t i = 0; i < typed.size; i++)
        if (typed.data[i] != name.data[i] && !(typed.data[i] == '-' && name.data[i] == '_'))
            return false;
    return true;
}

enum action action_find(struct slice name) {
    for (size_t i = 0; i < ACTIONS; i++) {
        struct slice known = slice_string(action_facts[i].name);
        if (known.size == name.size && same_name(name, known))
            return (enum action)i;
    }
    return ACTION_NONE;
}

static void write_name(struct writer *writer, struct slice name) {
    for (size_t i = 0; i < name.size; i++)
        writer_put(writer, name.data[i] == '_' ? '-' : (char)name.data[i]);
}

void action_write_name(enum action action, struct writer *writer) {
    write_name(writer, slice_string(action_facts[action].name));
}

static const struct {
    const char *name;
    unsigned kinds;
} screen_names[] = {
    {"all", SCREEN_ALL},
    {"start", SCREEN_START},
    {"sessions", SCREEN_SESSIONS},
    {"conversation", CONVERSATION},
    {"talk", SCREEN_TALK},
    {"text", SCREEN_TEXT},
    {"comparison", SCREEN_COMPARISON},
    {"replay", SCREEN_REPLAY},
    {"columns", SCREEN_COLUMNS},
    {"statistics", SCREEN_STATISTICS},
    {"elsewhere", SCREEN_ELSEWHERE},
};

enum { SCREEN_NAMES = sizeof screen_names / sizeof *screen_names };

unsigned screen_kinds_find(struct slice name) {
    for (size_t i = 0; i < SCREEN_NAMES; i++)
        if (slice_equal(slice_string(screen_names[i].name), name))
            return screen_names[i].kinds;
    return 0;
}

/* Whether a name before the `n`th stands for all that this one does. */
static bool is_named(unsigned kinds, size_t n) {
    for (size_t i = 1; i < n; i++)
        if ((kinds & screen_names[i].kinds) == screen_names[i].kinds &&
            (screen_names[i].kinds & screen_names[n].kinds) == screen_names[n].kinds)
            return true;
    return false;
}

bool screen_kinds_name(unsigned kinds, size_t *n, struct slice *name) {
    for (; *n < SCREEN_NAMES; (*n)++) {
        unsigned known = screen_names[*n].kinds;
        if ((kinds & known) != known || is_named(kinds, *n))
            continue;
        *name = slice_string(screen_names[*n].name);
        *n = known == SCREEN_ALL ? SCREEN_NAMES : *n + 1;
        return true;
    }
    return false;
}

static void add(struct keymap *keymap, uint32_t stroke, enum action action, unsigned screens) {
    if (stroke != STROKE_NONE && keymap->count < KEYMAP_BINDINGS)
        keymap->bindings[keymap->count++] = (struct binding){stroke, action, screens};
}

struct keymap keymap_default(void) {
    struct keymap keymap = {.count = 0};
    for (size_t i = 0; i < ACTIONS; i++) {
        struct slice rest = slice_string(action_facts[i].keys), key;
        while ((key = slice_word(&rest)).size > 0)
            add(&keymap, stroke_parse(key), (enum action)i, action_facts[i].screens);
    }
    return keymap;
}

bool keymap_bind(struct keymap *keymap, unsigned screens, uint32_t stroke, enum action action) {
    size_t kept = 0;
    if (action != ACTION_NONE)
        screens &= action_facts[action].screens;
    if (screens == 0 || keymap->count == KEYMAP_BINDINGS)
        return false;
    for (size_t i = 0; i < keymap->count; i++) {
        struct binding *binding = &keymap->bindings[i];
        if (binding->stroke == stroke)
            binding->screens &= ~screens;
        if (binding->screens != 0)
            keymap->bindings[kept++] = *binding;
    }
    keymap->count = kept;
    add(keymap, stroke, action, screens);
    return true;
}

enum action keymap_find(const struct keymap *keymap, enum screen_kind kind, uint32_t stroke) {
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];
        if (binding->stroke == stroke && (binding->screens & kind))
            return binding->action;
    }
    return ACTION_NONE;
}

void keymap_write_keys(const struct keymap *keymap, enum action action, struct writer *writer) {
    bool first = true;
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].action != action)
            continue;
        writer_string(writer, first ? "" : " ");
        stroke_write(writer, keymap->bindings[i].stroke);
        first = false;
    }
}

uint32_t keymap_first_key(const struct keymap *keymap, enum action action, unsigned screens) {
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].action == action && (keymap->bindings[i].screens & screens))
            return keymap->bindings[i].stroke;
    return STROKE_NONE;
}
