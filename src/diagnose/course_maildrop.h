/* course_maildrop.h: what the course remembers of POP3: the messages of a maildrop, by number
 * (RFC 1939 5). For course.c; rules ask course_mail(). */
#ifndef HELOISE_DIAGNOSE_COURSE_MAILDROP_H
#define HELOISE_DIAGNOSE_COURSE_MAILDROP_H

#include "diagnose/course.h"

/* What an accepted command means for the maildrop; `reply` is borrowed for the call. Past
 * COURSE_MAILS, or when memory ran out, a message is not kept. */
void course_settle_maildrop(struct course *course, const struct course_command *command,
                            const struct reply_event *reply);

#endif
