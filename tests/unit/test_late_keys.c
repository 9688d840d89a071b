/* Keys that come when a capture has been read already: a TLS session becomes readable then. */
#include "capture_bytes.h"
#include "indexed.h"

#include <unistd.h>

#include "tls/key_log.h"

enum { SECRETS_BLOCK = 10, PACKET_BLOCK = 6 };

/* The capture without its secrets, and these. */
static void take_secrets(const char *name, struct key_ring *ring, FILE *sealed) {
    enum { BLOCK_HEADER = 8, SECRETS_HEADER = 16 };
    struct buffer octets = {0};
    file_read(name, &octets);
    for (size_t at = 0; at < octets.size;) {
        uint32_t type = read_le32(octets.data + at), size = read_le32(octets.data + at + 4);
        struct key_log log = {0};
        if (type != SECRETS_BLOCK) {
            assert_int_equal(fwrite(octets.data + at, 1, size, sealed), size);
        } else {
            uint32_t length = read_le32(octets.data + at + BLOCK_HEADER + 4);
            assert_true(
                key_log_read(&log, slice_of(octets.data + at + SECRETS_HEADER, length), ring));
            key_log_end(&log, ring);
        }
        at += size;
    }
    buffer_free(&octets);
}

static void add_secrets(struct key_ring *ring, const struct key_ring *later,
                        const struct summary *summary) {
    const struct key_entry *entry =
        key_ring_find(later, slice_of(summary->tls_random, sizeof summary->tls_random));
    assert_non_null(entry);
    for (int label = 0; label < KEY_LABELS; label++)
        (void)key_ring_add(ring, slice_of(entry->random, TLS_RANDOM), (enum key_label)label,
                           slice_of(entry->secrets[label].octets, entry->secrets[label].size));
}

/* A row that was sealed is read when its keys come, and no other is. */
static void keys_may_come_later(void **state) {
    char name[] = "/tmp/sealed-XXXXXX";
    struct key_ring *later = key_ring_new(), *ring = key_ring_new();
    FILE *sealed = fdopen(mkstemp(name), "wb");
    (void)state;
    assert_non_null(sealed);
    take_secrets("tests/captures/decrypted-1.3.pcapng", later, sealed);
    fclose(sealed);
    struct index *index =
        open_index(name, &(struct index_options){.keep_places = true, .keys = ring});
    read_all(index, 100);
    const struct index_row *row = index_row_at(index, 0);
    assert_false(row->summary->decrypted);
    assert_true(row->summary->has_tls_random);
    assert_int_equal(index_decrypt(index, 0), INDEX_NOT_DECRYPTED);
    add_secrets(ring, later, row->summary);
    assert_int_equal(index_decrypt(index, 0), INDEX_DECRYPTED);
    assert_true(row->summary->decrypted);
    assert_int_equal(row->summary->transaction_count, 1);
    assert_int_equal(index_decrypt(index, 0), INDEX_NOT_DECRYPTED); /* once is enough */
    assert_int_equal(index_decrypt(index, 1), INDEX_NOT_DECRYPTED); /* there is no such row */
    index_free(index);
    key_ring_free(ring);
    key_ring_free(later);
    remove(name);
}

/* ---- while the session goes on ---- */

/* Where each packet of the capture ends; its secrets are gone. */
static size_t packet_ends(struct slice octets, size_t *ends, size_t room) {
    size_t count = 0;
    for (size_t at = 0; at < octets.size;) {
        uint32_t type = read_le32(octets.data + at), size = read_le32(octets.data + at + 4);
        at += size;
        if (type == PACKET_BLOCK) {
            assert_true(count < room);
            ends[count++] = at;
        }
    }
    return count;
}

static void append(const char *name, struct slice octets) {
    FILE *file = fopen(name, "ab");
    assert_non_null(file);
    assert_int_equal(fwrite(octets.data, 1, octets.size, file), octets.size);
    fclose(file);
}

static void read_what_is_there(struct index *index) {
    struct error error = {0};
    while (index_step(index, 100, &error) == INDEX_MORE)
        continue;
}

/* What a person sees in the row. */
static void assert_read(const struct summary *summary, uint64_t events) {
    assert_true(summary->decrypted);
    assert_int_equal(summary->transaction_count, 1);
    assert_int_equal(summary->transactions[0].verdict, VERDICT_ACCEPTED);
    assert_true(summary->transactions[0].message.complete);
    assert_int_equal(summary->transactions[0].message.octets, 23045);
    assert_int_equal(summary->ending, ENDING_QUIT);
    assert_int_equal(summary->events, events);
}

/* The keys come after packet `before`; the rest of the capture after them. */
static bool grow(struct slice sealed, const size_t *ends, size_t before, size_t count,
                 const struct key_ring *later, uint64_t *events) {
    char name[] = "/tmp/growing-XXXXXX";
    struct key_ring *ring = key_ring_new();
    close(mkstemp(name));
    append(name, slice_first(sealed, ends[before]));
    struct index *index = open_index(
        name, &(struct index_options){.keep_places = true, .follow = true, .keys = ring});
    read_what_is_there(index);
    const struct index_row *row = index_row_at(index, 0);
    bool known = row && row->summary->has_tls_random;
    bool decrypted = false;
    if (known) {
        assert_false(row->done);
        add_secrets(ring, later, row->summary);
        decrypted = index_decrypt(index, 0) == INDEX_DECRYPTED;
        assert_true(decrypted == row->summary->decrypted);
    }
    append(name, slice_part(sealed, ends[before], ends[count - 1] - ends[before]));
    read_what_is_there(index);
    index_finish(index);
    if (known && !decrypted)
        (void)index_decrypt(index, 0);
    if (known && *events == 0)
        *events = row->summary->events;
    if (known)
        assert_read(row->summary, *events);
    index_free(index);
    key_ring_free(ring);
    remove(name);
    return decrypted;
}

/* Wherever the keys come in a session that goes on, it is read from its beginning to its end. */
static void keys_may_come_in_the_middle(void **state) {
    char name[] = "/tmp/sealed-XXXXXX";
    struct key_ring *later = key_ring_new();
    FILE *file = fdopen(mkstemp(name), "wb");
    struct buffer sealed = {0};
    size_t ends[256], decrypted = 0;
    uint64_t events = 0;
    (void)state;
    assert_non_null(file);
    take_secrets("tests/captures/decrypted-1.3.pcapng", later, file);
    fclose(file);
    file_read(name, &sealed);
    size_t count = packet_ends(buffer_slice(&sealed), ends, sizeof ends / sizeof *ends);
    for (size_t before = 0; before + 5 < count; before++) /* up to the ends of both sides */
        decrypted += grow(buffer_slice(&sealed), ends, before, count, later, &events);
    assert_true(decrypted > count / 2);
    buffer_free(&sealed);
    key_ring_free(later);
    remove(name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_may_come_later),
        cmocka_unit_test(keys_may_come_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
