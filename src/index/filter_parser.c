/* From the text of a filter to its nodes, by recursive descent of bounded depth. */
#include "base/nearest.h"
#include "index/filter_inside.h"

struct parser {
    struct filter *filter;
    struct filter_token token; /* that is looked at */
    struct filter_place *place;
    struct error *error;
    size_t depth, nodes;
    enum filter_node_kind within; /* NODE_AND: nothing; NODE_EXCHANGE; NODE_ALL or NODE_COUNT */
};

/* ---- steps ---- */

static void advance(struct parser *parser) {
    parser->token = filter_token(parser->filter->text, parser->token.at + parser->token.text.size);
}

/* Names the token as the place where the filter is wrong. */
static bool wrong_token(struct parser *parser, const struct filter_token *token,
                        const char *sentence) {
    *parser->place = (struct filter_place){token->at, token->text.size};
    return error_set(parser->error, ERROR_USAGE, "%s", sentence);
}

static bool wrong(struct parser *parser, const char *sentence) {
    if (parser->token.kind == TOKEN_OPEN_STRING)
        sentence = _("this text has no closing quote");
    return wrong_token(parser, &parser->token, sentence);
}

static struct filter_node *new_node(struct parser *parser, enum filter_node_kind kind) {
    if (++parser->nodes > FILTER_NODES) {
        (void)wrong(parser, _("the filter is too long"));
        return NULL;
    }
    struct filter_node *node = arena_take(&parser->filter->arena, sizeof *node);
    if (!node)
        (void)error_memory(parser->error);
    else
        node->kind = kind;
    return node;
}

static bool expect(struct parser *parser, enum filter_token_kind kind, const char *sentence) {
    if (parser->token.kind != kind)
        return wrong(parser, sentence);
    advance(parser);
    return true;
}

static bool is_relation(const struct parser *parser) {
    return parser->token.kind >= TOKEN_EQUAL && parser->token.kind <= TOKEN_IN;
}

/* ---- values ---- */

static bool compile(struct parser *parser, struct filter_value *value) {
    struct filter *filter = parser->filter;
    if (!filter->patterns && !(filter->patterns = pattern_engine_new(parser->error)))
        return false;
    struct pattern **compiled = arena_grow(&filter->arena, filter->compiled, filter->compiled_count,
                                           sizeof(struct pattern *));
    if (!compiled)
        return error_memory(parser->error);
    struct error why = {0};
    filter->compiled = compiled;
    value->pattern = pattern_compile(filter->patterns, value->text, &why);
    if (value->pattern) {
        compiled[filter->compiled_count++] = value->pattern;
        return true;
    }
    return why.kind == ERROR_DATA ? wrong(parser, why.text)
                                  : error_set(parser->error, why.kind, "%s", why.text);
}

static bool is_text(enum filter_type type) {
    return type == FILTER_TEXT || type == FILTER_WORD;
}

static bool is_choice(enum filter_type type) {
    return type == FILTER_CHOICE || type == FILTER_RANK;
}

static bool is_number(enum filter_type type) {
    return type == FILTER_NUMBER || type == FILTER_COUNT || type == FILTER_DURATION;
}

/* contains and matches take text as it is. */
static bool takes_text(const struct filter_node *node) {
    return node->relation == TOKEN_CONTAINS || node->relation == TOKEN_MATCHES;
}

static bool read_value(struct parser *parser, const struct filter_node *node,
                       const struct filter_field *field, struct filter_value *value) {
    struct error why = {0};
    if (parser->token.kind == TOKEN_WORD)
        value->text = parser->token.text;
    else if (parser->token.kind == TOKEN_STRING)
        value->text = filter_string(parser->token.text, &parser->filter->arena);
    else
        return wrong(parser, _("a value is missing here"));
    if (parser->token.kind == TOKEN_STRING && is_number(field->type))
        return wrong(parser, _("this field is a number, which stands without quotes"));
    if (!takes_text(node) && !filter_value_read(field, value->text, value, &why))
        return wrong(parser, why.text);
    if (node->relation == TOKEN_MATCHES && !compile(parser, value))
        return false;
    advance(parser);
    return true;
}

static bool add_value(struct parser *parser, struct filter_node *node,
                      const struct filter_field *field) {
    struct filter_value *values =
        arena_grow(&parser->filter->arena, node->values, node->value_count, sizeof *values);
    if (!values)
        return error_memory(parser->error);
    node->values = values;
    struct filter_value *value = &values[node->value_count];
    *value = (struct filter_value){.low = 0};
    if (!read_value(parser, node, field, value))
        return false;
    node->value_count++;
    return true;
}

