#include "report/packets_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "drawn.h"

static const struct index_packet packets[] = {
    {.number = 1, .flags = TCP_SYN, .window = 100},
    {.number = 12,
     .side = SIDE_SERVER,
     .flags = TCP_PSH | TCP_ACK,
     .at = {1500000000},
     .sequence = 94,
     .answered = 26,
     .octets = 1448,
     .remark = PACKET_AGAIN},
    {.number = 13,
     .side = SIDE_CLIENT,
     .flags = TCP_FIN | TCP_RST | TCP_ACK,
     .at = {INT64_C(98765432100)},
     .sequence = 1542,
     .answered = 7},
    {.number = 1234567, .side = SIDE_CLIENT, .remark = PACKET_FRAGMENT},
};

static void assert_table(size_t width, enum time_format format, const char *expected) {
    const struct report_options options = {.width = width};
    struct timeline timeline = {.format = format};
    struct lines lines;
    lines_init(&lines, true);
    struct sheet sheet = {.canvas = &lines.canvas, .options = &options};
    timeline_start(&timeline, (struct moment){0});
    packets_text_heading(&sheet, &timeline);
    for (size_t i = 0; i < sizeof packets / sizeof *packets; i++)
        packets_text_row(&sheet, &timeline, &packets[i]);
    assert_drawn(&lines, expected);
    sheet_clear(&sheet);
    lines_free(&lines);
}

static void a_wide_table_has_every_column(void **state) {
    (void)state;
    assert_table(80, TIME_RELATIVE,
                 "  packet        time     flags        seq     ack  octets\n"
                 "       1    0.000000 C-> SYN            0               0\n"
                 "      12    1.500000 <-S PSH ACK       94      26    1448\n"
                 "         sent again: they had come before\n"
                 "      13   98.765432 C-> FIN RST     1542       7       0\n"
                 " 1234567    0.000000 C->\n"
                 "         a fragment of the packet below\n");
}

static void a_narrow_one_leaves_some_out(void **state) {
    (void)state;
    assert_table(40, TIME_RELATIVE,
                 "  packet     flags     octets\n"
                 "       1 C-> SYN            0\n"
                 "      12 <-S PSH ACK     1448\n"
                 "         sent again: they had come\n"
                 "         before\n"
                 "      13 C-> FIN RST        0\n"
                 " 1234567 C->\n"
                 "         a fragment of the packet below\n");
}

static void a_time_of_day_takes_its_room(void **state) {
    (void)state;
    assert_table(56, TIME_UTC,
                 "  packet            time     flags        seq  octets\n"
                 "       1 00:00:00.000000 C-> SYN            0       0\n"
                 "      12 00:00:01.500000 <-S PSH ACK       94    1448\n"
                 "         sent again: they had come before\n"
                 "      13 00:01:38.765432 C-> FIN RST     1542       0\n"
                 " 1234567 00:00:00.000000 C->\n"
                 "         a fragment of the packet below\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_table_has_every_column),
        cmocka_unit_test(a_narrow_one_leaves_some_out),
        cmocka_unit_test(a_time_of_day_takes_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
