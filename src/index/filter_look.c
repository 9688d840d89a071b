/* One comparison: the values of a field, as its reader offers them, against those of a term. */
#include "index/filter_inside.h"

static bool compare(enum filter_token_kind relation, const struct filter_value *value,
                    int64_t number) {
    switch (relation) {
    case TOKEN_LESS:
        return number < value->low;
    case TOKEN_LESS_OR_EQUAL:
        return number <= value->high;
    case TOKEN_GREATER:
        return number > value->high;
    case TOKEN_GREATER_OR_EQUAL:
        return number >= value->low;
    default:
        return number >= value->low && number <= value->high;
    }
}

static bool any_compares(const struct filter_node *node, int64_t number) {
    for (size_t i = 0; i < node->value_count; i++)
        if (compare(node->relation, &node->values[i], number))
            return true;
    return false;
}

bool filter_compare(const struct filter_node *node, int64_t number) {
    return any_compares(node, number) != (node->relation == TOKEN_UNEQUAL);
}

static bool text_fits(struct filter_look *look, const struct filter_value *value,
                      struct slice text) {
    if (look->term->relation == TOKEN_CONTAINS)
        return slice_search(text, value->text) != SLICE_NONE;
    if (look->term->relation == TOKEN_MATCHES)
        return pattern_matches(look->filter->patterns, value->pattern, text);
    return look->term->field->type == FILTER_WORD ? slice_equal_nocase(text, value->text)
                                                  : slice_equal(text, value->text);
}

void look_text(struct filter_look *look, struct slice text) {
    look->seen = true;
    for (size_t i = 0; i < look->term->value_count && !look->held; i++)
        look->held = text_fits(look, &look->term->values[i], text);
}

void look_present(struct filter_look *look, struct slice text) {
    if (text.size > 0)
        look_text(look, text);
}

/* Choices are numbers, and words where a text is looked for in them. */
void look_number(struct filter_look *look, int64_t number) {
    enum filter_token_kind relation = look->term->relation;
    if (relation == TOKEN_CONTAINS || relation == TOKEN_MATCHES) {
        look_text(look, slice_string(look->term->field->word((size_t)number)));
        return;
    }
    look->seen = true;
    look->held |= any_compares(look->term, number);
}

/* A bare field asks whether there are any. */
void look_count(struct filter_look *look, uint64_t count) {
    if (count > 0 || look->term->relation != TOKEN_END)
        look_number(look, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

static bool in_network(const struct endpoint *address, const struct filter_value *network) {
    size_t whole = network->prefix / 8;
    unsigned bits = network->prefix % 8;
    if (address->size != network->address.size ||
        memcmp(address->address, network->address.address, whole) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00U >> bits);
    return bits == 0 || ((address->address[whole] ^ network->address.address[whole]) & mask) == 0;
}

void look_address(struct filter_look *look, const struct endpoint *address) {
    if (address->size == 0)
        return;
    look->seen = true;
    for (size_t i = 0; i < look->term->value_count; i++)
        look->held |= in_network(address, &look->term->values[i]);
}

void look_flag(struct filter_look *look, bool there) {
    look->seen |= there;
}

bool look_holds(const struct filter_look *look) {
    if (look->term->relation == TOKEN_END)
        return look->seen;
    return look->seen && look->held != (look->term->relation == TOKEN_UNEQUAL);
}
