/* course_offer.h: what the course remembers of what the server offers: the lines of its answer to
 * EHLO, LHLO or CAPA (RFC 5321 4.1.1.1, RFC 2449 3). For course.c; rules ask course_extension(). */
#ifndef HELOISE_DIAGNOSE_COURSE_OFFER_H
#define HELOISE_DIAGNOSE_COURSE_OFFER_H

#include "diagnose/course.h"

/* Looks what the event offers, if it is such an answer. */
void course_look_offer(struct course *course, const struct event *event);

/* Keeps what the answer offers, as it was looked at, in place of what was kept before. */
void course_take_offer(struct course *course, const struct reply_event *reply);

/* It is not known any more what is on offer. */
void course_forget_offer(struct course *course);

#endif
