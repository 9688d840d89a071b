#include "ui/screens/dialogue.h"

#include <stdlib.h>

#include "index/clock.h"
#include "message/header.h"

/* Octets of a message's content that are kept: folded, and opened. */
enum {
    FOLDED_PREVIEW = HEADER_BLOCK_KEPT, /* for the explanation */
    FOLDED_PREVIEWS = 32 * 1024 * 1024, /* of all messages together */
    OPENED_PREVIEW = 16 * 1024 * 1024,
    EVENTS_AT_ONCE = 64,
};

/* How long a key waits for a session to be read, or drawn; what takes longer goes on between keys.
 */
#define GRACE (4 * (DURATION_SECOND / 1000))

void dialogue_init(struct dialogue *dialogue, bool ascii) {
    *dialogue = (struct dialogue){.width = SIZE_MAX};
    lines_init(&dialogue->lines, ascii);
    lines_init(&dialogue->fresh, ascii);
    lines_init(&dialogue->said, ascii);
}

/* What is being drawn looks at the session that is open. */
static void stop_drawing(struct dialogue *dialogue) {
    telling_free(dialogue->telling);
    dialogue->telling = NULL;
}

void dialogue_free(struct dialogue *dialogue) {
    reopening_drop(&dialogue->reopening);
    stop_drawing(dialogue);
    index_close(dialogue->opened);
    lines_free(&dialogue->lines);
    lines_free(&dialogue->fresh);
    lines_free(&dialogue->said);
    free(dialogue->unfolded);
    *dialogue = (struct dialogue){0};
}

void dialogue_stale(struct dialogue *dialogue) {
    stop_drawing(dialogue);
    dialogue->width = SIZE_MAX;
    dialogue->said_drawn = false;
}

/* ---- reading ---- */

static struct moment soon(void) {
    return (struct moment){clock_now().ns + GRACE};
}

static void let_go(struct dialogue *dialogue) {
    dialogue_stale(dialogue);
    index_close(dialogue->opened);
    dialogue->opened = NULL;
    lines_empty(&dialogue->lines);
    lines_empty(&dialogue->fresh);
}

/* The session was read: it takes the place of what was there. */
static void accept(struct dialogue *dialogue, struct model *model, struct index_row *opened) {
    const struct index_row *row = model_row(model, dialogue->row);
    dialogue_stale(dialogue);
    index_close(dialogue->opened);
    dialogue->opened = opened;
    dialogue->reading = false;
    dialogue->packets = row->summary->packets;
    dialogue->across = row->summary->across;
    comments_take(&model->comments, model->index, opened);
}

/* Goes on with reading row `row`, until then; REOPEN_DONE: `opened` is to be accepted. */
static enum reopen_progress read_on(struct dialogue *dialogue, struct model *model, size_t row,
                                    bool whole, struct moment until, struct index_row **opened,
                                    struct error *error) {
    const struct index_opening how = {
        .transcript.preview = whole ? OPENED_PREVIEW : FOLDED_PREVIEW,
        .transcript.previews = whole ? 0 : FOLDED_PREVIEWS,
        .diagnoser = model->thorough,
    };
    return reopening_step(&dialogue->reopening, model->index, row, &how, until, opened, error);
}

static bool is_whole(const struct dialogue *dialogue, const struct model *model) {
    return dialogue->whole || model->report.full;
}

/* The same session once more: what is there stays until it was read. */
static bool read_again(struct dialogue *dialogue, struct model *model, struct error *error) {
    reopening_drop(&dialogue->reopening);
    dialogue->reading = true;
    return dialogue_read_on(dialogue, model, soon(), error) != DIALOGUE_FAILED;
}

bool dialogue_read(struct dialogue *dialogue, struct model *model, size_t row,
                   struct error *error) {
    struct index_row *opened = NULL;
    enum reopen_progress progress =
        read_on(dialogue, model, row, model->report.full, soon(), &opened, error);
    if (progress == REOPEN_FAILED)
        return false;
    let_go(dialogue);
    dialogue->row = row;
    dialogue->whole = false;
    dialogue->reading = progress == REOPEN_MORE;
    if (opened)
        accept(dialogue, model, opened);
    free(dialogue->unfolded);
    dialogue->unfolded = NULL;
    dialogue->unfolded_size = 0;
    return true;
}

