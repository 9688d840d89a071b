/* Signs of a header block: which fields are there, and what is rare about them. */
#include "diagnose/signs.h"
#include "message/date.h"

enum {
    LINE_SHORT = 78,         /* RFC 5322 2.1.1 */
    ENCODED_WORD_SHORT = 75, /* RFC 2047 2 */
    DAY = 86400,             /* seconds */
};

static bool has(const struct field_list *list, enum field_kind kind) {
    return fields_first(list, kind) != NULL;
}

/* Whether one of its lines, without its end, is longer than it should be. */
static bool has_long_line(struct slice lines) {
    while (lines.size > LINE_SHORT) {
        size_t lf = slice_find(lines, '\n');
        size_t size = lf == SLICE_NONE ? lines.size : lf;
        if (size - (size > 0 && lines.data[size - 1] == '\r') > LINE_SHORT)
            return true;
        lines = slice_from(lines, size + 1);
    }
    return false;
}

/* Of each field by itself. */
static uint64_t form_signs(const struct field_list *list) {
    bool odd = false, long_line = false, long_value = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct field *field = &list->fields[i];
        odd |= field->malformed || field->blank_fold;
        long_value |= field->value.size > ENCODED_WORD_SHORT;
        long_line |= field->raw.size > LINE_SHORT && has_long_line(field->raw);
    }
    return sign_if(odd, SIGN_ODD_FIELD) | sign_if(long_line, SIGN_LONG_LINE) |
           sign_if(long_value, SIGN_LONG_FIELD);
}

/* Whether it cannot be read, or is more than a day ahead of the event or a week before it. */
static bool is_odd_date(const struct field *date, const struct event *event) {
    struct moment moment;
    bool weekday_fits;
    if (!date)
        return false;
    if (!date_read(date->value, &moment, &weekday_fits) || !weekday_fits)
        return true;
    duration ahead = moment_since(moment, event->at);
    return ahead > DAY * DURATION_SECOND || ahead < -7 * DAY * DURATION_SECOND;
}

/* Several addresses are told apart by these; a name that is one stands before the brackets. */
static bool is_odd_from(const struct field *from) {
    if (!from)
        return false;
    size_t open = slice_find(from->value, '<');
    return slice_find(from->value, ',') != SLICE_NONE ||
           slice_find(from->value, ';') != SLICE_NONE ||
           (open != SLICE_NONE && slice_find(slice_first(from->value, open), '@') != SLICE_NONE);
}

static bool is_odd_mime(const struct field_list *list) {
    const struct field *type = fields_first(list, FIELD_CONTENT_TYPE);
    const struct field *encoding = fields_first(list, FIELD_CONTENT_TRANSFER_ENCODING);
    return (type && (!has(list, FIELD_MIME_VERSION) ||
                     slice_starts_nocase(type->value, SLICE("multipart/report")))) ||
           (encoding && slice_equal_nocase(encoding->value, SLICE("binary")));
}

uint64_t signs_of_header(const struct course *course, const struct event *event) {
    const struct field_list *list = course_header(course, event);
    if (!list)
        return 0;
    const struct field *from = fields_first(list, FIELD_FROM);
    const struct field *date = fields_first(list, FIELD_DATE);
    bool addressed = has(list, FIELD_TO) || has(list, FIELD_CC) || has(list, FIELD_BCC);
    bool bare = !from || !date || !addressed || !has(list, FIELD_MESSAGE_ID);
    bool rare = has(list, FIELD_AUTO_SUBMITTED) || has(list, FIELD_BCC) ||
                has(list, FIELD_DELIVERED_TO) || has(list, FIELD_RETURN_PATH);
    bool is_signed = has(list, FIELD_DKIM_SIGNATURE);
    return form_signs(list) | sign_if(bare, SIGN_BARE) |
           sign_if(fields_may_repeat(list), SIGN_TWICE) |
           sign_if(is_odd_date(date, event), SIGN_ODD_DATE) |
           sign_if(is_odd_from(from), SIGN_ODD_FROM) | sign_if(rare, SIGN_RARE_FIELD) |
           sign_if(has(list, FIELD_PRECEDENCE) || has(list, FIELD_LIST_ID), SIGN_BULK) |
           sign_if(has(list, FIELD_RECEIVED), SIGN_HOPS) | sign_if(is_signed, SIGN_SIGNED) |
           sign_if(!is_signed, SIGN_UNSIGNED) | sign_if(is_odd_mime(list), SIGN_ODD_MIME);
}
