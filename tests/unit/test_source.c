/* Where octets come from: streams, compressed files, the spool, reading again. */
#include "capture_bytes.h"

#include "capture/source.h"

#include <archive.h>
#include <archive_entry.h>

enum { LARGE = 3000000 };

/* Octets of which no two stretches are alike, so that a shift is seen. */
static struct slice pattern(struct buffer *buffer, size_t size) {
    uint32_t state = 1;
    assert_true(buffer_reserve(buffer, size));
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525 + 1013904223;
        buffer->data[i] = (uint8_t)(state >> 28); /* four bits of each eight, to be compressible */
    }
    buffer->size = size;
    return buffer_slice(buffer);
}

static struct buffer compressed(struct slice octets, int (*filter)(struct archive *)) {
    struct buffer file = {0};
    size_t used = 0;
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    assert_true(buffer_reserve(&file, octets.size + 65536));
    assert_int_equal(filter(archive), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format_raw(archive), ARCHIVE_OK);
    /* Small blocks, where there is a choice: a block is lost as a whole. */
    (void)archive_write_set_filter_option(archive, "lz4", "block-size", "4");
    assert_int_equal(archive_write_set_bytes_in_last_block(archive, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_open_memory(archive, file.data, file.room, &used), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(archive, octets.data, octets.size), octets.size);
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    archive_entry_free(entry);
    file.size = used;
    return file;
}

static const struct compressor {
    const char *name;
    int (*filter)(struct archive *);
} compressors[] = {
    {"gzip", archive_write_add_filter_gzip}, {"bzip2", archive_write_add_filter_bzip2},
    {"xz", archive_write_add_filter_xz},     {"lz4", archive_write_add_filter_lz4},
    {"zstd", archive_write_add_filter_zstd},
};
enum { COMPRESSORS = sizeof compressors / sizeof *compressors };

/* Reads all in steps of odd sizes; returns how many octets came before it ended. */
static size_t read_all(struct source *source, struct slice expected) {
    size_t at = 0;
    for (size_t step = 1;; step = step * 7 % 100003) {
        size_t size = step < expected.size - at ? step : expected.size - at;
        const uint8_t *data = size ? source_need(source, size) : NULL;
        if (!data)
            break;
        assert_int_equal(source_offset(source), at);
        assert_octets(slice_of(data, size), slice_part(expected, at, size));
        source_take(source, size);
        at += size;
    }
    return at + source_left(source);
}

static void test_compressions(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, LARGE);
    for (size_t i = 0; i < COMPRESSORS; i++) {
        struct buffer file = compressed(octets, compressors[i].filter);
        char *name = file_write(buffer_slice(&file));
        struct source source;
        struct error error = {0};
        assert_true(source_open(&source, name, &(struct reader_options){0}, &error));
        assert_string_equal(source.codec->name, compressors[i].name);
        assert_false(source_seekable(&source));
        assert_int_equal(read_all(&source, octets), LARGE);
        assert_null(source_need(&source, 1));
        assert_int_equal(source.failure.kind, ERROR_NONE);
        assert_int_equal(source.input.position, file.size);
        source_close(&source);
        file_remove(name);
        buffer_free(&file);
    }
    buffer_free(&large);
}

/* What was unfolded before the stream breaks off is given, then the error. */
static void test_cut_compression(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, LARGE);
    for (size_t i = 0; i < COMPRESSORS; i++) {
        struct buffer file = compressed(octets, compressors[i].filter);
        char *name = file_write(slice_first(buffer_slice(&file), file.size / 4 * 3));
        struct source source;
        struct error error = {0};
        assert_true(source_open(&source, name, &(struct reader_options){0}, &error));
        size_t count = read_all(&source, octets);
        assert_in_range(count, LARGE / 2, LARGE - 1);
        assert_int_equal(source.failure.kind, ERROR_DATA);
        assert_false(source_cut(&source, source_offset(&source), &error));
        assert_int_equal(error.kind, ERROR_DATA);
        assert_non_null(strstr(error.text, compressors[i].name));
        source_close(&source);
        file_remove(name);
        buffer_free(&file);
    }
    buffer_free(&large);
}

