#include "session/mask.h"

/* Where the secret begins: by address when it points into the line, else the last place where its
 * octets stand, since what is secret comes last in a line. */
static size_t secret_start(struct slice line, struct slice secret) {
    uintptr_t start = (uintptr_t)line.data, at = (uintptr_t)secret.data;
    if (!line.data || secret.size > line.size)
        return SLICE_NONE;
    size_t last = line.size - secret.size;
    if (at >= start && at - start <= last)
        return at - start;
    for (size_t i = last + 1; i-- > 0;)
        if (slice_equal(slice_part(line, i, secret.size), secret))
            return i;
    return SLICE_NONE;
}

static struct masked cut(struct slice line, size_t start, size_t size) {
    return (struct masked){slice_first(line, start), slice_part(line, start, size),
                           slice_from(line, start + size)};
}

struct masked mask_line(struct slice line, struct slice secret) {
    if (secret.size == 0)
        return cut(line, line.size, 0);
    size_t start = secret_start(line, secret);
    return start == SLICE_NONE ? cut(line, 0, line.size) : cut(line, start, secret.size);
}

/* Where the verb ends in the line. */
static size_t verb_end(const struct command_event *command) {
    struct slice rest = command->line;
    (void)slice_word(&rest);
    return command->line.size - rest.size;
}

struct masked mask_argument(const struct command_event *command) {
    struct slice argument = command->argument;
    if (command->secret.size == 0)
        return cut(argument, argument.size, 0);
    struct masked line = mask_line(command->line, command->secret);
    struct slice trimmed = slice_trim(slice_from(command->line, verb_end(command)));
    if (!slice_equal(trimmed, argument))
        return cut(argument, 0, argument.size);
    size_t at = (size_t)(trimmed.data - command->line.data);
    size_t start = line.before.size > at ? line.before.size - at : 0;
    size_t end = line.before.size + line.hidden.size;
    return cut(argument, start, end > at + start ? end - at - start : 0);
}

bool mask_hides_verb(const struct command_event *command) {
    return command->secret.size > 0 &&
           mask_line(command->line, command->secret).before.size < verb_end(command);
}
