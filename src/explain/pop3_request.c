/* pop3_request.c: a command line of POP3. */
#include "explain/tell.h"
#include "protocol/pop3_command.h"

/* The ids of rows that depend on more than the verb. */
static const struct {
    const char *verb;
    const char *word;  /* the first word of the argument; "": any; NULL: there is none */
    const char *state; /* NULL: any */
    const char *id;
} forms[] = {
    {"AUTH", NULL, NULL, "AUTH (bare)"},
    {"LIST", "", NULL, "LIST (one)"},
    {"UIDL", "", NULL, "UIDL (one)"},
    {"LANG", "", NULL, "LANG (set)"},
    {"QUIT", NULL, "transaction", "QUIT (update)"},
    {"XTND", "XLST", NULL, "XTND XLST"},
    {"XTND", "XMIT", NULL, "XTND XMIT"},
};

static bool has_form(size_t i, struct slice verb, struct slice argument, const char *state) {
    if (!slice_equal_nocase(verb, slice_string(forms[i].verb)))
        return false;
    if (forms[i].state && (!state || strcmp(forms[i].state, state) != 0))
        return false;
    if (!forms[i].word)
        return argument.size == 0;
    struct slice word = slice_word(&argument);
    return word.size > 0 &&
           (*forms[i].word == '\0' || slice_equal_nocase(word, slice_string(forms[i].word)));
}

const struct pop3_command_fact *pop3_fact(struct slice verb, struct slice argument,
                                          const char *state) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (has_form(i, verb, argument, state))
            return pop3_command_fact_find(slice_string(forms[i].id));
    return pop3_command_fact_find(verb);
}

/* ---- arguments ---- */

static void tell_message_number(struct telling *telling, struct slice word) {
    uint64_t number;
    if (slice_number(word, UINT64_MAX, &number))
        TELL_PART(telling, word, PART_MESSAGE_NUMBER, WORD_NUMBER("number", number));
    else
        tell_part(telling, word, PART_BAD_NUMBER);
}

static void tell_numbers(struct telling *telling, struct slice rest) {
    tell_message_number(telling, slice_word(&rest));
    tell_part(telling, slice_word(&rest), PART_LINE_COUNT);
}

static void tell_digest(struct telling *telling, struct slice rest) {
    tell_part(telling, slice_word(&rest), PART_USER);
    tell_part(telling, slice_trim(rest), PART_APOP_DIGEST);
}

static void tell_login(struct telling *telling, struct slice rest) {
    struct slice mechanism = slice_word(&rest);
    const struct mechanism_fact *fact = mechanism_fact_for(mechanism);
    tell_part_fact(telling, mechanism, fact ? PART_MECHANISM : PART_MECHANISM_UNKNOWN,
                   fact ? &fact->fact : NULL);
    if (fact)
        tell_reference(telling, fact->fact.reference);
    struct slice initial = slice_trim(rest);
    const struct login_step step = {initial, mechanism, SIDE_CLIENT, 1};
    if (initial.size > 0)
        tell_login_step(telling, &step);
}

static void tell_argument(struct telling *telling, const struct pop3_command *command,
                          struct slice argument) {
    enum pop3_tells tells = command ? command->tells : POP3_NOTHING;
    switch (tells) {
    case POP3_NUMBER:
        tell_numbers(telling, argument);
        break;
    case POP3_NAME:
        tell_part(telling, argument, PART_USER);
        break;
    case POP3_PASSWORD:
        tell_part(telling, argument, PART_PASSWORD);
        break;
    case POP3_DIGEST:
        tell_digest(telling, argument);
        break;
    case POP3_MECHANISM:
        tell_login(telling, argument);
        break;
    case POP3_ATTRIBUTES:
        tell_attributes(telling, argument);
        break;
    case POP3_NOTHING:
        tell_part(telling, argument, PART_ARGUMENT);
        break;
    }
}

/* ---- the line ---- */

static const char *state_behind(const char *state, const struct pop3_command *command) {
    for (int each = POP3_AUTHORIZATION; command && state && each < POP3_NEVER; each++) {
        enum pop3_state next = pop3_state_after((enum pop3_state)each, command);
        if (strcmp(pop3_state_name((enum pop3_state)each), state) == 0 && next != POP3_NEVER)
            return pop3_state_name(next);
    }
    return state;
}

const char *pop3_state_behind(const char *state, const struct command_event *command) {
    return state_behind(state, pop3_command_find(command->verb, command->argument));
}

static void tell_state_after(struct telling *telling, const struct pop3_command *command) {
    const char *state = telling->out->before;
    if (state && command)
        telling->out->after = state_behind(state, command);
}

/* No command of the tables; perhaps the name of an extension, without what makes it a command. */
static void tell_unknown(struct telling *telling, struct slice verb, struct slice argument) {
    const struct capability_fact *extension = capability_fact_find(verb);
    telling->out->generic = !extension;
    if (extension)
        tell_fact(telling, verb, &extension->fact);
    else
        tell_topic(telling, TOPIC_UNKNOWN_COMMAND_POP3);
    tell_part(telling, verb, extension ? PART_VERB : PART_UNKNOWN_VERB);
    if (verb.size == 0)
        tell_empty_part(telling, PART_EMPTY_LINE);
    tell_part(telling, argument, PART_ARGUMENT);
}

void tell_pop3_request(struct telling *telling, struct slice line) {
    struct slice rest = line;
    struct slice verb = slice_word(&rest);
    struct slice argument = slice_trim(rest);
    const struct pop3_command_fact *fact = pop3_fact(verb, argument, telling->out->before);
    const struct pop3_command *command = pop3_command_find(verb, argument);
    if (!fact) {
        tell_unknown(telling, verb, argument);
        return;
    }
    tell_part_fact(telling, verb, PART_VERB, &fact->fact);
    tell_fact(telling, verb, &fact->fact);
    tell_argument(telling, command, argument);
    tell_state_after(telling, command);
    tell_next(telling, SLICE("+OK"));
    tell_next(telling, SLICE("-ERR"));
    if (command && command->answer == POP3_SASL)
        tell_next(telling, SLICE("+"));
}
