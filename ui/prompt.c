#include "ui/prompt.h"

#include "base/words.h"

void prompt_begin(struct prompt *prompt, const struct prompt_kind *kind, struct slice text) {
    prompt->kind = kind;
    input_set(&prompt->line, text);
}

void prompt_cancel(struct prompt *prompt) {
    prompt->kind = NULL;
}

static void complete(struct prompt *prompt, struct screen *screen) {
    struct writer more = writer_to(WRITER_MEMORY);
    struct slice before = slice_first(input_text(&prompt->line), prompt->line.cursor);
    if (prompt->kind->complete && prompt->kind->complete(screen, before, &more) > 0)
        input_add(&prompt->line, buffer_slice(&more.buffer));
    writer_free(&more);
}

/* The prompt is over before its answer is taken: that may ask again. */
static void answer(struct prompt *prompt, struct screen *screen) {
    const struct prompt_kind *kind = prompt->kind;
    struct input_line line = prompt->line;
    *prompt = (struct prompt){0};
    kind->done(screen, input_text(&line));
    input_free(&line);
}

static void answer_question(struct prompt *prompt, struct screen *screen, uint32_t stroke) {
    if (stroke == 'y' || stroke == 'Y')
        answer(prompt, screen);
    else
        prompt_cancel(prompt);
}

void prompt_stroke(struct prompt *prompt, struct screen *screen, uint32_t stroke) {
    const struct prompt_kind *kind = prompt->kind;
    if (kind->question) {
        answer_question(prompt, screen, stroke);
        return;
    }
    bool emptied = stroke == STROKE_BACKSPACE && input_text(&prompt->line).size == 0;
    if (stroke == STROKE_ESCAPE || emptied)
        prompt_cancel(prompt);
    else if (stroke == STROKE_ENTER)
        answer(prompt, screen);
    else if (stroke == STROKE_TAB)
        complete(prompt, screen);
    else if (input_stroke(&prompt->line, stroke) && kind->typed)
        kind->typed(screen, input_text(&prompt->line));
}

void prompt_draw(const struct prompt *prompt, struct surface *surface, struct area row) {
    input_draw(&prompt->line, surface, row, slice_string(_(prompt->kind->label)));
}

void prompt_free(struct prompt *prompt) {
    input_free(&prompt->line);
}