/* { a, b } */
static bool add_values(struct parser *parser, struct filter_node *node,
                       const struct filter_field *field) {
    if (!expect(parser, TOKEN_BRACE_OPEN, _("'{' is missing here: in {a, b}")))
        return false;
    if (!add_value(parser, node, field))
        return false;
    while (parser->token.kind == TOKEN_COMMA) {
        advance(parser);
        if (!add_value(parser, node, field))
            return false;
    }
    return expect(parser, TOKEN_BRACE_CLOSE, _("'}' or ',' is missing here"));
}

/* Whether values of this type can stand in this relation. */
static bool relation_fits(struct parser *parser, enum filter_type type) {
    enum filter_token_kind relation = parser->token.kind;
    bool text = relation == TOKEN_CONTAINS || relation == TOKEN_MATCHES;
    bool order = relation >= TOKEN_LESS && relation <= TOKEN_GREATER_OR_EQUAL;
    if (type == FILTER_FLAG)
        return wrong(parser, _("this field is there or not, and has no value to compare"));
    if (text && !is_text(type) && !is_choice(type))
        return wrong(parser, _("only text is searched; this field has no text"));
    if (order && (is_text(type) || type == FILTER_CHOICE || type == FILTER_ADDRESS))
        return wrong(parser, _("values of this field have no order"));
    return true;
}

/* [relation value] behind a field, relation number behind count(). */
static bool parse_relation(struct parser *parser, struct filter_node *node,
                           const struct filter_field *field) {
    if (!relation_fits(parser, field->type))
        return false;
    node->relation = parser->token.kind;
    advance(parser);
    return node->relation == TOKEN_IN ? add_values(parser, node, field)
                                      : add_value(parser, node, field);
}

/* ---- terms ---- */

/* Far from all names the nearest one is no help. */
static bool is_near(const struct nearest *nearest, struct slice name) {
    return nearest->count > 0 && nearest->distances[0] <= 1 + name.size / 4;
}

static bool unknown_field(struct parser *parser) {
    struct nearest nearest = {.count = 0};
    struct slice name = parser->token.text;
    const struct filter_field *field;
    for (size_t n = 0; (field = filter_field_row(n)) != NULL; n++)
        nearest_take(&nearest, name, slice_string(field->name));
    *parser->place = (struct filter_place){parser->token.at, name.size};
    if (!is_near(&nearest, name))
        return error_set(parser->error, ERROR_USAGE, _("no field has this name"));
    return error_set(parser->error, ERROR_USAGE, _("no field has this name; near is %.*s"),
                     (int)nearest.words[0].size, (const char *)nearest.words[0].data);
}

static void note_needs(struct parser *parser, const struct filter_field *field) {
    bool by_events = !field->of_session || (parser->within != NODE_AND && field->of_event);
    parser->filter->needs |=
        by_events ? field->event_needs | FILTER_NEEDS_EVENTS : field->session_needs;
}

static struct filter_node *parse_term(struct parser *parser) {
    if (parser->token.kind != TOKEN_WORD) {
        (void)wrong(parser, _("a field is missing here"));
        return NULL;
    }
    const struct filter_field *field = filter_field_find(parser->token.text);
    if (!field) {
        (void)unknown_field(parser);
        return NULL;
    }
    struct filter_node *node = new_node(parser, NODE_TERM);
    if (!node)
        return NULL;
    node->field = field;
    note_needs(parser, field);
    advance(parser);
    bool good = !is_relation(parser) || parse_relation(parser, node, field);
    return good ? node : NULL;
}

/* ---- exchange(), all(), count() ---- */

static const struct {
    const char *name;
    enum filter_node_kind kind;
} functions[] = {{"exchange", NODE_EXCHANGE}, {"all", NODE_ALL}, {"count", NODE_COUNT}};

static const struct filter_field count_field = {.name = "count", .type = FILTER_COUNT};

static bool has_event_field(const struct filter_node *node) {
    if (node->kind == NODE_TERM && node->field->of_event)
        return true;
    for (const struct filter_node *child = node->first; child; child = child->next)
        if (has_event_field(child))
            return true;
    return false;
}

static struct filter_node *parse_or(struct parser *parser);

