#include "protocol/pop3_command.h"

#include <assert.h>

#include "base/wire.h"

#define TEXT(literal)                                                                              \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }

static const struct pop3_command commands[] = {
#define COMMAND(verb, word, form, authorization, transaction, answer, act, tells)                  \
    {TEXT(verb),         TEXT(word),    POP3_##form, POP3_##authorization,                         \
     POP3_##transaction, POP3_##answer, ACT_##act,   POP3_##tells},
#include "protocol/pop3_commands.def"
#undef COMMAND
};

/* The largest power of two up to COMMANDS is where a search begins. */
enum { COMMANDS = sizeof commands / sizeof *commands, HALF_OF_COMMANDS = 16 };
static_assert(COMMANDS >= HALF_OF_COMMANDS && COMMANDS < 2 * HALF_OF_COMMANDS, "a half of them");

/* The verbs in their order, filled up with NULs: few lines of cache hold all that a search looks
 * at.
 */
static const uint8_t padded[COMMANDS][8] = {
#define COMMAND(verb, word, form, authorization, transaction, answer, act, tells) verb,
#include "protocol/pop3_commands.def"
#undef COMMAND
};

const char *pop3_state_name(enum pop3_state state) {
    static const char *const names[] = {
        [POP3_UNKNOWN] = NULL,
        [POP3_AUTHORIZATION] = "authorization",
        [POP3_TRANSACTION] = "transaction",
        [POP3_UPDATE] = "update",
        [POP3_NEVER] = NULL,
    };
    return names[state];
}

static bool has_form(const struct pop3_command *command, struct slice argument) {
    if (command->word.size > 0)
        return slice_equal_nocase(slice_word(&argument), command->word);
    return command->form == POP3_ANY || (command->form == POP3_BARE) == (argument.size == 0);
}

const struct pop3_command *pop3_command_find(struct slice verb, struct slice argument) {
    uint64_t word = __builtin_bswap64(word_upper(read_word(verb)));
    size_t first = 0; /* of the rows that are not before it */
    for (size_t step = HALF_OF_COMMANDS; step > 0; step /= 2)
        if (first + step <= COMMANDS && read_be64(padded[first + step - 1]) < word)
            first += step;
    for (size_t i = first; i < COMMANDS && read_be64(padded[i]) == word; i++)
        if (commands[i].verb.size == verb.size && has_form(&commands[i], argument))
            return &commands[i];
    return NULL;
}

bool pop3_is_command(struct slice line) {
    struct slice verb = slice_word(&line);
    return pop3_command_find(verb, slice_trim(line)) != NULL;
}

enum pop3_state pop3_state_after(enum pop3_state state, const struct pop3_command *command) {
    if (!command)
        return state;
    switch (state) {
    case POP3_AUTHORIZATION:
        return command->authorization;
    case POP3_TRANSACTION:
        return command->transaction;
    case POP3_UNKNOWN:
        if (command->authorization == POP3_NEVER)
            return command->transaction;
        return command->transaction == POP3_NEVER ? command->authorization : POP3_UNKNOWN;
    default:
        return POP3_NEVER;
    }
}

const struct pop3_command *pop3_command_table(size_t *count) {
    *count = COMMANDS;
    return commands;
}