enum dialogue_progress dialogue_read_on(struct dialogue *dialogue, struct model *model,
                                        struct moment until, struct error *error) {
    struct index_row *opened = NULL;
    if (!dialogue->reading)
        return DIALOGUE_SAME;
    enum reopen_progress progress =
        read_on(dialogue, model, dialogue->row, is_whole(dialogue, model), until, &opened, error);
    if (progress == REOPEN_MORE)
        return DIALOGUE_READING;
    dialogue->reading = false;
    if (progress == REOPEN_FAILED)
        return DIALOGUE_FAILED;
    accept(dialogue, model, opened);
    return DIALOGUE_READ;
}

bool dialogue_read_whole(struct dialogue *dialogue, struct model *model, size_t row,
                         struct error *error) {
    enum dialogue_progress progress = DIALOGUE_READING;
    if (!dialogue_read(dialogue, model, row, error))
        return false;
    while (progress == DIALOGUE_READING)
        progress = dialogue_read_on(dialogue, model, soon(), error);
    return progress != DIALOGUE_FAILED;
}

unsigned dialogue_percent(const struct dialogue *dialogue) {
    return dialogue->reopening.again ? index_reopen_percent(dialogue->reopening.again) : 100;
}

bool dialogue_refresh(struct dialogue *dialogue, struct model *model) {
    const struct index_row *row = model_row(model, dialogue->row);
    struct error error = {0};
    if (!row || !dialogue->opened || dialogue->reading)
        return false;
    bool grown = row->summary->packets != dialogue->packets ||
                 row->summary->across != dialogue->across || row->done != dialogue->opened->done ||
                 row->summary->decrypted != dialogue->opened->summary->decrypted;
    return grown && read_again(dialogue, model, &error) && !dialogue->reading;
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
    options.goes_on =
        !dialogue->opened->done && (model->state == MODEL_READING || model->state == MODEL_WAITING);
    options.untold = options.goes_on && dialogue->happening;
    options.wrap = model->wrap;
    if (options.time == TIME_DEFAULT)
        options.time = TIME_RELATIVE;
    return options;
}

static void draw_transcript(const struct dialogue *dialogue, struct lines *lines,
                            const struct report_options *options, const char *file) {
    struct telling *telling = telling_new(false, options, &lines->canvas, dialogue->opened, file);
    while (telling && telling_go_on(telling, SIZE_MAX))
        continue;
    telling_free(telling);
}

/* Where lines of the session are seen already, they are seen until the others are whole. */
static void begin_drawing(struct dialogue *dialogue, const struct model *model, size_t width) {
    const struct index_row *row = model_row(model, dialogue->row);
    dialogue->width = width;
    dialogue->ladder = model->ladder;
    dialogue->options = options_of(dialogue, model);
    dialogue->first = dialogue->lines.count == 0;
    struct lines *lines = dialogue->first ? &dialogue->lines : &dialogue->fresh;
    lines_empty(lines);
    dialogue->telling = telling_new(dialogue->ladder, &dialogue->options, &lines->canvas,
                                    dialogue->opened, model_file(model, row));
}

bool dialogue_draw_on(struct dialogue *dialogue, struct moment until) {
    bool more = dialogue->telling != NULL;
    if (!more)
        return false;
    do
        more = telling_go_on(dialogue->telling, EVENTS_AT_ONCE);
    while (more && moment_before(clock_now(), until));
    if (!more) {
        stop_drawing(dialogue);
        if (!dialogue->first)
            lines_swap(&dialogue->lines, &dialogue->fresh);
    }
    return !more || dialogue->first;
}

bool dialogue_draw(struct dialogue *dialogue, const struct model *model, size_t columns) {
    size_t width = model->wrap || model->ladder ? columns : 0;
    bool same = dialogue->width == width && dialogue->ladder == model->ladder;
    if (same || !model_row(model, dialogue->row) || !dialogue->opened)
        return false;
    stop_drawing(dialogue);
    begin_drawing(dialogue, model, width);
    return dialogue_draw_on(dialogue, soon());
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
