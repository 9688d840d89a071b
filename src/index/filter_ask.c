/* The answer of a filter's tree to one session. */
#include "index/filter_inside.h"

/* Which events count: all of them, those of one exchange, or one alone. */
enum scope_kind { SCOPE_SESSION, SCOPE_EXCHANGE, SCOPE_EVENT };

struct asking {
    struct filter *filter;
    const struct index_row *row;
    const struct transcript *transcript; /* NULL: only the row is known */
    enum scope_kind scope;
    uint32_t first; /* of an exchange: its command; or the one event */
};

static enum filter_answer ask(const struct asking *asking, const struct filter_node *node);

static enum filter_answer answer(bool yes) {
    return yes ? FILTER_YES : FILTER_NO;
}

/* ---- the events of a scope ---- */

/* EVENT_NOTHING: the scope has none. */
static uint32_t first_event(const struct asking *asking) {
    if (asking->scope != SCOPE_SESSION)
        return asking->first;
    return transcript_count(asking->transcript) > 0 ? 0 : EVENT_NOTHING;
}

static uint32_t event_after(const struct asking *asking, uint32_t n) {
    if (asking->scope == SCOPE_EXCHANGE)
        return asking->filter->exchanges.next[n];
    bool more = asking->scope == SCOPE_SESSION && n + 1 < transcript_count(asking->transcript);
    return more ? n + 1 : EVENT_NOTHING;
}

/* ---- terms ---- */

static struct filter_look look_of(const struct asking *asking, const struct filter_node *term,
                                  uint32_t n) {
    struct filter_look look = {.filter = asking->filter, .row = asking->row, .term = term};
    const struct transcript_entry *entry =
        n == EVENT_NOTHING ? NULL : transcript_at(asking->transcript, n);
    if (n == EVENT_NOTHING) {
        term->field->of_session(&look);
    } else if (entry->present) {
        look.entry = entry;
        term->field->of_event(&look);
    }
    return look;
}

static enum filter_answer ask_term(const struct asking *asking, const struct filter_node *term) {
    const struct filter_field *field = term->field;
    bool whole = asking->scope == SCOPE_SESSION || !field->of_event;
    struct filter_look look;
    if (whole && field->of_session) {
        look = look_of(asking, term, EVENT_NOTHING);
        return answer(look_holds(&look));
    }
    if (!asking->transcript)
        return FILTER_UNSURE;
    for (uint32_t n = first_event(asking); n != EVENT_NOTHING; n = event_after(asking, n)) {
        look = look_of(asking, term, n);
        if (look_holds(&look))
            return FILTER_YES;
    }
    return FILTER_NO;
}

/* ---- exchange(), all(), count() ---- */

static enum filter_answer ask_exchange(const struct asking *asking,
                                       const struct filter_node *node) {
    struct asking inner = *asking;
    inner.scope = SCOPE_EXCHANGE;
    for (uint32_t n = first_event(asking); n != EVENT_NOTHING; n = event_after(asking, n)) {
        inner.first = n;
        if (asking->filter->exchanges.owner[n] == n && ask(&inner, node->first) == FILTER_YES)
            return FILTER_YES;
    }
    return FILTER_NO;
}

/* Whether the event has a field that the filter within names. */
static bool has_field(const struct asking *asking, const struct filter_node *node, uint32_t n) {
    if (node->kind == NODE_TERM)
        return node->field->of_event && look_of(asking, node, n).seen;
    for (const struct filter_node *child = node->first; child; child = child->next)
        if (has_field(asking, child, n))
            return true;
    return false;
}

static enum filter_answer ask_all(const struct asking *asking, const struct filter_node *node) {
    struct asking inner = *asking;
    inner.scope = SCOPE_EVENT;
    for (uint32_t n = first_event(asking); n != EVENT_NOTHING; n = event_after(asking, n)) {
        inner.first = n;
        if (has_field(&inner, node->first, n) && ask(&inner, node->first) != FILTER_YES)
            return FILTER_NO;
    }
    return FILTER_YES;
}

