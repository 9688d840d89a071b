/* Findings in text: what, where, why and what to do, the worst first; totals at the end. */
#include "report/finding_text.h"
#include "report/findings.h"
#include "report/totals.h"
#include "report/units.h"

struct check_state {
    struct findings findings; /* first: findings_take() is given the state */
    struct sheet sheet;
    struct writer scratch;
    struct calendar calendar;
};

/* "session 3 of mail.pcap" */
static void write_session(struct sheet *sheet, const struct found *found) {
    const struct word words[] = {WORD_NUMBER("session", found->session),
                                 WORD_SLICE("file", found->file)};
    const char *sentence =
        found->file.size > 0 ? N_("session {session} of {file}") : N_("session {session}");
    sheet_say_words(sheet, INK_MARGIN, _(sentence), words, sizeof words / sizeof *words);
}

/* "  192.0.2.10:36856 -> 192.0.2.25:25  2026-11-24 02:52:08" */
static void write_ends(struct check_state *state, const struct found *found) {
    struct writer *scratch = &state->scratch;
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    if (found->client.size == 0)
        return;
    endpoint_text(&found->client, client);
    endpoint_text(&found->server, server);
    scratch->buffer.size = 0;
    writer_string(scratch, "  ");
    writer_string(scratch, client);
    writer_string(scratch, " -> ");
    writer_string(scratch, server);
    writer_string(scratch, "  ");
    calendar_date(&state->calendar, scratch, found->start);
    writer_put(scratch, ' ');
    calendar_time(&state->calendar, scratch, found->start, 0);
    writer_string(scratch, state->calendar.utc ? "Z" : "");
    sheet_text(&state->sheet, INK_MARGIN, buffer_slice(&scratch->buffer));
}

/* The line that it hangs on, with its number. */
static void write_event(struct sheet *sheet, const struct found *found) {
    if (found->finding.event == EVENT_NOTHING)
        return;
    bool client = found->side == SIDE_CLIENT;
    sheet_break(sheet);
    SHEET_SAY(sheet, INK_MARGIN, _("event {event}"), WORD_NUMBER("event", found->finding.event));
    if (found->quote.size > 0) {
        sheet_text(sheet, client ? INK_CLIENT : INK_SERVER,
                   client ? SLICE("  -> ") : SLICE("  <- "));
        sheet_text(sheet, INK_PLAIN, found->quote);
    }
}

static void write_finding(void *context, const struct found *found) {
    struct check_state *state = context;
    struct sheet *sheet = &state->sheet;
    finding_text_begin(sheet, &found->finding);
    write_session(sheet, found);
    write_ends(state, found);
    write_event(sheet, found);
    sheet_break(sheet);
    finding_text_end(sheet, &found->finding);
}

static void begin_check(struct report_page *page) {
    struct check_state *state = page->state;
    state->sheet = (struct sheet){.canvas = page->canvas, .options = page->options};
    state->calendar.utc = page->options->time == TIME_UTC;
}

static void write_findings(struct report_page *page) {
    struct check_state *state = page->state;
    findings_each(&state->findings, write_finding, state);
    findings_forget(&state->findings);
}

static void end_check(struct report_page *page, const struct report_totals *totals) {
    struct check_state *state = page->state;
    const uint64_t *by_severity = state->findings.by_severity;
    const struct counted counts[] = {
        {N_("{count} error"), N_("{count} errors"), by_severity[SEVERITY_ERROR], true},
        {N_("{count} warning"), N_("{count} warnings"), by_severity[SEVERITY_WARNING], true},
        {N_("{count} note"), N_("{count} notes"), by_severity[SEVERITY_NOTE], true},
        {N_("{count} not shown"), N_("{count} not shown"), state->findings.more,
         state->findings.more > 0},
    };
    write_findings(page);
    if (page->options->quiet)
        return;
    if (by_severity[SEVERITY_ERROR] + by_severity[SEVERITY_WARNING] + by_severity[SEVERITY_NOTE] >
        0)
        canvas_end_line(page->canvas);
    counts_text(page->canvas, INK_PLAIN, counts, sizeof counts / sizeof *counts);
    totals_text(page->canvas, page->options, totals);
}

static void clear_check(struct report_page *page) {
    struct check_state *state = page->state;
    sheet_clear(&state->sheet);
    writer_free(&state->scratch);
    findings_clear(page);
}

const struct report_functions check_text = {
    .state_size = sizeof(struct check_state),
    .begin = begin_check,
    .session = findings_take,
    .part = write_findings,
    .late = findings_take_late,
    .end = end_check,
    .clear = clear_check,
};
