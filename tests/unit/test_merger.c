/* Several captures as one: whose packet is next, whatever the order of the names. */
#include "capture/merger.h"
#include "capture_bytes.h"

#include <sys/resource.h>

/* A file with packets of these times (seconds; 0 ends the list), each with one octet: its file. */
struct plan {
    const char *name;
    uint32_t times[8];
};

static char *place_of(const char *name) {
    const char *folder = getenv("HELOISE_SCRATCH");
    char *path = malloc(4096);
    assert_non_null(path);
    (void)snprintf(path, 4096, "%s/merger-%d-%s", folder ? folder : "/tmp", (int)getpid(), name);
    return path;
}

static void write_octets(const char *path, const char *mode, struct slice octets) {
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    assert_int_equal(fwrite(octets.data, 1, octets.size, file), octets.size);
    assert_int_equal(fclose(file), 0);
}

static void add_packet(struct buffer *to, uint32_t seconds, uint8_t octet) {
    add_record(to, LITTLE, seconds, 0, slice_of(&octet, 1), 1);
}

static void write_plan(const char *path, const struct plan *plan, uint8_t octet) {
    struct buffer octets = {0};
    add_savefile(&octets, LITTLE, 0xa1b2c3d4, 1);
    for (size_t i = 0; plan->times[i] > 0; i++)
        add_packet(&octets, plan->times[i], octet);
    write_octets(path, "wb", buffer_slice(&octets));
    buffer_free(&octets);
}

enum { MOST = 8 };

struct files {
    char *paths[MOST];
    size_t count;
};

static struct files write_plans(const struct plan *plans, size_t count) {
    struct files files = {.count = count};
    for (size_t i = 0; i < count; i++) {
        files.paths[i] = place_of(plans[i].name);
        write_plan(files.paths[i], &plans[i], (uint8_t)('a' + i));
    }
    return files;
}

static void remove_files(struct files *files) {
    for (size_t i = 0; i < files->count; i++) {
        (void)unlink(files->paths[i]);
        free(files->paths[i]);
    }
}

static struct merger *open_merger(const char *const *names, size_t count,
                                  const struct merger_options *options) {
    struct error error = {0};
    struct merger *merger = merger_new(names, count, options, &error);
    assert_string_equal(error.text, "");
    assert_non_null(merger);
    return merger;
}

/* Reads on: the octet of each packet into `text`, and what came last. Errors become '!', changes
 * '~'. */
static enum read_result read_on(struct merger *merger, char *text, size_t room) {
    size_t used = strlen(text);
    for (;;) {
        struct packet packet = {.file = 0};
        struct error error = {0};
        enum read_result result = merger_next(merger, &packet, &error);
        if (result == READ_END || result == READ_WAIT)
            return result;
        assert_true(used + 1 < room);
        if (result == READ_PACKET)
            text[used++] = (char)packet.octets.data[0];
        else
            text[used++] = result == READ_ERROR ? '!' : '~';
        assert_int_equal(error.kind != ERROR_NONE, result != READ_PACKET);
        text[used] = '\0';
    }
}

/* However the files are named, their packets come in this order. */
static void assert_order(const struct plan *plans, size_t count, const char *expected) {
    struct files files = write_plans(plans, count);
    for (size_t turn = 0; turn < 2 * count; turn++) {
        const char *names[MOST];
        char text[64] = "";
        for (size_t i = 0; i < count; i++)
            names[i] = files.paths[turn < count ? (i + turn) % count : (turn - i) % count];
        struct merger *merger = open_merger(names, count, &(struct merger_options){0});
        assert_int_equal(read_on(merger, text, sizeof text), READ_END);
        assert_true(merger_over(merger));
        assert_string_equal(text, expected);
        merger_free(merger);
    }
    remove_files(&files);
}

