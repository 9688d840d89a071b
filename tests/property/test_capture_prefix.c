/* A capture that breaks off anywhere is read as far as it goes: what is whole is there, nothing
 * crashes, and the status is that of a clean end or of damaged data.
 *
 * Cut at each packet boundary and at 200 octets between; at fewer places, chosen at random, where
 * that would take too long and HELOISE_LONG is not set. `PROGRAM CAPTURE SIZE` tries one again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "capture/reader.h"
#include "tests/property/capture_folders.h"
#include "tests/property/capture_rendering.h"
#include "tests/property/memory_file.h"
#include "tests/property/tcp_simulation.h"

enum {
    RANDOM_CUTS = 200,
    FEWEST_CUTS = 16,
    SHORT_OCTETS = 6 << 20, /* read of one capture in all, about, where HELOISE_LONG is not set */
    SLOWER = 10,            /* under sanitizers */
    MOST_FAILURES = 3,      /* of one capture */
};

/* A capture file, and where its packets lie. */
struct subject {
    const char *name;
    struct buffer octets;
    uint64_t *records; /* where each packet's record begins, and the end of the file */
    size_t count, room;
    bool compressed; /* records then lie in what is uncompressed */
    struct memory_file prefix;
};

static void insist(bool done) {
    if (!done)
        abort();
}

/* ---- the capture ---- */

static void load_octets(struct subject *subject) {
    uint8_t block[16 * 1024];
    FILE *file = fopen(subject->name, "rb");
    insist(file != NULL);
    for (size_t count; (count = fread(block, 1, sizeof block, file)) > 0;)
        insist(buffer_add(&subject->octets, slice_of(block, count)));
    (void)fclose(file);
}

static void add_record(struct subject *subject, uint64_t record) {
    if (subject->count == subject->room) {
        subject->room = subject->room ? 2 * subject->room : 256;
        subject->records = realloc(subject->records, subject->room * sizeof *subject->records);
        insist(subject->records != NULL);
    }
    subject->records[subject->count++] = record;
}

static void load_records(struct subject *subject) {
    struct error error = {0};
    struct packet packet;
    struct reader *reader = reader_open(subject->name, NULL, &error);
    if (!reader)
        return;
    while (reader_next(reader, &packet, &error) == READ_PACKET)
        add_record(subject, packet.record);
    subject->compressed = strchr(reader_format(reader), ',') != NULL;
    add_record(subject, subject->octets.size);
    reader_close(reader);
}

static struct subject subject_load(const char *name) {
    struct subject subject = {.name = name, .prefix = memory_file_new()};
    load_octets(&subject);
    load_records(&subject);
    memory_file_fill(&subject.prefix, buffer_slice(&subject.octets));
    return subject;
}

static void subject_unload(struct subject *subject) {
    memory_file_close(&subject->prefix);
    buffer_free(&subject->octets);
    free(subject->records);
}

/* ---- one prefix ---- */

/* Packets that lie whole in the prefix; those that begin in it are at most one more. */
static size_t whole_packets(const struct subject *subject, size_t size) {
    size_t low = 0, high = subject->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (subject->records[middle + 1] <= size)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What is wrong with the reading of a prefix; NULL: nothing. */
static const char *fault_of(const struct subject *subject, size_t size,
                            const struct rendered *rendered) {
    if (rendered->fault)
        return rendered->fault;
    if (rendered->error.kind != ERROR_NONE && rendered->error.kind != ERROR_DATA)
        return "neither a clean end nor damaged data";
    if (subject->count == 0 || subject->compressed)
        return NULL;
    size_t whole = whole_packets(subject, size);
    if (rendered->totals.packets < whole || rendered->totals.packets > whole + 1)
        return "the packets are not all that are whole";
    bool boundary = whole > 0 && subject->records[whole] == size;
    if (boundary && rendered->error.kind != ERROR_NONE && size < subject->octets.size)
        return "a cut between two packets is called damage";
    if (rendered->error.kind == ERROR_DATA && rendered->error.has_offset &&
        rendered->error.offset > size)
        return "the damage is told to be behind the end";
    return NULL;
}

static bool holds_for_prefix(const struct subject *subject, size_t size, enum rendering rendering) {
    memory_file_cut(&subject->prefix, size);
    struct rendered rendered = render_capture(subject->prefix.name, rendering);
    const char *fault = fault_of(subject, size, &rendered);
    if (fault)
        print_error("# %s %zu (rendering %d): %s; status %d: %s\n", subject->name, size,
                    (int)rendering, fault, (int)rendered.error.kind, rendered.error.text);
    return fault == NULL;
}

/* ---- all prefixes ---- */

struct cuts {
    size_t *sizes, count;
};

static int compare_falling(const void *a, const void *b) {
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    return (left < right) - (left > right);
}

static size_t most_cuts(const struct subject *subject) {
    const char *sanitizers = getenv("HELOISE_SANITIZE");
    size_t octets = sanitizers && *sanitizers ? SHORT_OCTETS / SLOWER : SHORT_OCTETS;
    size_t most = 2 * octets / (subject->octets.size + 1);
    if (getenv("HELOISE_LONG"))
        return SIZE_MAX;
    return most > FEWEST_CUTS ? most : FEWEST_CUTS;
}

/* Leaves `most` of them, chosen at random. */
static void choose(struct cuts *cuts, size_t most, struct dice *dice) {
    for (size_t i = 0; i < most && most < cuts->count; i++) {
        size_t other = i + dice_roll(dice, (uint32_t)(cuts->count - i));
        size_t size = cuts->sizes[i];
        cuts->sizes[i] = cuts->sizes[other];
        cuts->sizes[other] = size;
    }
    if (most < cuts->count)
        cuts->count = most;
}

/* Where the capture is cut, the largest prefix first: then the file needs to be written once. */
static struct cuts cuts_of(const struct subject *subject) {
    struct dice dice = {subject->octets.size};
    struct cuts cuts = {.sizes = malloc((subject->count + RANDOM_CUTS) * sizeof(size_t))};
    insist(cuts.sizes != NULL);
    for (size_t i = 0; i < subject->count && !subject->compressed; i++)
        cuts.sizes[cuts.count++] = subject->records[i];
    for (size_t i = 0; i < RANDOM_CUTS && subject->octets.size > 0; i++)
        cuts.sizes[cuts.count++] = dice_roll(&dice, (uint32_t)subject->octets.size);
    choose(&cuts, most_cuts(subject), &dice);
    qsort(cuts.sizes, cuts.count, sizeof *cuts.sizes, compare_falling);
    return cuts;
}

static size_t failures_of(const char *name) {
    struct subject subject = subject_load(name);
    struct cuts cuts = cuts_of(&subject);
    size_t failures = 0;
    for (size_t i = 0; i < cuts.count && failures < MOST_FAILURES; i++)
        failures += !holds_for_prefix(&subject, cuts.sizes[i], (enum rendering)(i % RENDERINGS));
    free(cuts.sizes);
    subject_unload(&subject);
    return failures;
}

static int try_again(const char *name, size_t size) {
    struct subject subject = subject_load(name);
    bool holds = true;
    for (enum rendering rendering = RENDER_SUMMARY; rendering < RENDERINGS; rendering++)
        holds &= holds_for_prefix(&subject, size, rendering);
    subject_unload(&subject);
    return holds ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    if (argc > 2)
        return try_again(argv[1], strtoull(argv[2], NULL, 10));
    return capture_folders_main(failures_of);
}
