/* MAIL and RCPT: path and parameters. */
#include "facts/facts.h"
#include "live/advice_inside.h"
#include "live/offers.h"
#include "protocol/smtp_path.h"

/* Whether one of the keywords that bring the parameter is offered. */
static bool is_offered(const struct footing *footing, const struct parameter_fact *fact) {
    struct slice rest = slice_string(fact->keyword);
    while (rest.size > 0) {
        size_t comma = slice_find(rest, ',');
        struct slice word = slice_trim(slice_first(rest, comma));
        if (word.size > 0 && offers_have(footing->offers, word, NULL))
            return true;
        rest = comma == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, comma + 1);
    }
    return false;
}

static bool has_word(const char *list, struct slice word) {
    return offers_word(slice_string(list), word);
}

/* A parameter may have a row for each command that has it in a way of its own. */
static const struct parameter_fact *find_parameter(struct slice name, struct slice verb) {
    const struct parameter_fact *first = parameter_fact_find(name);
    size_t size, count;
    const struct parameter_fact *rows = fact_rows(FACT_PARAMETERS, &size, &count);
    for (size_t n = 0; n < count && first; n++)
        if (strcmp(rows[n].fact.id, first->fact.id) == 0 && has_word(rows[n].commands, verb))
            return &rows[n];
    return first;
}

/* A message that is larger than the server says it takes (RFC 1870 6). */
static bool advise_size(struct advising *advising, const struct parameter *parameter) {
    struct slice limit;
    uint64_t most, size;
    if (!slice_equal_nocase(parameter->name, SLICE("SIZE")) ||
        !offers_have(advising->footing->offers, SLICE("SIZE"), &limit) ||
        !slice_number(slice_trim(limit), UINT64_MAX, &most) || most == 0 ||
        !slice_number(parameter->value, UINT64_MAX, &size) || size <= most)
        return false;
    return advise(advising, parameter->value, _("the server takes {most} octets at most"),
                  &WORD_NUMBER("most", most), 1);
}

static const struct {
    const char *parameter, *value, *keyword;
} values[] = {
#define VALUE(parameter, value, keyword) {parameter, value, keyword},
#include "live/values.def"
#undef VALUE
};

/* One of a few words, that the server does not offer. */
static bool advise_value(struct advising *advising, const struct parameter *parameter) {
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (slice_equal_nocase(slice_string(values[i].parameter), parameter->name) &&
            slice_equal_nocase(slice_string(values[i].value), parameter->value) &&
            !offers_have(advising->footing->offers, slice_string(values[i].keyword), NULL))
            return advise(advising, parameter->value, _("the server does not offer {value}"),
                          &WORD_SLICE("value", parameter->value), 1);
    return false;
}

static bool advise_parameter(struct advising *advising, const struct parameter *parameter) {
    const struct parameter_fact *fact = find_parameter(parameter->name, advising->verb);
    const struct word words[] = {WORD_SLICE("name", parameter->name),
                                 WORD_SLICE("verb", advising->verb),
                                 WORD("keyword", fact ? fact->keyword : "")};
    size_t count = sizeof words / sizeof *words;
    if (!fact)
        return advise(advising, parameter->name, _("{name} is no parameter that is known"), words,
                      count);
    if (!has_word(fact->commands, advising->verb))
        return advise(advising, parameter->name, _("{name} is no parameter of {verb}"), words,
                      count);
    if (parameter->has_value && parameter->value.size == 0)
        return advise(advising, slice_of(NULL, 0), _("the value of {name} is missing"), words,
                      count);
    if (!advising->footing->offers)
        return false;
    if (!is_offered(advising->footing, fact))
        return advise(advising, parameter->name,
                      _("{name} needs {keyword}, which the server does not offer"), words, count);
    return advise_size(advising, parameter) || advise_value(advising, parameter);
}

static bool advise_brackets(struct advising *advising, const struct smtp_path *path,
                            struct slice keyword) {
    struct slice argument = advising->argument;
    const struct word words[] = {WORD_SLICE("verb", advising->verb),
                                 WORD_SLICE("keyword", keyword)};
    size_t open = slice_find(argument, '<');
    if (!slice_starts_nocase(argument, keyword) || argument.size == keyword.size ||
        argument.data[keyword.size] != ':')
        return advise(advising, argument, _("behind {verb} comes {keyword}: and a path in <>"),
                      words, 2);
    if (!path->bracketed || open == SLICE_NONE)
        return advise(advising, slice_from(argument, keyword.size + 1),
                      _("the path stands in angle brackets"), NULL, 0);
    if (slice_find(argument, '>') == SLICE_NONE)
        return advise(advising, slice_of(NULL, 0), _("the angle bracket is not closed yet"), NULL,
                      0);
    if (octet_is_blank(argument.data[keyword.size + 1]))
        return advise(advising, slice_part(argument, keyword.size + 1, 1),
                      _("no blank may stand behind the colon"), NULL, 0);
    if (path->address.size == 0 && slice_equal_nocase(advising->verb, SLICE("RCPT")))
        return advise(advising, slice_from(argument, open), _("RCPT needs a mailbox within <>"),
                      NULL, 0);
    return false;
}

bool advise_path(struct advising *advising) {
    struct parameter parameters[MOST_PARAMETERS];
    bool mail = slice_equal_nocase(advising->verb, SLICE("MAIL"));
    if (footing_is_pop3(advising->footing) ||
        (!mail && !slice_equal_nocase(advising->verb, SLICE("RCPT"))))
        return false;
    struct slice keyword = mail ? SLICE("FROM") : SLICE("TO");
    struct smtp_path path = smtp_path_parse(advising->argument, keyword, parameters);
    if (advise_brackets(advising, &path, keyword))
        return true;
    for (size_t i = 0; i < path.parameter_count; i++)
        if (advise_parameter(advising, &parameters[i]))
            return true;
    return false;
}
