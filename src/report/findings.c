#include "report/findings.h"

static const struct smuggling *keep_smuggling(struct findings *findings,
                                              const struct smuggling *smuggling) {
    struct smuggling *kept = smuggling ? arena_take(&findings->arena, sizeof *kept) : NULL;
    return kept && smuggling_keep(kept, smuggling, SIZE_MAX, &findings->arena) ? kept : NULL;
}

static void keep(struct findings *findings, const struct found *found) {
    struct found *items =
        findings->count < FINDINGS_KEPT
            ? arena_grow(&findings->arena, findings->items, findings->count, sizeof *items)
            : NULL;
    if (!items) {
        findings->more++;
        return;
    }
    findings->items = items;
    items[findings->count] = *found;
    items[findings->count].finding.summary = arena_copy(&findings->arena, found->finding.summary);
    items[findings->count].finding.smuggling = keep_smuggling(findings, found->finding.smuggling);
    items[findings->count++].file = arena_copy(&findings->arena, found->file);
}

static void take(struct findings *findings, const struct finding *finding, uint64_t session,
                 const char *file) {
    findings->by_severity[finding->severity]++;
    keep(findings, &(struct found){.finding = *finding,
                                   .session = session,
                                   .file = file ? slice_string(file) : slice_of(NULL, 0)});
}

void findings_take(struct report_page *page, const struct index_row *row, const char *file) {
    const struct summary *summary = row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        take(page->state, &summary->findings[i], row->id, file);
}

void findings_take_late(struct report_page *page, const struct late_finding *late,
                        const char *file) {
    take(page->state, &late->finding, late->session.id, file);
}

void findings_each(struct findings *findings,
                   void (*each)(void *context, const struct found *found), void *context) {
    for (int severity = SEVERITY_ERROR; severity > SEVERITY_NONE; severity--)
        for (size_t i = 0; i < findings->count; i++)
            if (findings->items[i].finding.severity == (enum severity)severity)
                each(context, &findings->items[i]);
}

void findings_clear(struct report_page *page) {
    struct findings *findings = page->state;
    arena_free(&findings->arena);
}
