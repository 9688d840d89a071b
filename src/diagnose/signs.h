/* signs.h: what an event shows at a glance, so that no rule is asked about what cannot be a finding
 * of its own: signs.def. */
#ifndef HELOISE_DIAGNOSE_SIGNS_H
#define HELOISE_DIAGNOSE_SIGNS_H

#include "diagnose/course.h"

enum sign {
    SIGN_NONE,
#define SIGN(name) SIGN_##name,
#include "diagnose/signs.def"
#undef SIGN
    SIGNS
};

/* The signs of an event, a bit (1 << sign) each, without SIGN_ALWAYS. The course has looked at it
 * and not taken it in. `event` NULL: the session is over. */
uint64_t signs_of(const struct course *course, const struct event *event);

/* The same for what a message shows in its header: signs_header.c. */
uint64_t signs_of_header(const struct course *course, const struct event *event);

/* The bit of a sign where `shown`. */
static inline uint64_t sign_if(bool shown, enum sign sign) {
    return (uint64_t)shown << sign;
}

#endif
