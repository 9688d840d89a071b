#include "session/event_copy.h"

#include "session/tls_event_copy.h"

/* Replaces a slice by a copy. */
static bool keep(struct slice *slice, struct arena *arena) {
    size_t size = slice->size;
    *slice = arena_copy(arena, *slice);
    return slice->size == size;
}

/* A line and the copy made of it: parts of the line become the same parts of the copy. */
struct copied_line {
    struct slice line, copy;
};

static bool keep_part(struct slice *part, const struct copied_line *from, struct arena *arena) {
    uintptr_t start = (uintptr_t)from->line.data, at = (uintptr_t)part->data;
    bool inside = at >= start && at - start <= from->line.size &&
                  part->size <= from->line.size - (at - start);
    if (!inside || part->size == 0)
        return keep(part, arena);
    part->data = from->copy.data + (at - start);
    return true;
}

static bool keep_parameters(struct command_event *command, const struct copied_line *from,
                            struct arena *arena) {
    if (command->parameter_count == 0)
        return true;
    struct parameter *parameters = arena_take(arena, command->parameter_count * sizeof *parameters);
    if (!parameters)
        return false;
    for (size_t i = 0; i < command->parameter_count; i++) {
        parameters[i] = command->parameters[i];
        if (!keep_part(&parameters[i].name, from, arena) ||
            !keep_part(&parameters[i].value, from, arena))
            return false;
    }
    command->parameters = parameters;
    return true;
}

static bool copy_command(struct command_event *command, struct arena *arena) {
    struct copied_line from = {.line = command->line};
    if (!keep(&command->line, arena))
        return false;
    from.copy = command->line;
    return keep_part(&command->verb, &from, arena) && keep_part(&command->argument, &from, arena) &&
           keep_part(&command->secret, &from, arena) &&
           keep_part(&command->address, &from, arena) && keep_part(&command->user, &from, arena) &&
           keep_part(&command->mechanism, &from, arena) && keep_parameters(command, &from, arena);
}

static bool keep_codes(struct reply_event *reply, struct arena *arena) {
    if (!reply->codes)
        return true;
    uint16_t *codes = arena_take(arena, reply->line_count * sizeof *codes);
    if (codes)
        memcpy(codes, reply->codes, reply->line_count * sizeof *codes);
    reply->codes = codes;
    return codes != NULL;
}

static bool copy_reply(struct reply_event *reply, struct arena *arena) {
    struct slice *lines = arena_take(arena, reply->line_count * sizeof *lines);
    if (!lines)
        return false;
    for (size_t i = 0; i < reply->line_count; i++) {
        lines[i] = reply->lines[i];
        if (!keep(&lines[i], arena))
            return false;
    }
    reply->lines = lines;
    return keep_codes(reply, arena) && keep(&reply->status, arena) &&
           keep(&reply->response_code, arena);
}

static bool copy_continuation(struct continuation_event *continuation, struct arena *arena) {
    struct copied_line from = {.line = continuation->line};
    if (!keep(&continuation->line, arena))
        return false;
    from.copy = continuation->line;
    return keep_part(&continuation->secret, &from, arena) &&
           keep_part(&continuation->user, &from, arena) && keep(&continuation->status, arena);
}

static bool copy_junk(struct junk_event *junk, struct arena *arena) {
    struct copied_line from = {.line = junk->text};
    if (!keep(&junk->text, arena))
        return false;
    from.copy = junk->text;
    return keep_part(&junk->secret, &from, arena);
}

static bool copy_proxy(struct proxy_event *proxy, struct arena *arena) {
    if (!keep(&proxy->line, arena))
        return false;
    if (proxy->protocol == PROXY_HEADER)
        return keep(&proxy->authority, arena) && keep(&proxy->tls, arena) &&
               keep(&proxy->cipher, arena) && keep(&proxy->common_name, arena);
    return keep(&proxy->name, arena) && keep(&proxy->user, arena) && keep(&proxy->secret, arena) &&
           keep(&proxy->text, arena);
}

bool event_copy(struct event *copy, const struct event *event, struct arena *arena) {
    *copy = *event;
    switch (event->kind) {
    case EVENT_COMMAND:
        return copy_command(&copy->command, arena);
    case EVENT_GREETING:
    case EVENT_REPLY:
        return copy_reply(&copy->reply, arena);
    case EVENT_CONTINUATION:
        return copy_continuation(&copy->continuation, arena);
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        return keep(&copy->message.via, arena);
    case EVENT_TLS:
        return tls_event_copy(&copy->tls, arena);
    case EVENT_PROXY:
        return copy_proxy(&copy->proxy, arena);
    case EVENT_JUNK:
        return copy_junk(&copy->junk, arena);
    case EVENT_CONNECT:
    case EVENT_GAP:
    case EVENT_NETWORK:
    case EVENT_CLOSE:
    case EVENT_KINDS:
        return true;
    }
    return true;
}
