#include "message/delivery_report.h"

#include "message/header.h"

/* ---- lines and parts ---- */

/* Takes the next line off the front, without its line end. */
static struct slice take_line(struct slice *rest) {
    size_t end = slice_find(*rest, '\n');
    struct slice line = slice_first(*rest, end);
    *rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(*rest, end + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* The content type of a header block, and its boundary. */
struct content_type {
    struct arena *arena;
    struct slice value;
};

static void keep_type(void *context, size_t field, struct slice value) {
    struct content_type *type = context;
    (void)field;
    if (type->value.size == 0)
        type->value = arena_copy(type->arena, value);
}

static struct slice read_type(struct slice part, struct arena *arena) {
    static const struct slice wanted[] = {{(const uint8_t *)"Content-Type", 12}};
    struct header_reader reader = {0};
    struct content_type type = {.arena = arena};
    header_begin(&reader, wanted, 1, keep_type, &type);
    (void)header_read(&reader, part);
    header_end(&reader);
    header_reader_free(&reader);
    return type.value;
}

/* The value of boundary=, without its quotes (RFC 2046 5.1.1). */
static struct slice boundary_of(struct slice type) {
    struct slice key = SLICE("boundary=");
    size_t at = slice_search_nocase(type, key);
    if (at == SLICE_NONE)
        return slice_of(NULL, 0);
    struct slice rest = slice_from(type, at + key.size);
    if (rest.size > 0 && rest.data[0] == '"') {
        rest = slice_from(rest, 1);
        return slice_first(rest, slice_find(rest, '"'));
    }
    size_t size = 0;
    while (size < rest.size && rest.data[size] != ';' && !octet_is_blank(rest.data[size]))
        size++;
    return slice_first(rest, size);
}

/* Whether the line is "--boundary" or "--boundary--". */
static bool is_boundary(struct slice line, struct slice boundary) {
    return line.size >= boundary.size + 2 && slice_starts(line, SLICE("--")) &&
           slice_equal(slice_part(line, 2, boundary.size), boundary);
}

/* Takes the next part off the front: what stands between two boundaries. False: there is none. */
static bool take_part(struct slice *rest, struct slice boundary, struct slice *part) {
    if (rest->size == 0)
        return false;
    *part = *rest;
    while (rest->size > 0) {
        struct slice before = *rest;
        if (!is_boundary(take_line(rest), boundary))
            continue;
        part->size -= before.size;
        return true;
    }
    return true;
}

static bool is_report_type(struct slice type) {
    return slice_starts_nocase(type, SLICE("message/delivery-status")) ||
           slice_starts_nocase(type, SLICE("message/global-delivery-status"));
}

static bool is_returned_type(struct slice type) {
    static const struct slice types[] = {
        {(const uint8_t *)"message/rfc822", 14},
        {(const uint8_t *)"text/rfc822-headers", 19},
        {(const uint8_t *)"message/global", 14},
        {(const uint8_t *)"message/global-headers", 22},
    };
    struct slice bare = slice_trim(slice_first(type, slice_find(type, ';')));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal_nocase(bare, types[i]))
            return true;
    return false;
}

/* What follows the header of a part. */
static struct slice body_of(struct slice part) {
    while (part.size > 0)
        if (take_line(&part).size == 0)
            break;
    return part;
}

/* ---- groups ---- */

struct group {
    uint8_t octets[REPORT_GROUP_KEPT];
    size_t size;
};

static void add(struct group *group, struct slice text) {
    text = slice_first(text, sizeof group->octets - group->size);
    if (text.size > 0)
        memcpy(group->octets + group->size, text.data, text.size);
    group->size += text.size;
}

/* A line that begins with a blank goes on with the field before (RFC 5322 2.2.3). */
static void add_line(struct group *group, struct slice line) {
    bool folded = line.size > 0 && octet_is_blank(line.data[0]);
    if (group->size > 0)
        add(group, folded ? SLICE(" ") : SLICE("\r\n"));
    add(group, slice_trim(line));
}

static bool end_group(struct group *group, struct arena *arena, struct delivery_report *report) {
    struct slice text = arena_copy(arena, slice_of(group->octets, group->size));
    bool kept = text.size == group->size;
    group->size = 0;
    if (!kept || text.size == 0)
        return kept;
    if (report->message.size == 0) {
        report->message = text;
        return true;
    }
    if (report->count == REPORT_MOST_GROUPS)
        return true;
    struct slice *grown =
        arena_grow(arena, report->recipients, report->count, sizeof *report->recipients);
    if (!grown)
        return false;
    report->recipients = grown;
    grown[report->count++] = text;
    return true;
}

static bool read_groups(struct slice body, struct arena *arena, struct delivery_report *report) {
    struct group *group = arena_take(arena, sizeof *group);
    if (!group)
        return false;
    while (body.size > 0) {
        struct slice line = take_line(&body);
        if (slice_trim(line).size > 0)
            add_line(group, line);
        else if (!end_group(group, arena, report))
            return false;
    }
    return end_group(group, arena, report);
}

bool delivery_report_read(struct slice message, struct arena *arena,
                          struct delivery_report *report) {
    *report = (struct delivery_report){0};
    if (slice_starts(message, SLICE("From "))) /* of a mailbox file */
        (void)take_line(&message);
    struct slice boundary = boundary_of(read_type(message, arena));
    struct slice rest = message, part;
    if (boundary.size == 0)
        return false;
    (void)take_part(&rest, boundary, &part); /* the header and what stands before the first part */
    while (take_part(&rest, boundary, &part)) {
        struct slice type = read_type(part, arena);
        if (report->count == 0 && is_report_type(type)) {
            report->closed = part.data + part.size < message.data + message.size;
            if (!read_groups(body_of(part), arena, report)) {
                report->count = 0;
                return false;
            }
        }
        if (report->returned.size == 0 && is_returned_type(type))
            report->returned = body_of(part);
    }
    return report->count > 0;
}
