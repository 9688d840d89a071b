#include "diagnose/course_transaction.h"

#include "diagnose/names.h"

static struct slice keep(struct course *course, struct slice address) {
    return arena_copy(&course->memory.envelope, slice_first(address, COURSE_TEXT));
}

static void open_transaction(struct course *course, const struct event *event) {
    struct course_transaction *transaction = &course->transaction;
    arena_clear(&course->memory.envelope);
    *transaction = (struct course_transaction){.n = event->n,
                                               .message = EVENT_NOTHING,
                                               .sender = keep(course, event->command.address),
                                               .null_sender = command_null_sender(&event->command)};
    transaction->domain = name_domain_of(transaction->sender);
    for (size_t i = 0; i < event->command.parameter_count; i++) {
        const struct parameter *parameter = &event->command.parameters[i];
        if (slice_equal_nocase(parameter->name, SLICE("SIZE")))
            transaction->has_size = slice_number(parameter->value, UINT64_MAX, &transaction->size);
        if (slice_equal_nocase(parameter->name, SLICE("SMTPUTF8")))
            transaction->utf8 = true;
        if (slice_equal_nocase(parameter->name, SLICE("BODY"))) {
            transaction->eight_bit = slice_equal_nocase(parameter->value, SLICE("8BITMIME"));
            transaction->binary = slice_equal_nocase(parameter->value, SLICE("BINARYMIME"));
        }
    }
}

/* Keeps the recipient, within the bound; returns its place, from 1, or 0. */
static uint32_t add_recipient(struct course *course, const struct event *event) {
    struct course_transaction *transaction = &course->transaction;
    if (transaction->recipient_count == COURSE_RECIPIENTS)
        return 0;
    struct course_recipient *recipients =
        arena_grow(&course->memory.envelope, transaction->recipients, transaction->recipient_count,
                   sizeof *recipients);
    if (!recipients)
        return 0;
    transaction->recipients = recipients;
    recipients[transaction->recipient_count] =
        (struct course_recipient){.address = keep(course, event->command.address), .n = event->n};
    return (uint32_t)++transaction->recipient_count;
}

static void take_content_command(struct course_transaction *transaction,
                                 const struct command_event *command) {
    bool counted = !slice_equal(command->verb, SLICE("DATA"));
    transaction->bdat |= counted;
    transaction->data |= !counted;
    transaction->content_over |= counted && command->last;
}

/* Whether the client is done with the transaction that is open: then MAIL opens another one, though
 * the answers that close the old one are still to come. */
static bool left_behind(const struct course_transaction *transaction) {
    return !transaction->open || transaction->reset_sent || transaction->content_over;
}

void course_ask_transaction(struct course *course, const struct event *event,
                            struct course_command *place) {
    struct course_transaction *transaction = &course->transaction;
    switch (event->command.act) {
    case ACT_HELLO:
    case ACT_RESET:
        transaction->reset_sent = true;
        break;
    case ACT_SENDER:
        if (left_behind(transaction))
            open_transaction(course, event);
        break;
    case ACT_RECIPIENT:
        transaction->asked_for++;
        place->recipient = add_recipient(course, event);
        break;
    case ACT_CONTENT:
        place->group = transaction->asked_for > transaction->accepted + transaction->refused;
        take_content_command(transaction, &event->command);
        break;
    default:
        break;
    }
}

struct course_recipient *course_recipient_of(const struct course *course,
                                             const struct course_command *command) {
    const struct course_transaction *transaction = &course->transaction;
    if (!command || command->recipient == 0 || command->recipient > transaction->recipient_count)
        return NULL;
    struct course_recipient *recipient = &transaction->recipients[command->recipient - 1];
    return recipient->n == command->n ? recipient : NULL;
}

static void take_recipient_answer(struct course *course, const struct course_command *command,
                                  const struct reply_event *reply) {
    struct course_transaction *transaction = &course->transaction;
    struct course_recipient *recipient = course_recipient_of(course, command);
    if (transaction->n == EVENT_NOTHING || command->n < transaction->n)
        return;
    if (recipient)
        recipient->outcome = reply->outcome;
    transaction->accepted += reply->outcome == OUTCOME_OK;
    transaction->refused += reply->outcome != OUTCOME_OK;
}

void course_settle_transaction(struct course *course, const struct course_command *command,
                               const struct reply_event *reply) {
    struct course_transaction *transaction = &course->transaction;
    bool ok = reply->outcome == OUTCOME_OK;
    switch (command->act) {
    case ACT_HELLO:
    case ACT_RESET:
        transaction->open &= !ok;
        transaction->reset_sent &= ok;
        break;
    case ACT_SENDER:
        transaction->open |= ok && transaction->n == command->n;
        break;
    case ACT_RECIPIENT:
        take_recipient_answer(course, command, reply);
        break;
    case ACT_CONTENT:
        transaction->bdat_failed |= !ok && reply->outcome != OUTCOME_MORE;
        transaction->asked |= reply->outcome == OUTCOME_MORE;
        break;
    default:
        break;
    }
}
