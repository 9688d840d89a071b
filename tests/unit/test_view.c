/* Which rows are shown, and in which order: of all samples, read as one. */
#include "ui/view.h"

#include "ui/density.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct model model;
static struct view view;

static int open_samples(void **state) {
    glob_t found;
    struct error error = {0};
    (void)state;
    assert_int_equal(glob("samples/*.pcap", 0, NULL, &found), 0);
    assert_true(model_open(&model, (const char *const *)found.gl_pathv, found.gl_pathc, &error));
    globfree(&found);
    while (model.state == MODEL_READING)
        (void)model_step(&model, (struct moment){INT64_MAX});
    assert_int_equal(model.state, MODEL_DONE);
    view_init(&view);
    return 0;
}

static int close_samples(void **state) {
    (void)state;
    view_free(&view);
    model_free(&model);
    return 0;
}

/* In the smallest slices that there are. */
static void settle(void) {
    size_t slices = 0;
    while (view_step(&view, &model, (struct moment){0}))
        assert_true(slices++ < 100000);
    assert_false(view_busy(&view, &model));
}

static void arrange(enum list_column column, bool reversed, bool grouped) {
    view_arrange(&view, (struct arrangement){column, reversed, grouped});
    settle();
}

static int order_of(enum list_column column, size_t before, size_t here) {
    const struct index_row *rows[] = {model_row(&model, view_row(&view, before)),
                                      model_row(&model, view_row(&view, here))};
    const struct list_row left = {rows[0], NULL, model_file(&model, rows[0])},
                          right = {rows[1], NULL, model_file(&model, rows[1])};
    return column_compare(column, &left, &right);
}

/* Each row is there once. */
static void assert_all_rows(void) {
    size_t count = model_count(&model);
    bool *seen = calloc(count, sizeof *seen);
    assert_non_null(seen);
    assert_int_equal(view_count(&view, &model), count);
    for (size_t i = 0; i < count; i++) {
        size_t row = view_row(&view, i);
        assert_true(row < count && !seen[row]);
        seen[row] = true;
    }
    free(seen);
}

static void every_column_sorts(void **state) {
    (void)state;
    for (size_t column = 0; column < LIST_COLUMNS; column++)
        for (int reversed = 0; reversed < 2; reversed++) {
            arrange((enum list_column)column, reversed, false);
            assert_all_rows();
            for (size_t i = 1; i < view_count(&view, &model); i++) {
                int order = order_of((enum list_column)column, i - 1, i);
                assert_true(reversed ? order >= 0 : order <= 0);
            }
        }
    arrange(LIST_COLUMNS, false, false);
    for (size_t i = 0; i < model_count(&model); i++)
        assert_int_equal(view_row(&view, i), i);
}

static void the_chosen_row_stays_chosen(void **state) {
    (void)state;
    view.chosen = 17;
    arrange(COLUMN_octets, true, false);
    assert_int_equal(view_row(&view, view.chosen), 17);
    arrange(COLUMN_octets, true, true);
    assert_int_equal(view_row(&view, view.chosen), 17);
    view_filter(&view, SLICE("octets > 0"));
    settle();
    assert_int_equal(view_row(&view, view.chosen), 17);
    view_filter(&view, slice_of(NULL, 0));
    settle();
    assert_int_equal(view_row(&view, view.chosen), 17);
    arrange(LIST_COLUMNS, false, false);
    assert_int_equal(view.chosen, 17);
    view.chosen = 0;
}

static size_t filtered(const char *text) {
    view_filter(&view, slice_string(text));
    settle();
    return view_count(&view, &model);
}

static void a_filter_keeps_what_fits(void **state) {
    (void)state;
    size_t all = filtered("smtp or lmtp or pop or not (smtp or lmtp or pop)");
    assert_int_equal(all, model_count(&model));
    assert_int_equal(filtered("pop") + filtered("not pop"), all);
    assert_int_equal(filtered("code == 550") + filtered("not code == 550"), all);
    assert_int_equal(filtered("finding") + filtered("not finding"), all);
    assert_true(filtered("Lunch") > 0); /* a text in the rows */
    assert_int_equal(filtered("no such words"), 0);
    view_arrange(&view, (struct arrangement){COLUMN_duration, true, false});
    assert_true(filtered("smtp") > 10);
    for (size_t i = 1; i < view_count(&view, &model); i++)
        assert_true(order_of(COLUMN_duration, i - 1, i) >= 0);
    view_reset(&view);
    arrange(LIST_COLUMNS, false, false);
}

static void what_is_meant_as_a_filter_is_known(void **state) {
    (void)state;
    assert_true(view_wants_language(SLICE("tls")));
    assert_true(view_wants_language(SLICE("code == 5")));
    assert_true(view_wants_language(SLICE("cod = 5")));
    assert_true(view_wants_language(SLICE("alice and bob")));
    assert_false(view_wants_language(SLICE("alice bob")));
    assert_false(view_wants_language(SLICE("alice@example.org")));
}

/* greylist: put off, and taken two seconds later; others sent the same to the same, and were done.
 */
static void attempts_at_a_delivery_stand_together(void **state) {
    size_t followers = 0;
    (void)state;
    arrange(COLUMN_verdict, true, true);
    assert_all_rows();
    for (size_t i = 0; i < view_count(&view, &model); i++) {
        if (!view_follows(&view, i))
            continue;
        followers++;
        const struct summary *before = model_row(&model, view_row(&view, i - 1))->summary,
                             *here = model_row(&model, view_row(&view, i))->summary;
        assert_true(moment_before(before->start, here->start));
        assert_true(slice_equal(before->transactions[0].sender, here->transactions[0].sender));
    }
    assert_true(followers > 0);
    arrange(LIST_COLUMNS, false, false);
}

static void sessions_are_counted_over_time(void **state) {
    static struct density density;
    size_t counted = 0, slices = 0;
    bool ready = false;
    (void)state;
    while (!ready) {
        (void)density_step(&density, &view, &model, 50, (struct moment){0}, &ready);
        assert_true(slices++ < 100000);
    }
    for (size_t i = 0; i < density.shown.spans; i++)
        counted += density.shown.counts[i];
    assert_int_equal(density.shown.spans, 50);
    assert_int_equal(counted, model_count(&model));
    assert_true(density.shown.counts[0] > 0 && density.shown.counts[49] > 0);
    assert_int_equal(density.shown.worst[0], VERDICT_REFUSED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_sorts),
        cmocka_unit_test(the_chosen_row_stays_chosen),
        cmocka_unit_test(a_filter_keeps_what_fits),
        cmocka_unit_test(what_is_meant_as_a_filter_is_known),
        cmocka_unit_test(attempts_at_a_delivery_stand_together),
        cmocka_unit_test(sessions_are_counted_over_time),
    };
    return cmocka_run_group_tests(tests, open_samples, close_samples);
}
