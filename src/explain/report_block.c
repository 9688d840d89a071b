/* report_block.c: what a bounce says of one recipient (RFC 3464 2.3): its Diagnostic-Code is the
 * reply that gets explained, else its Status. */
#include "explain/provider.h"
#include "explain/tell.h"
#include "protocol/smtp_reply.h"

/* The fields that are told, and what each is. */
static const struct {
    struct slice name;
    enum part_id part;
} fields[] = {
#define FIELD(name, part) {{(const uint8_t *)(name), sizeof(name) - 1}, PART_##part},
#include "explain/report_fields.def"
#undef FIELD
};

enum { FIELDS = sizeof fields / sizeof *fields };

/* The row of a line "Name: value"; FIELDS: none. */
static size_t field_of(struct slice line, struct slice *value) {
    size_t colon = slice_find(line, ':');
    if (colon == SLICE_NONE)
        return FIELDS;
    *value = slice_trim(slice_from(line, colon + 1));
    for (size_t i = 0; i < FIELDS; i++)
        if (slice_equal_nocase(slice_first(line, colon), fields[i].name))
            return i;
    return FIELDS;
}

/* "smtp; 550 …": the type is told as a part, what follows is returned. */
static struct slice tell_typed(struct telling *telling, struct slice value, enum part_id part) {
    size_t end = slice_find(value, ';');
    if (end == SLICE_NONE) {
        tell_part(telling, value, part);
        return value;
    }
    struct slice rest = slice_trim(slice_from(value, end + 1));
    tell_part(telling, slice_trim(slice_first(value, end)), PART_REPORT_TYPE);
    tell_part(telling, rest, part);
    return rest;
}

/* What the block says. */
struct block {
    struct slice diagnostic, status, remote;
    size_t known; /* fields that are of a report */
};

static void read_line(struct telling *telling, struct slice line, struct block *block) {
    struct slice value;
    size_t i = field_of(line, &value);
    if (i == FIELDS)
        return;
    block->known++;
    tell_part(telling, slice_first(line, fields[i].name.size), PART_REPORT_FIELD);
    struct slice told = tell_typed(telling, value, fields[i].part);
    if (fields[i].part == PART_REPORT_DIAGNOSTIC)
        block->diagnostic = told;
    else if (fields[i].part == PART_REPORT_STATUS)
        block->status = told;
    else if (fields[i].part == PART_REPORT_REMOTE)
        block->remote = told;
}

static bool first_is_field(struct slice block) {
    struct slice value;
    return field_of(take_line(&block), &value) < FIELDS;
}

bool tell_report_block(struct telling *telling, struct slice text) {
    struct block block = {.known = 0};
    struct context context = *telling->context;
    const struct context *before = telling->context;
    const struct answered unknown = {0};
    bool more;
    if (!first_is_field(text))
        return false;
    while (text.size > 0)
        read_line(telling, take_line(&text), &block);
    context.provider = provider_recognise(block.remote);
    telling->context = &context;
    telling->out->protocol = "smtp";
    if (smtp_reply_code(block.diagnostic, &more) >= 200)
        tell_smtp_reply(telling, block.diagnostic, &unknown);
    else if (!tell_lone_status(telling, block.status))
        tell_topic(telling, TOPIC_REPORT_WITHOUT_STATUS);
    telling->context = before;
    tell_note(telling, NOTE_REPORT);
    tell_reference(telling, "RFC 3464 2.3");
    return true;
}
