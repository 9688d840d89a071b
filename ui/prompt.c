#include "ui/prompt.h"

#include "base/text.h"
#include "base/words.h"

void prompt_begin(struct prompt *prompt, const struct prompt_kind *kind, struct history *history,
                  struct slice text) {
    prompt->kind = kind;
    prompt->history = history;
    prompt->back = 0;
    prompt->insisted = prompt->seeking = false;
    input_set(&prompt->line, text);
}

void prompt_cancel(struct prompt *prompt) {
    prompt->kind = NULL;
}

static struct judgement judge(const struct prompt *prompt, struct screen *screen,
                              struct writer *says) {
    struct judgement judgement = {.says = says};
    if (prompt->kind->judge)
        prompt->kind->judge(screen, input_text(&prompt->line), &judgement);
    return judgement;
}

/* ---- keys ---- */

static void complete(struct prompt *prompt, struct screen *screen) {
    struct writer more = writer_to(WRITER_MEMORY);
    struct slice before = slice_first(input_text(&prompt->line), prompt->line.cursor);
    if (prompt->kind->complete && prompt->kind->complete(screen, before, &more) > 0)
        input_add(&prompt->line, buffer_slice(&more.buffer));
    writer_free(&more);
}

/* The prompt is over before its answer is taken: that may ask again, and it may end the screen
 * whose prompt it is. */
static void answer(struct prompt *prompt, struct screen *screen) {
    const struct prompt_kind *kind = prompt->kind;
    struct input_line line = prompt->line;
    if (prompt->history && !kind->done_remembers)
        history_add(prompt->history, input_text(&line));
    prompt->kind = NULL;
    prompt->line = (struct input_line){.killed = line.killed};
    line.killed = (struct buffer){0};
    kind->done(screen, input_text(&line));
    if (kind->hidden && line.text.data)
        explicit_bzero(line.text.data, line.text.size);
    input_free(&line);
}

/* A line that is wrong stays to be mended: the cursor goes where that is. */
static void take_line(struct prompt *prompt, struct screen *screen) {
    struct writer says = writer_to(WRITER_MEMORY);
    struct judgement judged = judge(prompt, screen, &says);
    writer_free(&says);
    if (judged.verdict != LINE_WRONG) {
        answer(prompt, screen);
        return;
    }
    prompt->insisted = true;
    if (judged.at <= input_text(&prompt->line).size)
        prompt->line.cursor = judged.at;
}

static void answer_question(struct prompt *prompt, struct screen *screen, uint32_t stroke) {
    if (stroke == 'y' || stroke == 'Y')
        answer(prompt, screen);
    else
        prompt_cancel(prompt);
}

/* Takes a line of the history, `back` lines back; 0: the one that was being written. */
static void take_older(struct prompt *prompt, size_t back) {
    if (prompt->back == 0) {
        prompt->draft.size = 0;
        (void)buffer_add(&prompt->draft, input_text(&prompt->line));
    }
    prompt->back = back;
    input_set(&prompt->line,
              back == 0 ? buffer_slice(&prompt->draft) : history_line(prompt->history, back - 1));
}

/* Goes to an older or a newer line; past the newest stands the one that was being written. */
static void look_back(struct prompt *prompt, bool older) {
    size_t count = prompt->history ? history_count(prompt->history) : 0;
    if (older ? prompt->back < count : prompt->back > 0)
        take_older(prompt, older ? prompt->back + 1 : prompt->back - 1);
}

/* ---- a search through the history (^R) ---- */

/* Goes to the next line with the text in it, from `back` lines back on; stays where there is none.
 */
static void seek(struct prompt *prompt, size_t back) {
    size_t count = history_count(prompt->history);
    for (; back <= count && prompt->sought.size > 0; back++)
        if (slice_search_nocase(history_line(prompt->history, back - 1),
                                buffer_slice(&prompt->sought)) != SLICE_NONE) {
            take_older(prompt, back);
            return;
        }
}

static void begin_seeking(struct prompt *prompt) {
    prompt->seeking = prompt->history != NULL;
    prompt->sought.size = 0;
}

/* A key while it is searched. False: the search is over, and the key means what it always does. */
static bool seek_stroke(struct prompt *prompt, uint32_t stroke) {
    struct buffer *sought = &prompt->sought;
    size_t here = prompt->back > 0 ? prompt->back : 1;
    if (stroke_is_text(stroke)) {
        struct writer octets = writer_to(WRITER_MEMORY);
        stroke_character(&octets, stroke);
        (void)buffer_add(sought, buffer_slice(&octets.buffer));
        writer_free(&octets);
        seek(prompt, here);
    } else if (stroke == STROKE_CONTROL('R')) {
        seek(prompt, prompt->back + 1);
    } else if (stroke == STROKE_BACKSPACE && sought->size > 0) {
        while (sought->size > 0 && (sought->data[--sought->size] & 0xc0) == 0x80)
            continue;
        seek(prompt, here);
    } else if (stroke == STROKE_CONTROL('G') || stroke == STROKE_ESCAPE) {
        prompt->seeking = false;
        if (prompt->back > 0)
            take_older(prompt, 0);
    } else {
        prompt->seeking = false;
        return false;
    }
    return true;
}

static bool steer(struct prompt *prompt, struct screen *screen, uint32_t stroke) {
    switch (stroke) {
    case STROKE_ESCAPE:
        prompt_cancel(prompt);
        return true;
    case STROKE_TAB:
        complete(prompt, screen);
        return true;
    case STROKE_CONTROL('R'):
        begin_seeking(prompt);
        return true;
    case STROKE_UP:
    case STROKE_CONTROL('P'):
    case STROKE_DOWN:
    case STROKE_CONTROL('N'):
        look_back(prompt, stroke == STROKE_UP || stroke == STROKE_CONTROL('P'));
        return true;
    default:
        return false;
    }
}