static void test_order_of_time(void **state) {
    (void)state;
    static const struct plan apart[] = {{"x", {5, 6}}, {"y", {1, 2}}, {"z", {3, 4}}};
    assert_order(apart, 3, "bbccaa");
    static const struct plan across[] = {{"x", {1, 4, 7}}, {"y", {2, 5, 8}}, {"z", {3, 6, 9}}};
    assert_order(across, 3, "abcabcabc");
    static const struct plan inside[] = {{"x", {1, 9}}, {"y", {4}}, {"z", {2, 3, 5}}};
    assert_order(inside, 3, "accbca");
}

static void test_equal_times(void **state) {
    (void)state;
    /* The one that begins earlier goes on as long as it can. */
    static const struct plan seam[] = {{"x", {5, 5, 6}}, {"y", {4, 5, 5}}};
    assert_order(seam, 2, "bbbaaa");
    /* Names as tcpdump -C gives them. */
    static const struct plan rotated[] = {{"r.pcap10", {7}}, {"r.pcap2", {7, 7}}, {"r.pcap", {7}}};
    assert_order(rotated, 3, "cbba");
}

static void test_times_that_run_backwards(void **state) {
    (void)state;
    /* The 1 counts as 8: it neither comes first nor lets the rest of its file do so. */
    static const struct plan backwards[] = {{"x", {3, 8, 1, 2, 9}}, {"y", {4, 5, 8, 10}}};
    assert_order(backwards, 2, "abbaaabab");

    struct files files = write_plans(backwards, 2);
    struct merger *merger =
        open_merger((const char *const *)files.paths, 2, &(struct merger_options){0});
    static const int64_t times[] = {3, 4, 5, 8, 8, 8, 8, 9, 10};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct packet packet = {.file = 0};
        struct error error = {0};
        assert_int_equal(merger_next(merger, &packet, &error), READ_PACKET);
        assert_int_equal(merger_time(merger).ns, times[i] * DURATION_SECOND);
    }
    merger_free(merger);
    remove_files(&files);
}

static void test_no_packets(void **state) {
    (void)state;
    static const struct plan none[] = {{"x", {0}}, {"y", {2}}, {"z", {0}}};
    assert_order(none, 3, "b");
    static const struct plan nothing[] = {{"x", {0}}, {"y", {0}}};
    assert_order(nothing, 2, "");
}

/* Simple packet blocks have no time: they come before all that has. */
static void test_no_times(void **state) {
    (void)state;
    struct buffer octets = {0};
    add_hex(&octets, "0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000"
                     "01000000 14000000 01000000 00000000 14000000"
                     "03000000 14000000 01000000 78000000 14000000"
                     "03000000 14000000 01000000 79000000 14000000");
    static const struct plan timed[] = {{"timed", {1, 2}}};
    struct files files = write_plans(timed, 1);
    char *timeless = file_write(buffer_slice(&octets)), text[16] = "";
    struct merger *merger =
        open_merger((const char *[]){files.paths[0], timeless}, 2, &(struct merger_options){0});
    assert_int_equal(read_on(merger, text, sizeof text), READ_END);
    assert_string_equal(text, "xyaa");
    merger_free(merger);
    file_remove(timeless);
    buffer_free(&octets);
    remove_files(&files);
}

static void test_damage(void **state) {
    (void)state;
    static const struct plan plans[] = {{"x", {1, 4}}, {"y", {2, 3}}, {"z", {5}}};
    struct files files = write_plans(plans, 3);
    struct buffer cut = {0};
    add_number(&cut, LITTLE, 8, 7);
    write_octets(files.paths[1], "ab", buffer_slice(&cut));
    char *none = place_of("none"), text[16] = "";
    const char *names[] = {files.paths[0], none, files.paths[1], files.paths[2]};
    struct merger *merger = open_merger(names, 4, &(struct merger_options){0});
    assert_int_equal(read_on(merger, text, sizeof text), READ_END);
    assert_string_equal(text, "!abb!ac");
    assert_string_equal(merger_file(merger, 1).format, "");
    assert_string_equal(merger_file(merger, 2).format, "pcap");
    assert_int_equal(merger_file(merger, 2).packets, 2);
    merger_free(merger);
    free(none);
    buffer_free(&cut);
    remove_files(&files);
}

