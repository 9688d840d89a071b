/* Findings as JSON: within a session, and a line each (heloise.finding/1). */
#include "report/findings.h"
#include "report/format.h"
#include "report/json_report.h"
#include "report/smuggling_report.h"

static void place(struct json *json, const struct finding *finding) {
    if (finding->event != EVENT_NOTHING)
        json_number(json, "event", finding->event);
    if (finding->line > 0)
        json_number(json, "line", finding->line);
    if (finding->octet > 0)
        json_number(json, "octet", finding->octet);
}

static void examined(struct json *json, enum examined most) {
    json_array(json, "examined");
    for (int i = EXAMINED_EVENTS; i <= (int)most; i++)
        json_word(json, NULL, examined_name((enum examined)i));
    json_array_end(json);
}

void json_findings(struct json *json, const struct summary *summary) {
    if (summary->examined == EXAMINED_NOTHING)
        return;
    json_array(json, "findings");
    for (size_t i = 0; i < summary->finding_count; i++) {
        const struct finding *finding = &summary->findings[i];
        json_object(json, NULL);
        json_word(json, "id", finding->fact->fact.id);
        json_word(json, "severity", severity_name(finding->severity));
        place(json, finding);
        json_text(json, "summary", finding->summary);
        if (finding->smuggling)
            smuggling_json(json, finding->smuggling);
        json_object_end(json);
    }
    json_array_end(json);
    examined(json, summary->examined);
}

/* ---- check ---- */

static void write_finding(void *context, const struct found *found) {
    struct json json = {.writer = context};
    const struct fact *fact = &found->finding.fact->fact;
    json_object(&json, NULL);
    json_word(&json, "schema", "heloise.finding/1");
    json_number(&json, "session", found->session);
    if (found->file.size > 0)
        json_text(&json, "file", found->file);
    json_word(&json, "id", fact->id);
    json_word(&json, "severity", severity_name(found->finding.severity));
    place(&json, &found->finding);
    if (found->quote.size > 0)
        json_text(&json, "quote", found->quote);
    json_text(&json, "summary", found->finding.summary);
    json_word(&json, "why", _(fact->summary));
    json_word(&json, "remedy", _(fact->check));
    if (*fact->reference)
        json_word(&json, "reference", fact->reference);
    if (found->finding.smuggling)
        smuggling_json(&json, found->finding.smuggling);
    json_object_end(&json);
    json_line(&json);
}

static void part_check(struct report_page *page) {
    findings_each(page->state, write_finding, page->writer);
    findings_forget(page->state);
}

static void end_check(struct report_page *page, const struct report_totals *totals) {
    (void)totals;
    part_check(page);
}

const struct report_functions check_json = {
    .state_size = sizeof(struct findings),
    .session = findings_take,
    .part = part_check,
    .late = findings_take_late,
    .end = end_check,
    .clear = findings_clear,
};
