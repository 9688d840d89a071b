/* Deliveries in text: a line for message and recipient, its attempts under it, and what became of
 * it. */
#include "index/deliveries.h"
#include "report/format.h"
#include "report/sheet.h"
#include "report/totals.h"
#include "report/units.h"

enum { INDENT = 4 };

struct deliveries_state {
    struct deliveries deliveries; /* first: deliveries_take() is given it */
    struct sheet sheet;
    struct timeline timeline;
    struct writer scratch;
    uint64_t of[VERDICT_ABORTED + 1];
};

static struct slice moment_text(struct deliveries_state *state, struct moment moment) {
    struct calendar *calendar = &state->timeline.calendar;
    state->scratch.buffer.size = 0;
    calendar_date(calendar, &state->scratch, moment);
    writer_put(&state->scratch, ' ');
    calendar_time(calendar, &state->scratch, moment, 0);
    return buffer_slice(&state->scratch.buffer);
}

static void write_heading(struct deliveries_state *state, const struct delivery *delivery) {
    struct sheet *sheet = &state->sheet;
    struct slice sender = delivery->sender.size > 0 ? delivery->sender : SLICE("<>");
    sheet_begin_text(sheet, 0);
    SHEET_SAY(sheet, INK_HEADING,
              delivery->subject.size > 0 ? _("{sender} to {recipient}: \"{subject}\"")
                                         : _("{sender} to {recipient}"),
              WORD_SLICE("sender", sender), WORD_SLICE("recipient", delivery->recipient),
              WORD_SLICE("subject", delivery->subject));
    sheet_end(sheet);
}

static void write_try(struct deliveries_state *state, const struct delivery_try *one) {
    struct sheet *sheet = &state->sheet;
    sheet_begin_text(sheet, INDENT);
    sheet_text(sheet, INK_TIME, moment_text(state, one->at));
    sheet_text(sheet, INK_PLAIN, SLICE("  "));
    sheet_text(sheet, ink_of_verdict(one->verdict), slice_string(verdict_name(one->verdict)));
    if (one->code > 0)
        SHEET_SAY(sheet, INK_PLAIN, one->reply.size > 0 ? _("  {code} {reply}") : "  {code}",
                  WORD_NUMBER("code", one->code), WORD_SLICE("reply", one->reply));
    SHEET_NOTE(sheet, INK_NOTE, _("session {session}"), WORD_NUMBER("session", one->session));
    sheet_end(sheet);
}

/* What a list of attempts does not say at a glance. */
static void write_story(struct deliveries_state *state, const struct delivery *delivery) {
    struct sheet *sheet = &state->sheet;
    duration delay = delivery_delay(delivery);
    if (delivery->try_count < 2)
        return;
    state->scratch.buffer.size = 0;
    if (delay > 0)
        duration_write(&state->scratch, delay);
    sheet_begin_text(sheet, INDENT);
    SHEET_SAY(sheet, INK_NOTE,
              delay == DURATION_UNKNOWN ? _("{count} attempts, and it was never taken.")
              : delay > 0               ? _("{count} attempts; taken {delay} after the first.")
                          : _("{count} attempts; taken at the first, and sent again."),
              WORD_NUMBER("count", delivery->try_count),
              WORD_SLICE("delay", buffer_slice(&state->scratch.buffer)));
    sheet_end(sheet);
}

static void begin_text(struct report_page *page) {
    struct deliveries_state *state = page->state;
    state->sheet = (struct sheet){.canvas = page->canvas, .options = page->options};
    state->scratch = writer_to(WRITER_MEMORY);
    state->timeline.format = page->options->time;
    timeline_start(&state->timeline, (struct moment){0});
}

static void take_session(struct report_page *page, const struct index_row *row, const char *file) {
    struct deliveries_state *state = page->state;
    (void)file;
    deliveries_take(&state->deliveries, row);
}

static void end_text(struct report_page *page, const struct report_totals *totals) {
    struct deliveries_state *state = page->state;
    for (size_t i = 0; i < state->deliveries.count; i++) {
        const struct delivery *delivery = &state->deliveries.items[i];
        state->of[delivery->verdict]++;
        write_heading(state, delivery);
        for (size_t j = 0; j < delivery->try_count; j++)
            write_try(state, &delivery->tries[j]);
        write_story(state, delivery);
    }
    if (page->options->quiet)
        return;
    sheet_begin_text(&state->sheet, 0);
    SHEET_SAY(&state->sheet, INK_NOTE,
              _("{count} deliveries: {accepted} accepted, {deferred} deferred, {refused} refused"),
              WORD_NUMBER("count", state->deliveries.count),
              WORD_NUMBER("accepted", state->of[VERDICT_ACCEPTED]),
              WORD_NUMBER("deferred", state->of[VERDICT_DEFERRED]),
              WORD_NUMBER("refused", state->of[VERDICT_REFUSED]));
    sheet_end(&state->sheet);
    totals_text(page->canvas, page->options, totals);
}

static void clear_text(struct report_page *page) {
    struct deliveries_state *state = page->state;
    deliveries_clear(&state->deliveries);
    sheet_clear(&state->sheet);
    writer_free(&state->scratch);
}

const struct report_functions deliveries_text = {
    .state_size = sizeof(struct deliveries_state),
    .begin = begin_text,
    .session = take_session,
    .end = end_text,
    .clear = clear_text,
};
