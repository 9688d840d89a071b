#include "ui/screens/dialogue.h"

#include <stdlib.h>

#include "message/header.h"
#include "report/ladder.h"

/* Octets of a message's content that are kept: folded, and opened. */
enum {
    FOLDED_PREVIEW = HEADER_BLOCK_KEPT, /* for the explanation */
    FOLDED_PREVIEWS = 32 * 1024 * 1024, /* of all messages together */
    OPENED_PREVIEW = 16 * 1024 * 1024,
};

void dialogue_init(struct dialogue *dialogue, bool ascii) {
    *dialogue = (struct dialogue){.width = SIZE_MAX};
    lines_init(&dialogue->lines, ascii);
    lines_init(&dialogue->said, ascii);
}

void dialogue_free(struct dialogue *dialogue) {
    index_close(dialogue->opened);
    lines_free(&dialogue->lines);
    lines_free(&dialogue->said);
    free(dialogue->unfolded);
    *dialogue = (struct dialogue){0};
}

void dialogue_stale(struct dialogue *dialogue) {
    dialogue->width = SIZE_MAX;
    dialogue->said_drawn = false;
}

/* The same session read once more, in place of what is there. */
static bool read_again(struct dialogue *dialogue, struct model *model, struct error *error) {
    bool whole = dialogue->whole || model->report.full;
    const struct index_opening how = {
        .transcript.preview = whole ? OPENED_PREVIEW : FOLDED_PREVIEW,
        .transcript.previews = whole ? 0 : FOLDED_PREVIEWS,
        .diagnoser = model->thorough,
    };
    const struct index_row *row = model_row(model, dialogue->row);
    struct index_row *opened = index_open(model->index, dialogue->row, &how, error);
    if (!opened)
        return false;
    index_close(dialogue->opened);
    dialogue->opened = opened;
    dialogue->packets = row->summary->packets;
    dialogue->across = row->summary->across;
    comments_take(&model->comments, model->index, opened);
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
    free(dialogue->unfolded);
    dialogue->unfolded = NULL;
    dialogue->unfolded_size = 0;
    return true;
}

bool dialogue_refresh(struct dialogue *dialogue, struct model *model) {
    const struct index_row *row = model_row(model, dialogue->row);
    struct error error = {0};
    if (!row || !dialogue->opened)
        return false;
    bool grown = row->summary->packets != dialogue->packets ||
                 row->summary->across != dialogue->across || row->done != dialogue->opened->done ||
                 row->summary->decrypted != dialogue->opened->summary->decrypted;
    return grown && read_again(dialogue, model, &error);
}

const struct transcript *dialogue_transcript(const struct dialogue *dialogue) {
    return dialogue->opened ? dialogue->opened->transcript : NULL;
}

const struct transcript_entry *dialogue_event(const struct dialogue *dialogue, uint32_t event) {
    const struct transcript *transcript = dialogue_transcript(dialogue);
    if (!transcript || event >= transcript_count(transcript))
        return NULL;
    const struct transcript_entry *entry = transcript_at(transcript, event);
    return entry->present ? entry : NULL;
}

/* ---- folding ---- */

static bool is_unfolded(const void *reader, uint32_t event) {
    const struct dialogue *dialogue = reader;
    return event / 8 < dialogue->unfolded_size && (dialogue->unfolded[event / 8] >> event % 8 & 1);
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
    if (size <= dialogue->unfolded_size)
        return true;
    uint8_t *unfolded = realloc(dialogue->unfolded, size);
    if (!unfolded)
        return false;
    memset(unfolded + dialogue->unfolded_size, 0, size - dialogue->unfolded_size);
    dialogue->unfolded = unfolded;
    dialogue->unfolded_size = size;
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
    dialogue->unfolded[event / 8] ^= (uint8_t)(1U << event % 8);
    dialogue_stale(dialogue);
    if (!short_of || dialogue->whole)
        return true;
    dialogue->whole = true;
    return read_again(dialogue, model, error);
}

/* ---- drawing ---- */

static struct report_options options_of(struct dialogue *dialogue, const struct model *model) {
    struct report_options options = model->report;
    options.width = dialogue->width;
    options.opened = is_unfolded;
    options.comment = model_comment;
    options.commenter = model;
    options.reader = dialogue;
    options.graphic = true;
    options.wrap = model->wrap;
    if (options.time == TIME_DEFAULT)
        options.time = TIME_RELATIVE;
    return options;
}

static void draw_transcript(const struct dialogue *dialogue, struct lines *lines,
                            const struct report_options *options, const char *file) {
    struct error error = {0};
    struct report *report = report_new_on(REPORT_SHOW, options, &lines->canvas, &error);
    if (report)
        report_session(report, dialogue->opened, file);
    report_free(report);
}

bool dialogue_draw(struct dialogue *dialogue, const struct model *model, size_t columns) {
    const struct index_row *row = model_row(model, dialogue->row);
    size_t width = model->wrap || model->ladder ? columns : 0;
    if ((dialogue->width == width && dialogue->ladder == model->ladder) || !row ||
        !dialogue->opened)
        return false;
    dialogue->width = width;
    dialogue->ladder = model->ladder;
    struct report_options options = options_of(dialogue, model);
    lines_empty(&dialogue->lines);
    if (model->ladder)
        ladder_draw(&dialogue->lines.canvas, &options, dialogue->opened, model_file(model, row));
    else
        draw_transcript(dialogue, &dialogue->lines, &options, model_file(model, row));
    return true;
}

static void draw_said(struct dialogue *dialogue, const struct model *model) {
    struct report_options options = options_of(dialogue, model);
    if (dialogue->said_drawn || !dialogue->opened)
        return;
    options.width = 0;
    options.graphic = false;
    lines_empty(&dialogue->said);
    draw_transcript(dialogue, &dialogue->said, &options, NULL);
    dialogue->said_drawn = true;
}

void dialogue_write(struct dialogue *dialogue, const struct model *model, uint32_t event,
                    struct writer *writer) {
    const struct lines *lines = &dialogue->said;
    draw_said(dialogue, model);
    size_t first = lines_find_mark(lines, 0, event);
    for (size_t n = first; n < lines->count && lines->list[n].mark == event; n++) {
        writer_string(writer, n > first ? "\n" : "");
        writer_add(writer, slice_from(lines_text(lines, n), lines->list[n].margin));
    }
}

/* Whether something is wrong with the event. */
static bool is_found(const struct dialogue *dialogue, uint32_t event) {
    const struct summary *summary = dialogue->opened->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].event == event &&
            summary->findings[i].severity >= SEVERITY_WARNING)
            return true;
    return false;
}

bool dialogue_problem(const struct dialogue *dialogue, uint32_t event) {
    const struct transcript_entry *entry = dialogue_event(dialogue, event);
    if (!entry)
        return false;
    if (is_found(dialogue, event))
        return true;
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

static bool has_reply(const struct transcript_entry *entry, uint32_t reply) {
    for (size_t i = 0; entry && i < entry->reply_count; i++)
        if (entry->replies[i] == reply)
            return true;
    return false;
}

bool dialogue_answers(const struct dialogue *dialogue, uint32_t one, uint32_t other) {
    return has_reply(dialogue_event(dialogue, one), other) ||
           has_reply(dialogue_event(dialogue, other), one);
}
