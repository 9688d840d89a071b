#include "ui/playback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define SECOND DURATION_SECOND

/* A greeting after ten seconds, a command, its reply a minute later. */
static const struct beat beats[] = {
    {0, false}, {10 * SECOND, true}, {11 * SECOND, false}, {71 * SECOND, true}};

enum { BEATS = sizeof beats / sizeof *beats };

static struct playback begin(void) {
    struct playback playback;
    playback_begin(&playback, beats, BEATS);
    return playback;
}

static void it_goes_as_the_clock_does(void **state) {
    struct playback playback = begin();
    (void)state;
    assert_true(playback.playing);
    assert_int_equal(playback.speed, 0);
    assert_int_equal(playback.shown, 1);
    assert_int_equal(playback_due(&playback), 10 * SECOND);
    assert_false(playback_pass(&playback, 9 * SECOND));
    assert_int_equal(playback_due(&playback), SECOND);
    assert_true(playback_pass(&playback, SECOND));
    assert_int_equal(playback.shown, 2);
    assert_true(playback_pass(&playback, 1000 * SECOND));
    assert_int_equal(playback.shown, BEATS);
    assert_false(playback.playing);
    assert_int_equal(playback.position, 71 * SECOND);
    assert_int_equal(playback_due(&playback), DURATION_UNKNOWN);
}

static void it_can_go_faster_and_slower(void **state) {
    struct playback playback = begin();
    (void)state;
    playback_change_speed(&playback, true);
    assert_int_equal(playback_due(&playback), 5 * SECOND);
    assert_true(playback_pass(&playback, 5 * SECOND));
    assert_int_equal(playback.position, 10 * SECOND);
    playback_change_speed(&playback, false);
    playback_change_speed(&playback, false);
    assert_int_equal(playback_due(&playback), 2 * SECOND);
    for (int i = 0; i < 100; i++)
        playback_change_speed(&playback, true);
    assert_int_equal(playback.speed, PLAYBACK_FASTEST);
    for (int i = 0; i < 100; i++)
        playback_change_speed(&playback, false);
    assert_int_equal(playback.speed, PLAYBACK_SLOWEST);
}

static void what_is_over_at_once_begins_slowly(void **state) {
    static const struct beat quick[] = {{0, false}, {SECOND / 1000, false}, {SECOND / 30, true}};
    struct playback playback;
    (void)state;
    playback_begin(&playback, quick, 3);
    assert_true(playback.speed < 0);
    assert_false(playback_pass(&playback, SECOND / 100));
    assert_int_equal(playback.shown, 1);
}

static void a_reply_is_held_back_until_it_is_asked_for(void **state) {
    struct playback playback = begin();
    (void)state;
    playback.asking = true;
    assert_false(playback_answer(&playback)); /* nothing is held yet */
    assert_true(playback_pass(&playback, 60 * SECOND));
    assert_true(playback.asked);
    assert_int_equal(playback.shown, 1);
    assert_int_equal(playback.position, 10 * SECOND);
    assert_false(playback_pass(&playback, 60 * SECOND)); /* it waits */
    assert_true(playback_answer(&playback));
    assert_int_equal(playback.shown, 2);
    assert_true(playback_pass(&playback, SECOND));
    assert_int_equal(playback.shown, 3);
}

static void one_goes_through_it_step_by_step(void **state) {
    struct playback playback = begin();
    (void)state;
    playback_step(&playback, false); /* there is nothing before */
    assert_int_equal(playback.shown, 1);
    for (size_t i = 2; i <= BEATS; i++) {
        playback_step(&playback, true);
        assert_int_equal(playback.shown, i);
        assert_int_equal(playback.position, beats[i - 1].at);
        assert_false(playback.playing);
    }
    playback_step(&playback, true);
    assert_int_equal(playback.shown, BEATS);
    playback_step(&playback, false);
    assert_int_equal(playback.shown, BEATS - 1);
    playback_turn(&playback);
    assert_true(playback.playing);
    assert_int_equal(playback_due(&playback), 60 * SECOND);
}

static void places_are_parts_of_the_whole(void **state) {
    struct playback playback = begin();
    (void)state;
    playback_seek(&playback, 500);
    assert_int_equal(playback.shown, 3);
    assert_int_equal(playback_place(&playback), 500);
    playback_seek(&playback, 5000);
    assert_int_equal(playback.shown, BEATS);
    assert_int_equal(playback_place(&playback), 1000);
    assert_false(playback.playing);
    playback_turn(&playback); /* from the start again */
    assert_true(playback.playing);
    assert_int_equal(playback.shown, 1);
}

static void nothing_is_played_of_nothing(void **state) {
    struct playback playback;
    (void)state;
    playback_begin(&playback, NULL, 0);
    playback_turn(&playback);
    playback_step(&playback, true);
    playback_step(&playback, false);
    playback_seek(&playback, 700);
    assert_false(playback.playing);
    assert_int_equal(playback.shown, 0);
    assert_int_equal(playback_due(&playback), DURATION_UNKNOWN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_as_the_clock_does),
        cmocka_unit_test(it_can_go_faster_and_slower),
        cmocka_unit_test(what_is_over_at_once_begins_slowly),
        cmocka_unit_test(a_reply_is_held_back_until_it_is_asked_for),
        cmocka_unit_test(one_goes_through_it_step_by_step),
        cmocka_unit_test(places_are_parts_of_the_whole),
        cmocka_unit_test(nothing_is_played_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
