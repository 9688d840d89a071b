#include "index/gather_inside.h"

static const struct slice field_names[MESSAGE_FIELDS] = {
    [MESSAGE_FROM] = {(const uint8_t *)"From", 4},
    [MESSAGE_SUBJECT] = {(const uint8_t *)"Subject", 7},
    [MESSAGE_ID] = {(const uint8_t *)"Message-ID", 10},
    [MESSAGE_DATE] = {(const uint8_t *)"Date", 4},
};

static size_t fields_of(const struct gatherer *gatherer) {
    return gatherer->brief ? BRIEF_FIELDS : MESSAGE_FIELDS;
}

static bool has_all_fields(const struct gatherer *gatherer) {
    for (size_t i = 0; i < fields_of(gatherer); i++)
        if (gatherer->content.found[i].size == 0)
            return false;
    return true;
}

/* The first field of a name counts. */
static void hear_field(void *context, size_t field, struct slice value) {
    struct gatherer *gatherer = context;
    struct slice *found = &gatherer->content.found[field];
    if (found->size == 0 && gatherer->summary->whole)
        *found = decode_value(gatherer->content.decoder, value, &gatherer->summary->arena);
    if (has_all_fields(gatherer))
        header_stop(&gatherer->content.header);
}

static void begin(struct gatherer *gatherer, uint32_t n) {
    struct content_reader *content = &gatherer->content;
    content->n = n;
    for (size_t i = 0; i < fields_of(gatherer); i++)
        content->found[i] = slice_of(NULL, 0);
    header_begin(&content->header, field_names, fields_of(gatherer), hear_field, gatherer);
    if (!content->digests)
        return;
    if (!content->digest)
        content->digest = digest_new(content->digests);
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

/* NULL: it failed. */
static const uint8_t *finish_digest(struct gatherer *gatherer, struct digest *digest) {
    uint8_t *sha256 = arena_octets(&gatherer->summary->arena, DIGEST_SIZE);
    return sha256 && digest_finish(digest, sha256) ? sha256 : NULL;
}

void content_end(struct gatherer *gatherer, const struct event *event, struct message *message) {
    struct content_reader *content = &gatherer->content;
    if (content->n != event->n) /* content of no octets */
        begin(gatherer, event->n);
    header_end(&content->header);
    *message = (struct message){
        .event = event->n,
        .octets = event->message.octets,
        .complete = event->message.complete,
        .assumed = event->message.assumed,
        .via = gather_detail(gatherer, event->message.via, TEXT_KEPT),
        .end = event->message.end,
        .from = content->found[MESSAGE_FROM],
        .subject = content->found[MESSAGE_SUBJECT],
        .message_id = content->found[MESSAGE_ID],
        .date = content->found[MESSAGE_DATE],
    };
    if (content->digest)
        message->sha256 = finish_digest(gatherer, content->digest);
    content->n = EVENT_NOTHING;
}

void content_free(struct content_reader *content) {
    header_reader_free(&content->header);
    digest_free(content->digest);
}
