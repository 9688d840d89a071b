#include "command/options.h"

#include "command/take.h"
#include "index/sample.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct option option_table[] = {
#define FLAG(letter, name, field, commands, help)                                                  \
    {letter, name, NULL, commands, offsetof(struct options, field), NULL, help},
#define VALUE(letter, name, argument, take, commands, help)                                        \
    {letter, name, argument, commands, 0, take_##take, help},
#include "command/options.def"
#undef FLAG
#undef VALUE
};

const size_t option_count = sizeof option_table / sizeof *option_table;

/* What the practice server takes where nobody says otherwise. */
enum { MAX_SESSIONS = 10000, MAX_SIZE = 25 * 1024 * 1024 };

/* Where parsing stands. */
struct cursor {
    struct options *options;
    struct error *error;
    char **arguments;  /* what is left of argv */
    unsigned commands; /* which commands know every option so far */
    const char *stray; /* the option that narrowed it down last, as written */
    bool words_only;   /* after -- */
    bool word_seen;
    const char **words; /* sources, or a capture filter: as it turns out */
    size_t word_count;
};

/* What a name or letter means depends on the command; before one was named, on the default one. */
static const struct option *prefer(const struct cursor *cursor, const struct option *first,
                                   const struct option *next) {
    unsigned bit = cursor->options->command->bit;
    return !first || (!(first->commands & bit) && (next->commands & bit)) ? next : first;
}

static const struct option *find_name(const struct cursor *cursor, struct slice name) {
    const struct option *found = NULL;
    for (size_t i = 0; i < option_count; i++)
        if (slice_equal(slice_string(option_table[i].name), name))
            found = prefer(cursor, found, &option_table[i]);
    return found;
}

static const struct option *find_letter(const struct cursor *cursor, char letter) {
    const struct option *found = NULL;
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].letter && option_table[i].letter == letter)
            found = prefer(cursor, found, &option_table[i]);
    return found;
}

/* An argument that may be left out is a name: hyphens and letters, no URL and no file. */
static bool is_left_out(const struct option *option, const char *next) {
    if (option->argument[0] != '[')
        return false;
    bool name = next && next[0] != '-';
    for (; name && *next; next++)
        name = octet_is_alpha((uint8_t)*next) || octet_is_digit((uint8_t)*next) || *next == '-' ||
               *next == '_';
    return !name;
}

/* Takes one option; `written`: how the user wrote it. */
static bool apply(struct cursor *cursor, const struct option *option, const char *written,
                  const char *value) {
    struct error wrong = {0};
    if ((cursor->commands & option->commands) != cursor->commands)
        cursor->stray = option->name;
    cursor->commands &= option->commands;
    if (!option->argument) {
        *(bool *)((char *)cursor->options + option->flag) = true;
        return true;
    }
    if (option->take(cursor->options, value, &wrong))
        return true;
    return error_set(cursor->error, wrong.kind, "%s: %s", written, wrong.text);
}

static bool missing(struct cursor *cursor, const struct option *option, const char *written) {
    return error_set(cursor->error, ERROR_USAGE, _("%s needs an argument: %s"), written,
                     option->argument);
}

/* --name, --name=value, --name value; `word`: behind the hyphens */
static bool take_long(struct cursor *cursor, const char *word) {
    struct slice name = slice_string(word);
    size_t equals = slice_find(name, '=');
    const char *value = equals == SLICE_NONE ? NULL : word + equals + 1;
    const struct option *option = find_name(cursor, slice_first(name, equals));
    char written[64];
    (void)snprintf(written, sizeof written, "--%s", option ? option->name : "");
    if (!option)
        return error_set(cursor->error, ERROR_USAGE, _("unknown option --%s"), word);
    if (!option->argument && value)
        return error_set(cursor->error, ERROR_USAGE, _("%s takes no argument"), written);
    if (option->argument && !value && is_left_out(option, *cursor->arguments))
        return apply(cursor, option, written, NULL);
    if (option->argument && !value)
        value = *cursor->arguments ? *cursor->arguments++ : NULL;
    if (option->argument && !value)
        return missing(cursor, option, written);
    return apply(cursor, option, written, value);
}