/* Octets at its end that are not to be seen. */
static size_t hidden(const struct prompt *prompt, struct screen *screen) {
    const struct prompt_kind *kind = prompt->kind;
    struct slice text = input_text(&prompt->line);
    size_t from = kind->hidden ? 0 : kind->secret ? kind->secret(screen, text) : SIZE_MAX;
    return from < text.size ? text.size - from : 0;
}

/* What is cut out of a line with a secret is not kept: ^Y would show it in another. */
static bool edit(struct prompt *prompt, struct screen *screen, uint32_t stroke) {
    bool secret = hidden(prompt, screen) > 0;
    bool taken = input_stroke(&prompt->line, stroke);
    if (secret && prompt->line.killing)
        input_forget(&prompt->line);
    return taken;
}

void prompt_stroke(struct prompt *prompt, struct screen *screen, uint32_t stroke) {
    const struct prompt_kind *kind = prompt->kind;
    if (kind->question) {
        answer_question(prompt, screen, stroke);
        return;
    }
    if (prompt->seeking && seek_stroke(prompt, stroke))
        return;
    bool emptied = stroke == STROKE_BACKSPACE && input_text(&prompt->line).size == 0;
    if (stroke != STROKE_ENTER)
        prompt->insisted = false;
    if (emptied && kind->stays)
        return;
    if (emptied)
        prompt_cancel(prompt);
    else if (stroke == STROKE_ENTER)
        take_line(prompt, screen);
    else if ((steer(prompt, screen, stroke) || edit(prompt, screen, stroke)) &&
             prompt->kind == kind && kind->typed)
        kind->typed(screen, input_text(&prompt->line));
}

/* ---- drawing ---- */

static enum element element_of(enum verdict_of_line verdict) {
    static const enum element elements[] = {
        [LINE_UNJUDGED] = ELEMENT_BAR,
        [LINE_GOOD] = ELEMENT_LINE_GOOD,
        [LINE_OTHER] = ELEMENT_LINE_OTHER,
        [LINE_WRONG] = ELEMENT_LINE_WRONG,
    };
    return elements[verdict];
}

/* The label with a mark behind it, so that colour alone tells nothing. */
static void write_label(struct writer *label, const char *text, enum verdict_of_line verdict) {
    static const char *const marks[][2] = {
        [LINE_UNJUDGED] = {"", ""},
        [LINE_GOOD] = {"\u2713 ", "+ "},
        [LINE_OTHER] = {"\u2248 ", "~ "},
        [LINE_WRONG] = {"\u2717 ", "! "},
    };
    writer_string(label, text);
    writer_string(label, marks[verdict][label->ascii]);
}

/* What is wrong is told where the cursor stands behind it, or when somebody insists on the line;
 * while it is being written, what can follow. */
static void draw_hint(const struct prompt *prompt, struct screen *screen, struct surface *surface,
                      struct area row, const struct judgement *judged) {
    struct writer hint = writer_to(WRITER_MEMORY);
    size_t cursor = prompt->line.cursor;
    bool past = judged->verdict >= LINE_OTHER && judged->at + judged->size < cursor;
    hint.ascii = surface->ascii;
    if (prompt->kind->hint && !past && !prompt->insisted)
        prompt->kind->hint(screen, slice_first(input_text(&prompt->line), cursor), &hint);
    if (hint.buffer.size == 0)
        writer_add(&hint, buffer_slice(&judged->says->buffer));
    if (hint.buffer.size > 0) {
        struct writer fit = writer_to(WRITER_MEMORY);
        fit.ascii = surface->ascii;
        surface_fill(surface, row, ELEMENT_BAR);
        (void)text_fit(&fit, buffer_slice(&hint.buffer), row.columns > 1 ? row.columns - 1 : 0);
        (void)surface_text(surface, row.row, row.column + 1, row.columns, ELEMENT_BAR,
                           buffer_slice(&fit.buffer));
        writer_free(&fit);
    }
    writer_free(&hint);
}

void prompt_draw(const struct prompt *prompt, struct screen *screen, struct surface *surface,
                 struct area area) {
    struct writer label = writer_to(WRITER_MEMORY), says = writer_to(WRITER_MEMORY);
    struct judgement judged = judge(prompt, screen, &says);
    struct area row = area_bottom(&area, 1);
    label.ascii = surface->ascii;
    if (prompt->seeking)
        SAY(&label, _("(search back) {text}: "), WORD_SLICE("text", buffer_slice(&prompt->sought)));
    else
        write_label(&label, _(prompt->kind->label), judged.verdict);
    const struct input_look look = {
        .label = buffer_slice(&label.buffer),
        .element = element_of(judged.verdict),
        .light = judged.verdict == LINE_WRONG ? ELEMENT_MISTAKE : NO_LIGHT,
        .light_at = judged.at,
        .light_size = judged.size,
        .hidden = hidden(prompt, screen),
    };
    input_draw(&prompt->line, surface, row, &look);
    if (area.rows > 0 && !prompt->kind->question)
        draw_hint(prompt, screen, surface, area_bottom(&area, 1), &judged);
    writer_free(&label);
    writer_free(&says);
}

void prompt_free(struct prompt *prompt) {
    input_free(&prompt->line);
    buffer_free(&prompt->draft);
    buffer_free(&prompt->sought);
}
