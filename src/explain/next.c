/* next.c: what the standard allows next, by the states of the protocol. */
#include "explain/machine.h"
#include "explain/tell.h"

/* Whether the server is known not to offer what the verb needs. */
static bool not_offered(const struct context *context, struct slice verb) {
    const struct smtp_command_fact *fact =
        context_is(context, "pop3") ? NULL : smtp_command_fact_find(verb);
    struct slice keyword = slice_string(fact ? fact->keyword : "");
    bool needed = keyword.size > 0 && slice_find(keyword, '(') == SLICE_NONE;
    return needed && !context_offers(context, keyword, true);
}

static bool is_command(struct slice by) {
    return by.size > 0 && octet_is_alpha(by.data[0]);
}

void tell_next_commands(struct telling *telling, const char *state) {
    static const char *const protocols[] = {"pop3", "lmtp", "smtp"};
    struct machine machine;
    size_t which = 0;
    while (which < 2 && !context_is(telling->context, protocols[which]))
        which++;
    if (!state || !machine_of(protocols[which], &machine))
        return;
    size_t from = machine_find(&machine, state);
    for (size_t i = 0; i < machine.arc_count; i++) {
        const struct machine_arc *arc = &machine.arcs[i];
        if (arc->from == from && is_command(arc->by) && !not_offered(telling->context, arc->by))
            tell_next(telling, arc->by);
    }
}
