/* nearest.c: what was perhaps meant by a word that nothing is known of. */
#include "explain/nearest.h"

#include "explain/tell.h"

enum {
    LONGEST = 40, /* octets of a word that is compared */
    OFFERED = 5,
};

/* Insertions, removals, changes and swaps of neighbours. */
unsigned edit_distance(struct slice a, struct slice b) {
    unsigned rows[3][LONGEST + 1];
    if (a.size > LONGEST || b.size > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.size; j++) {
            uint8_t x = octet_upper(a.data[i - 1]), y = octet_upper(b.data[j - 1]);
            unsigned least = above[j - 1] + (x != y);
            least = above[j] + 1 < least ? above[j] + 1 : least;
            least = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
            bool swapped = i > 1 && j > 1 && x == octet_upper(b.data[j - 2]) &&
                           octet_upper(a.data[i - 2]) == y;
            if (swapped && before[j - 2] + 1 < least)
                least = before[j - 2] + 1;
            row[j] = least;
        }
    }
    return rows[a.size % 3][b.size];
}

struct nearest {
    const struct fact *facts[OFFERED];
    unsigned distances[OFFERED];
    size_t count;
};

static bool is_there(const struct nearest *nearest, const char *id) {
    for (size_t i = 0; i < nearest->count; i++)
        if (strcmp(nearest->facts[i]->id, id) == 0)
            return true;
    return false;
}

static void consider(struct nearest *nearest, const struct fact *fact, unsigned distance) {
    size_t at = nearest->count;
    if (is_there(nearest, fact->id) || (at == OFFERED && nearest->distances[at - 1] <= distance))
        return;
    if (at == OFFERED)
        at--;
    else
        nearest->count++;
    for (; at > 0 && nearest->distances[at - 1] > distance; at--) {
        nearest->facts[at] = nearest->facts[at - 1];
        nearest->distances[at] = nearest->distances[at - 1];
    }
    nearest->facts[at] = fact;
    nearest->distances[at] = distance;
}

/* As many slips as a word of this length can have. */
static unsigned tolerance(size_t size) {
    return size < 4 ? 1 : size < 8 ? 2 : 3;
}

static void search(struct nearest *nearest, enum fact_kind kind, struct slice word) {
    size_t size, count;
    (void)fact_rows(kind, &size, &count);
    for (size_t i = 0; i < count; i++) {
        const struct fact *fact = fact_at(kind, i);
        unsigned distance = edit_distance(word, slice_string(fact->id));
        if (distance <= tolerance(word.size))
            consider(nearest, fact, distance);
    }
}

void tell_nearest(struct telling *telling, struct slice line) {
    static const enum fact_kind kinds[] = {
        FACT_COMMANDS, FACT_POP3_COMMANDS,     FACT_EXTENSIONS, FACT_PARAMETERS, FACT_MECHANISMS,
        FACT_REPLIES,  FACT_POP3_CAPABILITIES, FACT_ENHANCED,   FACT_FINDINGS,
    };
    struct slice rest = line;
    struct slice word = slice_word(&rest);
    struct nearest nearest = {.count = 0};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        search(&nearest, kinds[i], word);
    telling->out->generic = true;
    tell_topic(telling, TOPIC_UNKNOWN_WORD);
    tell_part(telling, word, PART_UNKNOWN_WORD);
    tell_part(telling, slice_trim(rest), PART_ARGUMENT);
    for (size_t i = 0; i < nearest.count; i++)
        tell_also(telling, NOTE_PERHAPS,
                  TELLING_WORDS(
                      WORD("word", nearest.facts[i]->id),
                      WORD("title", *nearest.facts[i]->title ? _(nearest.facts[i]->title) : "")));
}
