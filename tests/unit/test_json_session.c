#include "report/json_report.h"

#include "told_session.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SESSION                                                                                    \
    "{\"schema\":\"heloise.session/1\",\"id\":3,\"stream\":5,\"protocol\":\"smtp\","               \
    "\"client\":{\"address\":\"192.0.2.1\",\"port\":1470},"                                        \
    "\"server\":{\"address\":\"192.0.2.25\",\"port\":25},"                                         \
    "\"start\":\"2009-10-05T06:06:07.492060Z\",\"duration\":1.500000,\"packets\":20,"              \
    "\"octets\":{\"client\":140,\"server\":90},\"lost\":{\"client\":0,\"server\":7},"              \
    "\"tls\":\"none\",\"decrypted\":false,\"ending\":\"reset\",\"midstream\":false,"               \
    "\"hello\":\"a\",\"user\":\"a\",\"extensions\":[\"AUTH PLAIN\"],\"verdict\":\"refused\","      \
    "\"decided\":12,\"story\":\"192.0.2.25 port 25 refused the message for c@d: "                  \
    "\\\"no \\\\xff\\\\xfe\\\".\","                                                                \
    "\"transactions\":[{\"kind\":\"delivery\",\"sender\":\"a@b\",\"parameters\":[],"               \
    "\"recipients\":[{\"address\":\"c@d\",\"parameters\":[],\"code\":250,\"reply\":9,"             \
    "\"final\":{\"code\":550,\"reply\":12},\"verdict\":\"refused\",\"decided\":12}],"              \
    "\"message\":{\"octets\":29,\"complete\":true,\"via\":\"DATA\",\"end\":\"crlf\","              \
    "\"assumed\":false,\"subject\":\"hi\"},\"verdict\":\"refused\",\"code\":550,"                  \
    "\"reply\":\"5.7.1 no \ufffd\ufffd\",\"decided\":12}]"

static void write_session(struct writer *writer, bool events, bool show_secrets, const char *file) {
    struct index_row *row = told_session_new(events);
    struct json json = {.writer = writer};
    json_session(&json,
                 &(struct json_view){.row = row, .file = file, .show_secrets = show_secrets});
    told_session_free(row);
}

/* The object of event `n` alone. */
static void assert_event(uint32_t n, bool show_secrets, const char *expected) {
    struct writer writer = writer_to(WRITER_MEMORY);
    struct index_row *row = told_session_new(true);
    struct json json = {.writer = &writer};
    json_event(&json, &(struct json_view){.row = row, .show_secrets = show_secrets},
               transcript_at(row->transcript, n));
    assert_text(&writer, expected);
    told_session_free(row);
    writer_free(&writer);
}

static void a_row_has_no_events(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    write_session(&writer, false, false, NULL);
    assert_text(&writer, SESSION "}");
    writer_free(&writer);
}

static void the_file_stands_where_there_are_several(void **state) {
    (void)state;
    static const char beginning[] =
        "{\"schema\":\"heloise.session/1\",\"id\":3,\"file\":\"a\ufffd.pcap\",\"stream\":5,";
    struct writer writer = writer_to(WRITER_MEMORY);
    write_session(&writer, false, false, "a\xff.pcap");
    writer.buffer.size = sizeof beginning - 1;
    assert_text(&writer, beginning);
    writer_free(&writer);
}

static void events_follow_the_session(void **state) {
    (void)state;
    static const char first[] = SESSION ",\"events\":[{\"n\":0,\"at\":0.001000";
    struct writer writer = writer_to(WRITER_MEMORY);
    write_session(&writer, true, false, NULL);
    assert_true(writer.buffer.size > sizeof first);
    assert_memory_equal(writer.buffer.data + writer.buffer.size - 3, "}]}", 3);
    writer.buffer.size = sizeof first - 1;
    assert_text(&writer, first);
    writer_free(&writer);
}

static void greeting(void **state) {
    (void)state;
    assert_event(0, false,
                 "{\"n\":0,\"at\":0.001000,\"end\":0.001000,\"side\":\"server\","
                 "\"kind\":\"greeting\",\"code\":220,\"outcome\":\"ok\","
                 "\"lines\":[\"mx.example.org\"],\"state\":\"ready\",\"offset\":0,\"octets\":20,"
                 "\"packet\":4}");
}

static void reply_of_several_lines(void **state) {
    (void)state;
    assert_event(2, false,
                 "{\"n\":2,\"at\":0.004000,\"end\":0.004000,\"side\":\"server\",\"kind\":\"reply\","
                 "\"to\":1,\"latency\":0.002000,\"code\":250,\"outcome\":\"ok\","
                 "\"lines\":[\"mx.example.org\",\"AUTH PLAIN\"],\"state\":\"ready\",\"offset\":0,"
                 "\"octets\":36,\"packet\":6}");
}

