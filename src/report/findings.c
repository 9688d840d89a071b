#include "report/findings.h"

#include "report/quote.h"

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
    struct found *kept = &items[findings->count++];
    *kept = *found;
    kept->finding.summary = arena_copy(&findings->arena, found->finding.summary);
    kept->finding.smuggling = keep_smuggling(findings, found->finding.smuggling);
    kept->file = arena_copy(&findings->arena, found->file);
    kept->quote = arena_copy(&findings->arena, found->quote);
}

static struct slice file_name(const char *file) {
    return file ? slice_string(file) : slice_of(NULL, 0);
}

/* Sets the quote and who said it. */
static void quote(struct findings *findings, const struct transcript *transcript, bool show_secrets,
                  struct found *found) {
    struct writer *scratch = &findings->scratch;
    scratch->buffer.size = 0;
    if (!transcript || !quote_write(scratch, transcript, &found->finding, show_secrets))
        return;
    found->quote = buffer_slice(&scratch->buffer);
    found->side = transcript_at(transcript, found->finding.event)->event.side;
}

void findings_take(struct report_page *page, const struct index_row *row, const char *file) {
    struct findings *findings = page->state;
    const struct summary *summary = row->summary;
    for (size_t i = 0; i < summary->finding_count; i++) {
        struct found found = {.finding = summary->findings[i],
                              .session = row->id,
                              .file = file_name(file),
                              .client = summary->client,
                              .server = summary->server,
                              .start = summary->start};
        findings->by_severity[found.finding.severity]++;
        quote(findings, row->transcript, page->options->show_secrets, &found);
        keep(findings, &found);
    }
}

void findings_take_late(struct report_page *page, const struct late_finding *late,
                        const char *file) {
    struct findings *findings = page->state;
    findings->by_severity[late->finding.severity]++;
    keep(findings, &(struct found){.finding = late->finding,
                                   .session = late->session.id,
                                   .file = file_name(file)});
}

void findings_each(struct findings *findings,
                   void (*each)(void *context, const struct found *found), void *context) {
    for (int severity = SEVERITY_ERROR; severity > SEVERITY_NONE; severity--)
        for (size_t i = 0; i < findings->count; i++)
            if (findings->items[i].finding.severity == (enum severity)severity)
                each(context, &findings->items[i]);
}

void findings_forget(struct findings *findings) {
    arena_clear(&findings->arena);
    findings->items = NULL;
    findings->count = 0;
}

void findings_clear(struct report_page *page) {
    struct findings *findings = page->state;
    arena_free(&findings->arena);
    writer_free(&findings->scratch);
}
