/* The line: what is advised and completed, and what comes of it. */
#include "live/advice.h"
#include "ui/candidates.h"
#include "ui/screens/talk.h"

static bool is_command(struct slice text) {
    return text.size > 0 && text.data[0] == ':';
}

static bool is_apart(struct screen *screen) {
    const struct partner *partner = app_partner(screen->app);
    return partner->gone || partner->news.state == TALK_APART;
}

/* ---- while it is written ---- */

static bool choice(const void *context, size_t n, struct slice *word) {
    const struct advice_choices *choices = context;
    if (n < choices->count)
        *word = choices->words[n];
    return n < choices->count;
}

static struct candidates candidates_of(const struct advice_choices *choices) {
    return (struct candidates){.word = choice, .context = choices, .any_case = true};
}

/* In small letters where the text ends in one. */
static void write_in_case(struct writer *more, struct slice word, struct slice text) {
    uint8_t last = text.size > 0 ? text.data[text.size - 1] : 0;
    bool small = last >= 'a' && last <= 'z';
    for (size_t i = 0; i < word.size; i++)
        writer_put(more, (char)(small ? octet_lower(word.data[i]) : word.data[i]));
}

static size_t complete(struct screen *screen, struct slice text, struct writer *more) {
    const struct talk *state = screen->state;
    struct advice_choices choices;
    if (is_command(text))
        return talk_command_complete(screen, slice_from(text, 1), more);
    advice_choose(&state->footing, text, &choices);
    const struct candidates candidates = candidates_of(&choices);
    size_t count = candidates_complete(&candidates, slice_from(text, choices.start), more);
    if (count == 1)
        write_in_case(more, choices.after, text);
    return count;
}

/* What one word alone can be, and is, is no choice: what the line lacks is told then. */
static void hint(struct screen *screen, struct slice text, struct writer *writer) {
    const struct talk *state = screen->state;
    struct advice_choices choices;
    if (is_command(text)) {
        talk_command_hint(screen, slice_from(text, 1), writer);
        return;
    }
    if (text.size == 0 && is_apart(screen)) {
        writer_string(writer, _("no connection: :connect makes one, Esc and q leave"));
        return;
    }
    if (text.size == 0 && app_partner(screen->app)->news.held > 0) {
        writer_string(writer, _("the line is held back until the reply is there; ^C sends it now"));
        return;
    }
    advice_choose(&state->footing, text, &choices);
    const struct candidates candidates = candidates_of(&choices);
    struct slice beginning = slice_from(text, choices.start);
    bool open = choices.count == 1 && beginning.size > 0 && choices.words[0].size > beginning.size;
    if (choices.count > 1 || open)
        candidates_hint(&candidates, beginning, writer);
}

static void judge(struct screen *screen, struct slice text, struct judgement *judgement) {
    static const enum verdict_of_line verdicts[] = {
        [ADVICE_NONE] = LINE_UNJUDGED,
        [ADVICE_GOOD] = LINE_GOOD,
        [ADVICE_ODD] = LINE_OTHER,
        [ADVICE_WRONG] = LINE_WRONG,
    };
    const struct talk *state = screen->state;
    if (is_command(text)) {
        talk_command_judge(screen, slice_from(text, 1), judgement);
        return;
    }
    struct advice advice = advice_judge(&state->footing, text, judgement->says);
    judgement->verdict = verdicts[advice.verdict];
    judgement->at = advice.at;
    judgement->size = advice.size;
}

static size_t secret(struct screen *screen, struct slice text) {
    const struct talk *state = screen->state;
    bool shown = app_model(screen->app)->report.show_secrets || is_command(text);
    return shown ? SIZE_MAX : advice_secret(&state->footing, text);
}

/* ---- when it is done ---- */

static void remember(struct screen *screen, struct slice text) {
    const struct talk *state = screen->state;
    bool command = is_command(text);
    struct slice said = command ? talk_command_says(slice_from(text, 1)) : text;
    bool content = state->footing.content && !command;
    if (!content && (said.size == 0 || !advice_is_private(&state->footing, said)))
        history_add(app_history(screen->app, HISTORY_TALK), text);
}

void talk_say(struct screen *screen, struct slice statement) {
    struct partner *partner = app_partner(screen->app);
    if (is_apart(screen)) {
        app_say(screen->app, _("there is no connection; :connect makes one"), NULL, 0);
        return;
    }
    partner_order(partner, ORDER_SAY, statement);
}

static void say_line(struct screen *screen, struct slice line) {
    struct buffer statement = {0};
    if (buffer_add(&statement, SLICE("> ")) && buffer_add(&statement, line))
        talk_say(screen, buffer_slice(&statement));
    if (statement.data)
        explicit_bzero(statement.data, statement.size); /* it may be a password */
    buffer_free(&statement);
}

static void done(struct screen *screen, struct slice text) {
    const struct talk *state = screen->state;
    bool empty = text.size == 0 && !state->footing.content && !state->footing.response;
    talk_write(screen);
    if (empty)
        return;
    remember(screen, text);
    if (is_command(text))
        talk_command(screen, slice_from(text, 1));
    else
        say_line(screen, text);
}

const struct prompt_kind talk_line = {
    .label = "> ",
    .done = done,
    .complete = complete,
    .hint = hint,
    .judge = judge,
    .secret = secret,
    .remembered = true,
    .history = HISTORY_TALK,
    .done_remembers = true,
    .stays = true,
};

/* The line is of the session that began last, whichever was looked at. */
static void look_at_latest(struct screen *screen) {
    struct talk *state = screen->state;
    struct error error = {0};
    if (state->seen && state->conversation.dialogue.row + 1 != state->rows &&
        conversation_read_row(screen, state->rows - 1, &error))
        app_view(screen->app)->chosen = state->rows - 1;
}

void talk_write(struct screen *screen) {
    struct talk *state = screen->state;
    look_at_latest(screen);
    state->prompt.kind = &talk_line;
    state->prompt.history = app_history(screen->app, HISTORY_TALK);
    state->prompt.back = 0;
    state->aside = false;
    state->conversation.latest = true;
    state->conversation.panes.focus = ASPECT_NONE;
    dialogue_stale(&state->conversation.dialogue);
}
