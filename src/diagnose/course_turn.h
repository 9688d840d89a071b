/* course_turn.h: what the course remembers of a client that speaks out of turn: before the
 * greeting, behind a message without a command, in TLS where text is expected. For course.c. */
#ifndef HELOISE_DIAGNOSE_COURSE_TURN_H
#define HELOISE_DIAGNOSE_COURSE_TURN_H

#include "diagnose/course.h"

/* Looks at an event before rules are asked about it. */
void course_look_turn(struct course *course, const struct event *event);

/* Takes a command, before the course does. */
void course_take_turn(struct course *course, const struct event *event);

#endif
