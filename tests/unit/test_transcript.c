#include "session/transcript.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct transcript *new_transcript(size_t preview, bool digest) {
    struct transcript *transcript =
        transcript_new(&(struct transcript_options){.preview = preview, .digest = digest});
    assert_non_null(transcript);
    return transcript;
}

static void tell(struct transcript *transcript, const struct event *event) {
    const struct sink *sink = transcript_sink(transcript, NULL);
    sink->event(sink->context, NULL, event);
}

static void tell_content(struct transcript *transcript, uint32_t n, const char *octets) {
    const struct sink *sink = transcript_sink(transcript, NULL);
    sink->content(sink->context, NULL, n, slice_string(octets), (struct place){0});
}

static void tell_reply(struct transcript *transcript, uint32_t n, uint32_t to) {
    struct slice line = SLICE("ok");
    tell(transcript, &(struct event){.n = n,
                                     .kind = EVENT_REPLY,
                                     .side = SIDE_SERVER,
                                     .reply = {.lines = &line, .line_count = 1, .to = to}});
}

static void assert_slice(struct slice slice, const char *expected) {
    assert_int_equal(slice.size, strlen(expected));
    if (slice.size)
        assert_memory_equal(slice.data, expected, slice.size);
}

static void commands_are_copied_with_all_they_borrow(void **state) {
    (void)state;
    char line[] = "MAIL FROM:<a@x> SIZE=12";
    char verb[] = "MAIL";
    struct parameter parameter = {slice_of(line + 16, 4), slice_of(line + 21, 2), true};
    struct transcript *transcript = new_transcript(0, false);
    tell(transcript, &(struct event){.kind = EVENT_COMMAND,
                                     .state = "READY",
                                     .command = {.line = slice_string(line),
                                                 .verb = slice_string(verb),
                                                 .argument = slice_of(line + 5, 18),
                                                 .address = slice_of(line + 11, 3),
                                                 .parameters = &parameter,
                                                 .parameter_count = 1}});
    memset(line, '!', sizeof line);
    memset(verb, '!', sizeof verb);
    parameter = (struct parameter){0};

    const struct event *event = &transcript_at(transcript, 0)->event;
    assert_slice(event->command.line, "MAIL FROM:<a@x> SIZE=12");
    assert_slice(event->command.verb, "MAIL");
    assert_slice(event->command.argument, "FROM:<a@x> SIZE=12");
    assert_slice(event->command.address, "a@x");
    assert_slice(event->command.parameters[0].name, "SIZE");
    assert_slice(event->command.parameters[0].value, "12");
    assert_true(event->command.argument.data == event->command.line.data + 5);
    assert_string_equal(event->state, "READY");
    transcript_free(transcript);
}

static void replies_are_copied_line_by_line(void **state) {
    (void)state;
    char text[] = "first second";
    struct slice lines[] = {slice_of(text, 5), slice_of(text + 6, 6), SLICE("")};
    struct transcript *transcript = new_transcript(0, false);
    tell(transcript, &(struct event){.kind = EVENT_GREETING,
                                     .reply = {.lines = lines,
                                               .line_count = 3,
                                               .response_code = slice_of(text, 2),
                                               .to = EVENT_NOTHING}});
    memset(text, '!', sizeof text);
    memset(lines, 0, sizeof lines);

    const struct reply_event *reply = &transcript_at(transcript, 0)->event.reply;
    assert_int_equal(reply->line_count, 3);
    assert_slice(reply->lines[0], "first");
    assert_slice(reply->lines[1], "second");
    assert_slice(reply->lines[2], "");
    assert_slice(reply->response_code, "fi");
    transcript_free(transcript);
}

