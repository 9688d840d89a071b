#include "message/content.h"

/* The first hole in what the message's side sent while it came; NULL: none. */
static const struct event *find_hole(const struct transcript *transcript,
                                     const struct event *message) {
    for (size_t n = message->n + 1; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        const struct event *event = &entry->event;
        if (entry->present && event->kind == EVENT_GAP && event->side == message->side &&
            event->offset >= message->offset && !moment_before(message->end, event->at))
            return event;
    }
    return NULL;
}

/* Octets that this side sent between two places of its stream that are no content: BDAT lines. */
static uint64_t lines_between(const struct transcript *transcript, const struct event *message,
                              uint64_t end) {
    uint64_t octets = 0;
    for (size_t n = message->n + 1; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        const struct event *event = &entry->event;
        if (entry->present && event->kind == EVENT_COMMAND && event->side == message->side &&
            event->offset >= message->offset && event->offset < end)
            octets += event->octets;
    }
    return octets;
}

/* How many octets of content surely stand before the hole: each dot that was taken out may have
 * been there. */
static size_t octets_before(const struct transcript *transcript, const struct event *message,
                            const struct event *hole) {
    uint64_t sent = hole->offset - message->offset;
    uint64_t other =
        message->message.facts.stuffed_dots + lines_between(transcript, message, hole->offset);
    return sent > other ? (size_t)(sent - other) : 0;
}

/* A line that is no field ends the header, though no empty line stands before it. True where it
 * is there to its end. */
static bool end_at_no_field(struct field_list *header, struct slice octets) {
    for (size_t i = 0; i < header->count; i++) {
        struct slice raw = header->fields[i].raw;
        if (header->fields[i].name.size > 0)
            continue;
        header->count = i;
        return raw.data + raw.size < octets.data + octets.size;
    }
    return false;
}

bool content_read(const struct transcript *transcript, const struct transcript_entry *entry,
                  struct arena *arena, struct content *content) {
    const struct event *event = &entry->event;
    const struct event *hole = event->message.complete ? NULL : find_hole(transcript, event);
    *content = (struct content){.octets = entry->preview};
    if (hole) {
        size_t before = octets_before(transcript, event, hole);
        content->hole = before < entry->preview.size;
        content->octets = slice_first(entry->preview, before);
    }
    content->whole = event->message.complete && content->octets.size == event->message.octets;
    if (!fields_read(content->octets, arena, &content->header))
        return false;
    struct field_list *header = &content->header;
    size_t read = header->count;
    bool open = end_at_no_field(header, content->octets);
    content->header_whole =
        open || header->ended || (content->whole && header->body_at == content->octets.size);
    if (!content->header_whole && header->count > 0 && header->count == read)
        header->count--; /* nobody knows where it ends */
    return true;
}
