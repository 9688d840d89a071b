/* saying.h: several sentences that become one text: the meaning of a part, or a piece of `detail`.
 * For the files of this room. */
#ifndef HELOISE_EXPLAIN_SAYING_H
#define HELOISE_EXPLAIN_SAYING_H

#include "explain/telling.h"

enum {
    SAYING_WORD = 200, /* octets of one word of a sentence that are written */
    SAYING_WORDS = 6,  /* of one sentence */
};

struct saying {
    struct telling *telling;
    struct writer text; /* sentences joined by blanks */
};

struct saying saying_begin(struct telling *telling);

/* Adds a sentence, unless the depth is less than `least`. Words that are longer than SAYING_WORD
 * end in three dots. */
void saying_add(struct saying *saying, enum explain_depth least, enum note_id note,
                const struct word *words, size_t count);

#define SAYING_ADD(saying, least, note, ...)                                                       \
    saying_add((saying), (least), (note), TELLING_WORDS(__VA_ARGS__))

/* A sentence that was made elsewhere. */
void saying_sentence(struct saying *saying, enum explain_depth least, struct slice sentence);

/* At most SAYING_WORD octets of a word, three dots in place of the rest; cut between characters. */
struct slice saying_short(struct telling *telling, struct slice text);

/* A sentence without words. */
static inline void saying_plain(struct saying *saying, enum explain_depth least,
                                enum note_id note) {
    saying_add(saying, least, note, NULL, 0);
}

/* The text, in the arena; gives back what the saying holds. */
struct slice saying_end(struct saying *saying);

/* A distance in time as it stands in a sentence: "3 seconds", "34m05s"; its sign is left out. */
struct slice saying_span(struct telling *telling, duration span);

/* Whether it is about what a time zone is, from one hour to fourteen. */
bool saying_is_zone(duration span);

/* "2026-11-24 02:52:08", UTC. */
struct slice saying_moment(struct telling *telling, struct moment moment);

#endif
