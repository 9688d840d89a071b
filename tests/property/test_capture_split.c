/* The pieces in which octets come change nothing: same events, to the last field. */
#include "tests/property/capture_property.h"

#include "tests/unit/event_equal.h"

static void *prepare(const struct capture *capture) {
    return reading_of(&capture->packets, (struct cutting){CUT_AS_SENT, 0});
}

static void discard(void *basis) {
    reading_free(basis);
}

static struct packet_list leave(const struct capture *capture, uint64_t seed) {
    (void)seed;
    return packet_list_copy(&capture->packets);
}

static struct cutting cutting_of(uint64_t seed) {
    static const enum cut first[] = {CUT_SINGLE, CUT_JOINED};
    return (struct cutting){seed < 2 ? first[seed] : CUT_PIECES, seed};
}

static bool same_entries(const struct reading_session *expected,
                         const struct reading_session *session, FILE *why) {
    const struct transcript *a = expected->transcript, *b = session->transcript;
    size_t count =
        transcript_count(a) < transcript_count(b) ? transcript_count(a) : transcript_count(b);
    for (size_t n = 0; n < count; n++) {
        const char *field = entry_difference(transcript_at(a, n), transcript_at(b, n));
        if (!field)
            continue;
        put_session(why, expected);
        fprintf(why, ", event %zu: %s differs", n, field);
        return false;
    }
    if (transcript_count(a) == transcript_count(b))
        return true;
    put_session(why, expected);
    fprintf(why, ": %zu events, expected %zu", transcript_count(b), transcript_count(a));
    return false;
}

static bool same_session(const struct reading_session *expected,
                         const struct reading_session *session, enum cut how, FILE *why) {
    if (!same_events(expected, session, why))
        return false;
    return how == CUT_JOINED || same_entries(expected, session, why);
}

static bool holds(const void *basis, const struct packet_list *packets, uint64_t seed, FILE *why) {
    const struct reading *expected = basis;
    struct cutting cutting = cutting_of(seed);
    struct reading *reading = reading_of(packets, cutting);
    bool same = reading->count == expected->count;
    if (!same)
        fprintf(why, "%zu sessions, expected %zu", reading->count, expected->count);
    for (size_t n = 0; n < expected->count && same; n++)
        same = same_session(expected->sessions[n], reading->sessions[n], cutting.how, why);
    reading_free(reading);
    return same;
}

int main(int argc, char **argv) {
    static const struct property split = {prepare, discard, leave, holds};
    return property_main(&split, argc, argv);
}
