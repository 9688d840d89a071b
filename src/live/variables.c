#include "live/variables.h"

#include "base/words.h"

void variables_clear(struct variables *variables) {
    arena_free(&variables->arena);
    *variables = (struct variables){0};
}

static struct variable *find(const struct variables *variables, struct slice name) {
    for (size_t i = 0; i < variables->count; i++)
        if (slice_equal(variables->list[i].name, name))
            return &variables->list[i];
    return NULL;
}

bool variables_set(struct variables *variables, struct slice name, struct slice value) {
    struct variable *variable = find(variables, name);
    struct slice kept = arena_copy(&variables->arena, value);
    if (kept.size < value.size)
        return false;
    if (variable) {
        variable->value = kept;
        return true;
    }
    struct variable *list =
        arena_grow(&variables->arena, variables->list, variables->count, sizeof *list);
    if (!list)
        return false;
    variables->list = list;
    list[variables->count++] = (struct variable){arena_copy(&variables->arena, name), kept};
    return true;
}

bool variables_take(struct variables *variables, const char *text, struct error *error) {
    struct slice all = slice_string(text);
    size_t equals = slice_find(all, '=');
    if (equals == SLICE_NONE || equals == 0)
        return error_set(error, ERROR_USAGE, _("'%s' is not NAME=VALUE"), text);
    return variables_set(variables, slice_first(all, equals), slice_from(all, equals + 1)) ||
           error_memory(error);
}

bool variables_expand(const struct variables *variables, struct slice text,
                      bool (*plain)(struct writer *writer, struct slice text),
                      struct writer *writer, struct error *error) {
    for (;;) {
        size_t open = slice_search(text, SLICE("${"));
        if (plain)
            (void)plain(writer, slice_first(text, open));
        else
            writer_add(writer, slice_first(text, open));
        if (open == SLICE_NONE)
            return true;
        text = slice_from(text, open + 2);
        size_t close = slice_find(text, '}');
        struct slice name = slice_first(text, close);
        const struct variable *variable = close == SLICE_NONE ? NULL : find(variables, name);
        if (!variable)
            return error_set(error, ERROR_DATA, _("nothing has set ${%.*s}"), (int)name.size,
                             (const char *)name.data);
        writer_add(writer, variable->value);
        text = slice_from(text, close + 1);
    }
}
