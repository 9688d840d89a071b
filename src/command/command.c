#include "command/command.h"

#include "command/run.h"

const struct command commands[COMMANDS] = {
#define COMMAND(name, words, title, detail)                                                        \
    {#name, words, title, detail, COMMAND_BIT(name), run_##name},
#include "command/commands.def"
#undef COMMAND
};

const struct exit_status exit_statuses[] = {
    {0, N_("done")},
    {1, N_("nothing known (explain), warnings (check)")},
    {2, N_("errors (check)")},
    {64, N_("usage")},
    {65, N_("no capture, or damaged; what was decoded has been printed")},
    {66, N_("cannot open")},
    {70, N_("internal error")},
    {74, N_("cannot read, write")},
    {130, N_("interrupted")},
    {0, NULL},
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
