/* Exchanges: each command with its replies, the steps of its login and the message between them, as
 * lists through the events of a transcript. */
#include <stdlib.h>

#include "index/filter_inside.h"

/* Commands whose message is still to come, as far as the events were walked through. */
struct carriers {
    uint32_t content;   /* the last command that sends content */
    uint32_t retrieval; /* the last command that was answered and asked for some */
};

static bool grow(uint32_t **array, size_t room) {
    uint32_t *grown = realloc(*array, room * sizeof **array);
    if (grown)
        *array = grown;
    return grown != NULL;
}

static bool make_room(struct filter_exchanges *exchanges, size_t count) {
    if (count <= exchanges->room)
        return true;
    exchanges->room = 0;
    size_t room = count + count / 2 + 64;
    if (!grow(&exchanges->owner, room) || !grow(&exchanges->next, room) ||
        !grow(&exchanges->last, room))
        return false;
    exchanges->room = room;
    return true;
}

/* What an event answers was told before it; a number that is not is none. */
static uint32_t owner_of_answered(const struct filter_exchanges *exchanges, uint32_t n,
                                  uint32_t to) {
    return to < n ? exchanges->owner[to] : EVENT_NOTHING;
}

/* What the side of the last content command sends is its message, the other side's was retrieved.
 */
static uint32_t owner_of_message(const struct transcript *transcript, const struct event *event,
                                 const struct carriers *carriers) {
    uint32_t content = carriers->content;
    bool sent =
        content != EVENT_NOTHING && transcript_at(transcript, content)->event.side == event->side;
    return sent ? content : carriers->retrieval;
}

static uint32_t owner_of(const struct filter_exchanges *exchanges,
                         const struct transcript *transcript, const struct event *event,
                         const struct carriers *carriers) {
    switch (event->kind) {
    case EVENT_COMMAND:
        return event->n;
    case EVENT_GREETING:
    case EVENT_REPLY:
        return owner_of_answered(exchanges, event->n, event->reply.to);
    case EVENT_CONTINUATION:
        return owner_of_answered(exchanges, event->n, event->continuation.to);
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        return owner_of_message(transcript, event, carriers);
    default:
        return EVENT_NOTHING;
    }
}

static void note_carrier(const struct transcript *transcript, const struct event *event,
                         uint32_t owner, struct carriers *carriers) {
    if (event->kind == EVENT_COMMAND && event->command.act == ACT_CONTENT)
        carriers->content = event->n;
    if (event->kind == EVENT_REPLY && owner != EVENT_NOTHING &&
        transcript_at(transcript, owner)->event.command.act == ACT_RETRIEVE)
        carriers->retrieval = owner;
}

static void join(struct filter_exchanges *exchanges, const struct transcript *transcript,
                 uint32_t n, struct carriers *carriers) {
    const struct transcript_entry *entry = transcript_at(transcript, n);
    exchanges->owner[n] = exchanges->next[n] = EVENT_NOTHING;
    exchanges->last[n] = n;
    if (!entry->present)
        return;
    uint32_t owner = owner_of(exchanges, transcript, &entry->event, carriers);
    exchanges->owner[n] = owner;
    note_carrier(transcript, &entry->event, owner, carriers);
    if (owner == EVENT_NOTHING || owner == n)
        return;
    exchanges->next[exchanges->last[owner]] = n;
    exchanges->last[owner] = n;
}

bool filter_exchanges_join(struct filter_exchanges *exchanges,
                           const struct transcript *transcript) {
    struct carriers carriers = {EVENT_NOTHING, EVENT_NOTHING};
    size_t count = transcript_count(transcript);
    if (!make_room(exchanges, count))
        return false;
    for (size_t n = 0; n < count; n++)
        join(exchanges, transcript, (uint32_t)n, &carriers);
    return true;
}

void filter_exchanges_free(struct filter_exchanges *exchanges) {
    free(exchanges->owner);
    free(exchanges->next);
    free(exchanges->last);
    *exchanges = (struct filter_exchanges){.room = 0};
}
