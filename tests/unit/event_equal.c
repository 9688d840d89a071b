#include "event_equal.h"

#include <string.h>

#define DIFFERS(condition, name)                                                                   \
    do {                                                                                           \
        if (condition)                                                                             \
            return (name);                                                                         \
    } while (0)
#define NUMBER(field)  DIFFERS(a->field != b->field, #field)
#define TEXT(field)    DIFFERS(!slice_equal(a->field, b->field), #field)
#define ADDRESS(field) DIFFERS(!same_endpoint(&a->field, &b->field), #field)
#define INSTANT(field) NUMBER(field.ns)

static bool same_endpoint(const struct endpoint *a, const struct endpoint *b) {
    return a->size == b->size && a->port == b->port &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

static const char *command_difference(const struct command_event *a,
                                      const struct command_event *b) {
    TEXT(verb);
    TEXT(argument);
    TEXT(line);
    TEXT(secret);
    TEXT(address);
    TEXT(user);
    TEXT(mechanism);
    NUMBER(end);
    NUMBER(act);
    NUMBER(number);
    NUMBER(last);
    NUMBER(known);
    NUMBER(allowed);
    NUMBER(truncated);
    NUMBER(parameter_count);
    for (size_t i = 0; i < a->parameter_count; i++) {
        TEXT(parameters[i].name);
        TEXT(parameters[i].value);
        NUMBER(parameters[i].has_value);
    }
    return NULL;
}

static const char *reply_difference(const struct reply_event *a, const struct reply_event *b) {
    NUMBER(line_count);
    for (size_t i = 0; i < a->line_count; i++)
        TEXT(lines[i]);
    TEXT(status);
    TEXT(response_code);
    NUMBER(lines_lost);
    NUMBER(code);
    NUMBER(enhanced.class);
    NUMBER(enhanced.subject);
    NUMBER(enhanced.detail);
    NUMBER(outcome);
    NUMBER(to);
    NUMBER(recipient);
    NUMBER(latency);
    NUMBER(mixed_codes);
    for (size_t i = 0; a->codes && b->codes && i < a->line_count; i++)
        NUMBER(codes[i]);
    NUMBER(end);
    NUMBER(final);
    NUMBER(unclosed);
    NUMBER(truncated);
    return NULL;
}

static const char *continuation_difference(const struct continuation_event *a,
                                           const struct continuation_event *b) {
    TEXT(line);
    TEXT(secret);
    TEXT(user);
    TEXT(status);
    NUMBER(code);
    NUMBER(to);
    NUMBER(latency);
    NUMBER(end);
    NUMBER(step);
    NUMBER(cancel);
    NUMBER(truncated);
    return NULL;
}

static const char *message_difference(const struct message_event *a,
                                      const struct message_event *b) {
    TEXT(via);
    NUMBER(octets);
    NUMBER(wire_octets);
    NUMBER(end);
    NUMBER(complete);
    NUMBER(assumed);
    NUMBER(number);
    NUMBER(announced);
    NUMBER(facts.longest_line);
    NUMBER(facts.bare_lf);
    NUMBER(facts.bare_cr);
    NUMBER(facts.nul);
    NUMBER(facts.high);
    NUMBER(facts.stuffed_dots);
    return NULL;
}

static const char *proxy_difference(const struct event *a, const struct event *b) {
    TEXT(proxy.line);
    NUMBER(proxy.protocol);
    NUMBER(proxy.version);
    NUMBER(proxy.local);
    NUMBER(proxy.outcome);
    NUMBER(proxy.code);
    if (a->proxy.protocol == PROXY_HEADER) {
        ADDRESS(proxy.client);
        ADDRESS(proxy.server);
        TEXT(proxy.authority);
        TEXT(proxy.tls);
        TEXT(proxy.cipher);
        TEXT(proxy.common_name);
        return NULL;
    }
    ADDRESS(proxy.target);
    TEXT(proxy.name);
    TEXT(proxy.user);
    TEXT(proxy.secret);
    TEXT(proxy.text);
    return NULL;
}

static const char *tls_difference(const struct event *a, const struct event *b) {
    NUMBER(tls.what);
    NUMBER(tls.implicit);
    NUMBER(tls.finished);
    NUMBER(tls.retried);
    NUMBER(tls.early);
    NUMBER(tls.wants_certificate);
    NUMBER(tls.resumed);
    TEXT(tls.version);
    TEXT(tls.cipher);
    TEXT(tls.server_name);
    TEXT(tls.group);
    TEXT(tls.alpn);
    NUMBER(tls.certificate_count);
    for (size_t i = 0; i < a->tls.certificate_count; i++) {
        TEXT(tls.certificates[i].subject);
        TEXT(tls.certificates[i].issuer);
        NUMBER(tls.certificates[i].begin.ns);
        NUMBER(tls.certificates[i].end.ns);
    }
    DIFFERS(!a->tls.client != !b->tls.client, "tls.client");
    if (a->tls.client) {
        NUMBER(tls.client->proven);
        NUMBER(tls.client->count);
        for (size_t i = 0; i < a->tls.client->count; i++)
            TEXT(tls.client->certificates[i].subject);
    }
    TEXT(tls.alert);
    NUMBER(tls.fatal);
    NUMBER(tls.supposed);
    return NULL;
}

static const char *other_difference(const struct event *a, const struct event *b) {
    switch (a->kind) {
    case EVENT_TLS:
        return tls_difference(a, b);
    case EVENT_PROXY:
        return proxy_difference(a, b);
    case EVENT_JUNK:
        TEXT(junk.text);
        TEXT(junk.secret);
        break;
    case EVENT_CLOSE:
        NUMBER(closing);
        break;
    case EVENT_NETWORK:
        NUMBER(network.notice.kind);
        NUMBER(network.notice.octets);
        NUMBER(network.notice.mtu);
        NUMBER(network.notice.text);
        ADDRESS(network.notice.from);
        NUMBER(network.count);
        break;
    case EVENT_CONNECT:
        NUMBER(connect.syns);
        NUMBER(connect.answers);
        NUMBER(connect.span);
        NUMBER(connect.answered);
        NUMBER(connect.round_trip);
        NUMBER(connect.accepted);
        break;
    default:
        break;
    }
    return NULL;
}

const char *event_difference(const struct event *a, const struct event *b) {
    NUMBER(n);
    NUMBER(kind);
    NUMBER(side);
    INSTANT(at);
    INSTANT(end);
    NUMBER(offset);
    NUMBER(octets);
    NUMBER(packet);
    NUMBER(state);
    switch (a->kind) {
    case EVENT_COMMAND:
        return command_difference(&a->command, &b->command);
    case EVENT_GREETING:
    case EVENT_REPLY:
        return reply_difference(&a->reply, &b->reply);
    case EVENT_CONTINUATION:
        return continuation_difference(&a->continuation, &b->continuation);
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        return message_difference(&a->message, &b->message);
    default:
        return other_difference(a, b);
    }
}

const char *entry_difference(const struct transcript_entry *a, const struct transcript_entry *b) {
    NUMBER(present);
    NUMBER(reply_count);
    for (size_t i = 0; i < a->reply_count; i++)
        NUMBER(replies[i]);
    TEXT(preview);
    NUMBER(has_digest);
    DIFFERS(memcmp(a->sha256, b->sha256, sizeof a->sha256) != 0, "sha256");
    return a->present ? event_difference(&a->event, &b->event) : NULL;
}
