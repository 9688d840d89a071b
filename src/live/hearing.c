#include "live/hearing.h"

#include <stdlib.h>

#include "protocol/registry.h"

void hearing_begin(struct hearing *hearing, const struct protocol *protocol) {
    *hearing = (struct hearing){
        .owed = 1, .each = protocol == &lmtp_protocol, .awaited = PATIENCE_GREETING};
}

void hearing_clear(struct hearing *hearing) {
    free(hearing->came);
    *hearing = (struct hearing){0};
}

static bool keep(struct hearing *hearing, uint32_t n) {
    if (hearing->count == hearing->room) {
        size_t room = hearing->room ? 2 * hearing->room : 64;
        uint32_t *came = realloc(hearing->came, room * sizeof *came);
        if (!came)
            return false;
        hearing->came = came;
        hearing->room = room;
    }
    hearing->came[hearing->count++] = n;
    return true;
}

static size_t answers_to_content(const struct hearing *hearing) {
    return hearing->each ? hearing->recipients : 1;
}

static void take_command(struct hearing *hearing, const struct event *event) {
    const struct command_event *command = &event->command;
    bool content = command->act == ACT_CONTENT;
    bool last = content && command->last; /* BDAT LAST */
    if (command->act == ACT_SENDER || command->act == ACT_RESET)
        hearing->recipients = 0;
    hearing->owed += last ? answers_to_content(hearing) : 1;
    hearing->awaited = last ? PATIENCE_FINAL : content ? PATIENCE_GO_AHEAD : PATIENCE_REPLY;
}

/* Content that BDAT carried was answered as its command. */
static void take_message(struct hearing *hearing, const struct event *event) {
    if (event->side == SIDE_SERVER) {
        hearing->messages += event->message.complete;
        return;
    }
    if (slice_equal(event->message.via, SLICE("BDAT")))
        return;
    hearing->owed += answers_to_content(hearing);
    hearing->awaited = PATIENCE_FINAL;
}

static bool accepts_recipient(const struct transcript *transcript, const struct event *event) {
    if (event->reply.outcome != OUTCOME_OK || event->reply.to >= transcript_count(transcript))
        return false;
    const struct event *asked = &transcript_at(transcript, event->reply.to)->event;
    return asked->kind == EVENT_COMMAND && asked->command.act == ACT_RECIPIENT;
}

bool hearing_take(struct hearing *hearing, const struct transcript *transcript,
                  const struct event *event) {
    bool server = event->side == SIDE_SERVER;
    switch (event->kind) {
    case EVENT_GREETING:
        return keep(hearing, event->n);
    case EVENT_REPLY:
        hearing->recipients += accepts_recipient(transcript, event);
        return keep(hearing, event->n);
    case EVENT_JUNK:
        return !server || keep(hearing, event->n);
    case EVENT_CONTINUATION:
        hearing->owed += !server;
        return !server || keep(hearing, event->n);
    case EVENT_COMMAND:
        take_command(hearing, event);
        return true;
    case EVENT_MESSAGE:
        take_message(hearing, event);
        return true;
    default:
        return true;
    }
}

bool hearing_waits(const struct hearing *hearing) {
    return hearing->taken < hearing->count;
}

uint32_t hearing_next(const struct hearing *hearing) {
    return hearing->came[hearing->taken];
}

void hearing_taken(struct hearing *hearing, const struct event *event) {
    bool unasked = event->kind == EVENT_REPLY && event->reply.to == EVENT_NOTHING;
    hearing->taken++;
    if (!unasked && event->kind != EVENT_JUNK && hearing->owed > 0)
        hearing->owed--;
    if (hearing->owed > 0)
        return;
    hearing->awaited = PATIENCE_REPLY;
}