/* ( filter ) */
static struct filter_node *parse_inside(struct parser *parser) {
    if (parser->depth == FILTER_DEPTH) {
        (void)wrong(parser, _("the parentheses are too deep here"));
        return NULL;
    }
    if (!expect(parser, TOKEN_OPEN, _("'(' is missing here")))
        return NULL;
    parser->depth++;
    struct filter_node *node = parse_or(parser);
    parser->depth--;
    return node && expect(parser, TOKEN_CLOSE, _("')' is missing here")) ? node : NULL;
}

/* What chooses single events holds nothing that chooses some itself; exchange() may hold both. */
static bool may_stand(struct parser *parser, enum filter_node_kind kind) {
    bool in_exchange = parser->within == NODE_EXCHANGE && kind != NODE_EXCHANGE;
    return parser->within == NODE_AND || in_exchange ||
           wrong(parser, _("this cannot stand in these parentheses: exchange() holds no "
                           "exchange(), all() and count() hold none of the three"));
}

static struct filter_node *parse_function(struct parser *parser, enum filter_node_kind kind) {
    struct filter_token name = parser->token;
    enum filter_node_kind outside = parser->within;
    struct filter_node *node = may_stand(parser, kind) ? new_node(parser, kind) : NULL;
    if (!node)
        return NULL;
    advance(parser);
    parser->within = kind;
    parser->filter->joins |= kind == NODE_EXCHANGE;
    parser->filter->needs |= FILTER_NEEDS_EVENTS;
    node->first = parse_inside(parser);
    parser->within = outside;
    if (!node->first)
        return NULL;
    if (!has_event_field(node->first)) {
        (void)wrong_token(parser, &name, _("no field in these parentheses belongs to events"));
        return NULL;
    }
    if (kind != NODE_COUNT)
        return node;
    if (!is_relation(parser)) {
        (void)wrong(parser, _("count() is to be compared here: count(...) > 3"));
        return NULL;
    }
    return parse_relation(parser, node, &count_field) ? node : NULL;
}

/* A function has its parenthesis behind it; else the word is a field. */
static struct filter_node *parse_named(struct parser *parser) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (parser->token.kind == TOKEN_WORD &&
            slice_equal(parser->token.text, slice_string(functions[i].name)))
            return parse_function(parser, functions[i].kind);
    return parse_term(parser);
}

/* ---- not, and, or ---- */

static struct filter_node *parse_not(struct parser *parser) {
    bool negated = false;
    for (; parser->token.kind == TOKEN_NOT; advance(parser))
        negated = !negated;
    struct filter_node *inner =
        parser->token.kind == TOKEN_OPEN ? parse_inside(parser) : parse_named(parser);
    if (!inner || !negated)
        return inner;
    struct filter_node *node = new_node(parser, NODE_NOT);
    if (node)
        node->first = inner;
    return node;
}

typedef struct filter_node *parse(struct parser *parser);

/* One operand after the other as siblings, so that a long chain is not deep. */
static struct filter_node *parse_chain(struct parser *parser, enum filter_token_kind sign,
                                       enum filter_node_kind kind, parse *operand) {
    struct filter_node *first = operand(parser);
    if (!first || parser->token.kind != sign)
        return first;
    struct filter_node *node = new_node(parser, kind), *last = first;
    if (!node)
        return NULL;
    node->first = first;
    while (parser->token.kind == sign) {
        advance(parser);
        if (!(last->next = operand(parser)))
            return NULL;
        last = last->next;
    }
    return node;
}

static struct filter_node *parse_and(struct parser *parser) {
    return parse_chain(parser, TOKEN_AND, NODE_AND, parse_not);
}

static struct filter_node *parse_or(struct parser *parser) {
    return parse_chain(parser, TOKEN_OR, NODE_OR, parse_and);
}

/* Whether nothing stands behind the filter. */
static bool at_end(struct parser *parser) {
    switch (parser->token.kind) {
    case TOKEN_END:
        return true;
    case TOKEN_CLOSE:
        return wrong(parser, _("this ')' closes nothing"));
    case TOKEN_WRONG:
        return wrong(parser,
                     _("this sign means nothing; values are compared with ==, != and such"));
    default:
        return wrong(parser, _("'and' or 'or' is missing here"));
    }
}

bool filter_parse(struct filter *filter, struct filter_place *place, struct error *error) {
    struct parser parser = {.filter = filter, .place = place, .error = error, .within = NODE_AND};
    if (filter->text.size > FILTER_TEXT_MOST)
        return wrong(&parser, _("the filter is too long"));
    advance(&parser);
    if (parser.token.kind == TOKEN_END)
        return true;
    filter->root = parse_or(&parser);
    if (!filter->root)
        return false;
    return at_end(&parser);
}
