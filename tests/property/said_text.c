#include "tests/property/said_text.h"

#include <stdlib.h>

#include "base/writer.h"

enum { NOT_SAID = -1 };

/* For each event number: the how many-th of its side it is. */
struct ordinals {
    const struct transcript *transcript;
    int64_t *numbers;
};

/* What packets did is told as they were captured. */
static bool is_said(const struct transcript_entry *entry) {
    return entry->present && entry->event.kind != EVENT_NETWORK &&
           entry->event.kind != EVENT_CONNECT;
}

/* Where the event is listed. Of two RST nobody can tell which was first, so that what closes the
 * whole connection belongs to no side. */
static enum side side_of(const struct event *event) {
    bool whole = event->kind == EVENT_CLOSE && event->closing != CLOSING_FIN;
    return whole ? SIDE_CLIENT : event->side;
}

static void put_named(struct writer *out, const char *name, struct slice value) {
    if (value.size == 0)
        return;
    writer_put(out, ' ');
    writer_string(out, name);
    writer_put(out, '=');
    writer_add(out, value);
}

static void put_number(struct writer *out, const char *name, uint64_t value) {
    if (value == 0)
        return;
    writer_put(out, ' ');
    writer_string(out, name);
    writer_put(out, '=');
    writer_number(out, value, 1);
}

static void put_flag(struct writer *out, const char *name, bool set) {
    if (set)
        put_named(out, name, SLICE("yes"));
}

static void put_to(struct writer *out, const struct ordinals *ordinals, uint32_t to) {
    bool told = to != EVENT_NOTHING && to < transcript_count(ordinals->transcript) &&
                ordinals->numbers[to] != NOT_SAID;
    writer_string(out, " to=");
    if (!told) {
        writer_string(out, to == EVENT_NOTHING ? "nothing" : "never");
        return;
    }
    const struct event *event = &transcript_at(ordinals->transcript, to)->event;
    writer_string(out, side_name(side_of(event)));
    writer_number(out, (uint64_t)ordinals->numbers[to], 1);
}

static void put_command(struct writer *out, const struct command_event *command) {
    put_named(out, "verb", command->verb);
    put_named(out, "argument", command->argument);
    put_named(out, "line", command->line);
    put_named(out, "address", command->address);
    put_named(out, "user", command->user);
    put_named(out, "mechanism", command->mechanism);
    put_number(out, "secret", command->secret.size);
    put_number(out, "number", command->number);
    put_flag(out, "last", command->last);
    put_flag(out, "truncated", command->truncated);
    put_named(out, "end", slice_string(line_end_name(command->end)));
}

static void put_reply(struct writer *out, const struct reply_event *reply,
                      const struct ordinals *ordinals) {
    put_to(out, ordinals, reply->to);
    put_number(out, "code", reply->code);
    put_named(out, "status", reply->status);
    put_named(out, "response-code", reply->response_code);
    put_named(out, "outcome", slice_string(outcome_name(reply->outcome)));
    for (size_t i = 0; i < reply->line_count; i++)
        put_named(out, "line", reply->lines[i]);
    put_number(out, "lost", reply->lines_lost);
    if (reply->recipient != EVENT_NOTHING)
        put_number(out, "recipient", reply->recipient + UINT64_C(1));
    put_flag(out, "final", reply->final);
}

static void put_continuation(struct writer *out, const struct event *event,
                             const struct ordinals *ordinals) {
    const struct continuation_event *continuation = &event->continuation;
    put_to(out, ordinals, continuation->to);
    put_number(out, "code", continuation->code);
    put_named(out, "status", continuation->status);
    put_named(out, "line", continuation->line);
    put_named(out, "user", continuation->user);
    put_number(out, "secret", continuation->secret.size);
    put_number(out, "step", continuation->step);
    put_flag(out, "cancel", continuation->cancel);
}

