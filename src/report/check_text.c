/* Findings in text: what, where, why and what to do, the worst first; totals at the end. */
#include "report/finding_text.h"
#include "report/findings.h"
#include "report/totals.h"

struct check_state {
    struct findings findings; /* first: findings_take() is given the state */
    struct sheet sheet;
    struct writer scratch;
};

/* "session 3, event 14, in mail.pcap" */
static void write_place(struct sheet *sheet, const struct found *found) {
    const struct word words[] = {WORD_NUMBER("session", found->session),
                                 WORD_NUMBER("event", found->finding.event),
                                 WORD_SLICE("file", found->file)};
    bool event = found->finding.event != EVENT_NOTHING;
    const char *sentence =
        found->file.size > 0
            ? (event ? N_("session {session} of {file}, event {event}")
                     : N_("session {session} of {file}"))
            : (event ? N_("session {session}, event {event}") : N_("session {session}"));
    sheet_say_words(sheet, INK_MARGIN, _(sentence), words, sizeof words / sizeof *words);
}

static void write_finding(void *context, const struct found *found) {
    struct sheet *sheet = context;
    finding_text_begin(sheet, &found->finding);
    write_place(sheet, found);
    sheet_break(sheet);
    finding_text_end(sheet, &found->finding);
}

static void begin_check(struct report_page *page) {
    struct check_state *state = page->state;
    state->sheet = (struct sheet){.canvas = page->canvas, .options = page->options};
}

static void end_check(struct report_page *page, const struct report_totals *totals) {
    struct check_state *state = page->state;
    const uint64_t *counts = state->findings.by_severity;
    findings_each(&state->findings, write_finding, &state->sheet);
    if (page->options->quiet)
        return;
    if (state->findings.count > 0)
        canvas_end_line(page->canvas);
    sheet_begin_text(&state->sheet, 0);
    SHEET_SAY(&state->sheet, INK_PLAIN, _("{errors} errors, {warnings} warnings, {notes} notes"),
              WORD_NUMBER("errors", counts[SEVERITY_ERROR]),
              WORD_NUMBER("warnings", counts[SEVERITY_WARNING]),
              WORD_NUMBER("notes", counts[SEVERITY_NOTE]));
    sheet_end(&state->sheet);
    totals_text(page->canvas, page->options, totals);
}

static void clear_check(struct report_page *page) {
    struct check_state *state = page->state;
    sheet_clear(&state->sheet);
    findings_clear(page);
}

const struct report_functions check_text = {
    .state_size = sizeof(struct check_state),
    .begin = begin_check,
    .session = findings_take,
    .end = end_check,
    .clear = clear_check,
};