static void other_kinds_are_copied(void **state) {
    (void)state;
    char text[] = "TLSv1.3 AES mx";
    struct transcript *transcript = new_transcript(0, false);
    tell(transcript, &(struct event){.kind = EVENT_TLS,
                                     .tls = {.version = slice_of(text, 7),
                                             .cipher = slice_of(text + 8, 3),
                                             .server_name = slice_of(text + 12, 2)}});
    tell(transcript, &(struct event){.n = 1, .kind = EVENT_JUNK, .junk.text = slice_of(text, 3)});
    tell(transcript, &(struct event){.n = 2,
                                     .kind = EVENT_CONTINUATION,
                                     .continuation = {.line = slice_of(text, 14),
                                                      .secret = slice_of(text + 8, 3),
                                                      .user = SLICE("joe"),
                                                      .to = EVENT_NOTHING}});
    tell(transcript,
         &(struct event){.n = 3, .kind = EVENT_PROXY, .proxy = {.line = slice_of(text + 12, 2)}});
    memset(text, '!', sizeof text);

    assert_slice(transcript_at(transcript, 0)->event.tls.version, "TLSv1.3");
    assert_slice(transcript_at(transcript, 0)->event.tls.cipher, "AES");
    assert_slice(transcript_at(transcript, 0)->event.tls.server_name, "mx");
    assert_slice(transcript_at(transcript, 1)->event.junk.text, "TLS");
    assert_slice(transcript_at(transcript, 2)->event.continuation.line, "TLSv1.3 AES mx");
    assert_slice(transcript_at(transcript, 2)->event.continuation.secret, "AES");
    assert_slice(transcript_at(transcript, 2)->event.continuation.user, "joe");
    assert_slice(transcript_at(transcript, 3)->event.proxy.line, "mx");
    transcript_free(transcript);
}

static void events_stand_in_the_order_of_their_numbers(void **state) {
    (void)state;
    struct transcript *transcript = new_transcript(0, false);
    tell(transcript, &(struct event){.n = 2, .kind = EVENT_COMMAND});
    assert_int_equal(transcript_count(transcript), 3);
    assert_false(transcript_at(transcript, 0)->present);
    assert_int_equal(transcript_at(transcript, 1)->event.n, 1);
    const struct transcript_entry *kept = transcript_at(transcript, 2);
    for (uint32_t n = 3; n < 1000; n++)
        tell(transcript, &(struct event){.n = n, .kind = EVENT_GAP, .octets = n});
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_MESSAGE});
    assert_int_equal(transcript_count(transcript), 1000);
    assert_true(transcript_at(transcript, 0)->present);
    assert_true(transcript_at(transcript, 2) == kept);
    assert_int_equal(transcript_at(transcript, 999)->event.octets, 999);
    assert_true(transcript_whole(transcript));
    transcript_free(transcript);
}

static void each_event_knows_what_answers_it(void **state) {
    (void)state;
    struct transcript *transcript = new_transcript(0, false);
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_COMMAND});
    tell_reply(transcript, 1, 0);
    tell(transcript,
         &(struct event){
             .n = 2, .kind = EVENT_CONTINUATION, .side = SIDE_SERVER, .continuation = {.to = 0}});
    tell(transcript,
         &(struct event){
             .n = 3, .kind = EVENT_CONTINUATION, .side = SIDE_CLIENT, .continuation = {.to = 0}});
    tell_reply(transcript, 4, EVENT_NOTHING);
    tell_reply(transcript, 6, 5); /* answers a message that is still coming in */
    tell_reply(transcript, 7, 5);
    tell(transcript, &(struct event){.n = 5, .kind = EVENT_MESSAGE});

    const struct transcript_entry *command = transcript_at(transcript, 0);
    assert_int_equal(command->reply_count, 2);
    assert_int_equal(command->replies[0], 1);
    assert_int_equal(command->replies[1], 2);
    const struct transcript_entry *message = transcript_at(transcript, 5);
    assert_int_equal(message->reply_count, 2);
    assert_int_equal(message->replies[0], 6);
    assert_int_equal(message->replies[1], 7);
    assert_int_equal(message->event.kind, EVENT_MESSAGE);
    transcript_free(transcript);
}

static void previews_keep_the_first_octets(void **state) {
    (void)state;
    struct transcript *transcript = new_transcript(8, false);
    tell_content(transcript, 0, "first");
    tell_content(transcript, 0, " message");
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_MESSAGE});
    tell(transcript, &(struct event){.n = 1, .kind = EVENT_MESSAGE}); /* of no octets */
    tell_content(transcript, 2, "third");
    tell(transcript, &(struct event){.n = 2, .kind = EVENT_BLOCK});
    assert_slice(transcript_at(transcript, 0)->preview, "first me");
    assert_slice(transcript_at(transcript, 1)->preview, "");
    assert_slice(transcript_at(transcript, 2)->preview, "third");
    assert_false(transcript_at(transcript, 0)->has_digest);
    transcript_free(transcript);

    transcript = new_transcript(SIZE_MAX, false);
    tell_content(transcript, 0, "all of");
    tell_content(transcript, 0, " it");
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_MESSAGE});
    assert_slice(transcript_at(transcript, 0)->preview, "all of it");
    transcript_free(transcript);
}

