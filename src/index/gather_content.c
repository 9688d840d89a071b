#include "index/gather_inside.h"

/* The fields of a row, those of a brief one first, and where in struct message they belong. */
static const struct slice field_names[] = {
    {(const uint8_t *)"From", 4},
    {(const uint8_t *)"Subject", 7},
    {(const uint8_t *)"Message-ID", 10},
    {(const uint8_t *)"Date", 4},
};

enum { FIELDS = sizeof field_names / sizeof *field_names, BRIEF_FIELDS = 2 };

static const size_t field_offsets[FIELDS] = {
    offsetof(struct message, from),
    offsetof(struct message, subject),
    offsetof(struct message, message_id),
    offsetof(struct message, date),
};

static struct slice *slot_of(struct gatherer *gatherer, size_t field) {
    char *found = (char *)&gatherer->content.found;
    return (struct slice *)(void *)(found + field_offsets[field]);
}

static size_t fields_of(const struct gatherer *gatherer) {
    return gatherer->options.brief ? BRIEF_FIELDS : FIELDS;
}

static bool has_all_fields(struct gatherer *gatherer) {
    for (size_t i = 0; i < fields_of(gatherer); i++)
        if (slot_of(gatherer, i)->size == 0)
            return false;
    return true;
}

/* The first field of a name counts. */
static void hear_field(void *context, size_t field, struct slice value) {
    struct gatherer *gatherer = context;
    struct slice *slot = slot_of(gatherer, field);
    if (slot->size == 0 && gatherer->summary->whole)
        *slot = decode_value(gatherer->decoder, value, &gatherer->summary->arena);
    if (has_all_fields(gatherer))
        header_stop(&gatherer->content.header);
}

static void begin(struct gatherer *gatherer, uint32_t n) {
    struct content_reader *content = &gatherer->content;
    content->n = n;
    content->found = (struct message){0};
    header_begin(&content->header, field_names, fields_of(gatherer), hear_field, gatherer);
    if (!gatherer->options.digests)
        return;
    if (!content->digest)
        content->digest = digest_new(gatherer->options.digests);
    if (content->digest)
        (void)digest_begin(content->digest); /* a failure shows at the end: no digest */
}

bool content_piece(struct gatherer *gatherer, uint32_t n, struct slice octets) {
    struct content_reader *content = &gatherer->content;
    if (content->n != n)
        begin(gatherer, n);
    if (!content->header.done)
        (void)header_read(&content->header, octets);
    if (content->digest)
        (void)digest_add(content->digest, octets);
    return content->digest || !content->header.done;
}

void content_end(struct gatherer *gatherer, const struct event *event, struct message *message) {
    struct content_reader *content = &gatherer->content;
    if (content->n != event->n) /* content of no octets */
        begin(gatherer, event->n);
    header_end(&content->header);
    *message = content->found;
    message->event = event->n;
    message->octets = event->message.octets;
    message->complete = event->message.complete;
    message->assumed = event->message.assumed;
    message->via = gather_detail(gatherer, event->message.via, TEXT_KEPT);
    message->end = event->message.end;
    if (content->digest)
        message->has_digest = digest_finish(content->digest, message->sha256);
    content->n = EVENT_NOTHING;
}

void content_free(struct content_reader *content) {
    header_reader_free(&content->header);
    digest_free(content->digest);
}