static void secrets_are_masked(void **state) {
    (void)state;
    assert_event(3, false,
                 "{\"n\":3,\"at\":0.005000,\"end\":0.005000,\"side\":\"client\","
                 "\"kind\":\"command\",\"verb\":\"AUTH\",\"argument\":\"PLAIN ****\","
                 "\"line\":\"AUTH PLAIN ****\",\"masked\":true,\"replies\":[4],"
                 "\"state\":\"ready\",\"offset\":0,\"octets\":21,\"packet\":7}");
}

static void secrets_are_shown_when_asked(void **state) {
    (void)state;
    assert_event(3, true,
                 "{\"n\":3,\"at\":0.005000,\"end\":0.005000,\"side\":\"client\","
                 "\"kind\":\"command\",\"verb\":\"AUTH\",\"argument\":\"PLAIN AGEAYg==\","
                 "\"line\":\"AUTH PLAIN AGEAYg==\",\"replies\":[4],"
                 "\"state\":\"ready\",\"offset\":0,\"octets\":21,\"packet\":7}");
}

static void message(void **state) {
    (void)state;
    assert_event(11, false,
                 "{\"n\":11,\"at\":0.024000,\"end\":0.024000,\"side\":\"client\","
                 "\"kind\":\"message\",\"octets\":29,\"wire_octets\":32,\"complete\":true,"
                 "\"via\":\"DATA\",\"line_end\":\"crlf\",\"assumed\":false,\"replies\":[12],"
                 "\"header\":{\"fields\":1,\"whole\":true},\"state\":\"ready\",\"offset\":0}");
}

static void octets_that_are_no_text_come_raw(void **state) {
    (void)state;
    assert_event(12, false,
                 "{\"n\":12,\"at\":0.026000,\"end\":0.026000,\"side\":\"server\","
                 "\"kind\":\"reply\",\"to\":11,\"latency\":0.002000,\"code\":550,"
                 "\"outcome\":\"refused\",\"lines\":[\"5.7.1 no \ufffd\ufffd\"],"
                 "\"raw\":\"NS43LjEgbm8g//4=\",\"state\":\"ready\",\"offset\":0,\"octets\":17,"
                 "\"packet\":16}");
    assert_event(13, false,
                 "{\"n\":13,\"at\":0.030000,\"end\":0.030000,\"side\":\"client\","
                 "\"kind\":\"command\",\"verb\":\"N\u00d6\ufffdP\",\"line\":\"N\u00d6\ufffdP\","
                 "\"raw\":\"TsOW4lA=\",\"state\":\"ready\",\"offset\":0,\"octets\":7,"
                 "\"packet\":17}");
}

static void what_was_not_said(void **state) {
    (void)state;
    assert_event(14, false,
                 "{\"n\":14,\"at\":0.040000,\"end\":0.040000,\"side\":\"server\",\"kind\":\"gap\","
                 "\"octets\":7,\"state\":\"ready\",\"offset\":0}");
    assert_event(15, false,
                 "{\"n\":15,\"at\":0.041000,\"end\":0.042000,\"side\":\"client\","
                 "\"kind\":\"network\",\"what\":\"retransmission\",\"count\":2,\"octets\":2920,"
                 "\"state\":\"ready\","
                 "\"offset\":0}");
    assert_event(16, false,
                 "{\"n\":16,\"at\":0.042000,\"end\":0.043000,\"side\":\"server\","
                 "\"kind\":\"network\",\"what\":\"packet-too-big\",\"count\":1,"
                 "\"from\":\"2001:db8::1\",\"mtu\":1280,\"text\":\"packet too big\","
                 "\"state\":\"ready\",\"offset\":0}");
    assert_event(17, false,
                 "{\"n\":17,\"at\":1.500000,\"end\":1.500000,\"side\":\"server\","
                 "\"kind\":\"close\",\"how\":\"reset\",\"state\":\"ready\",\"offset\":0}");
}

static void octets_that_nobody_could_read_are_counted(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    struct index_row *told = told_session_new(false), row = *told;
    struct summary summary = *told->summary;
    summary.sealed[SIDE_SERVER] = 80;
    row.summary = &summary;
    struct json json = {.writer = &writer};
    json_session(&json, &(struct json_view){.row = &row});
    assert_true(
        slice_search(buffer_slice(&writer.buffer),
                     SLICE("\"server\":7},\"sealed\":{\"client\":0,\"server\":80},\"tls\"")) !=
        SLICE_NONE);
    told_session_free(told);
    writer_free(&writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_has_no_events),
        cmocka_unit_test(the_file_stands_where_there_are_several),
        cmocka_unit_test(events_follow_the_session),
        cmocka_unit_test(greeting),
        cmocka_unit_test(reply_of_several_lines),
        cmocka_unit_test(secrets_are_masked),
        cmocka_unit_test(secrets_are_shown_when_asked),
        cmocka_unit_test(message),
        cmocka_unit_test(octets_that_are_no_text_come_raw),
        cmocka_unit_test(what_was_not_said),
        cmocka_unit_test(octets_that_nobody_could_read_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
