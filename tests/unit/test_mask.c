#include "session/mask.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_slice(struct slice slice, const char *expected) {
    assert_int_equal(slice.size, strlen(expected));
    assert_true(slice.size == 0 || memcmp(slice.data, expected, slice.size) == 0);
}

static struct command_event command_of(const char *line, const char *verb, size_t secret,
                                       size_t secret_size) {
    struct slice whole = slice_string(line), rest = whole;
    (void)slice_word(&rest);
    return (struct command_event){.line = whole,
                                  .verb = slice_string(verb),
                                  .argument = slice_trim(rest),
                                  .secret = slice_part(whole, secret, secret_size)};
}

static void the_secret_is_cut_out_of_line_and_argument(void **state) {
    (void)state;
    struct command_event command = command_of("AUTH PLAIN AGEAYg== ", "AUTH", 11, 8);
    struct masked line = mask_line(command.line, command.secret);
    assert_slice(line.before, "AUTH PLAIN ");
    assert_slice(line.hidden, "AGEAYg==");
    assert_slice(line.after, " ");
    struct masked argument = mask_argument(&command);
    assert_slice(argument.before, "PLAIN ");
    assert_slice(argument.hidden, "AGEAYg==");
    assert_slice(argument.after, "");
    assert_false(mask_hides_verb(&command));
}

static void nothing_is_hidden_without_a_secret(void **state) {
    (void)state;
    struct command_event command = command_of("USER bob", "USER", 0, 0);
    assert_slice(mask_line(command.line, command.secret).before, "USER bob");
    assert_slice(mask_argument(&command).before, "bob");
    assert_int_equal(mask_argument(&command).hidden.size, 0);
    assert_false(mask_hides_verb(&command));
}

static void a_secret_that_is_the_verb_is_hidden(void **state) {
    (void)state;
    struct command_event command = command_of("AGEAYg==", "AGEAYG==", 0, 8);
    assert_true(mask_hides_verb(&command));
    assert_int_equal(mask_argument(&command).before.size, 0);
    struct command_event spread = command_of("PASSsecret word", "PASSSECRET", 4, 11);
    assert_true(mask_hides_verb(&spread));
    struct masked argument = mask_argument(&spread);
    assert_slice(argument.hidden, "word");
    assert_slice(argument.before, "");
}

/* A copy of the secret, not a part of the line: its last occurrence counts. */
static void a_copy_of_the_secret_is_found(void **state) {
    (void)state;
    struct command_event command = command_of("PASS S", "PASS", 0, 0);
    command.secret = SLICE("S");
    struct masked line = mask_line(command.line, command.secret);
    assert_slice(line.before, "PASS ");
    assert_slice(line.hidden, "S");
    command.secret = SLICE("elsewhere");
    assert_slice(mask_line(command.line, command.secret).hidden, "PASS S");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_secret_is_cut_out_of_line_and_argument),
        cmocka_unit_test(nothing_is_hidden_without_a_secret),
        cmocka_unit_test(a_secret_that_is_the_verb_is_hidden),
        cmocka_unit_test(a_copy_of_the_secret_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
