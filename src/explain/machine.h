/* machine.h: the states of a protocol and what leads from one to another, read out of its own table
 * (smtp_verbs.def, pop3_commands.def): what the decoder judges by, to be drawn. */
#ifndef HELOISE_EXPLAIN_MACHINE_H
#define HELOISE_EXPLAIN_MACHINE_H

#include "base/slice.h"

/* A bound for both tables together. */
enum { MACHINE_STATES = 16, MACHINE_ARCS = 128 };

struct machine_state {
    const char *name;    /* as events have it: "ready" */
    const char *meaning; /* one sentence, marked for translation */
};

/* What leads from a state to another, or lets it be (both the same). */
struct machine_arc {
    size_t from, to;
    struct slice by; /* a command, as in "MAIL"; else what is said: "220" */
};

struct machine {
    struct machine_state states[MACHINE_STATES]; /* in the order in which a session goes */
    size_t state_count;
    struct machine_arc arcs[MACHINE_ARCS]; /* by their `from`, then as a session usually goes */
    size_t arc_count;
};

/* Fills the machine of a protocol ("smtp", "lmtp", "pop3"). False when it is none of these. */
bool machine_of(const char *protocol, struct machine *machine);

/* The place of a state; machine->state_count when it has none of this name (NULL too). */
size_t machine_find(const struct machine *machine, const char *name);

#endif