static void test_spool(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, LARGE);
    struct buffer file = compressed(octets, archive_write_add_filter_gzip);
    char *name = file_write(buffer_slice(&file));
    struct source source;
    struct error error = {0};
    assert_true(source_open(&source, name, &(struct reader_options){.spool = true}, &error));
    assert_true(source_seekable(&source));
    assert_int_equal(read_all(&source, octets), LARGE);
    for (size_t at = LARGE - 5000; at > 300000; at -= 299993) {
        const uint8_t *again = source_again(&source, at, 5000, &error);
        assert_non_null(again);
        assert_octets(slice_of(again, 5000), slice_part(octets, at, 5000));
    }
    assert_null(source_again(&source, LARGE - 10, 11, &error));
    assert_int_equal(error.kind, ERROR_IO);
    source_close(&source);
    file_remove(name);
    buffer_free(&file);
    buffer_free(&large);
}

/* A bomb ends at the limit, and says so. */
static void test_spool_limit(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, LARGE);
    struct buffer file = compressed(octets, archive_write_add_filter_zstd);
    char *name = file_write(buffer_slice(&file));
    struct source source;
    struct error error = {0};
    struct reader_options spool = {.spool = true, .spool_limit = LARGE / 2};
    assert_true(source_open(&source, name, &spool, &error));
    assert_in_range(read_all(&source, octets), LARGE / 4, LARGE / 2);
    assert_int_equal(source.failure.kind, ERROR_IO);
    assert_non_null(strstr(source.failure.text, "limit"));
    source_close(&source);
    file_remove(name);
    buffer_free(&file);
    buffer_free(&large);
}

/* Reads a pipe as standard input, which is put back. */
static void test_stream(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, 60000);
    struct source source;
    struct error error = {0};
    int ends[2];
    int before = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], octets.data, octets.size), octets.size);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_true(source_open(&source, "-", &(struct reader_options){.spool = true}, &error));
    assert_int_equal(read_all(&source, octets), octets.size);
    assert_true(source_seekable(&source));
    const uint8_t *again = source_again(&source, 0, 100, &error); /* the magic was spooled too */
    assert_non_null(again);
    assert_octets(slice_of(again, 100), slice_first(octets, 100));
    source_close(&source);
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    (void)close(before);
    (void)close(ends[0]);
    buffer_free(&large);
}

static void test_skip(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, LARGE);
    char *name = file_write(octets);
    struct source source;
    struct error error = {0};
    assert_true(source_open(&source, name, &(struct reader_options){0}, &error));
    assert_true(source_skip(&source, 2500000));
    assert_int_equal(source_offset(&source), 2500000);
    assert_octets(slice_of(source_need(&source, 9), 9), slice_part(octets, 2500000, 9));
    assert_false(source_skip(&source, 500001));
    source_close(&source);
    file_remove(name);
    buffer_free(&large);
}

/* A file that shrinks under the reader is an error, not a signal. */
static void test_shrinking(void **state) {
    (void)state;
    struct buffer large = {0};
    struct slice octets = pattern(&large, LARGE);
    char *name = file_write(octets);
    struct source source;
    struct error error = {0};
    assert_true(source_open(&source, name, &(struct reader_options){0}, &error));
    assert_non_null(source_need(&source, 1000));
    assert_int_equal(truncate(name, 500), 0);
    assert_null(source_again(&source, 400, 200, &error));
    assert_non_null(strstr(error.text, "changed"));
    assert_null(source_need(&source, LARGE));
    source_close(&source);
    file_remove(name);
    buffer_free(&large);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compressions), cmocka_unit_test(test_cut_compression),
        cmocka_unit_test(test_spool),        cmocka_unit_test(test_spool_limit),
        cmocka_unit_test(test_stream),       cmocka_unit_test(test_skip),
        cmocka_unit_test(test_shrinking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
