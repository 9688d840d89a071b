/* Totals over the sessions that are shown: what `list --stats` prints. */
#include "ui/screens/reading.h"

static bool open_statistics(struct screen *screen, const void *argument, struct error *error) {
    struct reading *state = screen->state;
    const struct model *model = app_model(screen->app);
    const struct view *view = app_view(screen->app);
    struct report_totals totals = model_totals(model);
    (void)argument;
    reading_begin(screen);
    struct report *report =
        report_new_on(REPORT_STATISTICS, &model->report, &state->lines.canvas, error);
    if (!report) {
        reading_close(screen);
        return false;
    }
    for (size_t i = 0; i < view_count(view, model); i++) {
        const struct index_row *row = model_row(model, view_row(view, i));
        if (row)
            report_session(report, row, NULL);
    }
    report_end(report, &totals);
    report_free(report);
    return true;
}

static void title_statistics(struct screen *screen, struct writer *writer) {
    (void)screen;
    writer_string(writer, _("Statistics"));
}

const struct screen_class statistics_screen = {
    .kind = SCREEN_TEXT,
    .state_size = sizeof(struct reading),
    .open = open_statistics,
    .title = title_statistics,
    .draw = reading_draw,
    .act = reading_act,
    .close = reading_close,
    .text = READING_TEXT,
};
