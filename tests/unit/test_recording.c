/* A connection that is recorded, opened again as a capture. */
#include "net/recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "capture/reader.h"
#include "index/index.h"

static const struct endpoint client4 = {.address = {192, 0, 2, 1}, .size = 4, .port = 40000};
static const struct endpoint server4 = {.address = {192, 0, 2, 2}, .size = 4, .port = 25};
static const struct endpoint client6 = {.address = {0x20, 1, 0xd, 0xb8}, .size = 16, .port = 40000};
static const struct endpoint server6 = {
    .address = {0x20, 1, 0xd, 0xb8, [15] = 1}, .size = 16, .port = 25};

static struct moment at(int milliseconds) {
    return (struct moment){INT64_C(1700000000) * DURATION_SECOND +
                           milliseconds * (DURATION_SECOND / 1000)};
}

static void say(struct recorded *recorded, enum side side, int when, const char *text) {
    recorded_octets(recorded, side, at(when), slice_string(text));
}

/* A session with a message of many packets; returns the file's name. */
static char *record(const struct endpoint *client, const struct endpoint *server) {
    const char *folder = getenv("HELOISE_SCRATCH");
    char *file = malloc(512);
    struct buffer body = {0};
    struct recorded recorded;
    struct error error = {0};
    (void)snprintf(file, 512, "%s/recording-XXXXXX", folder ? folder : "/tmp");
    int descriptor = mkstemp(file);
    assert_true(descriptor >= 0);
    struct recording *recording = recording_new_at(descriptor, file, &error);
    assert_non_null(recording);
    recording_secret(recording, "CLIENT_RANDOM 00 11");
    recorded_begin(&recorded, recording, client, server, at(0), at(1));
    say(&recorded, SIDE_SERVER, 1, "220 mx.example.org ESMTP\r\n");
    say(&recorded, SIDE_CLIENT, 2, "HELO client.example\r\n");
    say(&recorded, SIDE_SERVER, 3, "250 mx.example.org\r\n");
    say(&recorded, SIDE_CLIENT, 4, "MAIL FROM:<a@example.net>\r\n");
    say(&recorded, SIDE_SERVER, 5, "250 ok\r\n");
    say(&recorded, SIDE_CLIENT, 6, "RCPT TO:<b@example.org>\r\n");
    say(&recorded, SIDE_SERVER, 7, "250 ok\r\n");
    say(&recorded, SIDE_CLIENT, 8, "DATA\r\n");
    say(&recorded, SIDE_SERVER, 9, "354 go\r\n");
    for (int i = 0; i < 1000; i++)
        assert_true(buffer_add(&body, SLICE("0123456789\r\n")));
    recorded_octets(&recorded, SIDE_CLIENT, at(10), buffer_slice(&body));
    say(&recorded, SIDE_CLIENT, 11, ".\r\n");
    say(&recorded, SIDE_SERVER, 12, "250 queued\r\n");
    say(&recorded, SIDE_CLIENT, 13, "QUIT\r\n");
    say(&recorded, SIDE_SERVER, 14, "221 bye\r\n");
    recorded_end(&recorded, SIDE_SERVER, at(15), false);
    recorded_end(&recorded, SIDE_CLIENT, at(16), false);
    recorded_octets(&recorded, SIDE_CLIENT, at(17), SLICE("nothing after the end"));
    assert_true(recording_flush(recording, &error));
    recording_free(recording);
    buffer_free(&body);
    return file;
}

static void check_again(const struct endpoint *client, const struct endpoint *server) {
    char *file = record(client, server);
    const char *const sources[] = {file};
    struct error error = {0};
    struct index_options options = {.digests = false};
    struct index *index = index_new(sources, 1, &options, &error);
    assert_non_null(index);
    while (index_step(index, 1000, &error) != INDEX_END)
        assert_int_equal(error.kind, ERROR_NONE);
    struct index_row *row = index_take(index);
    assert_non_null(row);
    const struct summary *summary = row->summary;
    assert_int_equal(summary->ending, ENDING_QUIT);
    assert_int_equal(summary->verdict, VERDICT_ACCEPTED);
    assert_int_equal(summary->lost[SIDE_CLIENT] + summary->lost[SIDE_SERVER], 0);
    assert_int_equal(summary->start.ns, at(0).ns);
    assert_int_equal(summary->end.ns, at(16).ns);
    assert_int_equal(summary->transactions[0].message.octets, 12000);
    assert_true(summary->transactions[0].message.complete);
    assert_memory_equal(summary->client.address, client->address, client->size);
    assert_int_equal(summary->client.size, client->size);
    assert_int_equal(index_totals(index).bad_packets, 0);
    index_release(index, row);
    assert_null(index_take(index));
    index_free(index);
    assert_int_equal(unlink(file), 0);
    free(file);
}

static void test_opened_again_it_is_the_same_session(void **state) {
    (void)state;
    check_again(&client4, &server4);
    check_again(&client6, &server6);
}

static void test_a_full_disk_is_told_once_at_the_end(void **state) {
    struct error error = {0};
    struct recorded recorded;
    struct recording *recording = recording_new("/dev/full", &error);
    (void)state;
    assert_non_null(recording);
    recorded_begin(&recorded, recording, &client4, &server4, at(0), at(0));
    assert_false(recording_flush(recording, &error));
    assert_int_equal(error.kind, ERROR_IO);
    assert_string_equal(error.file, "/dev/full");
    say(&recorded, SIDE_SERVER, 1, "220 x\r\n");
    recording_free(recording);
    error = (struct error){0};
    assert_null(recording_new("/no/such/folder/x", &error));
    assert_int_equal(error.kind, ERROR_CREATE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opened_again_it_is_the_same_session),
        cmocka_unit_test(test_a_full_disk_is_told_once_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
