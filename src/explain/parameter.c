/* parameter.c: the parameters of MAIL and RCPT, and their values. */
#include "base/xtext.h"
#include "explain/tell.h"

/* ---- values ---- */

typedef void tell_value(struct telling *telling, struct slice value);

static void tell_octets_value(struct telling *telling, struct slice value) {
    uint64_t octets;
    if (slice_number(value, UINT64_MAX, &octets))
        TELL_PART(telling, value, PART_SIZE_VALUE,
                  WORD_SLICE("amount", amount_octets(telling, octets)));
    else
        tell_part(telling, value, PART_BAD_NUMBER);
}

/* One word out of a list. */
struct choice {
    const char *word;
    enum part_id part;
};

static void tell_choice(struct telling *telling, struct slice value, const struct choice *choices,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal_nocase(value, slice_string(choices[i].word)))
            continue;
        tell_part(telling, value, choices[i].part);
        return;
    }
    tell_part(telling, value, PART_UNKNOWN_VALUE);
}

static void tell_body(struct telling *telling, struct slice value) {
    static const struct choice choices[] = {{"7BIT", PART_BODY_7BIT},
                                            {"8BITMIME", PART_BODY_8BITMIME},
                                            {"BINARYMIME", PART_BODY_BINARYMIME}};
    tell_choice(telling, value, choices, sizeof choices / sizeof *choices);
}

static void tell_ret(struct telling *telling, struct slice value) {
    static const struct choice choices[] = {{"FULL", PART_RET_FULL}, {"HDRS", PART_RET_HDRS}};
    tell_choice(telling, value, choices, sizeof choices / sizeof *choices);
}

static void tell_notify(struct telling *telling, struct slice value) {
    static const struct choice choices[] = {{"NEVER", PART_NOTIFY_NEVER},
                                            {"SUCCESS", PART_NOTIFY_SUCCESS},
                                            {"FAILURE", PART_NOTIFY_FAILURE},
                                            {"DELAY", PART_NOTIFY_DELAY}};
    struct slice rest = value;
    for (struct slice item = take_item(&rest); item.size > 0; item = take_item(&rest))
        tell_choice(telling, item, choices, sizeof choices / sizeof *choices);
}

static void tell_xtext(struct telling *telling, struct slice value) {
    TELL_PART(telling, value, PART_XTEXT,
              WORD_SLICE("decoded", xtext_decode(value, telling->arena)));
}

/* AUTH=<> or an address in xtext (RFC 4954 5). */
static void tell_auth(struct telling *telling, struct slice value) {
    if (slice_equal(value, SLICE("<>")))
        tell_part(telling, value, PART_AUTH_NOBODY);
    else
        TELL_PART(telling, value, PART_AUTH_ADDRESS,
                  WORD_SLICE("decoded", xtext_decode(value, telling->arena)));
}

/* type;address, the address in xtext (RFC 3461 4.2). */
static void tell_orcpt(struct telling *telling, struct slice value) {
    size_t end = slice_find(value, ';');
    if (end == SLICE_NONE) {
        tell_part(telling, value, PART_UNKNOWN_VALUE);
        return;
    }
    struct slice address = slice_from(value, end + 1);
    tell_part(telling, slice_first(value, end), PART_ADDRESS_TYPE);
    TELL_PART(telling, address, PART_ORIGINAL_RECIPIENT,
              WORD_SLICE("decoded", xtext_decode(address, telling->arena)));
}

static void tell_seconds(struct telling *telling, struct slice value) {
    uint64_t seconds;
    if (slice_number(value, UINT64_MAX, &seconds))
        TELL_PART(telling, value, PART_SECONDS,
                  WORD_SLICE("span", amount_seconds(telling, seconds)));
    else
        tell_part(telling, value, PART_BAD_NUMBER);
}

/* seconds;mode, perhaps negative, the mode R or N with T (RFC 2852 4). */
static void tell_by(struct telling *telling, struct slice value) {
    static const struct choice modes[] = {{"R", PART_BY_RETURN},
                                          {"RT", PART_BY_RETURN},
                                          {"N", PART_BY_NOTIFY},
                                          {"NT", PART_BY_NOTIFY}};
    size_t end = slice_find(value, ';');
    struct slice number = slice_first(value, end);
    bool negative = number.size > 0 && number.data[0] == '-';
    if (number.size > 0 && (negative || number.data[0] == '+'))
        number = slice_from(number, 1);
    if (negative)
        tell_part(telling, slice_first(value, end), PART_BY_LATE);
    else
        tell_seconds(telling, number);
    if (end != SLICE_NONE)
        tell_choice(telling, slice_from(value, end + 1), modes, sizeof modes / sizeof *modes);
}

