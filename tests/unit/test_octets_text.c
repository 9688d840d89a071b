#include "report/octets_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "drawn.h"

static void assert_octets(struct slice octets, const struct octets_look *look, size_t width,
                          bool ascii, const char *expected) {
    const struct report_options options = {.width = width};
    struct lines lines;
    lines_init(&lines, ascii);
    struct sheet sheet = {.canvas = &lines.canvas, .options = &options};
    octets_dump(&sheet, octets, look);
    assert_drawn(&lines, expected);
    sheet_clear(&sheet);
    lines_free(&lines);
}

static const struct octets_look plain = {.line_start = true};

static void rows_end_with_their_lines(void **state) {
    (void)state;
    assert_octets(SLICE("EHLO client.example\r\nQUIT\r\n"), &plain, 80, false,
                  "000000 45 48 4c 4f 20 63 6c 69  65 6e 74 2e 65 78 61 6d EHLO client.exam\n"
                  "000010 70 6c 65 0d 0a                                   ple\u240d\u240a\n"
                  "000015 51 55 49 54 0d 0a                                QUIT\u240d\u240a\n");
}

static void narrow_rows_have_fewer_octets(void **state) {
    (void)state;
    assert_octets(SLICE("RSET\r\n"), &plain, 38, false,
                  "000000 52 53 45 54 RSET\n"
                  "000004 0d 0a       \u240d\u240a\n");
    assert_octets(SLICE("EHLO a.b\r\n"), &plain, 40, false,
                  "000000 45 48 4c 4f 20 61 2e 62 EHLO a.b\n"
                  "000008 0d 0a                   \u240d\u240a\n");
}

static void every_octet_has_a_shape(void **state) {
    (void)state;
    assert_octets(SLICE("\x00\x1b\x7f\x80\xff\t~\xc3\xa9"), &plain, 60, false,
                  "000000 00 1b 7f 80 ff 09 7e c3 a9          "
                  "\u2400\u241b\u2421\u00b7\u00b7\u2409~\u00b7\u00b7\n");
    assert_octets(SLICE("\x00\x1b\x7f\x80\xff\t~"), &plain, 60, true,
                  "000000 00 1b 7f 80 ff 09 7e                ~~~~~~~\n");
}

static void addresses_grow_with_the_stream(void **state) {
    const struct octets_look far = {.offset = UINT64_C(0x123456789), .line_start = true};
    (void)state;
    assert_octets(SLICE("a"), &far, 80, true,
                  "123456789 61                                               a\n");
}

static void dots_in_front_of_lines_are_told(void **state) {
    const struct octets_look content = {.dots = true, .line_start = true};
    (void)state;
    assert_octets(SLICE("..x\r\na.b\r\n.\r\n"), &content, 80, true,
                  "000000 2e 2e 78 0d 0a                                   ..x~~\n"
                  "        The dot in front was added on the way and is taken out again.\n"
                  "000005 61 2e 62 0d 0a                                   a.b~~\n"
                  "00000a 2e 0d 0a                                         .~~\n"
                  "        The line with a dot alone ends the message.\n");
    assert_octets(SLICE(".x\r\n"), &plain, 80, true,
                  "000000 2e 78 0d 0a                                      .x~~\n");
}

/* ---- of events ---- */

static struct event command(const char *line, const char *secret) {
    struct slice whole = slice_string(line);
    size_t at = secret ? slice_search(whole, slice_string(secret)) : whole.size;
    return (struct event){
        .kind = EVENT_COMMAND,
        .octets = whole.size + 2,
        .command = {.line = whole, .secret = slice_from(whole, at), .end = END_CRLF}};
}

static void assert_event(const struct event *event, struct slice octets, bool show_secrets,
                         const char *expected) {
    struct octets_look look = octets_look_of(event, octets.size, show_secrets);
    assert_octets(octets, &look, 60, true, expected);
}

static void secrets_are_stars_unless_they_are_wanted(void **state) {
    struct event event = command("PASS abc", "abc");
    (void)state;
    assert_event(&event, SLICE("PASS abc\r\n"), false,
                 "000000 50 41 53 53 20 ** ** ** 0d 0a       PASS ***~~\n");
    assert_event(&event, SLICE("PASS abc\r\n"), true,
                 "000000 50 41 53 53 20 61 62 63 0d 0a       PASS abc~~\n");
}

/* The secret that is told first is the one that is meant, wherever else its octets stand. */
static void a_secret_like_the_verb_hides_itself_alone(void **state) {
    struct event event = command("PASS PASS", NULL);
    (void)state;
    event.command.secret = slice_from(event.command.line, 5);
    assert_event(&event, SLICE("PASS PASS\r\n"), false,
                 "000000 50 41 53 53 20 ** ** ** ** 0d 0a    PASS ****~~\n");
}

static void a_line_that_was_cut_hides_all_that_follows(void **state) {
    struct event event = command("PASS a", "a");
    (void)state;
    event.command.truncated = true;
    assert_event(&event, SLICE("PASS abc\r\n"), false,
                 "000000 50 41 53 53 20 ** ** ** ** **       PASS *****\n");
}

static void credentials_for_a_proxy_are_hidden_whole(void **state) {
    struct event event = {.kind = EVENT_PROXY,
                          .octets = 4,
                          .proxy = {.protocol = PROXY_SOCKS5, .secret = SLICE("pw")}};
    (void)state;
    assert_event(&event, SLICE("\x05\x01pw"), false,
                 "000000 ** ** ** **                         ****\n");
}

static void a_message_sent_by_chunks_has_no_dots(void **state) {
    struct event event = {.kind = EVENT_MESSAGE, .message = {.via = SLICE("BDAT")}};
    (void)state;
    assert_false(octets_look_of(&event, 10, false).dots);
    event.message.via = SLICE("DATA");
    assert_true(octets_look_of(&event, 10, false).dots);
    event.message.via = SLICE("RETR");
    assert_true(octets_look_of(&event, 10, false).dots);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_end_with_their_lines),
        cmocka_unit_test(narrow_rows_have_fewer_octets),
        cmocka_unit_test(every_octet_has_a_shape),
        cmocka_unit_test(addresses_grow_with_the_stream),
        cmocka_unit_test(dots_in_front_of_lines_are_told),
        cmocka_unit_test(secrets_are_stars_unless_they_are_wanted),
        cmocka_unit_test(a_secret_like_the_verb_hides_itself_alone),
        cmocka_unit_test(a_line_that_was_cut_hides_all_that_follows),
        cmocka_unit_test(credentials_for_a_proxy_are_hidden_whole),
        cmocka_unit_test(a_message_sent_by_chunks_has_no_dots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
