/* Keys that come when a capture has been read already: a TLS session becomes readable then. */
#include "capture_bytes.h"
#include "indexed.h"

#include "tls/key_log.h"

/* The capture without its secrets, and these. */
static void take_secrets(const char *name, struct key_ring *ring, FILE *sealed) {
    enum { SECRETS_BLOCK = 10, BLOCK_HEADER = 8, SECRETS_HEADER = 16 };
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
    assert_false(index_decrypt(index, 0));
    const struct key_entry *entry =
        key_ring_find(later, slice_of(row->summary->tls_random, sizeof row->summary->tls_random));
    assert_non_null(entry);
    for (int label = 0; label < KEY_LABELS; label++)
        (void)key_ring_add(ring, slice_of(entry->random, TLS_RANDOM), (enum key_label)label,
                           slice_of(entry->secrets[label].octets, entry->secrets[label].size));
    assert_true(index_decrypt(index, 0));
    assert_true(row->summary->decrypted);
    assert_int_equal(row->summary->transaction_count, 1);
    assert_false(index_decrypt(index, 0)); /* once is enough */
    assert_false(index_decrypt(index, 1)); /* there is no such row */
    index_free(index);
    key_ring_free(ring);
    key_ring_free(later);
    remove(name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_may_come_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
