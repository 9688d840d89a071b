/* What the carrier saw, folded into events; connections that came to nothing. */
#include "session/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "protocol/registry.h"

#define C SIDE_CLIENT
#define S SIDE_SERVER

static const struct session_options options = {.protocols = protocol_registry,
                                               .layers = (const struct layer *const[]){NULL}};
static const struct moment first = {1000};

/* A session whose events are written down; a nanosecond passes with each thing that happens. */
struct told {
    struct transcript *transcript;
    struct session *session;
    int64_t now;
    char text[1 << 17];
};

static struct told *begin(const struct origin *origin) {
    struct told *told = test_calloc(1, sizeof *told);
    told->transcript = transcript_new(&(struct transcript_options){0});
    told->session = session_new(origin, &options, transcript_sink(told->transcript, NULL));
    assert_non_null(told->session);
    return told;
}

/* A session at a mail port whose SYN was seen. */
static struct told *begin_mail(void) {
    struct origin origin = {.sides_known = true, .hint = &smtp_protocol};
    handshake_notice(&origin.handshake, C, first, NOTICE_SYN, (struct place){.packet = 1});
    return begin(&origin);
}

static void finish(struct told *told) {
    session_free(told->session);
    transcript_free(told->transcript);
    test_free(told);
}

static struct moment next(struct told *told) {
    return (struct moment){++told->now};
}

static void say(struct told *told, enum side side, const char *octets) {
    session_bytes(told->session, side, next(told), slice_string(octets), (struct place){0});
}

static void notice(struct told *told, enum side side, enum notice_kind kind, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        session_notice(told->session, side, next(told),
                       &(struct notice){.kind = kind, .octets = 10},
                       (struct place){.packet = (uint64_t)told->now});
}

static void complain(struct told *told, uint32_t mtu, const char *text, uint8_t router) {
    struct notice said = {.kind = NOTICE_FRAGMENTATION_NEEDED,
                          .mtu = mtu,
                          .text = text,
                          .from = {.address = {192, 0, 2, router}, .size = 4}};
    session_notice(told->session, C, next(told), &said, (struct place){0});
}

static void end(struct told *told, enum side side, enum closing how) {
    session_end(told->session, side, next(told), how);
}

static void put_event(char *to, size_t room, const struct event *event) {
    const struct network_event *network = &event->network;
    if (event->kind != EVENT_NETWORK)
        snprintf(to, room, "%s ", event_kind_name(event->kind));
    else
        snprintf(to, room, "%s:%s*%llu/%llu@%lld-%lld ", event->side == C ? "C" : "S",
                 notice_name(network->notice.kind), (unsigned long long)network->count,
                 (unsigned long long)network->notice.octets, (long long)event->at.ns,
                 (long long)event->end.ns);
}

static const char *events(struct told *told) {
    size_t used = 0;
    for (size_t n = 0; n < transcript_count(told->transcript); n++) {
        const struct transcript_entry *entry = transcript_at(told->transcript, n);
        assert_true(entry->present);
        assert_int_equal(entry->event.n, n);
        assert_true(used < sizeof told->text);
        put_event(told->text + used, sizeof told->text - used, &entry->event);
        used += strlen(told->text + used);
    }
    return told->text;
}

static void a_run_is_one_event(void **state) {
    (void)state;
    struct told *told = begin_mail();
    say(told, S, "220 a\r\n");
    say(told, C, "NOOP\r\n");
    notice(told, C, NOTICE_RETRANSMISSION, 1000);
    say(told, S, "250 b\r\n");
    end(told, C, CLOSING_OPEN);
    assert_string_equal(events(told),
                        "connect greeting command C:retransmission*1000/10000@3-1002 reply close ");
    finish(told);
}

/* Each kind and side has its own, in the order in which they began. */
static void kinds_are_told_apart(void **state) {
    (void)state;
    struct told *told = begin_mail();
    say(told, S, "220 a\r\n");
    notice(told, S, NOTICE_ZERO_WINDOW, 1);
    notice(told, C, NOTICE_WINDOW_PROBE, 2);
    notice(told, S, NOTICE_RETRANSMISSION, 1);
    notice(told, C, NOTICE_WINDOW_PROBE, 1);
    notice(told, C, NOTICE_RETRANSMISSION, 1);
    end(told, C, CLOSING_OPEN);
    assert_string_equal(events(told), "connect greeting S:zero-window*1/10@2-2 "
                                      "C:window-probe*3/30@3-6 S:retransmission*1/10@5-5 "
                                      "C:retransmission*1/10@7-7 close ");
    finish(told);
}

