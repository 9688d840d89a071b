#include "diagnose/course_offer.h"

/* ---- look-up ---- */

const struct course_extension *course_find_extension(const struct course *course,
                                                     struct slice keyword) {
    for (size_t i = 0; i < course->extension_count; i++)
        if (slice_equal_nocase(course->extensions[i].keyword, keyword))
            return &course->extensions[i];
    return NULL;
}

bool course_offers_any(const struct course *course, const char *keywords) {
    struct slice rest = slice_string(keywords);
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest)) {
        if (word.data[word.size - 1] == ',')
            word.size--;
        if (course_extension(course, word))
            return true;
    }
    return false;
}

/* ---- at a glance ---- */

/* Whether it is of letters, digits and what may stand within, and does not begin as what firewalls
 * write over keywords: XXXXXXXA. */
static bool is_plain_keyword(struct slice keyword) {
    for (size_t i = 0; i < keyword.size; i++) {
        uint8_t octet = keyword.data[i];
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && (octet != '-' || i == 0))
            return false;
    }
    return keyword.size > 0 && octet_upper(keyword.data[0]) != 'X';
}

/* Whether a line before line `i` may offer this, too. */
static bool may_repeat(const struct reply_event *reply, size_t i, struct slice keyword) {
    for (size_t j = 1; j < i; j++) {
        struct slice line = reply->lines[j];
        bool ends = line.size <= keyword.size || octet_is_blank(line.data[keyword.size]);
        if (line.size > 0 &&
            (octet_is_blank(line.data[0]) || (ends && slice_starts_nocase(line, keyword))))
            return true;
    }
    return false;
}

struct course_offering course_look_offer(const struct course *course, const struct event *event) {
    struct course_offering offering = {0};
    const struct course_command *asked = course->answered;
    if (!asked || (asked->act != ACT_HELLO && asked->act != ACT_ABILITIES))
        return offering;
    for (size_t i = 1; i < event->reply.line_count; i++) {
        struct slice rest = event->reply.lines[i];
        struct slice keyword = slice_word(&rest);
        uint64_t bit = slice_bit_nocase(keyword);
        offering.odd |= !is_plain_keyword(keyword);
        offering.twice |= (offering.names & bit) != 0 && may_repeat(&event->reply, i, keyword);
        offering.names |= bit;
    }
    return offering;
}

/* ---- what is kept ---- */

void course_take_offer(struct course *course, const struct reply_event *reply) {
    size_t count = reply->line_count > 1 ? reply->line_count - 1 : 0;
    if (count > COURSE_EXTENSIONS)
        count = COURSE_EXTENSIONS;
    struct arena *arena = &course->memory.offers[course->secure];
    arena_clear(arena);
    course_forget_offer(course);
    course->extensions = arena_take(arena, (count + 1) * sizeof *course->extensions);
    if (!course->extensions)
        return;
    course->extensions_known = !reply->truncated && !reply->lines_lost;
    for (size_t i = 0; i < count; i++) {
        struct slice rest = arena_copy(arena, slice_first(reply->lines[i + 1], COURSE_TEXT));
        struct slice keyword = slice_word(&rest);
        course->extension_names |= slice_bit_nocase(keyword);
        course->extensions[course->extension_count++] =
            (struct course_extension){keyword, slice_trim(rest)};
    }
    course->offers_enhanced = course_extension(course, SLICE("ENHANCEDSTATUSCODES")) != NULL;
    course->offers_size = course_extension(course, SLICE("SIZE")) != NULL;
    course->offers_8bit = course_extension(course, SLICE("8BITMIME")) != NULL;
}

void course_forget_offer(struct course *course) {
    course->extension_count = 0;
    course->extension_names = 0;
    course->extensions_known = false;
    course->offers_enhanced = course->offers_size = course->offers_8bit = false;
}
