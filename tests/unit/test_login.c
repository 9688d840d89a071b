/* Every mechanism of the practice server, with a client of the same library: good and bad
 * credentials, -PLUS with and without the right channel binding. */
#include "practice/login.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t binding[32] = "thirty-two octets of one channel";
static const uint8_t other_binding[32] = "thirty-two octets of another one";

static void open_house(struct house *house) {
    struct error error = {0};
    *house = (struct house){.host = "example.org"};
    assert_true(accounts_fill(&house->accounts, &error));
    house->mechanisms = mechanism_library_new(&error);
    assert_non_null(house->mechanisms);
}

static void close_house(struct house *house) {
    mechanism_library_free(house->mechanisms);
    accounts_free(&house->accounts);
}

/* Runs an exchange to its end; who has logged in, or NULL. */
static const struct account *log_in(struct house *house, const char *mechanism, const char *user,
                                    const char *password, const uint8_t *exporter) {
    struct error error = {0};
    struct login login = {0};
    const struct mechanism_identity identity = {.user = user,
                                                .password = password,
                                                .service = "smtp",
                                                .host = "example.org",
                                                .exporter = slice_of(exporter, exporter ? 32 : 0)};
    struct mechanism *client =
        mechanism_begin(house->mechanisms, SIDE_CLIENT, mechanism, &identity, &error);
    assert_non_null(client);
    assert_true(login_begin(&login, house, slice_string(mechanism), "smtp", binding, 32));
    struct slice said = {NULL, 0}, answer = {NULL, 0};
    enum login_progress progress = login_step(&login, said, &answer);
    for (int i = 0; i < 8 && progress == LOGIN_MORE; i++) {
        if (mechanism_step(client, answer, &said, &error) == MECHANISM_FAILED)
            break;
        progress = login_step(&login, said, &answer);
    }
    const struct account *account = progress == LOGIN_DONE ? login.account : NULL;
    login_end(&login);
    mechanism_end(client);
    return account;
}

static void test_each_mechanism_succeeds_and_fails(void **state) {
    static const char *const mechanisms[] = {
        "PLAIN",
        "LOGIN",
        "CRAM-MD5",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256-PLUS",
    };
    struct house house;
    (void)state;
    open_house(&house);
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        const char *name = mechanisms[i];
        bool plus = strstr(name, "-PLUS") != NULL;
        const uint8_t *exporter = plus ? binding : NULL;
        const struct account *account = log_in(&house, name, "alice", "wonderland", exporter);
        if (!account || strcmp(account->name, "alice") != 0)
            fail_msg("%s does not let alice in", name);
        if (!log_in(&house, name, "bob@example.org", "wonderland", exporter))
            fail_msg("%s does not let bob in by his address", name);
        if (log_in(&house, name, "alice", "looking-glass", exporter))
            fail_msg("%s lets alice in with a wrong password", name);
        if (log_in(&house, name, "nobody", "wonderland", exporter))
            fail_msg("%s lets nobody in", name);
        if (plus && log_in(&house, name, "alice", "wonderland", other_binding))
            fail_msg("%s lets somebody between the two in", name);
    }
    close_house(&house);
}

static enum login_progress bear(struct house *house, const char *mechanism, struct slice said,
                                const struct account **account) {
    struct login login = {0};
    struct slice answer;
    assert_true(login_begin(&login, house, slice_string(mechanism), "smtp", NULL, 0));
    assert_int_equal(login_step(&login, slice_of(NULL, 0), &answer), LOGIN_MORE);
    enum login_progress progress = login_step(&login, said, &answer);
    if (progress == LOGIN_MORE) {
        assert_true(answer.size > 0 && answer.data[0] == '{');
        progress = login_step(&login, SLICE("\1"), &answer);
    }
    *account = login.account;
    login_end(&login);
    return progress;
}

static void test_bearer_tokens(void **state) {
    const struct account *account;
    struct house house;
    (void)state;
    open_house(&house);
    struct slice good = SLICE("n,a=alice@example.org,\1host=example.org\1port=587\1"
                              "auth=Bearer practice-token\1\1");
    assert_int_equal(bear(&house, "OAUTHBEARER", good, &account), LOGIN_DONE);
    assert_string_equal(account->name, "alice");
    struct slice bad = SLICE("n,a=alice,\1auth=Bearer wonderland\1\1");
    assert_int_equal(bear(&house, "OAUTHBEARER", bad, &account), LOGIN_FAILED);
    struct slice google = SLICE("user=bob\1auth=Bearer practice-token\1\1");
    assert_int_equal(bear(&house, "XOAUTH2", google, &account), LOGIN_DONE);
    assert_string_equal(account->name, "bob");
    struct slice nobody = SLICE("user=nobody\1auth=Bearer practice-token\1\1");
    assert_int_equal(bear(&house, "XOAUTH2", nobody, &account), LOGIN_FAILED);
    close_house(&house);
}

static void test_nobody_acts_for_another(void **state) {
    struct login login = {0};
    struct house house;
    struct slice answer;
    (void)state;
    open_house(&house);
    assert_true(login_begin(&login, &house, SLICE("PLAIN"), "smtp", NULL, 0));
    assert_int_equal(login_step(&login, SLICE("bob\0alice\0wonderland"), &answer), LOGIN_FAILED);
    assert_true(login_begin(&login, &house, SLICE("plain"), "smtp", NULL, 0));
    assert_int_equal(login_step(&login, SLICE("alice\0alice\0wonderland"), &answer), LOGIN_DONE);
    login_end(&login);
    close_house(&house);
}

static void test_what_is_offered(void **state) {
    struct writer list = writer_to(WRITER_MEMORY);
    struct login login = {0};
    struct house house;
    (void)state;
    open_house(&house);
    login_offer(&house, false, &list);
    assert_true(slice_search(buffer_slice(&list.buffer), SLICE("PLUS")) == SLICE_NONE);
    assert_true(slice_search(buffer_slice(&list.buffer), SLICE(" CRAM-MD5 PLAIN LOGIN ")) !=
                SLICE_NONE);
    list.buffer.size = 0;
    login_offer(&house, true, &list);
    assert_true(slice_starts(buffer_slice(&list.buffer), SLICE(" SCRAM-SHA-256-PLUS ")));
    assert_false(login_begin(&login, &house, SLICE("SCRAM-SHA-1-PLUS"), "smtp", NULL, 0));
    assert_false(login_begin(&login, &house, SLICE("GSSAPI"), "smtp", NULL, 0));
    writer_free(&list);
    close_house(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_mechanism_succeeds_and_fails),
        cmocka_unit_test(test_bearer_tokens),
        cmocka_unit_test(test_nobody_acts_for_another),
        cmocka_unit_test(test_what_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