static void what_is_said_is_told_apart(void **state) {
    (void)state;
    static const char text[] = "packet too big";
    struct told *told = begin_mail();
    say(told, S, "220 a\r\n");
    complain(told, 1400, text, 1);
    complain(told, 1400, text, 1);
    complain(told, 1280, text, 1);
    complain(told, 1400, text, 2);
    end(told, C, CLOSING_OPEN);
    assert_string_equal(events(told), "connect greeting C:fragmentation-needed*2/0@2-3 "
                                      "C:fragmentation-needed*1/0@4-4 "
                                      "C:fragmentation-needed*1/0@5-5 close ");
    const struct event *event = &transcript_at(told->transcript, 3)->event;
    assert_int_equal(event->network.notice.mtu, 1280);
    assert_ptr_equal(event->network.notice.text, text);
    assert_int_equal(event->network.notice.from.address[3], 1);
    finish(told);
}

/* Until it is known what is spoken, and between what is said. */
static void a_new_run_begins_after_something_else(void **state) {
    (void)state;
    struct told *told = begin_mail();
    notice(told, S, NOTICE_RETRANSMISSION, 2);
    say(told, S, "220 a\r\n");
    notice(told, S, NOTICE_RETRANSMISSION, 1);
    say(told, C, "NOOP\r\n");
    notice(told, S, NOTICE_RETRANSMISSION, 1);
    end(told, C, CLOSING_FIN);
    notice(told, S, NOTICE_KEEP_ALIVE, 3);
    end(told, S, CLOSING_FIN);
    assert_string_equal(events(told), "connect S:retransmission*2/20@1-2 greeting "
                                      "S:retransmission*1/10@4-4 command "
                                      "S:retransmission*1/10@6-6 close S:keep-alive*3/30@8-10 "
                                      "close ");
    finish(told);
}

/* What was seen while nobody knew what is spoken stands where it was seen. */
static void recognition_keeps_the_order(void **state) {
    (void)state;
    struct told *told = begin_mail();
    say(told, C, "NOO");
    notice(told, C, NOTICE_RETRANSMISSION, 300);
    say(told, C, "P\r\n");
    notice(told, C, NOTICE_KEEP_ALIVE, 2);
    notice(told, C, NOTICE_RETRANSMISSION, 1);
    notice(told, C, NOTICE_KEEP_ALIVE, 1);
    end(told, C, CLOSING_RESET);
    assert_int_equal(session_kind(told->session), SESSION_KNOWN);
    assert_string_equal(events(told), "connect C:retransmission*300/3000@2-301 command "
                                      "C:keep-alive*3/30@303-306 C:retransmission*1/10@305-305 "
                                      "close ");
    finish(told);
}

static void recognition_is_bounded(void **state) {
    (void)state;
    struct told *told = begin_mail();
    for (int i = 0; i < 1000; i++) {
        notice(told, C, NOTICE_RETRANSMISSION, 1);
        notice(told, S, NOTICE_RETRANSMISSION, 1);
    }
    say(told, S, "220 a\r\n");
    end(told, C, CLOSING_OPEN);
    assert_string_equal(events(told), "connect C:retransmission*128/1280@1-255 "
                                      "S:retransmission*1000/10000@2-2000 greeting close ");
    finish(told);
}

/* Past 1,024 events only the end tells, each kind once. */
static void events_are_bounded(void **state) {
    (void)state;
    struct told *told = begin_mail();
    say(told, S, "220 a\r\n");
    for (int i = 0; i < 3000; i++) {
        say(told, C, "NOOP\r\n");
        notice(told, C, NOTICE_RETRANSMISSION, 1);
        say(told, S, "250 a\r\n");
    }
    notice(told, S, NOTICE_OVERLAP, 1);
    end(told, C, CLOSING_OPEN);
    size_t count = 0;
    uint64_t notices = 0;
    for (size_t n = 0; n < transcript_count(told->transcript); n++) {
        const struct event *event = &transcript_at(told->transcript, n)->event;
        if (event->kind != EVENT_NETWORK)
            continue;
        count++;
        notices += event->network.count;
    }
    assert_int_equal(count, 1024 + 2);
    assert_int_equal(notices, 3001);
    finish(told);
}

