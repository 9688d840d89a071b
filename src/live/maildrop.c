#include "live/maildrop.h"

#include <stdio.h>

#include "base/words.h"
#include "live/answer.h"

enum { LINE = 80 };

/* Asks, and wants +OK. */
static const struct event *ask(struct caller *caller, const char *line, struct error *error) {
    const struct event *reply = entry_ask(caller, line, error);
    if (reply && answer_outcome(reply) != OUTCOME_OK) {
        (void)answer_fail(reply, line, ERROR_REFUSED, error);
        return NULL;
    }
    return reply;
}

bool maildrop_enter(struct caller *caller, const struct target *target, const struct entry *entry,
                    struct error *error) {
    return caller_connect(caller, target, error) && entry_greet(caller, error) &&
           entry_hello(caller, entry, error) && entry_secure(caller, entry, error) &&
           authenticate(caller, entry->credentials, error);
}

bool maildrop_count(struct caller *caller, uint64_t *count, struct error *error) {
    const struct event *reply = ask(caller, "STAT", error);
    if (!reply)
        return false;
    struct slice line = reply->reply.line_count > 0 ? reply->reply.lines[0] : slice_of(NULL, 0);
    return slice_number(slice_word(&line), UINT32_MAX, count) ||
           error_set(error, ERROR_PROTOCOL, _("the reply to STAT has no number"));
}

const struct event *maildrop_sizes(struct caller *caller, struct error *error) {
    return ask(caller, "LIST", error);
}

const struct event *maildrop_unique_ids(struct caller *caller, struct error *error) {
    const struct event *reply = entry_ask(caller, "UIDL", error);
    return reply && answer_outcome(reply) == OUTCOME_OK ? reply : NULL;
}

bool maildrop_retrieve(struct caller *caller, uint64_t number, struct error *error) {
    char line[LINE];
    (void)snprintf(line, sizeof line, "RETR %llu", (unsigned long long)number);
    return ask(caller, line, error) && caller_await_message(caller, error);
}

bool maildrop_top(struct caller *caller, uint64_t number, uint64_t lines, struct error *error) {
    char line[LINE];
    (void)snprintf(line, sizeof line, "TOP %llu %llu", (unsigned long long)number,
                   (unsigned long long)lines);
    return ask(caller, line, error) && caller_await_message(caller, error);
}

bool maildrop_delete(struct caller *caller, uint64_t number, struct error *error) {
    char line[LINE];
    (void)snprintf(line, sizeof line, "DELE %llu", (unsigned long long)number);
    return ask(caller, line, error) != NULL;
}

bool maildrop_leave(struct caller *caller, struct error *error) {
    return ask(caller, "QUIT", error) != NULL;
}
