/* command.h: the sub-commands, one row each. */
#ifndef HELOISE_COMMAND_COMMAND_H
#define HELOISE_COMMAND_COMMAND_H

#include "base/words.h"

#define HELOISE_VERSION "0.1.0"

struct options;

/* Where an option is allowed: one bit a command. */
enum command_bit {
#define COMMAND(name, words, title, detail) COMMAND_PLACE_##name,
#include "command/commands.def"
#undef COMMAND
    COMMANDS
};

#define COMMAND_BIT(name) (1U << COMMAND_PLACE_##name)
#define COMMAND_ALL       ((1U << COMMANDS) - 1)
/* Those that connect to a server, and those that have connections at all. */
#define COMMAND_LIVE    (COMMAND_BIT(talk) | COMMAND_BIT(send) | COMMAND_BIT(fetch))
#define COMMAND_TALKING (COMMAND_LIVE | COMMAND_BIT(serve))
#define COMMAND_READING                                                                            \
    (COMMAND_ALL & ~COMMAND_BIT(explain) & ~COMMAND_TALKING) /* those that read a SOURCE */

struct command {
    const char *name;
    const char *words;  /* what stands after the options in its usage line */
    const char *title;  /* one line */
    const char *detail; /* a paragraph for the manual */
    unsigned bit;
    int (*run)(const struct options *options); /* its exit status */
};

extern const struct command commands[COMMANDS];

/* The command with this name, or NULL. */
const struct command *command_find(const char *name);

/* What `heloise SOURCE` does. */
const struct command *command_default(void);

/* Exit statuses (sysexits(3)), for help and manual; ends with a NULL text. */
struct exit_status {
    int status;
    unsigned commands; /* bits of those that have it */
    const char *text;
};

extern const struct exit_status exit_statuses[];

#endif
