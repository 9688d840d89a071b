/* The table of verbs: found in any case, and by nothing else. */
#include "protocol/smtp_verb.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>

static const struct smtp_verb *find_simply(struct slice name) {
    size_t count;
    const struct smtp_verb *verbs = smtp_verb_table(&count);
    for (size_t i = 0; i < count; i++)
        if (slice_equal_nocase(verbs[i].name, name))
            return &verbs[i];
    return NULL;
}

/* Every verb with each of its octets replaced by any octet. */
static void a_verb_is_found_in_any_case_and_by_nothing_else(void **state) {
    (void)state;
    size_t count;
    const struct smtp_verb *verbs = smtp_verb_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct slice verb = verbs[i].name;
        uint8_t octets[16];
        assert_in_range(verb.size, 1, sizeof octets);
        for (size_t at = 0; at < verb.size; at++) {
            memcpy(octets, verb.data, verb.size);
            for (unsigned octet = 0; octet <= UINT8_MAX; octet++) {
                octets[at] = (uint8_t)octet;
                struct slice name = slice_of(octets, verb.size);
                assert_ptr_equal(smtp_verb_find(name), find_simply(name));
            }
        }
    }
}

static void parts_and_longer_names_are_no_verbs(void **state) {
    (void)state;
    assert_null(smtp_verb_find(SLICE("")));
    assert_null(smtp_verb_find((struct slice){NULL, 0}));
    assert_null(smtp_verb_find(SLICE("MAI")));
    assert_null(smtp_verb_find(SLICE("MAILS")));
    assert_null(smtp_verb_find(SLICE("MAIL\0")));
    assert_null(smtp_verb_find(SLICE("X-ANONYMOUSTLS-AND-MORE")));
    assert_true(smtp_verb_is(smtp_verb_find(SLICE("x-AnonymousTls")), SMTP_VERB_X_ANONYMOUSTLS));
}

/* Whatever stands in front of it and behind it. */
static void a_line_gives_its_first_word(void **state) {
    (void)state;
    static const char *const before[] = {"", " ", "\t ", "        "};
    static const char *const after[] = {"", " ", "\tx", "  FROM:<a@example.org> SIZE=1", "x", "\r"};
    size_t count;
    const struct smtp_verb *verbs = smtp_verb_table(&count);
    for (size_t i = 0; i < count * 4 * 6; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s%.*s%s", before[i / 6 % 4],
                       (int)verbs[i / 24].name.size, (const char *)verbs[i / 24].name.data,
                       after[i % 6]);
        struct slice line = slice_string(text), rest = line;
        struct slice word = slice_word(&line);
        assert_ptr_equal(smtp_verb_take(&rest), find_simply(word));
        assert_true(rest.data == line.data && rest.size == line.size);
    }
    struct slice nothing = {NULL, 0};
    assert_null(smtp_verb_take(&nothing));
    assert_int_equal(nothing.size, 0);
}

static enum smtp_state leads(const char *verb, enum smtp_state from) {
    return smtp_verb_leads(smtp_verb_find(slice_string(verb)), from);
}

static void a_reset_is_no_hello_and_forgets_no_login(void **state) {
    (void)state;
    assert_int_equal(leads("RSET", SMTP_HELLO), SMTP_SAME);
    assert_int_equal(leads("RSET", SMTP_TLS), SMTP_SAME);
    assert_int_equal(leads("RSET", SMTP_AUTHED), SMTP_SAME);
    assert_int_equal(leads("RSET", SMTP_RCPT), SMTP_READY);
    assert_int_equal(leads("EHLO", SMTP_HELLO), SMTP_READY);
    assert_int_equal(leads("EHLO", SMTP_TLS), SMTP_READY);
    assert_int_equal(leads("MAIL", SMTP_AUTHED), SMTP_MAIL);
}

static void states_are_found_by_their_names(void **state) {
    (void)state;
    for (int number = 0; number < SMTP_STATES; number++)
        assert_int_equal(smtp_state_find(smtp_state_name((enum smtp_state)number)), number);
    assert_int_equal(smtp_state_find("nowhere"), SMTP_UNKNOWN);
    assert_int_equal(smtp_state_find(NULL), SMTP_UNKNOWN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_is_found_in_any_case_and_by_nothing_else),
        cmocka_unit_test(parts_and_longer_names_are_no_verbs),
        cmocka_unit_test(a_line_gives_its_first_word),
        cmocka_unit_test(a_reset_is_no_hello_and_forgets_no_login),
        cmocka_unit_test(states_are_found_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
