/* Fields that a single event tells. */
#include <stdio.h>

#include "index/filter_readers.h"

/* NULL: the look's event is none. */
static const struct command_event *command_of(const struct filter_look *look) {
    const struct event *event = &look->entry->event;
    return event->kind == EVENT_COMMAND ? &event->command : NULL;
}

static const struct reply_event *reply_of(const struct filter_look *look) {
    const struct event *event = &look->entry->event;
    bool reply = event->kind == EVENT_REPLY || event->kind == EVENT_GREETING;
    return reply ? &event->reply : NULL;
}

static const struct continuation_event *challenge_of(const struct filter_look *look) {
    const struct event *event = &look->entry->event;
    bool challenge = event->kind == EVENT_CONTINUATION && event->side == SIDE_SERVER;
    return challenge ? &event->continuation : NULL;
}

/* ---- commands ---- */

static void look_verb(struct filter_look *look, bool pop) {
    const struct command_event *command = command_of(look);
    if (command && row_is_pop(look->row) == pop)
        look_present(look, command->verb);
}

static void look_argument(struct filter_look *look, bool pop) {
    const struct command_event *command = command_of(look);
    if (command && row_is_pop(look->row) == pop)
        look_present(look, command->argument);
}

void of_event_smtp_verb(struct filter_look *look) {
    look_verb(look, false);
}

void of_event_smtp_argument(struct filter_look *look) {
    look_argument(look, false);
}

void of_event_pop_verb(struct filter_look *look) {
    look_verb(look, true);
}

void of_event_pop_argument(struct filter_look *look) {
    look_argument(look, true);
}

void of_event_hello(struct filter_look *look) {
    const struct command_event *command = command_of(look);
    if (command && command->act == ACT_HELLO)
        look_present(look, command->argument);
}

/* The null reverse-path is a sender, too. */
void of_event_sender(struct filter_look *look) {
    const struct command_event *command = command_of(look);
    if (command && command->act == ACT_SENDER)
        look_text(look, command->address);
}

void of_event_recipient(struct filter_look *look) {
    const struct command_event *command = command_of(look);
    if (command && command->act == ACT_RECIPIENT)
        look_present(look, command->address);
}

void of_event_mechanism(struct filter_look *look) {
    const struct command_event *command = command_of(look);
    if (command)
        look_present(look, command->mechanism);
}

void of_event_user(struct filter_look *look) {
    const struct command_event *command = command_of(look);
    if (command)
        look_present(look, command->user);
    else if (look->entry->event.kind == EVENT_CONTINUATION)
        look_present(look, look->entry->event.continuation.user);
}

/* ---- replies ---- */

void of_event_code(struct filter_look *look) {
    const struct reply_event *reply = reply_of(look);
    const struct continuation_event *challenge = challenge_of(look);
    uint16_t code = reply ? reply->code : challenge ? challenge->code : 0;
    if (code > 0)
        look_number(look, code);
}

void of_event_indicator(struct filter_look *look) {
    const struct reply_event *reply = reply_of(look);
    const struct continuation_event *challenge = challenge_of(look);
    if (reply)
        look_present(look, reply->status);
    else if (challenge)
        look_present(look, challenge->status);
}

void of_event_smtp_text(struct filter_look *look) {
    const struct reply_event *reply = reply_of(look);
    const struct continuation_event *challenge = challenge_of(look);
    if (row_is_pop(look->row))
        return;
    for (size_t i = 0; reply && i < reply->line_count; i++)
        look_present(look, reply->lines[i]);
    if (challenge)
        look_present(look, challenge->line);
}

void of_event_pop_text(struct filter_look *look) {
    const struct reply_event *reply = reply_of(look);
    const struct continuation_event *challenge = challenge_of(look);
    if (!row_is_pop(look->row))
        return;
    if (reply && reply->line_count > 0)
        look_present(look, reply->lines[0]);
    if (challenge)
        look_present(look, challenge->line);
}

void of_event_enhanced(struct filter_look *look) {
    const struct reply_event *reply = reply_of(look);
    char text[24];
    if (!reply || reply->enhanced.class == 0)
        return;
    (void)snprintf(text, sizeof text, "%u.%u.%u", reply->enhanced.class, reply->enhanced.subject,
                   reply->enhanced.detail);
    look_text(look, slice_string(text));
}