static void test_the_only_one(void **state) {
    (void)state;
    struct error error = {0};
    char *none = place_of("none"), text[16] = "";
    const char *names[] = {none, none};
    assert_null(merger_new(names, 1, &(struct merger_options){0}, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    struct merger *merger = open_merger(names, 2, &(struct merger_options){0});
    assert_int_equal(read_on(merger, text, sizeof text), READ_END);
    assert_string_equal(text, "!!");
    merger_free(merger);
    merger_free(NULL);
    free(none);
}

/* More files than may be open, one after the other: and each packet is found again. */
static void test_many_files(void **state) {
    (void)state;
    enum { FILES = 300 };
    char *paths[FILES];
    uint64_t records[FILES];
    struct rlimit before, few;
    for (size_t i = 0; i < FILES; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "many%zu", i);
        paths[i] = place_of(name);
        write_plan(paths[i], &(struct plan){name, {(uint32_t)(FILES - i)}}, (uint8_t)i);
    }
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = (struct rlimit){24, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    struct merger_options options = {.again = true};
    struct merger *merger = open_merger((const char *const *)paths, FILES, &options);
    struct packet packet = {.file = 0};
    struct error error = {0};
    for (size_t n = 0; n < FILES;) {
        enum read_result result = merger_next(merger, &packet, &error);
        if (result == READ_WAIT) { /* it gives way while it looks into so many files */
            assert_int_equal(merger_wait(merger).milliseconds, 0);
            continue;
        }
        assert_int_equal(result, READ_PACKET);
        assert_int_equal(packet.at.ns, (int64_t)(n + 1) * DURATION_SECOND);
        assert_int_equal(packet.file, FILES - 1 - n);
        assert_int_equal(record_file(packet.record), packet.file);
        records[packet.file] = packet.record;
        n++;
    }
    assert_int_equal(merger_next(merger, &packet, &error), READ_END);
    for (size_t i = 0; i < FILES; i++) {
        size_t file = i * 7 % FILES;
        assert_true(merger_seek(merger, records[file], 1, &packet, &error));
        assert_int_equal(packet.octets.data[0], (uint8_t)file);
        assert_int_equal(packet.record, records[file]);
        assert_int_equal(packet.file, file);
    }
    assert_false(merger_seek(merger, (uint64_t)FILES << RECORD_FILE_SHIFT, 1, &packet, &error));
    merger_free(merger);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    for (size_t i = 0; i < FILES; i++) {
        (void)unlink(paths[i]);
        free(paths[i]);
    }
}

static void test_too_many_side_by_side(void **state) {
    (void)state;
    static const struct plan plans[] = {{"x", {1, 9}}, {"y", {2, 8}}, {"z", {3, 7}}};
    struct files files = write_plans(plans, 3);
    char text[16] = "";
    struct merger *merger =
        open_merger((const char *const *)files.paths, 3, &(struct merger_options){.most_open = 2});
    assert_int_equal(read_on(merger, text, sizeof text), READ_END);
    assert_string_equal(text, "ab!ba");
    merger_free(merger);
    remove_files(&files);
}

/* ---- files that grow ---- */

static void append_packet(const char *path, uint32_t seconds, uint8_t octet) {
    struct buffer octets = {0};
    add_packet(&octets, seconds, octet);
    write_octets(path, "ab", buffer_slice(&octets));
    buffer_free(&octets);
}

static void test_growth(void **state) {
    (void)state;
    static const struct plan plans[] = {{"x", {1, 5}}, {"y", {2, 3}}};
    struct files files = write_plans(plans, 2);
    char text[32] = "";
    struct merger *merger =
        open_merger((const char *const *)files.paths, 2, &(struct merger_options){.follow = true});
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    assert_string_equal(text, "abba");
    assert_false(merger_over(merger));
    assert_in_range(merger_wait(merger).milliseconds, 1, 1000);
    append_packet(files.paths[1], 7, 'c');
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    append_packet(files.paths[0], 6, 'd'); /* late, but nobody waited */
    append_packet(files.paths[1], 8, 'e');
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    assert_string_equal(text, "abbacde");
    write_octets(files.paths[0], "ab", SLICE("\1\2\3"));
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    assert_string_equal(text, "abbacde");
    merger_free(merger);
    remove_files(&files);
}

static void test_replacement(void **state) {
    (void)state;
    static const struct plan plans[] = {{"x", {1, 5}}, {"y", {2, 3}}};
    struct files files = write_plans(plans, 2);
    struct merger_options options = {.follow = true, .again = true};
    struct error error = {0};
    struct packet packet = {.file = 0};
    char text[32] = "";
    struct merger *merger = open_merger((const char *const *)files.paths, 1, &options);
    assert_int_equal(merger_next(merger, &packet, &error), READ_PACKET);
    uint64_t first = packet.record;
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    append_packet(files.paths[0], 6, 'c'); /* is read, though the name is gone */
    assert_int_equal(rename(files.paths[1], files.paths[0]), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    assert_string_equal(text, "ac~bb");
    assert_int_equal(merger_count(merger), 2);
    assert_string_equal(merger_file(merger, 1).name, files.paths[0]);
    assert_true(merger_seek(merger, first, 1, &packet, &error)); /* the old one is kept */
    assert_int_equal(packet.octets.data[0], 'a');

    write_plan(files.paths[0], &(struct plan){"y", {9}}, 'n'); /* shorter */
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    write_plan(files.paths[0], &(struct plan){"y", {11, 12, 13}}, 'm'); /* longer */
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    assert_string_equal(text, "ac~bb~n~mmm");
    assert_true(merger_seek(merger, packet.record, 1, &packet, &error));
    uint64_t gone = (UINT64_C(2) << RECORD_FILE_SHIFT) | 24;
    assert_false(merger_seek(merger, gone, 1, &packet, &error));
    merger_free(merger);
    remove_files(&files);
}

/* ---- a pipe ---- */

static void test_pipe(void **state) {
    (void)state;
    static const struct plan plans[] = {{"x", {2, 4}}};
    struct files files = write_plans(plans, 1);
    struct buffer octets = {0};
    add_savefile(&octets, LITTLE, 0xa1b2c3d4, 1);
    size_t header = octets.size;
    add_packet(&octets, 1, 'p');
    add_packet(&octets, 3, 'q');
    int ends[2], before = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    char text[16] = "";
    struct merger *merger = open_merger((const char *[]){files.paths[0], "-"}, 2,
                                        &(struct merger_options){.patient = true});
    static const char *const so_far[] = {"", "", "p", "paq"};
    const size_t parts[] = {header - 3, 3 + 16, 1 + 9, octets.size - header - 26};
    size_t at = 0;
    for (size_t i = 0; i < 4; at += parts[i++]) {
        assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
        assert_int_equal(merger_wait(merger).descriptor, STDIN_FILENO);
        assert_string_equal(text, i ? so_far[i - 1] : "");
        assert_int_equal(write(ends[1], octets.data + at, parts[i]), parts[i]);
    }
    assert_int_equal(read_on(merger, text, sizeof text), READ_WAIT);
    assert_string_equal(text, "paq"); /* what has a time waits for what may come before */
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(read_on(merger, text, sizeof text), READ_END);
    assert_string_equal(text, "paqa");
    merger_free(merger);
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    (void)close(before);
    (void)close(ends[0]);
    buffer_free(&octets);
    remove_files(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_time),
        cmocka_unit_test(test_equal_times),
        cmocka_unit_test(test_times_that_run_backwards),
        cmocka_unit_test(test_no_packets),
        cmocka_unit_test(test_no_times),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_the_only_one),
        cmocka_unit_test(test_many_files),
        cmocka_unit_test(test_too_many_side_by_side),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_replacement),
        cmocka_unit_test(test_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
