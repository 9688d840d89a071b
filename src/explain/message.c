/* message.c: a message in its session: header, envelope, and what does not fit together. */
#include "explain/envelope.h"
#include "explain/header.h"
#include "explain/tell.h"
#include "message/address_list.h"
#include "message/content.h"

enum {
    BLIND_TOLD = 3,
    RECIPIENTS_COMPARED = 100, /* each with all of To and Cc */
};

/* ---- what is missing ---- */

/* Whether the message has a field; so it is taken where the rest of the header is not known. */
static bool may_have(const struct header *header, bool whole, const char *name) {
    return !whole || fields_find(header->list, name, NULL) != NULL;
}

static void tell_missing(const struct header *header, bool whole) {
    struct telling *telling = header->telling;
    if (!may_have(header, whole, "From"))
        tell_note(telling, NOTE_NO_FROM);
    if (!may_have(header, whole, "Date"))
        tell_note(telling, NOTE_NO_DATE);
    if (!may_have(header, whole, "Message-ID"))
        tell_note(telling, NOTE_NO_MESSAGE_ID);
    if (!may_have(header, whole, "Received"))
        tell_note(telling, header->client ? NOTE_PATH_NONE : NOTE_PATH_NONE_KEPT);
}

/* Recipients of the envelope that everybody else does not see. */
static void tell_blind(const struct header *header, const struct envelope *envelope) {
    struct telling *telling = header->telling;
    bool list = fields_find(header->list, "List-Id", NULL) != NULL;
    size_t blind = 0;
    for (size_t i = 0; i < envelope->count && i < RECIPIENTS_COMPARED; i++) {
        struct slice address = envelope->recipients[i];
        if (address.size == 0 || address_list_names(header->list, "To", address) ||
            address_list_names(header->list, "Cc", address))
            continue;
        if (blind++ == BLIND_TOLD) {
            tell_note(telling, NOTE_BLIND_MORE);
            return;
        }
        TELL_NOTE(telling, list ? NOTE_BLIND_LIST : NOTE_BLIND,
                  WORD_SLICE("recipient", saying_short(telling, address)));
    }
}

/* ---- the header ---- */

/* MAIL FROM, as the session has it, else as the server that keeps the message wrote it down. */
static void read_sender(struct header *header, const struct envelope *envelope) {
    const struct field *kept = fields_find(header->list, "Return-Path", NULL);
    header->enveloped = envelope->known || (kept && !header->client);
    header->sender = envelope->known     ? envelope->sender
                     : header->enveloped ? address_list_first(kept->value)
                                         : slice_of(NULL, 0);
}

static void tell_header(struct telling *telling, const struct transcript_entry *entry,
                        const struct content *content) {
    struct path path;
    struct envelope envelope;
    struct header header = {
        .telling = telling,
        .list = &content->header,
        .path = &path,
        .client = entry->event.side == SIDE_CLIENT,
        .seen = entry->event.at,
    };
    if (!path_read(&content->header, telling->arena, &path) ||
        !envelope_read(telling->context->transcript, entry->event.n, telling->arena, &envelope)) {
        telling->failed = true;
        return;
    }
    if (content->header.count == 0 && content->header_whole) {
        tell_note(telling, NOTE_NO_HEADER);
        return;
    }
    read_sender(&header, &envelope);
    tell_header_fields(&header);
    tell_missing(&header, content->header_whole);
    if (content->header_whole)
        tell_blind(&header, &envelope);
    tell_path(&header);
    if (!content->header_whole)
        TELL_NOTE(telling, content->hole ? NOTE_HEADER_HOLE : NOTE_HEADER_CUT,
                  WORD_SLICE("amount", amount_octets(telling, content->octets.size)));
}

/* ---- the whole ---- */

static void tell_form(struct telling *telling, const struct message_event *message) {
    TELL_NOTE(telling, NOTE_MESSAGE_SIZE,
              WORD_SLICE("amount", amount_octets(telling, message->octets)),
              WORD_SLICE("via", message->via));
    if (!message->complete)
        tell_note(telling, NOTE_MESSAGE_INCOMPLETE);
    if (message->assumed)
        tell_note(telling, NOTE_MESSAGE_ASSUMED);
    if (message->facts.stuffed_dots > 0)
        TELL_NOTE(telling, NOTE_STUFFED, WORD_NUMBER("count", message->facts.stuffed_dots));
    if (message->facts.bare_lf > 0)
        TELL_NOTE(telling, NOTE_CONTENT_BARE_LF, WORD_NUMBER("count", message->facts.bare_lf));
    if (message->facts.longest_line > 1000)
        TELL_NOTE(telling, NOTE_LONG_LINE,
                  WORD_SLICE("amount", amount_octets(telling, message->facts.longest_line)));
}

/* The header block as it was sent, without the empty line; else what stands for the message. */
static bool message_line(struct telling *telling, const struct transcript_entry *entry,
                         const struct content *content, struct slice *line) {
    const struct field_list *header = &content->header;
    if (header->count == 0)
        return happening_line(&entry->event, telling->arena, line);
    const struct field *first = &header->fields[0], *last = first + header->count - 1;
    const uint8_t *end = last->raw.data + last->raw.size;
    while (end > first->raw.data && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    *line = slice_of(first->raw.data, (size_t)(end - first->raw.data));
    return true;
}

bool explain_message(struct telling *telling, const struct transcript_entry *entry) {
    const struct message_event *message = &entry->event.message;
    struct content content;
    struct slice line;
    if (!content_read(telling->context->transcript, entry, telling->arena, &content) ||
        !message_line(telling, entry, &content, &line))
        return false;
    telling_begin(telling, line);
    telling->out->before = telling->out->after = entry->event.state;
    tell_topic(telling, entry->event.side == SIDE_SERVER ? TOPIC_MESSAGE_POP3 : TOPIC_MESSAGE);
    tell_form(telling, message);
    if (content.header.count == 0)
        tell_sizes(telling, message);
    if (content.octets.size > 0 || content.whole)
        tell_header(telling, entry, &content);
    tell_bounce(telling, content.octets, content.whole);
    return telling_end(telling);
}