static void what_finds_no_place_is_left_out(void **state) {
    (void)state;
    struct told *told = begin_mail();
    say(told, S, "220 a\r\n");
    for (uint32_t mtu = 1; mtu <= 100; mtu++)
        complain(told, mtu, "packet too big", 1);
    end(told, C, CLOSING_OPEN);
    assert_int_equal(transcript_count(told->transcript), 2 + 16 + 1);
    finish(told);
}

/* ---- attempts ---- */

static void an_attempt_tells_how_it_went(void **state) {
    (void)state;
    struct told *told = begin_mail();
    notice(told, C, NOTICE_SYN, 2);
    complain(told, 0, "host unreachable", 1);
    notice(told, C, NOTICE_SYN, 1);
    complain(told, 0, "host unreachable", 1);
    end(told, C, CLOSING_OPEN);
    assert_int_equal(session_kind(told->session), SESSION_ATTEMPT);
    assert_null(session_protocol(told->session));
    assert_string_equal(events(told), "connect C:fragmentation-needed*2/0@3-5 close ");
    assert_int_equal(transcript_at(told->transcript, 0)->event.connect.syns, 4);
    finish(told);
}

static void both_sides_close_an_attempt(void **state) {
    (void)state;
    struct told *told = begin_mail();
    end(told, S, CLOSING_FIN);
    assert_int_equal(session_kind(told->session), SESSION_UNDECIDED);
    end(told, C, CLOSING_FIN);
    assert_int_equal(session_kind(told->session), SESSION_ATTEMPT);
    assert_string_equal(events(told), "connect close close ");
    assert_int_equal(transcript_at(told->transcript, 1)->event.side, S);
    notice(told, C, NOTICE_RETRANSMISSION, 1);
    say(told, C, "NOOP\r\n");
    assert_string_equal(events(told), "connect close close ");
    finish(told);
}

/* Octets that say nothing make no difference, until the server says some. */
static void a_client_may_have_spoken(void **state) {
    (void)state;
    struct told *told = begin_mail();
    say(told, C, "EHL");
    end(told, C, CLOSING_RESET);
    assert_int_equal(session_kind(told->session), SESSION_ATTEMPT);
    assert_string_equal(events(told), "connect close ");
    finish(told);

    told = begin_mail();
    say(told, C, "EHL");
    say(told, S, "22");
    end(told, C, CLOSING_RESET);
    assert_int_equal(session_kind(told->session), SESSION_OTHER);
    assert_string_equal(events(told), "");
    finish(told);
}

static enum session_kind kind_of(const struct origin *origin, bool gap) {
    struct told *told = begin(origin);
    if (gap)
        session_gap(told->session, S, first, 4);
    end(told, C, CLOSING_OPEN);
    enum session_kind kind = session_kind(told->session);
    finish(told);
    return kind;
}

static void other_silence_is_none(void **state) {
    (void)state;
    struct origin origin = {.sides_known = true, .hint = &smtp_protocol};
    assert_int_equal(kind_of(&origin, false), SESSION_OTHER); /* no SYN */
    handshake_notice(&origin.handshake, C, first, NOTICE_SYN, (struct place){0});
    assert_int_equal(kind_of(&origin, false), SESSION_ATTEMPT);
    assert_int_equal(kind_of(&origin, true), SESSION_OTHER); /* the server spoke */
    origin.midstream = true;
    assert_int_equal(kind_of(&origin, false), SESSION_OTHER);
    origin.midstream = false;
    origin.hint = NULL; /* no mail port */
    assert_int_equal(kind_of(&origin, false), SESSION_OTHER);
    origin.protocol = &pop3_protocol;
    assert_int_equal(kind_of(&origin, false), SESSION_ATTEMPT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_one_event),
        cmocka_unit_test(kinds_are_told_apart),
        cmocka_unit_test(what_is_said_is_told_apart),
        cmocka_unit_test(a_new_run_begins_after_something_else),
        cmocka_unit_test(recognition_keeps_the_order),
        cmocka_unit_test(recognition_is_bounded),
        cmocka_unit_test(events_are_bounded),
        cmocka_unit_test(what_finds_no_place_is_left_out),
        cmocka_unit_test(an_attempt_tells_how_it_went),
        cmocka_unit_test(both_sides_close_an_attempt),
        cmocka_unit_test(a_client_may_have_spoken),
        cmocka_unit_test(other_silence_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