static enum filter_answer ask_count(const struct asking *asking, const struct filter_node *node) {
    struct asking inner = *asking;
    int64_t count = 0;
    inner.scope = SCOPE_EVENT;
    for (uint32_t n = first_event(asking); n != EVENT_NOTHING; n = event_after(asking, n)) {
        inner.first = n;
        count += has_field(&inner, node->first, n) && ask(&inner, node->first) == FILTER_YES;
    }
    return answer(filter_compare(node, count));
}

/* ---- not, and, or ---- */

static enum filter_answer ask_not(const struct asking *asking, const struct filter_node *node) {
    enum filter_answer inner = ask(asking, node->first);
    return inner == FILTER_UNSURE ? FILTER_UNSURE : answer(inner == FILTER_NO);
}

/* Of and: one no is no. Of or: one yes is yes. */
static enum filter_answer ask_chain(const struct asking *asking, const struct filter_node *node,
                                    enum filter_answer decides) {
    enum filter_answer found = decides == FILTER_NO ? FILTER_YES : FILTER_NO;
    for (const struct filter_node *child = node->first; child; child = child->next) {
        enum filter_answer one = ask(asking, child);
        if (one == decides)
            return one;
        if (one == FILTER_UNSURE)
            found = FILTER_UNSURE;
    }
    return found;
}

/* Depth is bounded by the parser. */
static enum filter_answer ask(const struct asking *asking, const struct filter_node *node) {
    bool by_events = node->kind >= NODE_EXCHANGE;
    if (by_events && !asking->transcript)
        return FILTER_UNSURE;
    switch (node->kind) {
    case NODE_AND:
        return ask_chain(asking, node, FILTER_NO);
    case NODE_OR:
        return ask_chain(asking, node, FILTER_YES);
    case NODE_NOT:
        return ask_not(asking, node);
    case NODE_TERM:
        return ask_term(asking, node);
    case NODE_EXCHANGE:
        return ask_exchange(asking, node);
    case NODE_ALL:
        return ask_all(asking, node);
    case NODE_COUNT:
        return ask_count(asking, node);
    }
    return FILTER_NO;
}

enum filter_answer filter_ask(struct filter *filter, const struct index_row *row,
                              const struct transcript *transcript) {
    struct asking asking = {.filter = filter, .row = row, .transcript = transcript};
    return filter->root ? ask(&asking, filter->root) : FILTER_YES;
}

/* ---- which events it was ---- */

static bool lights(const struct asking *asking, const struct filter_node *node, uint32_t n);

static bool child_lights(const struct asking *asking, const struct filter_node *node, uint32_t n) {
    for (const struct filter_node *child = node->first; child; child = child->next)
        if (lights(asking, child, n))
            return true;
    return false;
}

/* Of an exchange its events count where it satisfies all of the filter within. */
static bool exchange_lights(const struct asking *asking, const struct filter_node *node,
                            uint32_t n) {
    struct asking inner = *asking;
    inner.scope = SCOPE_EXCHANGE;
    inner.first = asking->filter->exchanges.owner[n];
    return inner.first != EVENT_NOTHING && ask(&inner, node->first) == FILTER_YES &&
           child_lights(asking, node, n);
}

/* What is not to be is no event that could be lit. */
static bool lights(const struct asking *asking, const struct filter_node *node, uint32_t n) {
    switch (node->kind) {
    case NODE_TERM: {
        if (!node->field->of_event)
            return false;
        struct filter_look look = look_of(asking, node, n);
        return look_holds(&look) && look.seen;
    }
    case NODE_EXCHANGE:
        return exchange_lights(asking, node, n);
    case NODE_NOT:
        return false;
    default:
        return child_lights(asking, node, n);
    }
}

bool filter_ask_event(struct filter *filter, const struct index_row *row,
                      const struct transcript *transcript, uint32_t n) {
    const struct asking asking = {
        .filter = filter, .row = row, .transcript = transcript, .scope = SCOPE_EVENT, .first = n};
    return filter->root && lights(&asking, filter->root, n);
}
