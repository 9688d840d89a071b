/* Maildrops, in memory and in Maildir folders. */
#include "practice/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void deliver(struct store *store, const char *text, const char *const *users, size_t count) {
    char id[STORE_ID];
    struct buffer buffer = {0};
    store_make_id(store, (struct moment){INT64_C(1700000000) * DURATION_SECOND}, id);
    assert_true(buffer_add(&buffer, slice_string(text)));
    assert_true(store_deliver(store, &buffer, id, users, count));
    assert_int_equal(buffer.size, 0);
}

static void open_drop(struct store *store, const char *user, struct maildrop *drop, size_t count) {
    assert_int_equal(maildrop_open(store, user, drop), MAILDROP_OPEN);
    assert_int_equal(drop->count, count);
}

/* What holds for both kinds. */
static void keep_and_delete(struct store *store) {
    static const char *const both[] = {"alice", "bob", "alice"};
    struct maildrop alice, bob, again;
    deliver(store, "Subject: one\r\n\r\n\n.\r\n", both, 3);
    deliver(store, "Subject: two\r\n\r\n", both + 1, 1);
    open_drop(store, "alice", &alice, 1);
    assert_int_equal(maildrop_open(store, "alice", &again), MAILDROP_IN_USE);
    open_drop(store, "bob", &bob, 2);
    assert_true(slice_equal(mail_text(bob.mails[1]), SLICE("Subject: two\r\n\r\n")));
    assert_string_not_equal(bob.mails[0]->id, bob.mails[1]->id);
    deliver(store, "Subject: three\r\n\r\n", both, 1); /* not in the snapshot */
    assert_int_equal(alice.count, 1);
    assert_true(slice_equal(mail_text(alice.mails[0]), SLICE("Subject: one\r\n\r\n\n.\r\n")));
    assert_int_equal(alice.mails[0]->size, 20);
    alice.deleted[0] = bob.deleted[0] = true;
    assert_true(maildrop_close(&alice, true));
    assert_true(maildrop_close(&bob, false));
    open_drop(store, "alice", &alice, 1);
    assert_true(slice_equal(mail_text(alice.mails[0]), SLICE("Subject: three\r\n\r\n")));
    assert_true(maildrop_close(&alice, false));
    open_drop(store, "bob", &bob, 2);
    assert_true(maildrop_close(&bob, true));
}

static void test_in_memory(void **state) {
    struct error error = {0};
    struct store *store = store_new(NULL, "example.org", &error);
    (void)state;
    assert_true(store_has_room(store, STORE_MOST));
    keep_and_delete(store);
    assert_false(store_has_room(store, STORE_MOST));
    store_free(store);
}

static char *scratch(void) {
    const char *folder = getenv("HELOISE_SCRATCH");
    char *path = malloc(512);
    (void)snprintf(path, 512, "%s/maildir-XXXXXX", folder ? folder : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

static void remove_all(char *path) {
    char command[600];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
    free(path);
}

static void test_in_folders(void **state) {
    struct error error = {0};
    char *path = scratch();
    struct store *store = store_new(path, "example.org", &error);
    struct maildrop drop;
    (void)state;
    keep_and_delete(store);
    store_free(store);
    store = store_new(path, "example.org", &error); /* they are there still */
    open_drop(store, "bob", &drop, 2);
    assert_true(maildrop_close(&drop, false));
    store_free(store);
    remove_all(path);
}

static void put_file(const char *path, const char *name, const char *text) {
    char file[700];
    (void)snprintf(file, sizeof file, "%s/alice/%s", path, name);
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

/* Files of other programs have lines that end in LF. */
static void test_files_of_others(void **state) {
    struct error error = {0};
    char *path = scratch(), link[600];
    struct store *store = store_new(path, "example.org", &error);
    struct maildrop drop;
    (void)state;
    open_drop(store, "alice", &drop, 0); /* makes the folders */
    assert_true(maildrop_close(&drop, false));
    put_file(path, "cur/2.b:2,S", "Subject: read\n\n.\ntext");
    put_file(path, "new/1.a", "");
    put_file(path, "new/.hidden", "no message");
    (void)snprintf(link, sizeof link, "%s/alice/new/3.link", path);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    open_drop(store, "alice", &drop, 2);
    assert_string_equal(drop.mails[0]->id, "1.a");
    assert_int_equal(drop.mails[0]->size, 0);
    assert_string_equal(drop.mails[1]->id, "2.b");
    assert_true(slice_equal(mail_text(drop.mails[1]), SLICE("Subject: read\r\n\r\n.\r\ntext")));
    assert_int_equal(drop.mails[1]->size, mail_text(drop.mails[1]).size);
    drop.deleted[1] = true;
    assert_true(maildrop_close(&drop, true));
    open_drop(store, "alice", &drop, 1);
    assert_true(maildrop_close(&drop, false));
    store_free(store);
    remove_all(path);
}

static void test_a_folder_that_cannot_be(void **state) {
    struct error error = {0};
    (void)state;
    assert_null(store_new("/dev/null/x", "example.org", &error));
    assert_int_equal(error.kind, ERROR_CREATE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test(test_in_folders),
        cmocka_unit_test(test_files_of_others),
        cmocka_unit_test(test_a_folder_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
