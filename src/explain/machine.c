#include "explain/machine.h"

#include "base/words.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"

/* Commands in the order in which a session usually goes. */
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

enum {
    SMTP_ORDER = sizeof smtp_order / sizeof *smtp_order,
    POP3_ORDER = sizeof pop3_order / sizeof *pop3_order
};

static void add_state(struct machine *machine, const char *name, const char *meaning) {
    if (machine->state_count < MACHINE_STATES)
        machine->states[machine->state_count++] = (struct machine_state){name, meaning};
}

static void add_arc(struct machine *machine, size_t from, const char *to, struct slice by) {
    size_t target = machine_find(machine, to);
    if (machine->arc_count < MACHINE_ARCS && target < machine->state_count)
        machine->arcs[machine->arc_count++] = (struct machine_arc){from, target, by};
}

size_t machine_find(const struct machine *machine, const char *name) {
    size_t i = 0;
    while (name && i < machine->state_count && strcmp(machine->states[i].name, name) != 0)
        i++;
    return name ? i : machine->state_count;
}

/* ---- SMTP and LMTP ---- */

static const struct {
    enum smtp_state state;
    const char *meaning;
} smtp_states[] = {
#define SMTP_STATE(state, meaning) {state, meaning},
#define POP3_STATE(state, meaning)
#include "explain/machine_states.def"
#undef SMTP_STATE
#undef POP3_STATE
};

/* What leads on where no command does. */
static const struct {
    enum smtp_state from, to;
    const char *by;
} smtp_replies[] = {
    {SMTP_CONNECTED, SMTP_HELLO, "220"},
    {SMTP_SASL, SMTP_AUTHED, "235"},
    {SMTP_SASL, SMTP_READY, "535"},
    {SMTP_DATA, SMTP_READY, "250"},
};

/* Where a command leads that the server accepts. */
static enum smtp_state smtp_target(const struct smtp_verb *verb, enum smtp_state from) {
    enum smtp_state to =
        verb->after_3yz == SMTP_SAME ? smtp_verb_leads(verb, from) : verb->after_3yz;
    return to == SMTP_SAME ? from : to;
}

static void add_smtp_arcs(struct machine *machine, enum smtp_state from, bool lmtp) {
    size_t at = machine_find(machine, smtp_state_name(from));
    for (size_t i = 0; i < sizeof smtp_replies / sizeof *smtp_replies; i++)
        if (smtp_replies[i].from == from)
            add_arc(machine, at, smtp_state_name(smtp_replies[i].to),
                    slice_string(smtp_replies[i].by));
    for (size_t i = 0; i < SMTP_ORDER; i++) {
        const struct smtp_verb *verb = smtp_verb_find(smtp_order[i]);
        if (verb && smtp_verb_allowed(verb, from, lmtp))
            add_arc(machine, at, smtp_state_name(smtp_target(verb, from)), verb->name);
    }
}

static void fill_smtp(struct machine *machine, bool lmtp) {
    enum { COUNT = sizeof smtp_states / sizeof *smtp_states };
    for (size_t i = 0; i < COUNT; i++)
        add_state(machine, smtp_state_name(smtp_states[i].state), smtp_states[i].meaning);
    for (size_t i = 0; i < COUNT; i++)
        add_smtp_arcs(machine, smtp_states[i].state, lmtp);
}

/* ---- POP3 ---- */

static const struct {
    enum pop3_state state;
    const char *meaning;
} pop3_states[] = {
#define SMTP_STATE(state, meaning)
#define POP3_STATE(state, meaning) {state, meaning},
#include "explain/machine_states.def"
#undef SMTP_STATE
#undef POP3_STATE
};

/* A command has several rows where its argument decides: the one that leads on counts. */
static enum pop3_state pop3_target(struct slice verb, enum pop3_state from) {
    size_t count;
    const struct pop3_command *table = pop3_command_table(&count);
    enum pop3_state target = POP3_NEVER;
    for (size_t i = 0; i < count; i++) {
        enum pop3_state to = pop3_state_after(from, &table[i]);
        if (slice_equal(table[i].verb, verb) && to != POP3_NEVER &&
            (target == POP3_NEVER || target == from))
            target = to;
    }
    return target;
}

static void fill_pop3(struct machine *machine) {
    enum { COUNT = sizeof pop3_states / sizeof *pop3_states };
    for (size_t i = 0; i < COUNT; i++)
        add_state(machine, pop3_state_name(pop3_states[i].state), pop3_states[i].meaning);
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < POP3_ORDER; j++)
            add_arc(machine, i, pop3_state_name(pop3_target(pop3_order[j], pop3_states[i].state)),
                    pop3_order[j]);
}

bool machine_of(const char *protocol, struct machine *machine) {
    *machine = (struct machine){.state_count = 0};
    bool lmtp = strcmp(protocol, "lmtp") == 0;
    if (lmtp || strcmp(protocol, "smtp") == 0)
        fill_smtp(machine, lmtp);
    else if (strcmp(protocol, "pop3") == 0)
        fill_pop3(machine);
    return machine->state_count > 0;
}
