#include "ui/screens/filter_line.h"

#include "ui/candidates.h"
#include "ui/filter_words.h"

/* A display filter is good; a text that is none is looked for in the rows, unless it has what only
 * filters have. */
static void judge_filter(struct slice text, struct judgement *judgement) {
    struct error error = {0};
    struct filter_place place = {0};
    struct filter *filter = filter_new(text, &place, &error);
    judgement->verdict = filter ? LINE_GOOD : view_wants_language(text) ? LINE_WRONG : LINE_OTHER;
    judgement->at = place.at;
    judgement->size = place.size;
    filter_free(filter);
    if (judgement->verdict == LINE_OTHER)
        writer_string(judgement->says,
                      _("no display filter: Enter shows the rows that hold this text"));
    else if (judgement->verdict == LINE_WRONG)
        writer_string(judgement->says, error.text);
}

/* "@name": a saved filter. */
static bool names_saved(struct slice text) {
    return text.size > 0 && text.data[0] == '@';
}

static void judge_name(struct screen *screen, struct slice name, struct judgement *judgement) {
    struct slice saved;
    bool known = app_saved_filter(screen->app, name, &saved);
    judgement->verdict = known ? LINE_GOOD : LINE_WRONG;
    judgement->at = 1;
    judgement->size = name.size;
    if (known)
        writer_add(judgement->says, saved);
    else
        writer_string(judgement->says, _("no filter was saved under this name"));
}

static void judge(struct screen *screen, struct slice text, struct judgement *judgement) {
    if (names_saved(text))
        judge_name(screen, slice_from(slice_trim(text), 1), judgement);
    else if (slice_trim(text).size > 0)
        judge_filter(text, judgement);
}

static size_t complete(struct screen *screen, struct slice text, struct writer *more) {
    const struct candidates names = {.word = saved_word, .context = app_saved(screen->app)};
    return names_saved(text) ? candidates_complete(&names, slice_from(text, 1), more)
                             : filter_words_complete(text, more);
}

static void hint(struct screen *screen, struct slice text, struct writer *writer) {
    const struct candidates names = {.word = saved_word, .context = app_saved(screen->app)};
    if (names_saved(text))
        candidates_hint(&names, slice_from(text, 1), writer);
    else
        filter_words_hint(text, writer);
}

static void take(struct screen *screen, struct slice text) {
    struct slice saved;
    text = slice_trim(text);
    if (names_saved(text) && app_saved_filter(screen->app, slice_from(text, 1), &saved))
        text = saved;
    view_filter(app_view(screen->app), text);
}

void filter_line_ask(struct screen *screen) {
    static const struct prompt_kind line = {
        .label = N_("filter "),
        .done = take,
        .complete = complete,
        .judge = judge,
        .hint = hint,
        .remembered = true,
        .history = HISTORY_FILTERS,
    };
    app_ask(screen->app, &line, buffer_slice(&app_view(screen->app)->filter));
}