/* -q, -qv, -Tjson, -T json */
static bool take_letters(struct cursor *cursor, const char *letters) {
    for (; *letters; letters++) {
        const struct option *option = find_letter(cursor, *letters);
        char written[3] = {'-', *letters, '\0'};
        if (!option)
            return error_set(cursor->error, ERROR_USAGE, _("unknown option %s"), written);
        if (!option->argument) {
            if (!apply(cursor, option, written, NULL))
                return false;
            continue;
        }
        const char *value = letters[1] ? letters + 1 : *cursor->arguments;
        if (!value)
            return missing(cursor, option, written);
        cursor->arguments += !letters[1];
        return apply(cursor, option, written, value);
    }
    return true;
}

/* The first word may be a command; what the others are the options tell. */
static void take_word(struct cursor *cursor, const char *word) {
    struct options *options = cursor->options;
    const struct command *command =
        cursor->word_seen || cursor->words_only ? NULL : command_find(word);
    cursor->word_seen = true;
    if (command) {
        options->command = command;
        options->command_named = true;
        return;
    }
    cursor->words[cursor->word_count++] = word;
}

/* As in swaks: send, talk and fetch take -NAME for --NAME. */
static bool is_long_with_one_hyphen(const struct cursor *cursor, const char *argument) {
    const struct options *options = cursor->options;
    if (cursor->words_only || argument[0] != '-' || argument[1] == '\0' || argument[2] == '\0' ||
        !options->command_named || !(options->command->bit & COMMAND_LIVE))
        return false;
    struct slice name = slice_string(argument + 1);
    const struct option *option = find_name(cursor, slice_first(name, slice_find(name, '=')));
    return option && (option->commands & options->command->bit) != 0;
}

static bool take_argument(struct cursor *cursor, const char *argument) {
    if (!cursor->words_only && strcmp(argument, "--") == 0) {
        cursor->words_only = true;
        return true;
    }
    if (!cursor->words_only && argument[0] == '-' && argument[1] == '-')
        return take_long(cursor, argument + 2);
    if (is_long_with_one_hyphen(cursor, argument))
        return take_long(cursor, argument + 1);
    if (!cursor->words_only && argument[0] == '-' && argument[1] != '\0')
        return take_letters(cursor, argument + 1);
    take_word(cursor, argument);
    return true;
}

/* ---- the words ---- */

/* Beside -r and -i, where a file may be meant all the same: libpcap would take its name for that of
 * a host, and look it up. */
static bool is_file(const char *word) {
    return strpbrk(word, "./") && access(word, F_OK) == 0;
}

/* "(-f) and (words)", or what there is of the two. */
static bool join_filter(struct cursor *cursor) {
    struct options *options = cursor->options;
    struct writer text = writer_to(WRITER_MEMORY);
    bool both = options->packets && *options->packets && cursor->word_count > 0;
    writer_string(&text, both ? "(" : "");
    writer_string(&text, options->packets ? options->packets : "");
    writer_string(&text, both ? ") and (" : "");
    for (size_t i = 0; i < cursor->word_count; i++) {
        writer_string(&text, i ? " " : "");
        writer_string(&text, cursor->words[i]);
    }
    writer_string(&text, both ? ")" : "");
    writer_put(&text, '\0');
    options->capture_filter = (char *)text.buffer.data;
    return text.cause == 0 || error_memory(cursor->error);
}

/* As for tcpdump, words beside -r and -i are a capture filter; else they are sources. */
static bool settle_words(struct cursor *cursor) {
    struct options *options = cursor->options;
    bool filter = options->device || options->source_by_option;
    for (size_t i = 0; i < cursor->word_count && filter; i++)
        if (is_file(cursor->words[i]))
            return error_set(cursor->error, ERROR_USAGE,
                             _("'%s' is a file, and words beside -r and -i are a capture filter"),
                             cursor->words[i]);
    for (size_t i = 0; i < cursor->word_count && !filter; i++)
        options->sources[options->source_count++] = cursor->words[i];
    if (!filter)
        cursor->word_count = 0;
    return (!options->packets && cursor->word_count == 0) || join_filter(cursor);
}

/* ---- what no single option can tell ---- */