void of_event_latency(struct filter_look *look) {
    const struct reply_event *reply = reply_of(look);
    const struct continuation_event *challenge = challenge_of(look);
    duration latency = reply ? reply->latency : challenge ? challenge->latency : DURATION_UNKNOWN;
    if (latency != DURATION_UNKNOWN)
        look_number(look, latency);
}

/* ---- any event ---- */

void of_event_packet(struct filter_look *look) {
    if (look->entry->event.packet > 0)
        look_number(look, (int64_t)look->entry->event.packet);
}

void of_event_at(struct filter_look *look) {
    look_number(look, look->entry->event.at.ns);
}

void of_event_findings(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].event == look->entry->event.n)
            look_text(look, slice_string(summary->findings[i].fact->fact.id));
}

void of_event_severities(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].event == look->entry->event.n)
            look_number(look, (int64_t)summary->findings[i].severity - 1);
}

/* ---- text ---- */

/* "550", "+OK" and a line of the reply, as they were sent but for the sign between them. */
static void look_reply_line(struct filter_look *look, uint16_t code, struct slice status,
                            struct slice line) {
    char digits[8];
    struct arena *scratch = &look->filter->scratch;
    (void)snprintf(digits, sizeof digits, "%03u", code);
    struct slice front = code ? slice_string(digits) : status;
    uint8_t *text = arena_octets(scratch, front.size + 1 + line.size);
    if (!text)
        return;
    size_t size = 0;
    if (front.size > 0) {
        memcpy(text, front.data, front.size);
        text[front.size] = ' ';
        size = front.size + 1;
    }
    if (line.size > 0)
        memcpy(text + size, line.data, line.size);
    look_text(look, slice_of(text, size + line.size));
    arena_clear(scratch);
}

static void look_reply(struct filter_look *look, const struct reply_event *reply) {
    for (size_t i = 0; i < reply->line_count; i++) {
        bool first = i == 0 || reply->status.size == 0; /* POP3: before the first line alone */
        uint16_t code = reply->codes ? reply->codes[i] : reply->code;
        look_reply_line(look, code, first ? reply->status : slice_of(NULL, 0), reply->lines[i]);
    }
}

void of_event_text(struct filter_look *look) {
    const struct event *event = &look->entry->event;
    const struct reply_event *reply = reply_of(look);
    if (reply)
        look_reply(look, reply);
    else if (event->kind == EVENT_COMMAND)
        look_text(look, event->command.line);
    else if (event->kind == EVENT_CONTINUATION)
        look_reply_line(look, event->continuation.code, event->continuation.status,
                        event->continuation.line);
    else if (event->kind == EVENT_JUNK)
        look_present(look, event->junk.text);
    else if (event->kind == EVENT_PROXY)
        look_present(look, event->proxy.line);
}

/* ---- messages ---- */

void of_event_body(struct filter_look *look) {
    if (look->entry->event.kind == EVENT_MESSAGE)
        look_text(look, look->entry->preview);
}

static void hear_field(void *context, size_t field, struct slice value) {
    struct filter_look *look = context;
    (void)field;
    look_text(look, decode_value(look->filter->decoder, value, &look->filter->scratch));
}

/* Each header field of this name. */
static void look_header(struct filter_look *look, struct slice name) {
    struct header_reader *reader = &look->filter->header;
    if (look->entry->event.kind != EVENT_MESSAGE)
        return;
    header_begin(reader, &name, 1, hear_field, look);
    (void)header_read(reader, slice_first(look->entry->preview, FILTER_HEADER));
    header_end(reader);
    arena_clear(&look->filter->scratch);
}

void of_event_subject(struct filter_look *look) {
    look_header(look, SLICE("Subject"));
}

void of_event_from(struct filter_look *look) {
    look_header(look, SLICE("From"));
}

void of_event_to(struct filter_look *look) {
    look_header(look, SLICE("To"));
}

void of_event_message_id(struct filter_look *look) {
    look_header(look, SLICE("Message-ID"));
}