static void previews_of_all_messages_have_a_bound(void **state) {
    enum { LONG = 3000 };
    char text[LONG + 1];
    (void)state;
    struct transcript *transcript =
        transcript_new(&(struct transcript_options){.preview = LONG, .previews = LONG + 1});
    assert_non_null(transcript);
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    for (uint32_t n = 0; n < 3; n++) {
        tell_content(transcript, n, text);
        tell(transcript, &(struct event){.n = n, .kind = EVENT_MESSAGE});
    }
    assert_int_equal(transcript_at(transcript, 0)->preview.size, LONG);
    assert_int_equal(transcript_at(transcript, 1)->preview.size, LONG); /* the bound is passed */
    assert_int_equal(transcript_at(transcript, 2)->preview.size, TRANSCRIPT_SHORT_PREVIEW);
    transcript_free(transcript);
}

/* The first four octets tell the digests of "abc" and of nothing apart (FIPS 180-2, B.1). */
static void digests_are_of_each_content_alone(void **state) {
    (void)state;
    static const uint8_t abc[] = {0xba, 0x78, 0x16, 0xbf}, nothing[] = {0xe3, 0xb0, 0xc4, 0x42};
    struct transcript *transcript = new_transcript(0, true);
    tell_content(transcript, 0, "a");
    tell_content(transcript, 0, "bc");
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_MESSAGE});
    tell(transcript, &(struct event){.n = 1, .kind = EVENT_MESSAGE});
    tell_content(transcript, 2, "broken off and never told");
    tell_content(transcript, 3, "abc");
    tell(transcript, &(struct event){.n = 3, .kind = EVENT_MESSAGE});
    tell(transcript, &(struct event){.n = 4, .kind = EVENT_GAP});
    assert_true(transcript_at(transcript, 0)->has_digest);
    assert_memory_equal(transcript_at(transcript, 0)->sha256, abc, sizeof abc);
    assert_memory_equal(transcript_at(transcript, 1)->sha256, nothing, sizeof nothing);
    assert_memory_equal(transcript_at(transcript, 3)->sha256, abc, sizeof abc);
    assert_false(transcript_at(transcript, 4)->has_digest);
    assert_int_equal(transcript_at(transcript, 0)->preview.size, 0);
    transcript_free(transcript);
}

static void the_revision_grows_with_each_event(void **state) {
    (void)state;
    struct transcript *transcript = new_transcript(0, false);
    uint64_t before = transcript_revision(transcript);
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_GAP});
    assert_true(transcript_revision(transcript) > before);
    transcript_free(transcript);
    transcript_free(NULL);
}

static void a_number_past_the_bound_ends_the_transcript(void **state) {
    (void)state;
    struct transcript *transcript = new_transcript(0, false);
    tell(transcript, &(struct event){.n = 0, .kind = EVENT_GAP});
    tell(transcript, &(struct event){.n = UINT32_MAX - 1, .kind = EVENT_GAP});
    assert_false(transcript_whole(transcript));
    assert_int_equal(transcript_count(transcript), 1);
    tell(transcript, &(struct event){.n = 1, .kind = EVENT_GAP});
    assert_int_equal(transcript_count(transcript), 1);
    transcript_free(transcript);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_copied_with_all_they_borrow),
        cmocka_unit_test(replies_are_copied_line_by_line),
        cmocka_unit_test(other_kinds_are_copied),
        cmocka_unit_test(events_stand_in_the_order_of_their_numbers),
        cmocka_unit_test(each_event_knows_what_answers_it),
        cmocka_unit_test(previews_keep_the_first_octets),
        cmocka_unit_test(previews_of_all_messages_have_a_bound),
        cmocka_unit_test(digests_are_of_each_content_alone),
        cmocka_unit_test(the_revision_grows_with_each_event),
        cmocka_unit_test(a_number_past_the_bound_ends_the_transcript),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
