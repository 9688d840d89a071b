#include "ui/screens/dialogue.h"

#include <stdlib.h>

/* Octets of a message's content that are kept: folded, and opened. */
enum { FOLDED_PREVIEW = 2048, OPENED_PREVIEW = 16 * 1024 * 1024 };

void dialogue_init(struct dialogue *dialogue, bool ascii) {
    *dialogue = (struct dialogue){.width = SIZE_MAX};
    lines_init(&dialogue->lines, ascii);
}

void dialogue_free(struct dialogue *dialogue) {
    transcript_free(dialogue->transcript);
    lines_free(&dialogue->lines);
    free(dialogue->opened);
    *dialogue = (struct dialogue){0};
}

void dialogue_stale(struct dialogue *dialogue) {
    dialogue->width = SIZE_MAX;
}

/* The same session read once more, in place of what is there. */
static bool read_again(struct dialogue *dialogue, struct model *model, struct error *error) {
    const struct transcript_options options = {
        .preview = dialogue->whole || model->report.full ? OPENED_PREVIEW : FOLDED_PREVIEW};
    const struct index_row *row = model_row(model, dialogue->row);
    struct transcript *transcript = index_open(model->index, dialogue->row, &options, error);
    if (!transcript)
        return false;
    transcript_free(dialogue->transcript);
    dialogue->transcript = transcript;
    dialogue->packets = row->summary->packets;
    dialogue_stale(dialogue);
    return true;
}

bool dialogue_read(struct dialogue *dialogue, struct model *model, size_t row,
                   struct error *error) {
    size_t before = dialogue->row;
    bool whole = dialogue->whole;
    dialogue->row = row;
    dialogue->whole = false;
    if (!read_again(dialogue, model, error)) {
        dialogue->row = before;
        dialogue->whole = whole;
        return false;
    }
    free(dialogue->opened);
    dialogue->opened = NULL;
    dialogue->opened_size = 0;
    return true;
}

bool dialogue_refresh(struct dialogue *dialogue, struct model *model) {
    const struct index_row *row = model_row(model, dialogue->row);
    struct error error = {0};
    return row && row->summary->packets != dialogue->packets && read_again(dialogue, model, &error);
}

const struct transcript_entry *dialogue_event(const struct dialogue *dialogue, uint32_t event) {
    if (!dialogue->transcript || event >= transcript_count(dialogue->transcript))
        return NULL;
    const struct transcript_entry *entry = transcript_at(dialogue->transcript, event);
    return entry->present ? entry : NULL;
}

/* ---- folding ---- */

static bool is_opened(const void *reader, uint32_t event) {
    const struct dialogue *dialogue = reader;
    return event / 8 < dialogue->opened_size && (dialogue->opened[event / 8] >> event % 8 & 1);
}

static bool can_fold(const struct transcript_entry *entry) {
    switch (entry->event.kind) {
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
    case EVENT_JUNK:
        return true;
    case EVENT_GREETING:
    case EVENT_REPLY:
        return entry->event.reply.line_count > 1;
    default:
        return false;
    }
}

static bool make_room(struct dialogue *dialogue, uint32_t event) {
    size_t size = event / 8 + 1;
    if (size <= dialogue->opened_size)
        return true;
    uint8_t *opened = realloc(dialogue->opened, size);
    if (!opened)
        return false;
    memset(opened + dialogue->opened_size, 0, size - dialogue->opened_size);
    dialogue->opened = opened;
    dialogue->opened_size = size;
    return true;
}

bool dialogue_fold(struct dialogue *dialogue, struct model *model, uint32_t event,
                   struct error *error) {
    const struct transcript_entry *entry = dialogue_event(dialogue, event);
    if (!entry || !can_fold(entry))
        return false;
    if (!make_room(dialogue, event))
        return error_memory(error);
    bool content = entry->event.kind == EVENT_MESSAGE || entry->event.kind == EVENT_BLOCK;
    bool short_of = content && entry->preview.size < entry->event.message.octets;
    dialogue->opened[event / 8] ^= (uint8_t)(1U << event % 8);
    dialogue_stale(dialogue);
    if (!short_of || dialogue->whole)
        return true;
    dialogue->whole = true;
    return read_again(dialogue, model, error);
}

/* ---- drawing ---- */

void dialogue_draw(struct dialogue *dialogue, const struct model *model, size_t width) {
    const struct index_row *row = model_row(model, dialogue->row);
    struct report_options options = model->report;
    struct error error = {0};
    if (dialogue->width == width || !row)
        return;
    dialogue->width = width;
    options.width = width;
    options.opened = is_opened;
    options.reader = dialogue;
    if (options.time == TIME_DEFAULT)
        options.time = TIME_RELATIVE;
    lines_empty(&dialogue->lines);
    struct report *report = report_new_on(REPORT_SHOW, &options, &dialogue->lines.canvas, &error);
    struct index_row opened = *row;
    opened.transcript = dialogue->transcript;
    if (report && opened.transcript)
        report_session(report, &opened, model_file(model, row));
    report_free(report);
}

bool dialogue_problem(const struct dialogue *dialogue, uint32_t event) {
    const struct transcript_entry *entry = dialogue_event(dialogue, event);
    if (!entry)
        return false;
    switch (entry->event.kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        return entry->event.reply.outcome == OUTCOME_DEFERRED ||
               entry->event.reply.outcome == OUTCOME_REFUSED;
    case EVENT_GAP:
    case EVENT_JUNK:
        return true;
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        return !entry->event.message.complete;
    case EVENT_COMMAND:
        return !entry->event.command.known || !entry->event.command.allowed;
    case EVENT_CLOSE:
        return entry->event.closing == CLOSING_RESET || entry->event.closing == CLOSING_TIMEOUT;
    default:
        return false;
    }
}
