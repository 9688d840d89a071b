#include "index/stillness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <time.h>

static void rest(long milliseconds) {
    (void)nanosleep(&(struct timespec){0, milliseconds * 1000000}, NULL);
}

static void time_goes_on_from_the_last_packet(void **state) {
    (void)state;
    struct stillness stillness = {0};
    const struct moment packet = {1254722767 * DURATION_SECOND};
    stillness_break(&stillness, packet);
    rest(20);
    assert_int_equal(stillness_go_on(&stillness), 0); /* from now on there is nothing more */
    rest(20);
    duration lasted = stillness_go_on(&stillness);
    assert_true(lasted >= DURATION_SECOND / 100);
    assert_int_equal(stillness_time(&stillness, lasted).ns, packet.ns + lasted);
    stillness_break(&stillness, packet);
    assert_int_equal(stillness_go_on(&stillness), 0);
}

static void time_does_not_run_over(void **state) {
    (void)state;
    struct stillness stillness = {0};
    stillness_break(&stillness, (struct moment){INT64_MAX - 5});
    assert_int_equal(stillness_time(&stillness, 6).ns, INT64_MAX);
    stillness_break(&stillness, (struct moment){INT64_MIN});
    assert_int_equal(stillness_time(&stillness, 6).ns, INT64_MIN + 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_goes_on_from_the_last_packet),
        cmocka_unit_test(time_does_not_run_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
