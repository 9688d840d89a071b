/* course_transaction.h: what the course remembers of the transaction that is open, or the last one:
 * its envelope, and what was answered so far (RFC 5321 3.3). For course.c. */
#ifndef HELOISE_DIAGNOSE_COURSE_TRANSACTION_H
#define HELOISE_DIAGNOSE_COURSE_TRANSACTION_H

#include "diagnose/course.h"

/* What a command asks of the transaction; MAIL may open another one. `place` is the command's, and
 * is told what belongs to it. Past COURSE_RECIPIENTS, or when memory ran out, a recipient is
 * counted and not kept. */
void course_ask_transaction(struct course *course, const struct event *event,
                            struct course_command *place);

/* What a reply to `command` means for the transaction; `reply` is borrowed for the call. */
void course_settle_transaction(struct course *course, const struct course_command *command,
                               const struct reply_event *reply);

/* The recipient of a RCPT of the transaction, the course's; NULL where it is none, or was not kept.
 * `command` may be NULL. */
struct course_recipient *course_recipient_of(const struct course *course,
                                             const struct course_command *command);

#endif
