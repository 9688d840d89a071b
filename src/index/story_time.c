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

/* What ends a message: a dot, the last chunk (BDAT), in some sessions both. */
static enum story_part part_after_message(const struct summary *summary) {
    bool chunk = false, dot = false;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        chunk |= transaction->has_message && transaction->message.end == END_LAST;
        dot |= transaction->has_message && transaction->message.end != END_LAST;
    }
    return !chunk ? STORY_PARTS : dot ? STORY_AFTER_EITHER : STORY_AFTER_CHUNK;
}

static void tell_longest(struct story *story, enum stage stage, enum time_owner owner,
                         duration part, duration all) {
    struct slice total = story_span(story, all);
    struct slice most =
        part >= all - all / ALL_BUT
            ? STORY_PHRASE(story, STORY_NEARLY_ALL, 1, WORD("", ""))
            : STORY_PHRASE(story, STORY_OF_WHICH, 1, WORD_SLICE("part", story_span(story, part)));
    enum story_part after = stage == STAGE_DOT && owner == TIME_SERVER
                                ? part_after_message(story->summary)
                                : STORY_PARTS;
    if (after != STORY_PARTS)
        STORY_SAY(story, after, 1, WORD_SLICE("total", total), WORD_SLICE("most", most));
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
