/* Scripts: what a line of one means, and what a reply has to be. */
#include "live/content.h"
#include "live/expectation.h"
#include "live/script.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool reads(struct script *script, const char *text, struct error *error) {
    *error = (struct error){0};
    return script_read(script, slice_string(text), "script", error);
}

static void a_script_is_taken_apart(void **state) {
    struct script script;
    struct error error;
    (void)state;
    assert_true(reads(&script,
                      "# nothing\n\n  expect 220\r\n>EHLO x\n>  two blanks\nmessage <<END\n"
                      "a\n.b\nEND\nclose\n",
                      &error));
    assert_int_equal(script.count, 5);
    assert_int_equal(script.checks, 1);
    assert_int_equal(script.list[0].line, 3);
    assert_true(slice_equal(script.list[1].argument, SLICE("EHLO x")));
    assert_true(slice_equal(script.list[2].argument, SLICE(" two blanks")));
    assert_true(script.list[3].in_place);
    assert_true(slice_equal(script.list[3].content, SLICE("a\n.b\n")));
    assert_int_equal(script.list[4].kind, STATEMENT_CLOSE);
    assert_int_equal(script.list[4].line, 10);
    script_clear(&script);
}

static void what_is_wrong_has_its_line(void **state) {
    static const char *const wrong[] = {
        "\nfrobnicate",   "\nexpect 22",     "\nexpect /x", "\nexpect close 221", "\nraw QUIT",
        "\nraw \"\\q\"",  "\n> \\x4",        "\nwait",      "\nwait long",        "\nauth PLAIN",
        "\nstarttls now", "\nmessage <<END", "\nset x",     "\nexpect 250 maybe", "\nmessage <<",
        "\nslow EHLO",    "\nslow 2s \\q",   "\ntogether",  "\ntogether a | \\q"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct script script;
        struct error error;
        assert_false(reads(&script, wrong[i], &error));
        assert_int_equal(error.kind, ERROR_DATA);
        assert_non_null(strstr(error.text, "line 2"));
        script_clear(&script);
    }
}

static void escapes_are_octets(void **state) {
    struct writer octets = writer_to(WRITER_MEMORY);
    (void)state;
    assert_true(script_unescape(&octets, SLICE("a\\r\\n\\t\\0\\\\\\\"\\x7f\\xC3")));
    assert_true(slice_equal(buffer_slice(&octets.buffer), SLICE("a\r\n\t\0\\\"\x7f\xc3")));
    assert_false(script_unescape(&octets, SLICE("\\")));
    assert_false(script_unescape(&octets, SLICE("\\x4g")));
    writer_free(&octets);
}

/* Whether a reply of this code, class 5.1.1 where it has one, and text fulfils the expectation. */
static bool holds(const char *wanted, uint16_t code, const char *status, const char *text,
                  struct variables *variables) {
    struct pattern_engine *engine = NULL;
    struct expectation expectation;
    struct error error = {0};
    struct slice lines[] = {slice_string(text), SLICE("second line")};
    struct event event = {.kind = EVENT_REPLY};
    event.reply.code = code;
    event.reply.status = slice_string(status);
    event.reply.lines = lines;
    event.reply.line_count = 2;
    event.reply.enhanced = (struct enhanced_code){5, 1, 1};
    assert_true(expectation_read(&expectation, slice_string(wanted), &error));
    bool held = expectation_holds(&expectation, &event, &engine, variables, &error);
    pattern_engine_free(engine);
    return held;
}

static void every_condition_must_hold(void **state) {
    static const struct {
        const char *wanted;
        bool holds;
    } table[] = {
        {"", true},
        {"550", true},
        {"5xx", true},
        {"xx0", true},
        {"551", false},
        {"5xx 5.1.1", true},
        {"5.1.1", true},
        {"5.x.x", true},
        {"5.1.10", false},
        {"4.x.x", false},
        {"550 /no such/", true},
        {"/NO SUCH/", true},
        {"/nobody/", false},
        {"/such user\\nsec/", true},
        {"551 /no such/", false},
        {"+OK", false},
        {"/a/b/", false},
    };
    struct variables variables = {0};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(holds(table[i].wanted, 550, "", "no such user", &variables),
                         table[i].holds);
    assert_true(holds("+OK", 0, "+OK", "two", &variables));
    assert_true(holds("-err", 0, "-ERR", "two", &variables));
    assert_false(holds("250", 0, "+OK", "two", &variables));
    variables_clear(&variables);
}

static void groups_become_variables(void **state) {
    struct variables variables = {0};
    struct writer text = writer_to(WRITER_MEMORY);
    struct error error = {0};
    (void)state;
    assert_true(holds("/queued as (?<id>\\w+)( x)?/", 250, "", "queued as A1", &variables));
    assert_true(variables_expand(&variables, SLICE("<${id}|${1}>"), NULL, &text, &error));
    assert_true(slice_equal(buffer_slice(&text.buffer), SLICE("<A1|A1>")));
    assert_false(variables_expand(&variables, SLICE("${none}"), NULL, &text, &error));
    error = (struct error){0};
    assert_false(variables_expand(&variables, SLICE("${id"), NULL, &text, &error));
    writer_free(&text);
    variables_clear(&variables);
}

static void dots_are_doubled_and_lines_end_in_crlf(void **state) {
    struct writer text = writer_to(WRITER_MEMORY);
    (void)state;
    content_dots(&text, SLICE(".\n..x\r\n\na.\nlast"));
    assert_true(
        slice_equal(buffer_slice(&text.buffer), SLICE("..\r\n...x\r\n\r\na.\r\nlast\r\n.\r\n")));
    text.buffer.size = 0;
    content_dots(&text, slice_of(NULL, 0));
    assert_true(slice_equal(buffer_slice(&text.buffer), SLICE(".\r\n")));
    writer_free(&text);
}

static void lines_are_put_together(void **state) {
    struct writer writer = writer_to(WRITER_MEMORY);
    (void)state;
    assert_true(script_unescape_lines(&writer, SLICE("NOOP a|b | QUIT\\x21")));
    assert_true(slice_equal(buffer_slice(&writer.buffer), SLICE("NOOP a|b\r\nQUIT!")));
    writer_free(&writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_taken_apart),
        cmocka_unit_test(what_is_wrong_has_its_line),
        cmocka_unit_test(lines_are_put_together),
        cmocka_unit_test(escapes_are_octets),
        cmocka_unit_test(every_condition_must_hold),
        cmocka_unit_test(groups_become_variables),
        cmocka_unit_test(dots_are_doubled_and_lines_end_in_crlf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
