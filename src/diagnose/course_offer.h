/* course_offer.h: what the course remembers of what the server offers: the lines of its answer to
 * EHLO, LHLO or CAPA (RFC 5321 4.1.1.1, RFC 2449 3). For course.c; rules ask course_extension(). */
#ifndef HELOISE_DIAGNOSE_COURSE_OFFER_H
#define HELOISE_DIAGNOSE_COURSE_OFFER_H

#include "diagnose/course.h"

/* What the event offers, if it is such an answer; zeroed: nothing. */
struct course_offering course_look_offer(const struct course *course, const struct event *event);

/* Keeps what the answer offers in place of what was kept before; `reply` is borrowed for the call.
 */
void course_take_offer(struct course *course, const struct reply_event *reply);

/* It is not known any more what is on offer. */
void course_forget_offer(struct course *course);

#endif
