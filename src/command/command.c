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
    {1, COMMAND_BIT(talk), N_("an expectation was not met")},
    {64, COMMAND_ALL, N_("usage")},
    {65, COMMAND_BIT(talk), N_("the script cannot be read")},
    {65, COMMAND_ALL & ~COMMAND_TALKING, N_("no capture, or damaged")},
    {66, COMMAND_ALL, N_("cannot open")},
    {68, COMMAND_LIVE, N_("no such host")},
    {69, COMMAND_BIT(send) | COMMAND_BIT(fetch), N_("refused (5yz, -ERR)")},
    {70, COMMAND_ALL, N_("internal error")},
    {73, COMMAND_READING, N_("cannot create")},
    {73, COMMAND_LIVE, N_("cannot create")},
    {73, COMMAND_BIT(serve), N_("cannot create a folder or listen")},
    {74, COMMAND_ALL, N_("cannot read or write")},
    {75, COMMAND_BIT(serve), N_("the address is in use")},
    {75, COMMAND_LIVE, N_("deferred (4yz), connection refused or lost, no answer")},
    {76, COMMAND_LIVE, N_("protocol, TLS")},
    {77, COMMAND_READING, N_("not permitted to sniff")},
    {77, COMMAND_LIVE, N_("login refused, or not permitted")},
    {77, COMMAND_BIT(serve), N_("not permitted")},
    {78, COMMAND_LIVE, N_("mechanism or certificate is no good")},
    {78, COMMAND_BIT(serve), N_("a file of accounts, scenarios, certificates is no good")},
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
