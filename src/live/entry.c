#include "live/entry.h"

#include "base/words.h"
#include "live/answer.h"
#include "live/offers.h"
#include "protocol/registry.h"

static bool is_pop3(const struct caller *caller) {
    return caller_target(caller)->protocol == &pop3_protocol;
}

const struct event *entry_ask(struct caller *caller, const char *line, struct error *error) {
    return caller_say_line(caller, slice_string(line), error) ? caller_reply(caller, error) : NULL;
}

bool entry_greet(struct caller *caller, struct error *error) {
    const struct event *reply = caller_reply(caller, error);
    if (!reply)
        return false;
    return answer_outcome(reply) == OUTCOME_OK ||
           answer_fail(reply, _("The connection"), ERROR_REFUSED, error);
}

static const struct event *hello(struct caller *caller, const char *verb, const char *name,
                                 struct error *error) {
    struct writer line = writer_to(WRITER_MEMORY);
    writer_string(&line, verb);
    writer_put(&line, ' ');
    writer_string(&line, name);
    writer_put(&line, '\0');
    const struct event *reply =
        line.cause == 0 ? entry_ask(caller, (const char *)line.buffer.data, error) : NULL;
    if (line.cause != 0)
        (void)error_memory(error);
    writer_free(&line);
    return reply;
}

bool entry_hello(struct caller *caller, const struct entry *entry, struct error *error) {
    bool lmtp = caller_target(caller)->protocol == &lmtp_protocol;
    if (is_pop3(caller))
        return entry_ask(caller, "CAPA", error) != NULL;
    const struct event *reply = hello(caller, lmtp ? "LHLO" : "EHLO", entry->name, error);
    if (reply && answer_outcome(reply) == OUTCOME_REFUSED && !lmtp)
        reply = hello(caller, "HELO", entry->name, error);
    if (!reply)
        return false;
    return answer_outcome(reply) == OUTCOME_OK ||
           answer_fail(reply, _("Hello"), ERROR_REFUSED, error);
}

bool entry_secure(struct caller *caller, const struct entry *entry, struct error *error) {
    const char *verb = is_pop3(caller) ? "STLS" : "STARTTLS";
    if (entry->tls == ENTRY_PLAIN || caller_tls(caller))
        return true;
    const struct event *list = offers_find(caller_row(caller)->transcript);
    if (!offers_have(list, slice_string(verb), NULL))
        return entry->tls == ENTRY_TLS_OPTIONAL ||
               error_set(error, ERROR_PROTOCOL, _("the server does not offer %s"), verb);
    const struct event *reply = entry_ask(caller, verb, error);
    if (!reply)
        return false;
    if (answer_outcome(reply) != OUTCOME_OK)
        return entry->tls == ENTRY_TLS_OPTIONAL || answer_fail(reply, verb, ERROR_PROTOCOL, error);
    return caller_secure(caller, error) && entry_hello(caller, entry, error);
}

void entry_quit(struct caller *caller) {
    struct error ignored = {0};
    if (!entry_ask(caller, "QUIT", &ignored))
        return;
    while (caller_owed(caller) > 0 && caller_reply(caller, &ignored)) {
    }
}
