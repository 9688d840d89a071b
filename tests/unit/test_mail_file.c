/* Messages as mail programs keep them. */
#include "report/mail_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_mbox(const char *content, const char *sender, const char *expected) {
    const struct mail_cursor cursor = {.content = slice_string(content),
                                       .at = {INT64_C(1795488728) * DURATION_SECOND}};
    struct writer writer = writer_to(WRITER_MEMORY);
    mail_write_mbox(&cursor, slice_string(sender), &writer);
    writer_put(&writer, '\0');
    assert_string_equal((const char *)writer.buffer.data, expected);
    writer_free(&writer);
}

#define LINE "From a@b Tue Nov 24 02:52:08 2026\n"

static void an_mbox_can_be_undone(void **state) {
    (void)state;
    assert_mbox("Subject: x\r\n\r\ntext\r\n", "a@b", LINE "Subject: x\n\ntext\n\n");
    assert_mbox("From here\r\n>From there\r\n>>From\r\nFrom\r\n", "a@b",
                LINE ">From here\n>>From there\n>>From\nFrom\n\n");
    assert_mbox("bare\nlast", "a@b", LINE "bare\nlast\n\n");
    assert_mbox("", "a@b", LINE "\n");
    assert_mbox("x", "", "From MAILER-DAEMON Tue Nov 24 02:52:08 2026\nx\n\n");
    assert_mbox("x", "a b\r\nFrom c@d", "From a_b__From_c@d Tue Nov 24 02:52:08 2026\nx\n\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_mbox_can_be_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
