/* Guides, step by step: what will be sent is shown, and sent when Enter says so. */
#include "base/text.h"
#include "ui/screens/talk.h"
#include "ui/widgets/bar.h"

enum { STEPS_SHOWN = 8 };

void talk_steps_end(struct talk *state) {
    script_clear(&state->steps.script);
    writer_free(&state->steps.text);
    state->steps = (struct steps){.guide = NULL};
}

/* ---- beginning ---- */

static bool needs_password(const struct steps *steps) {
    for (size_t i = 0; i < steps->script.count; i++)
        if (steps->script.list[i].kind == STATEMENT_AUTH)
            return true;
    return false;
}

static void take_password(struct screen *screen, struct slice text) {
    struct talk *state = screen->state;
    partner_order(app_partner(screen->app), ORDER_PASSWORD, text);
    state->steps.wants_password = false;
}

static void ask_password(struct screen *screen) {
    static const struct prompt_kind kind = {
        .label = N_("password: "), .done = take_password, .hidden = true};
    app_ask(screen->app, &kind, slice_of(NULL, 0));
}

void talk_steps_begin(struct screen *screen, const struct guide *guide, struct slice argument) {
    struct talk *state = screen->state;
    struct steps *steps = &state->steps;
    const struct partner *partner = app_partner(screen->app);
    struct error error = {0};
    talk_steps_end(state);
    state->people.now = partner_time();
    steps->text = writer_to(WRITER_MEMORY);
    if (!guide_write(guide, state->footing.protocol, &state->people, argument, &steps->text,
                     &error) ||
        !script_read(&steps->script, buffer_slice(&steps->text.buffer), NULL, &error)) {
        talk_steps_end(state);
        app_complain(screen->app, &error);
        return;
    }
    steps->guide = guide;
    steps->wants_password = needs_password(steps) && !partner->news.has_password;
    if (steps->wants_password)
        ask_password(screen);
}

/* ---- going on ---- */

/* A step's own text: up to where the next one begins. */
static struct slice text_of(const struct steps *steps, size_t n) {
    const uint8_t *start = steps->script.list[n].written.data,
                  *end = n + 1 < steps->script.count
                             ? steps->script.list[n + 1].written.data
                             : steps->text.buffer.data + steps->text.buffer.size;
    return slice_of(start, (size_t)(end - start));
}

static void step(struct screen *screen) {
    struct talk *state = screen->state;
    struct steps *steps = &state->steps;
    if (steps->under_way)
        return;
    if (steps->wants_password) {
        ask_password(screen);
        return;
    }
    if (app_partner(screen->app)->news.state == TALK_APART) {
        talk_steps_end(state);
        app_say(screen->app, _("there is no connection; :connect makes one"), NULL, 0);
        return;
    }
    steps->under_way = true;
    talk_say(screen, text_of(steps, steps->done));
}

/* Why it does not go on by itself; NULL: it does. */
static const char *obstacle(const struct talk_news *news) {
    if (news->failure != ERROR_NONE)
        return "";
    if (news->outcome == OUTCOME_REFUSED)
        return N_("the server refused this step; Enter goes on all the same");
    if (news->outcome == OUTCOME_DEFERRED)
        return N_("the server put this step off; Enter goes on all the same");
    return news->state == TALK_APART ? "" : NULL;
}

void talk_steps_hear(struct screen *screen) {
    struct talk *state = screen->state;
    struct steps *steps = &state->steps;
    const struct partner *partner = app_partner(screen->app);
    if (!steps->guide || !steps->under_way || !partner_is_idle(partner))
        return;
    const char *why = obstacle(&partner->news);
    steps->under_way = false;
    steps->done++;
    steps->running &= !why;
    if (steps->done == steps->script.count)
        talk_steps_end(state);
    else if (why && *why)
        app_say(screen->app, _(why), NULL, 0);
    else if (why && partner->news.failure != ERROR_NONE)
        talk_steps_end(state);
    if (steps->running)
        step(screen);
}

bool talk_steps_stop(struct screen *screen) {
    struct talk *state = screen->state;
    bool ran = state->steps.running;
    state->steps.running = false;
    return ran;
}

bool talk_steps_stroke(struct screen *screen, uint32_t stroke) {
    struct talk *state = screen->state;
    struct steps *steps = &state->steps;
    if (!steps->guide)
        return false;
    switch (stroke) {
    case STROKE_ENTER:
        step(screen);
        return true;
    case 'r':
        steps->running = true;
        step(screen);
        return true;
    case STROKE_ESCAPE:
    case 'q':
        talk_steps_end(state);
        return true;
    default:
        return stroke_is_text(stroke);
    }
}

/* ---- drawing ---- */

static void draw_step(const struct talk *state, size_t n, struct surface *surface,
                      struct area row) {
    const struct steps *steps = &state->steps;
    struct writer text = writer_to(WRITER_MEMORY), fit = writer_to(WRITER_MEMORY);
    bool done = n < steps->done, next = n == steps->done;
    text.ascii = fit.ascii = surface->ascii;
    writer_string(&text, done   ? (surface->ascii ? " + " : " \u2713 ")
                         : next ? (surface->ascii ? " > " : " \u25b8 ")
                                : "   ");
    guide_write_step(&steps->script.list[n], state->footing.protocol, &text);
    surface_fill(surface, row, ELEMENT_PLAIN);
    (void)text_fit(&fit, buffer_slice(&text.buffer), row.columns);
    (void)surface_text(surface, row.row, row.column, row.columns,
                       done ? ELEMENT_NOTE : ELEMENT_CLIENT, buffer_slice(&fit.buffer));
    if (next)
        surface_light(surface, row, ELEMENT_CURSOR);
    writer_free(&text);
    writer_free(&fit);
}

static void draw_heading(const struct talk *state, struct surface *surface, struct area row) {
    struct writer text = writer_to(WRITER_MEMORY);
    SAY(&text, _("{name}: Enter sends a step, r runs all, Esc leaves them"),
        WORD("name", state->steps.guide->name));
    bar_rule(surface, row, buffer_slice(&text.buffer), ELEMENT_RULE_NAME);
    writer_free(&text);
}

void talk_steps_draw(struct screen *screen, struct surface *surface, struct area *area) {
    const struct talk *state = screen->state;
    size_t count = state->steps.script.count, shown = count < STEPS_SHOWN ? count : STEPS_SHOWN;
    if (!state->steps.guide || area->rows <= shown + 1)
        return;
    struct area rows = area_bottom(area, shown + 1);
    draw_heading(state, surface, area_top(&rows, 1));
    size_t first = state->steps.done + shown <= count ? state->steps.done : count - shown;
    if (count <= shown)
        first = 0;
    for (size_t i = 0; i < shown; i++)
        draw_step(state, first + i, surface, area_top(&rows, 1));
}