static void tell_moment(struct telling *telling, struct slice value) {
    size_t end = slice_find(value, ';');
    tell_part(telling, slice_first(value, end), PART_MOMENT);
    if (end != SLICE_NONE)
        tell_part(telling, slice_from(value, end + 1), PART_RRVS_MODE);
}

static void tell_priority(struct telling *telling, struct slice value) {
    tell_part(telling, value, PART_PRIORITY);
}

static tell_value *value_of(const char *name) {
    static const struct {
        const char *name;
        tell_value *tell;
    } table[] = {
        {"SIZE", tell_octets_value}, {"BODY", tell_body},
        {"RET", tell_ret},           {"NOTIFY", tell_notify},
        {"ENVID", tell_xtext},       {"AUTH", tell_auth},
        {"ORCPT", tell_orcpt},       {"BY", tell_by},
        {"HOLDFOR", tell_seconds},   {"HOLDUNTIL", tell_moment},
        {"RRVS", tell_moment},       {"SUBMITTER", tell_xtext},
        {"ALT-ADDRESS", tell_xtext}, {"MT-PRIORITY", tell_priority},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].tell;
    return NULL;
}

/* ---- the parameter ---- */

/* Whether the words of a column hold this one. */
static bool column_has(const char *column, struct slice word) {
    struct slice rest = slice_string(column);
    for (struct slice item = take_item(&rest); item.size > 0; item = take_item(&rest))
        if (slice_equal_nocase(item, word))
            return true;
    return false;
}

/* The row for this verb: a name may have several. */
static const struct parameter_fact *fact_for(struct slice name, struct slice verb) {
    size_t size, count;
    const struct parameter_fact *rows = fact_rows(FACT_PARAMETERS, &size, &count);
    const struct parameter_fact *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal_nocase(slice_string(rows[i].fact.id), name))
            continue;
        if (column_has(rows[i].commands, verb))
            return &rows[i];
        found = found ? found : &rows[i];
    }
    return found;
}

/* Whether an extension that brings the parameter is on offer. */
static bool offered(const struct context *context, const struct parameter_fact *fact) {
    struct slice rest = slice_string(fact->keyword);
    if (rest.size == 0 || rest.data[0] == '(')
        return true;
    for (struct slice item = take_item(&rest); item.size > 0; item = take_item(&rest))
        if (context_offers(context, item, true))
            return true;
    return false;
}

void tell_parameter(struct telling *telling, struct slice parameter, struct slice verb) {
    size_t equals = slice_find(parameter, '=');
    struct slice name = slice_first(parameter, equals);
    struct slice value =
        equals == SLICE_NONE ? slice_of(NULL, 0) : slice_from(parameter, equals + 1);
    const struct parameter_fact *fact = fact_for(name, verb);
    if (!fact) {
        tell_part(telling, name, PART_UNKNOWN_PARAMETER);
        tell_part(telling, value, PART_VALUE);
        return;
    }
    tell_part_fact(telling, name, PART_PARAMETER, &fact->fact);
    tell_reference(telling, fact->fact.reference);
    tell_value *tell = value_of(fact->fact.id);
    if (value.size > 0 && tell)
        tell(telling, value);
    else if (value.size > 0)
        tell_part(telling, value, PART_VALUE);
    if (!column_has(fact->commands, verb))
        TELL_NOTE(telling, NOTE_PARAMETER_PLACE, WORD_SLICE("parameter", name),
                  WORD("commands", fact->commands), WORD_SLICE("verb", verb));
    if (!offered(telling->context, fact))
        TELL_NOTE(telling, NOTE_PARAMETER_NOT_OFFERED, WORD_SLICE("parameter", name),
                  WORD("keyword", fact->keyword));
}

void tell_attributes(struct telling *telling, struct slice attributes) {
    for (struct slice word = slice_word(&attributes); word.size > 0;
         word = slice_word(&attributes)) {
        size_t equals = slice_find(word, '=');
        tell_part(telling, slice_first(word, equals), PART_ATTRIBUTE);
        if (equals != SLICE_NONE)
            tell_part(telling, slice_from(word, equals + 1), PART_ATTRIBUTE_VALUE);
    }
}
