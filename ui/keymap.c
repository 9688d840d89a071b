#include "ui/keymap.h"

#include "base/words.h"

#define ALL          SCREEN_ALL
#define START        SCREEN_START
#define SESSIONS     SCREEN_SESSIONS
#define CONVERSATION SCREEN_CONVERSATION
#define COLUMNS      SCREEN_COLUMNS
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

static void bind(struct keymap *keymap, uint32_t stroke, enum action action) {
    if (stroke != STROKE_NONE && keymap->count < KEYMAP_BINDINGS)
        keymap->bindings[keymap->count++] = (struct binding){stroke, action};
}

struct keymap keymap_default(void) {
    struct keymap keymap = {.count = 0};
    for (size_t i = 0; i < ACTIONS; i++) {
        struct slice rest = slice_string(action_facts[i].keys), key;
        while ((key = slice_word(&rest)).size > 0)
            bind(&keymap, stroke_parse(key), (enum action)i);
    }
    return keymap;
}

enum action keymap_find(const struct keymap *keymap, enum screen_kind kind, uint32_t stroke) {
    for (size_t i = 0; i < keymap->count; i++) {
        enum action action = keymap->bindings[i].action;
        if (keymap->bindings[i].stroke == stroke && (action_facts[action].screens & kind))
            return action;
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

uint32_t keymap_first_key(const struct keymap *keymap, enum action action) {
    for (size_t i = 0; i < keymap->count; i++)
        if (keymap->bindings[i].action == action)
            return keymap->bindings[i].stroke;
    return STROKE_NONE;
}

static size_t common_size(struct slice a, struct slice b) {
    size_t size = 0;
    while (size < a.size && size < b.size && a.data[size] == b.data[size])
        size++;
    return size;
}

size_t action_complete(enum screen_kind kind, struct slice beginning, struct writer *writer) {
    struct slice common = {NULL, 0};
    size_t count = 0;
    for (size_t i = 0; i < ACTIONS; i++) {
        struct slice name = slice_string(action_facts[i].name);
        if (!(action_facts[i].screens & kind) || !same_name(beginning, name))
            continue;
        common = count++ ? slice_first(common, common_size(common, name)) : name;
    }
    write_name(writer, slice_from(common, beginning.size));
    return count;
}
