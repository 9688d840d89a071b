/* Packets that a tap delivered out of order or twice change nothing of what was said. */
#include "tests/property/capture_mutant.h"
#include "tests/property/capture_property.h"

#include <stdlib.h>

enum { LARGEST_WINDOW = 8 };

/* The capture as it is, with its own moments and with even ones. */
struct basis {
    struct reading *own, *spaced;
};

static void *prepare(const struct capture *capture) {
    struct basis *basis = malloc(sizeof *basis);
    if (!basis)
        abort();
    struct packet_list packets = packet_list_copy(&capture->packets);
    basis->own = reading_of(&packets, (struct cutting){0});
    packets_space(&packets);
    basis->spaced = reading_of(&packets, (struct cutting){0});
    packet_list_free(&packets);
    return basis;
}

static void discard(void *old) {
    struct basis *basis = old;
    reading_free(basis->own);
    reading_free(basis->spaced);
    free(basis);
}

/* Half of the mutants have even moments. */
static bool is_spaced(uint64_t seed) {
    return seed % 2 == 0;
}

static struct packet_list disorder(const struct capture *capture, uint64_t seed) {
    bool spaced = is_spaced(seed);
    struct dice dice = {seed};
    struct packet_list packets = packet_list_copy(&capture->packets);
    if (spaced)
        packets_space(&packets);
    if (dice_chance(&dice, 40))
        packets_double(&packets, &dice, 1 + dice_roll(&dice, 40));
    if (dice_chance(&dice, 80))
        packets_shuffle(&packets, &dice, 2 + dice_roll(&dice, LARGEST_WINDOW - 1));
    if (spaced)
        packets_space(&packets);
    return packets;
}

static bool say(FILE *why, const struct reading_session *session, const char *what) {
    put_session(why, session);
    fprintf(why, " %s", what);
    return false;
}

static bool same_sessions(const struct reading *expected, const struct reading *reading,
                          FILE *why) {
    for (size_t n = 0; n < expected->count; n++) {
        const struct reading_session *session = expected->sessions[n];
        const struct reading_session *found = reading_find(reading, expected, n);
        if (!found)
            return say(why, session, "is gone");
        if (!same_events(session, found, why))
            return false;
    }
    for (size_t n = 0; n < reading->count; n++)
        if (!reading_find(expected, reading, n))
            return say(why, reading->sessions[n], "was not there before");
    return true;
}

static bool holds(const void *prepared, const struct packet_list *mutant, uint64_t seed,
                  FILE *why) {
    const struct basis *basis = prepared;
    struct reading *reading = reading_of(mutant, (struct cutting){0});
    bool same = same_sessions(is_spaced(seed) ? basis->spaced : basis->own, reading, why);
    reading_free(reading);
    return same;
}

int main(int argc, char **argv) {
    static const struct property order = {prepare, discard, disorder, holds};
    return property_main(&order, argc, argv);
}