static bool check_device(const struct cursor *cursor) {
    const struct options *options = cursor->options;
    if (options->device && options->source_by_option)
        return error_set(cursor->error, ERROR_USAGE, _("-i and -r exclude each other"));
    if (options->write && !options->device && options->command->bit == COMMAND_BIT(open))
        return error_set(cursor->error, ERROR_USAGE,
                         _("-w goes with -i, or with list, show and check; on the screen s saves"));
    return true;
}

static bool check(const struct cursor *cursor) {
    const struct options *options = cursor->options;
    bool reading = (options->command->bit & COMMAND_READING) != 0;
    if (options->help || options->version || options->generate)
        return true;
    if (!(cursor->commands & options->command->bit))
        return error_set(cursor->error, ERROR_USAGE, _("%s does not know --%s"),
                         options->command->name, cursor->stray);
    if (options->transactions + options->statistics + options->deliveries > 1)
        return error_set(cursor->error, ERROR_USAGE,
                         _("--transactions, --deliveries and --stats exclude each other"));
    if (!check_device(cursor))
        return false;
    bool alone = options->command->bit == COMMAND_BIT(open) /* it may offer some */ ||
                 options->device || options->list_interfaces;
    size_t most = options->command->bit & (COMMAND_BIT(talk) | COMMAND_BIT(fetch))   ? 1
                  : options->command->bit & (COMMAND_BIT(serve) | COMMAND_BIT(send)) ? 0
                                                                                     : SIZE_MAX;
    if (options->source_count > most)
        return error_set(cursor->error, ERROR_USAGE, _("'%s' is one word too many"),
                         options->sources[most]);
    if (options->source_count < most && most == 1)
        return error_set(cursor->error, ERROR_USAGE, _("no URL: smtp://HOST, pop3://HOST ..."));
    if (options->source_count == 0 && reading && !alone)
        return error_set(cursor->error, ERROR_USAGE,
                         _("no SOURCE: name a capture file, or - for stdin"));
    return true;
}

/* A source that names a sample becomes the file of it. */
static bool find_samples(struct options *options, struct error *error) {
    if (options->help || !(options->command->bit & COMMAND_READING))
        return true; /* its words are no sources */
    for (size_t i = 0; i < options->source_count; i++) {
        const char *source = options->sources[i];
        options->sample_list |= sample_wants_list(source);
        if (!sample_named(source) || sample_wants_list(source))
            continue;
        char *file = sample_find(source, error);
        if (!file)
            return false;
        options->sources[i] = options->sample_files[options->sample_count++] = file;
    }
    return true;
}

bool options_parse(struct options *options, int argc, char **argv, struct error *error) {
    size_t room = (size_t)(argc > 0 ? argc : 1);
    struct cursor cursor = {.options = options,
                            .error = error,
                            .arguments = argv + (argc > 0),
                            .commands = COMMAND_ALL};
    options->command = command_default();
    options->depth = EXPLAIN_NORMAL;
    options->list = FACT_KINDS;
    options->sources = calloc(room, sizeof *options->sources);
    options->rules = calloc(room, sizeof *options->rules);
    options->sample_files = calloc(room, sizeof *options->sample_files);
    options->given = calloc(room, sizeof *options->given);
    cursor.words = calloc(room, sizeof *cursor.words);
    options->max_sessions = MAX_SESSIONS;
    options->max_size = MAX_SIZE;
    if (!options->sources || !options->rules || !options->sample_files || !options->given ||
        !cursor.words) {
        free(cursor.words);
        return error_memory(error);
    }
    bool good = true;
    while (good && *cursor.arguments)
        good = take_argument(&cursor, *cursor.arguments++);
    good = good && settle_words(&cursor) && check(&cursor) && find_samples(options, error);
    free(cursor.words);
    return good;
}

void options_clear(struct options *options) {
    free(options->sources);
    free(options->capture_filter);
    free(options->rules);
    free(options->given);
    if (options->live.password)
        explicit_bzero(options->live.password, strlen(options->live.password));
    free(options->live.password);
    for (size_t i = 0; i < options->sample_count; i++)
        free(options->sample_files[i]);
    free(options->sample_files);
    *options = (struct options){0};
}
