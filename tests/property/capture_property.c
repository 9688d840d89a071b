#include "tests/property/capture_property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/property/capture_folders.h"

enum {
    SHOWN_OCTETS = 300,
    MOST_FAILURES = 3,            /* of one capture */
    ALL_MUTANTS_OCTETS = 1 << 20, /* larger captures have fewer mutants in proportion */
};

static const struct property *tested;

/* ---- what failures look like ---- */

void put_readable(FILE *out, struct slice octets) {
    struct slice shown = slice_first(octets, SHOWN_OCTETS);
    for (size_t i = 0; i < shown.size; i++)
        if (shown.data[i] >= ' ' && shown.data[i] < 0x7f)
            fputc(shown.data[i], out);
        else
            fprintf(out, "\\x%02x", shown.data[i]);
    if (shown.size < octets.size)
        fprintf(out, " … (%zu octets)", octets.size);
}

void put_session(FILE *out, const struct reading_session *session) {
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    endpoint_text(&session->ends[SIDE_CLIENT], client);
    endpoint_text(&session->ends[SIDE_SERVER], server);
    fprintf(out, "%s from %s to %s", session->protocol, client, server);
}

static void put_difference(FILE *why, const struct reading_session *session, enum side side,
                           size_t n, const struct reading_side *sides[2]) {
    static const char *const names[2] = {"expected", "     got"};
    put_session(why, session);
    fprintf(why, ", %s event %zu differs", side_name(side), n);
    for (int i = 0; i < 2; i++) {
        fprintf(why, "\n#     %s: ", names[i]);
        put_readable(why, said_text(sides[i], n));
    }
    fputc('\n', why);
}

bool same_events(const struct reading_session *expected, const struct reading_session *session,
                 FILE *why) {
    for (enum side side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        const struct reading_side *sides[2] = {&expected->sides[side], &session->sides[side]};
        if (slice_equal(buffer_slice(&sides[0]->text), buffer_slice(&sides[1]->text)))
            continue;
        size_t n = 0;
        while (slice_equal(said_text(sides[0], n), said_text(sides[1], n)))
            n++;
        put_difference(why, expected, side, n, sides);
        return false;
    }
    return true;
}

/* ---- all captures, all seeds ---- */

static uint64_t mutants_of(const struct capture *capture) {
    const char *wanted = getenv("HELOISE_MUTANTS");
    uint64_t mutants = strtoull(wanted ? wanted : "50", NULL, 10);
    if (capture->octets > ALL_MUTANTS_OCTETS)
        mutants = mutants * ALL_MUTANTS_OCTETS / capture->octets;
    return mutants;
}

/* Tries one seed; false with a text on stderr when the property does not hold. */
static bool try_seed(const void *basis, const struct capture *capture, uint64_t seed) {
    char *text = NULL;
    size_t size = 0;
    FILE *why = open_memstream(&text, &size);
    if (!why)
        abort();
    struct packet_list mutant = tested->mutate(capture, seed);
    bool holds = tested->holds(basis, &mutant, seed, why);
    packet_list_free(&mutant);
    fclose(why);
    if (!holds)
        print_error("# %s %llu: %s\n", capture->name, (unsigned long long)seed, text);
    free(text);
    return holds;
}

static size_t failures_of(const char *name) {
    struct capture capture;
    if (!capture_load(&capture, name)) {
        print_error("# %s cannot be read\n", name);
        return 1;
    }
    void *basis = tested->prepare(&capture);
    size_t failures = 0;
    for (uint64_t seed = 0; seed < mutants_of(&capture) && failures < MOST_FAILURES; seed++)
        failures += !try_seed(basis, &capture, seed);
    tested->discard(basis);
    capture_unload(&capture);
    return failures;
}

static int try_again(char **words) {
    struct capture capture;
    uint64_t seed = strtoull(words[1], NULL, 10);
    if (!capture_load(&capture, words[0]))
        return EXIT_FAILURE;
    void *basis = tested->prepare(&capture);
    bool holds = try_seed(basis, &capture, seed);
    if (words[2]) {
        struct packet_list mutant = tested->mutate(&capture, seed);
        packet_list_write(&mutant, words[2]);
        packet_list_free(&mutant);
    }
    tested->discard(basis);
    capture_unload(&capture);
    return holds ? EXIT_SUCCESS : EXIT_FAILURE;
}

int property_main(const struct property *property, int argc, char **argv) {
    tested = property;
    return argc > 2 ? try_again(argv + 1) : capture_folders_main(failures_of);
}
