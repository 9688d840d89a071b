/* What may come next. */
#include "explain/machine.h"
#include "facts/facts.h"
#include "live/advice_inside.h"
#include "live/offers.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"

static bool is_there(const struct advice_choices *choices, struct slice word) {
    for (size_t i = 0; i < choices->count; i++)
        if (slice_equal(choices->words[i], word))
            return true;
    return false;
}

static void add(struct advice_choices *choices, struct slice word, struct slice beginning) {
    if (choices->count < ADVICE_CHOICES && word.size > 0 && !is_there(choices, word) &&
        slice_starts_nocase(word, beginning))
        choices->words[choices->count++] = word;
}

/* ---- verbs ---- */

static bool is_offered(const struct footing *footing, struct slice verb) {
    const char *keyword = advice_keyword(footing, verb);
    if (footing_is_pop3(footing) && slice_equal(verb, SLICE("APOP")))
        return footing->stamped;
    if (footing_is_pop3(footing) && slice_equal(verb, SLICE("USER"))) /* RFC 2449 6.3 */
        return true;
    return !keyword || !footing->offers ||
           offers_have(footing->offers, slice_string(keyword), NULL);
}

/* Those that lead on, in the order in which a session usually goes. */
static void add_usual(const struct footing *footing, struct slice text,
                      struct advice_choices *choices) {
    struct machine machine;
    if (!machine_of(footing->protocol, &machine))
        return;
    size_t here = machine_find(&machine, footing->state);
    for (size_t i = 0; i < machine.arc_count; i++) {
        const struct machine_arc *arc = &machine.arcs[i];
        if (arc->from == here && octet_is_alpha(arc->by.data[0]) &&
            advice_allows(footing, arc->by) && is_offered(footing, arc->by))
            add(choices, arc->by, text);
    }
}

/* All that there are. */
static void add_every(const struct footing *footing, struct slice text,
                      struct advice_choices *choices) {
    size_t count;
    if (footing_is_pop3(footing)) {
        const struct pop3_command *table = pop3_command_table(&count);
        for (size_t i = 0; i < count; i++)
            add(choices, table[i].verb, text);
        return;
    }
    const struct smtp_verb *table = smtp_verb_table(&count);
    for (size_t i = 0; i < count; i++)
        if (!(table[i].flags & SMTP_FOREIGN))
            add(choices, table[i].name, text);
}

static void choose_verb(const struct footing *footing, struct slice text,
                        struct advice_choices *choices) {
    add_usual(footing, text, choices);
    if (choices->count == 0 && text.size > 0)
        add_every(footing, text, choices);
    if (choices->count == 1)
        choices->after = advice_follows(footing, choices->words[0]);
}

/* ---- what stands behind them ---- */

static void choose_mechanism(const struct footing *footing, struct slice word,
                             struct advice_choices *choices) {
    struct slice offered = {NULL, 0};
    (void)offers_have(footing->offers, footing_is_pop3(footing) ? SLICE("SASL") : SLICE("AUTH"),
                      &offered);
    while (offered.size > 0)
        add(choices, slice_word(&offered), word);
}

/* The next of a list. "SIZE=<octets>": what can be completed ends with the equals sign, and blanks
 * within the brackets part nothing. */
static struct slice next_parameter(struct slice *list) {
    size_t size = 0, depth = 0;
    *list = slice_trim(*list);
    for (; size < list->size && (depth > 0 || !octet_is_blank(list->data[size])); size++) {
        depth += list->data[size] == '<';
        depth -= list->data[size] == '>' && depth > 0;
    }
    struct slice word = slice_first(*list, size);
    size_t open = slice_search(word, SLICE("=<"));
    *list = slice_from(*list, size);
    return open == SLICE_NONE ? word : slice_first(word, open + 1);
}

static bool is_written(struct slice line, struct slice word) {
    struct slice name = slice_first(word, slice_find(word, '='));
    while (line.size > 0)
        if (slice_starts_nocase(slice_word(&line), name))
            return true;
    return false;
}

/* Whole words where the parameter takes a few alone: "RET=FULL". */
static const struct {
    const char *word, *keyword;
} valued[] = {
#define VALUE(parameter, value, keyword) {parameter "=" value, keyword},
#include "live/values.def"
#undef VALUE
};

static void add_values(const struct footing *footing, struct slice beginning,
                       struct advice_choices *choices) {
    for (size_t i = 0; i < sizeof valued / sizeof *valued; i++)
        if (offers_have(footing->offers, slice_string(valued[i].keyword), NULL))
            add(choices, slice_string(valued[i].word), beginning);
}

static void choose_parameter(const struct footing *footing, struct slice before, struct slice word,
                             bool mail, struct advice_choices *choices) {
    const struct event *list = footing->offers;
    if (slice_find(word, '=') != SLICE_NONE) {
        add_values(footing, word, choices);
        return;
    }
    for (size_t i = 1; list && i < list->reply.line_count; i++) {
        struct slice line = list->reply.lines[i];
        const struct extension_fact *fact = extension_fact_find(slice_word(&line));
        struct slice rest = slice_string(fact ? (mail ? fact->mail : fact->rcpt) : "");
        while (rest.size > 0) {
            struct slice each = next_parameter(&rest);
            if (!is_written(before, each))
                add(choices, each, word);
        }
    }
}

static void choose_path(const struct footing *footing, struct slice before, struct slice word,
                        bool mail, struct advice_choices *choices) {
    struct slice rest = before;
    (void)slice_word(&rest);
    if (slice_trim(rest).size == 0)
        add(choices, mail ? SLICE("FROM:<") : SLICE("TO:<"), word);
    else if (slice_find(rest, '>') != SLICE_NONE)
        choose_parameter(footing, before, word, mail, choices);
}

static void choose_argument(const struct footing *footing, struct slice before, struct slice word,
                            struct advice_choices *choices) {
    struct slice rest = before, verb = slice_word(&rest);
    bool first = slice_trim(rest).size == 0, pop3 = footing_is_pop3(footing);
    bool mail = slice_equal_nocase(verb, SLICE("MAIL"));
    if (slice_equal_nocase(verb, SLICE("AUTH")) && first)
        choose_mechanism(footing, word, choices);
    else if (!pop3 && (mail || slice_equal_nocase(verb, SLICE("RCPT"))))
        choose_path(footing, before, word, mail, choices);
    else if (!pop3 && slice_equal_nocase(verb, SLICE("BDAT")) && !first)
        add(choices, SLICE("LAST"), word);
}

void advice_choose(const struct footing *footing, struct slice text,
                   struct advice_choices *choices) {
    size_t start = text.size;
    *choices = (struct advice_choices){.count = 0};
    if (footing->content || footing->response)
        return;
    while (start > 0 && !octet_is_blank(text.data[start - 1]))
        start--;
    choices->start = start;
    if (slice_trim(slice_first(text, start)).size == 0)
        choose_verb(footing, slice_from(text, start), choices);
    else
        choose_argument(footing, slice_first(text, start), slice_from(text, start), choices);
}
