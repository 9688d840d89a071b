#include "command/command.h"

#include "command/run.h"

const struct command commands[COMMANDS] = {
#define COMMAND(name, words, title, detail)                                                        \
    {#name, words, title, detail, COMMAND_BIT(name), run_##name},
#include "command/commands.def"
#undef COMMAND
};

#define LISTING (COMMAND_BIT(list) | COMMAND_BIT(show))

const struct exit_status exit_statuses[] = {
    {0, COMMAND_ALL, N_("done")},
    {1, LISTING, N_("a filter chose no session")},
    {1, COMMAND_BIT(check), N_("warnings, or a filter chose no session")},
    {1, COMMAND_BIT(explain), N_("nothing is known of a line")},
    {2, COMMAND_BIT(check), N_("errors were found")},
    {64, COMMAND_ALL, N_("usage")},
    {65, COMMAND_ALL, N_("no capture, or damaged")},
    {66, COMMAND_ALL, N_("cannot open")},
    {70, COMMAND_ALL, N_("internal error")},
    {73, LISTING | COMMAND_BIT(check), N_("cannot create")},
    {74, COMMAND_ALL, N_("cannot read or write")},
    {130, COMMAND_READING, N_("interrupted")},
    {0, 0, NULL},
};

const struct command *command_find(const char *name) {
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const struct command *command_default(void) {
    return &commands[COMMAND_PLACE_open];
}
