/* The content of messages that the course keeps, and their header fields. */
#include "diagnose/course.h"

const struct field_list *course_header(const struct course *course, const struct event *event) {
    const struct field_list *fields = &course->fields;
    bool whole = fields->ended || (!course->content_cut && fields->count < FIELDS_MOST);
    bool at_hand = course->content_of == event->n && course->content.size > 0;
    return at_hand && whole && event->message.complete ? fields : NULL;
}

const struct field *course_field(const struct course *course, const struct event *event,
                                 enum field_kind kind) {
    const struct field_list *fields = course_header(course, event);
    return fields ? fields_first(fields, kind) : NULL;
}

/* Where the header block ends within what was kept so far, searched from `from` on; SLICE_NONE: not
 * yet. */
static bool header_ends(struct slice content, size_t from) {
    struct slice fresh = slice_from(content, from > 3 ? from - 3 : 0);
    return slice_search(fresh, SLICE("\n\r\n")) != SLICE_NONE ||
           slice_search(fresh, SLICE("\n\n")) != SLICE_NONE;
}

bool course_content(struct course *course, uint32_t n, struct slice octets) {
    if (course->content_of != n) {
        buffer_drop(&course->content, course->content.size);
        course->content_of = n;
        course->content_cut = course->header_whole = false;
    }
    if (course->header_whole)
        return false;
    size_t before = course->content.size;
    size_t room = (course->header_only ? COURSE_HEADER : COURSE_CONTENT) - before;
    if (octets.size > room) {
        octets = slice_first(octets, room);
        course->content_cut = true;
    }
    if (!buffer_add(&course->content, octets))
        course->content_cut = true;
    course->header_whole =
        course->header_only && header_ends(buffer_slice(&course->content), before);
    return !course->header_whole && !course->content_cut;
}
