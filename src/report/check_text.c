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
    const uint64_t *by_severity = state->findings.by_severity;
    const struct counted counts[] = {
        {N_("{count} error"), N_("{count} errors"), by_severity[SEVERITY_ERROR], true},
        {N_("{count} warning"), N_("{count} warnings"), by_severity[SEVERITY_WARNING], true},
        {N_("{count} note"), N_("{count} notes"), by_severity[SEVERITY_NOTE], true},
        {N_("{count} not shown"), N_("{count} not shown"), state->findings.more,
         state->findings.more > 0},
    };
    findings_each(&state->findings, write_finding, &state->sheet);
    if (page->options->quiet)
        return;
    if (state->findings.count > 0)
        canvas_end_line(page->canvas);
    counts_text(page->canvas, INK_PLAIN, counts, sizeof counts / sizeof *counts);
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
    .late = findings_take_late,
    .end = end_check,
    .clear = clear_check,
};
