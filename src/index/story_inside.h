/* story_inside.h: a story while it is told. For the story*.c files alone.
 *
 *     story.c            which story it is, its sentences, names
 *     story_delivery.c   messages that were delivered, or not
 *     story_maildrop.c   messages that were fetched
 *     story_quiet.c      sessions that moved no mail
 *     story_attempt.c    connections on which the server said nothing
 *     story_time.c       the second sentence
 */
#ifndef HELOISE_INDEX_STORY_INSIDE_H
#define HELOISE_INDEX_STORY_INSIDE_H

#include "base/units.h"
#include "index/story.h"

enum story_part {
#define STORY(name, sentence)        STORY_##name,
#define STORY_COUNT(name, one, many) STORY_##name,
#include "index/story.def"
#undef STORY
#undef STORY_COUNT
    STORY_PARTS
};

struct story {
    struct writer *writer;
    const struct summary *summary;
    struct arena arena; /* phrases on their way into sentences */
};

/* Writes a part into the story. `count` chooses its plural. */
void story_say_words(struct story *story, enum story_part part, uint64_t count,
                     const struct word *words, size_t word_count);

/* The same for a place of another; lives as long as the story. Empty when memory ran out. */
struct slice story_phrase_words(struct story *story, enum story_part part, uint64_t count,
                                const struct word *words, size_t word_count);

#define STORY_SAY(story, part, count, ...)                                                         \
    story_say_words((story), (part), (count), (const struct word[]){__VA_ARGS__},                  \
                    sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))
#define STORY_PHRASE(story, part, count, ...)                                                      \
    story_phrase_words((story), (part), (count), (const struct word[]){__VA_ARGS__},               \
                       sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

/* "192.0.2.25 port 25". */
struct slice story_endpoint(struct story *story, const struct endpoint *end);

/* Who serves: by its name where it told one. */
struct slice story_server(struct story *story);

/* "the client", "the server": inside a sentence. */
struct slice story_side(enum side side);

/* What the first line of a refusal says, in a few words; may be empty. */
struct slice story_reason(struct story *story, struct slice line);

/* "4.2 s". */
struct slice story_span(struct story *story, duration span);

/* Each tells a whole sentence. */
void story_tell_deliveries(struct story *story);
void story_tell_maildrop(struct story *story);
void story_tell_quiet(struct story *story);
void story_tell_attempt(struct story *story);

/* The second one, after a blank; nothing where the session was short. */
void story_tell_time(struct story *story);

#endif
