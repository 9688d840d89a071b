#include "net/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { TIMERS = 500 };

struct record {
    struct loop *loop;
    unsigned calls;
    struct moment last; /* what was due last */
    struct timer *stop; /* to be stopped by whoever is called */
    struct watch *forget;
};

static struct timer timers_of_test(struct record *record, void (*due)(void *)) {
    return (struct timer){.due = due, .context = record};
}

struct alarm {
    struct record *record;
    struct timer timer;
};

static void ring(void *context) {
    struct alarm *alarm = context;
    assert_false(moment_before(alarm->timer.at, alarm->record->last));
    assert_false(moment_before(loop_now(alarm->record->loop), alarm->timer.at));
    alarm->record->last = alarm->timer.at;
    alarm->record->calls++;
}

static void turn(struct loop *loop, duration most) {
    struct error error = {0};
    assert_true(loop_turn(loop, most, &error));
}

static void test_timers_come_in_their_order(void **state) {
    struct error error = {0};
    struct record record = {.loop = loop_new(&error)};
    struct alarm *alarms = calloc(TIMERS, sizeof *alarms);
    (void)state;
    int64_t now = loop_now(record.loop).ns;
    for (int i = 0; i < TIMERS; i++) {
        alarms[i].record = &record;
        alarms[i].timer = (struct timer){.due = ring, .context = &alarms[i]};
        struct moment at = {now + (i * 7919 % TIMERS) * (int64_t)20000};
        assert_true(loop_set_timer(record.loop, &alarms[i].timer, at));
    }
    for (int i = 0; i < TIMERS; i += 5)
        loop_stop_timer(record.loop, &alarms[i].timer);
    for (int i = 1; i < TIMERS; i += 5) /* later than all others */
        assert_true(loop_set_timer(record.loop, &alarms[i].timer,
                                   (struct moment){now + DURATION_SECOND / 20 + i}));
    for (int i = 0; i < 1000 && record.calls < TIMERS * 4 / 5; i++)
        turn(record.loop, DURATION_SECOND);
    assert_int_equal(record.calls, TIMERS * 4 / 5);
    free(alarms);
    loop_free(record.loop);
}

static void again(void *context) {
    struct record *record = context;
    record->calls++;
    assert_true(loop_set_timer(record->loop, record->stop, loop_now(record->loop)));
}

static void test_a_timer_set_anew_waits_for_the_next_turn(void **state) {
    struct error error = {0};
    struct record record = {.loop = loop_new(&error)};
    struct timer timer = timers_of_test(&record, again);
    (void)state;
    record.stop = &timer;
    assert_true(loop_set_timer(record.loop, &timer, loop_now(record.loop)));
    turn(record.loop, 0);
    assert_int_equal(record.calls, 1);
    turn(record.loop, 0);
    assert_int_equal(record.calls, 2);
    loop_free(record.loop);
}

static void read_one(void *context, unsigned events) {
    struct record *record = context;
    assert_int_equal(events, LOOP_READ);
    record->calls++;
    if (record->forget)
        loop_forget(record->loop, record->forget);
}

static void test_who_is_forgotten_is_not_called(void **state) {
    struct error error = {0};
    struct record first = {.loop = loop_new(&error)}, second = {.loop = first.loop};
    int ends[2][2];
    (void)state;
    assert_int_equal(pipe(ends[0]) + pipe(ends[1]), 0);
    struct watch watches[2] = {{ends[0][0], read_one, &first, 0, false},
                               {ends[1][0], read_one, &second, 0, false}};
    first.forget = &watches[1];
    second.forget = &watches[0];
    for (int i = 0; i < 2; i++) {
        assert_true(loop_watch(first.loop, &watches[i], LOOP_READ, &error));
        assert_int_equal(write(ends[i][1], "x", 1), 1);
    }
    turn(first.loop, DURATION_SECOND);
    assert_int_equal(first.calls + second.calls, 1);
    for (int i = 0; i < 2; i++) {
        loop_forget(first.loop, &watches[i]);
        (void)close(ends[i][0]);
        (void)close(ends[i][1]);
    }
    loop_free(first.loop);
}

static void test_a_hang_up_that_nobody_waits_for_does_not_spin(void **state) {
    struct error error = {0};
    struct record record = {.loop = loop_new(&error)};
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct watch watch = {ends[0], read_one, &record, 0, false};
    assert_true(loop_watch(record.loop, &watch, 0, &error));
    (void)close(ends[1]);
    struct moment before = loop_look(record.loop);
    turn(record.loop, DURATION_SECOND / 50);
    turn(record.loop, DURATION_SECOND / 50);
    assert_true(moment_since(loop_look(record.loop), before) >= DURATION_SECOND / 50);
    assert_int_equal(record.calls, 0);
    assert_true(loop_watch(record.loop, &watch, LOOP_READ, &error));
    turn(record.loop, DURATION_SECOND);
    assert_int_equal(record.calls, 1);
    loop_forget(record.loop, &watch);
    (void)close(ends[0]);
    loop_free(record.loop);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timers_come_in_their_order),
        cmocka_unit_test(test_a_timer_set_anew_waits_for_the_next_turn),
        cmocka_unit_test(test_who_is_forgotten_is_not_called),
        cmocka_unit_test(test_a_hang_up_that_nobody_waits_for_does_not_spin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
