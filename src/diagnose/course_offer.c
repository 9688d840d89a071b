#include "diagnose/course_offer.h"

#include <assert.h>

#include "base/rare.h"
#include "base/wire.h"

static_assert(KEYWORDS <= 32, "a bit for each");

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

FLAT static enum keyword keyword_of(struct slice keyword) {
    uint64_t front = word_upper(read_word(keyword));
#define KEYWORD(name, known)                                                                       \
    if (name_is_known(keyword, front, SLICE(known)))                                               \
        return KEYWORD_##name;
#include "diagnose/keywords.def"
#undef KEYWORD
    return KEYWORDS;
}

/* Whether the keyword is among those so far. */
static bool is_among(const struct course_offering *offering, struct slice keyword) {
    bool may = (offering->names & slice_bit_nocase(keyword)) != 0;
    for (size_t i = 0; may && i < offering->count; i++)
        if (slice_equal_nocase(offering->items[i].keyword, keyword))
            return true;
    return false;
}

/* A keyword that is known is plain; other lines may begin with a blank, or have a tab. */
static void take_line(struct course_offering *offering, struct slice line) {
    struct slice keyword = slice_first(line, slice_find(line, ' '));
    enum keyword known = keyword_of(keyword);
    if (known == KEYWORDS) {
        keyword = slice_word(&line);
        known = keyword_of(keyword);
        offering->odd |= known == KEYWORDS && !is_plain_keyword(keyword);
    } else {
        line = slice_from(line, keyword.size);
    }
    if (known != KEYWORDS) {
        offering->twice |= (offering->offers >> known & 1) != 0;
        offering->offers |= UINT32_C(1) << known;
    } else {
        offering->twice |= is_among(offering, keyword);
    }
    offering->names |= slice_bit_nocase(keyword);
    offering->items[offering->count++] = (struct course_extension){keyword, line};
}

APART static void take_lines(struct course *course, const struct reply_event *reply) {
    struct course_offering *offering = &course->offering;
    arena_clear(&course->memory.looked);
    offering->items =
        arena_take(&course->memory.looked, reply->line_count * sizeof *offering->items);
    for (size_t i = 1; offering->items && i < reply->line_count; i++)
        take_line(offering, reply->lines[i]);
}

void course_look_offer(struct course *course, const struct event *event) {
    const struct course_command *asked = course->answered;
    bool answers = asked && (asked->act == ACT_HELLO || asked->act == ACT_ABILITIES);
    if (answers || course->offering_seen)
        course->offering = (struct course_offering){0};
    course->offering_seen = answers;
    if (answers)
        take_lines(course, &event->reply);
}

/* ---- what is kept ---- */

/* The extension in the course's own memory. */
static struct course_extension keep(struct arena *arena, const struct course_extension *extension) {
    return (struct course_extension){
        .keyword = arena_copy(arena, slice_first(extension->keyword, COURSE_TEXT)),
        .arguments = arena_copy(arena, slice_first(slice_trim(extension->arguments), COURSE_TEXT))};
}

void course_take_offer(struct course *course, const struct reply_event *reply) {
    const struct course_offering *offering = &course->offering;
    size_t count =
        offering->count < COURSE_EXTENSIONS ? offering->count : (size_t)COURSE_EXTENSIONS;
    struct arena *arena = &course->memory.offers[course->secure];
    arena_clear(arena);
    course_forget_offer(course);
    course->extensions = arena_take(arena, (count + 1) * sizeof *course->extensions);
    if (!course->extensions)
        return;
    course->extensions_known = !reply->truncated && !reply->lines_lost;
    course->extension_names = offering->names;
    course->offers = offering->offers;
    for (size_t i = 0; i < count; i++)
        course->extensions[course->extension_count++] = keep(arena, &offering->items[i]);
}

void course_forget_offer(struct course *course) {
    course->extension_count = 0;
    course->extension_names = 0;
    course->extensions_known = false;
    course->offers = 0;
}
