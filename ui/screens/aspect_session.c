/* What is to be said of a session as a whole: what was found in it, where its time went. */
#include "base/words.h"
#include "diagnose/timekeeper.h"
#include "report/finding_text.h"
#include "report/timing_text.h"
#include "ui/screens/aspect.h"

/* The worst first; each is an item, whose mark is its place among the findings. */
static void draw_findings(struct sheet *sheet, const struct scene *scene) {
    const struct summary *summary = scene->dialogue->opened->summary;
    for (int severity = SEVERITY_ERROR; severity > SEVERITY_NONE; severity--)
        for (size_t i = 0; i < summary->finding_count; i++) {
            const struct finding *finding = &summary->findings[i];
            if (finding->severity != (enum severity)severity)
                continue;
            canvas_mark(sheet->canvas, (uint32_t)i);
            finding_text_begin(sheet, finding);
            finding_text_end(sheet, finding);
        }
    if (summary->finding_count == 0)
        aspect_say(sheet, _("Nothing was found in this session."));
}

static uint32_t event_of_finding(const struct scene *scene, uint32_t mark) {
    const struct summary *summary = scene->dialogue->opened->summary;
    return mark < summary->finding_count ? summary->findings[mark].event : CANVAS_NO_MARK;
}

static void draw_timing(struct sheet *sheet, const struct scene *scene) {
    const struct summary *summary = scene->dialogue->opened->summary;
    if (summary->timing)
        timing_text(sheet, summary->timing, summary_protocol(summary));
}

/* The stage that the chosen event belongs to. */
static uint32_t stage_here(const struct scene *scene) {
    const struct transcript *transcript = dialogue_transcript(scene->dialogue);
    enum stage stage = STAGE_CONNECT;
    struct timekeeper keeper;
    if (!dialogue_event(scene->dialogue, scene->event))
        return CANVAS_NO_MARK;
    timekeeper_begin(&keeper);
    for (size_t n = 0; n <= scene->event; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (entry->present)
            stage = timekeeper_hear(&keeper, &entry->event);
    }
    return (uint32_t)stage;
}

const struct aspect_class findings_aspect = {
    .name = N_("findings"),
    .action = ACTION_findings,
    .items = true,
    .draw = draw_findings,
    .leads = event_of_finding,
};

const struct aspect_class timing_aspect = {
    .name = N_("timing"),
    .action = ACTION_timing,
    .draw = draw_timing,
    .sight = stage_here,
    .shaded = stage_here,
};