static void put_message(struct writer *out, const struct transcript_entry *entry) {
    const struct message_event *message = &entry->event.message;
    put_named(out, "via", message->via);
    put_number(out, "octets", message->octets);
    put_number(out, "on-the-wire", message->wire_octets);
    put_number(out, "number", message->number);
    put_number(out, "announced", message->announced);
    put_flag(out, "complete", message->complete);
    put_flag(out, "assumed", message->assumed);
    put_named(out, "end", slice_string(line_end_name(message->end)));
    writer_string(out, " sha256=");
    writer_hex(out, slice_of(entry->sha256, sizeof entry->sha256));
}

static void put_tls(struct writer *out, const struct tls_event *tls) {
    put_named(out, "version", tls->version);
    put_named(out, "cipher", tls->cipher);
    put_named(out, "server-name", tls->server_name);
    put_flag(out, "implicit", tls->implicit);
    put_named(out, "resumed", slice_string(tls_resumption_name(tls->resumed)));
    for (size_t i = 0; i < tls->certificate_count; i++)
        put_named(out, "certificate", tls->certificates[i].subject);
    put_named(out, "alert", tls->alert);
    put_flag(out, "fatal", tls->fatal);
}

static void put_event(struct writer *out, const struct transcript_entry *entry,
                      const struct ordinals *ordinals) {
    const struct event *event = &entry->event;
    writer_string(out, event_kind_name(event->kind));
    switch (event->kind) {
    case EVENT_COMMAND:
        put_command(out, &event->command);
        break;
    case EVENT_GREETING:
    case EVENT_REPLY:
        put_reply(out, &event->reply, ordinals);
        break;
    case EVENT_CONTINUATION:
        put_continuation(out, event, ordinals);
        break;
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        put_message(out, entry);
        break;
    case EVENT_TLS:
        put_tls(out, &event->tls);
        break;
    case EVENT_PROXY:
        put_named(out, "line", event->proxy.line);
        put_number(out, "client", event->proxy.client.port);
        put_number(out, "server", event->proxy.server.port);
        break;
    case EVENT_JUNK:
        put_named(out, "octets", event->junk.text);
        break;
    case EVENT_GAP:
        put_number(out, "octets", event->octets);
        break;
    case EVENT_CLOSE:
        put_named(out, "how", slice_string(closing_name(event->closing)));
        break;
    default:
        break;
    }
    writer_put(out, '\n');
}

static struct said *add_said(struct reading_side *side) {
    if (side->count == side->room) {
        side->room = side->room ? 2 * side->room : 32;
        side->events = realloc(side->events, side->room * sizeof *side->events);
        if (!side->events)
            abort();
    }
    return &side->events[side->count++];
}

static struct ordinals count_ordinals(const struct transcript *transcript) {
    size_t count = transcript_count(transcript);
    struct ordinals ordinals = {transcript, malloc((count + 1) * sizeof(int64_t))};
    int64_t seen[2] = {0};
    if (!ordinals.numbers)
        abort();
    for (size_t n = 0; n < count; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        ordinals.numbers[n] = is_said(entry) ? seen[side_of(&entry->event)]++ : NOT_SAID;
    }
    return ordinals;
}

void session_write_texts(struct reading_session *session) {
    struct ordinals ordinals = count_ordinals(session->transcript);
    struct writer out[2] = {writer_to(WRITER_MEMORY), writer_to(WRITER_MEMORY)};
    for (size_t n = 0; n < transcript_count(session->transcript); n++) {
        const struct transcript_entry *entry = transcript_at(session->transcript, n);
        if (!is_said(entry))
            continue;
        enum side side = side_of(&entry->event);
        struct said *said = add_said(&session->sides[side]);
        *said = (struct said){.kind = entry->event.kind,
                              .start = out[side].buffer.size,
                              .needed = {session->needed[2 * n], session->needed[2 * n + 1]},
                              .entry = entry};
        put_event(&out[side], entry, &ordinals);
        said->end = out[side].buffer.size;
    }
    for (int side = 0; side < 2; side++)
        session->sides[side].text = out[side].buffer;
    free(ordinals.numbers);
}
