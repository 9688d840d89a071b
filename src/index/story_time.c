#include "index/story_inside.h"

/* Shorter sessions are not worth a word; a part is named when it is more than half of all, and is
 * nearly all from nineteen parts of twenty on. */
#define TOLD_LEAST (DURATION_SECOND / 10)
enum { TOLD_PART = 2, ALL_BUT = 20 };

static const char *const sentences[STAGES][TIME_OWNERS] = {
#define STORY_TIME(stage, network, client, server) [STAGE_##stage] = {network, client, server},
#include "index/story_time.def"
#undef STORY_TIME
};

/* Whether messages came in chunks, without a dot (BDAT). */
static bool is_chunked(const struct summary *summary) {
    for (size_t i = 0; i < summary->transaction_count; i++)
        if (summary->transactions[i].message.end == END_LAST)
            return true;
    return false;
}

static void tell_longest(struct story *story, enum stage stage, enum time_owner owner,
                         duration part, duration all) {
    struct slice total = story_span(story, all);
    struct slice most =
        part >= all - all / ALL_BUT
            ? STORY_PHRASE(story, STORY_NEARLY_ALL, 1, WORD("", ""))
            : STORY_PHRASE(story, STORY_OF_WHICH, 1, WORD_SLICE("part", story_span(story, part)));
    if (stage == STAGE_DOT && owner == TIME_SERVER && is_chunked(story->summary))
        STORY_SAY(story, STORY_AFTER_LAST, 1, WORD_SLICE("total", total), WORD_SLICE("most", most));
    else
        SAY(story->writer, _(sentences[stage][owner]), WORD_SLICE("total", total),
            WORD_SLICE("most", most));
}

void story_tell_time(struct story *story) {
    const struct timing *timing = story->summary->timing;
    enum stage stage;
    enum time_owner owner;
    if (!timing || timing_total(timing) < TOLD_LEAST || !timing_longest(timing, &stage, &owner))
        return;
    duration all = timing_total(timing), longest = timing->spent[stage][owner];
    writer_put(story->writer, ' ');
    if (longest > all / TOLD_PART)
        tell_longest(story, stage, owner, longest, all);
    else
        STORY_SAY(story, STORY_TOTAL, 1, WORD_SLICE("total", story_span(story, all)));
}
