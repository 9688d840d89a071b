#include "explain/saying.h"

#include "base/calendar.h"
#include "base/units.h"
#include "explain/tell.h"

static const duration TWO_DAYS = 172800 * DURATION_SECOND;

struct saying saying_begin(struct telling *telling) {
    return (struct saying){.telling = telling, .text = {.fd = WRITER_MEMORY}};
}

struct slice saying_short(struct telling *telling, struct slice text) {
    if (text.size <= SAYING_WORD)
        return text;
    size_t size = SAYING_WORD - 3;
    while (size > 0 && (text.data[size] & 0xc0) == 0x80)
        size--;
    uint8_t *octets = arena_octets(telling->arena, size + 3);
    if (!octets) {
        telling->failed = true;
        return slice_of(NULL, 0);
    }
    memcpy(octets, text.data, size);
    memcpy(octets + size, "...", 3);
    return slice_of(octets, size + 3);
}

void saying_sentence(struct saying *saying, enum explain_depth least, struct slice sentence) {
    if (saying->telling->depth < least)
        return;
    if (sentence.size > 0 && saying->text.buffer.size > 0)
        writer_put(&saying->text, ' ');
    writer_add(&saying->text, sentence);
}

void saying_add(struct saying *saying, enum explain_depth least, enum note_id note,
                const struct word *words, size_t count) {
    struct word cut[SAYING_WORDS];
    if (saying->telling->depth < least || count > SAYING_WORDS)
        return;
    for (size_t i = 0; i < count; i++) {
        cut[i] = words[i];
        cut[i].text = saying_short(saying->telling, words[i].text);
    }
    saying_sentence(saying, least, tell_sentence(saying->telling, note, cut, count));
}

struct slice saying_end(struct saying *saying) {
    struct slice text = buffer_slice(&saying->text.buffer);
    struct slice kept = arena_copy(saying->telling->arena, text);
    saying->telling->failed |= saying->text.cause != 0 || kept.size != text.size;
    writer_free(&saying->text);
    return kept;
}

struct slice saying_span(struct telling *telling, duration span) {
    char text[DURATION_TEXT];
    duration size = span < 0 ? -span : span; /* moment_since() never gives INT64_MIN */
    if (size < 600 * DURATION_SECOND)
        return amount_seconds(telling, (uint64_t)(size / DURATION_SECOND));
    if (size >= TWO_DAYS)
        return tell_sentence(
            telling, NOTE_DAYS,
            TELLING_WORDS(WORD_NUMBER("number", (uint64_t)(size / (TWO_DAYS / 2)))));
    duration_text(size, text);
    return arena_copy(telling->arena, slice_string(text));
}

bool saying_is_zone(duration span) {
    const duration hour = 3600 * DURATION_SECOND, slack = 120 * DURATION_SECOND;
    duration size = span < 0 ? -span : span, past = size % hour;
    return size >= hour - slack && size <= 14 * hour + slack &&
           (past <= slack || past >= hour - slack);
}

struct slice saying_moment(struct telling *telling, struct moment moment) {
    struct calendar calendar = {.utc = true};
    struct writer writer = {.fd = WRITER_MEMORY};
    calendar_date(&calendar, &writer, moment);
    writer_put(&writer, ' ');
    calendar_time(&calendar, &writer, moment, 0);
    struct slice text = arena_copy(telling->arena, buffer_slice(&writer.buffer));
    telling->failed |= writer.cause != 0 || text.size == 0;
    writer_free(&writer);
    return text;
}
