/* next.c: what the standard allows next, by the tables of the protocols. */
#include "explain/tell.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"

/* In the order in which a session usually goes. What is obsolete or private is left out. */
static const struct slice smtp_order[] = {
#define NEXT(verb) {(const uint8_t *)(verb), sizeof(verb) - 1},
#include "explain/smtp_next.def"
#undef NEXT
};

static const struct slice pop3_order[] = {
#define NEXT(verb) {(const uint8_t *)(verb), sizeof(verb) - 1},
#include "explain/pop3_next.def"
#undef NEXT
};

static enum smtp_state smtp_state_of(const char *name) {
    for (int state = 0; state < SMTP_STATES; state++)
        if (strcmp(smtp_state_name((enum smtp_state)state), name) == 0)
            return (enum smtp_state)state;
    return SMTP_UNKNOWN;
}

/* Whether the server is known not to offer what the verb needs. */
static bool not_offered(const struct context *context, struct slice verb) {
    const struct smtp_command_fact *fact = smtp_command_fact_find(verb);
    struct slice keyword = slice_string(fact ? fact->keyword : "");
    bool needed = keyword.size > 0 && slice_find(keyword, '(') == SLICE_NONE;
    return needed && !context_offers(context, keyword, true);
}

static void tell_smtp(struct telling *telling, const char *name) {
    enum smtp_state state = smtp_state_of(name);
    bool lmtp = context_is(telling->context, "lmtp");
    if (state == SMTP_UNKNOWN)
        return;
    for (size_t i = 0; i < sizeof smtp_order / sizeof *smtp_order; i++) {
        const struct smtp_verb *verb = smtp_verb_find(smtp_order[i]);
        if (verb && smtp_verb_allowed(verb, state, lmtp) &&
            !not_offered(telling->context, smtp_order[i]))
            tell_next(telling, smtp_order[i]);
    }
}

static enum pop3_state pop3_state_of(const char *name) {
    for (int state = POP3_AUTHORIZATION; state < POP3_NEVER; state++)
        if (strcmp(pop3_state_name((enum pop3_state)state), name) == 0)
            return (enum pop3_state)state;
    return POP3_UNKNOWN;
}

static bool pop3_allowed(struct slice verb, enum pop3_state state) {
    size_t count;
    const struct pop3_command *table = pop3_command_table(&count);
    for (size_t i = 0; i < count; i++)
        if (slice_equal(table[i].verb, verb) && pop3_state_after(state, &table[i]) != POP3_NEVER)
            return true;
    return false;
}

static void tell_pop3(struct telling *telling, enum pop3_state state) {
    if (state == POP3_UNKNOWN)
        return;
    for (size_t i = 0; i < sizeof pop3_order / sizeof *pop3_order; i++)
        if (pop3_allowed(pop3_order[i], state))
            tell_next(telling, pop3_order[i]);
}

void tell_next_commands(struct telling *telling, const char *state) {
    if (!state)
        return;
    if (context_is(telling->context, "pop3"))
        tell_pop3(telling, pop3_state_of(state));
    else
        tell_smtp(telling, state);
}
