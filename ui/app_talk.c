/* Talking to a server: another process does, and the screens follow its recording. */
#include "ui/app_inside.h"
#include "ui/candidates.h"

struct partner *app_partner(struct app *app) {
    return &app->partner;
}

struct history *app_history(struct app *app, enum history_kind kind) {
    return &app->histories[kind];
}

/* The recording grows, by sessions of which each event is wanted at once. */
static bool follow(struct app *app, struct error *error) {
    const struct index_options usual = app->model.reading;
    const char *source = app->partner.file;
    app->model.reading.follow = app->model.reading.prompt = true;
    app->model.reading.rules = app->partner.rules;
    app->model.reading.rule_count = PARTNER_RULES;
    bool opened = model_open(&app->model, &source, 1, error);
    app->model.reading = usual;
    return opened;
}

bool app_talk_to(struct app *app, const char *url, struct error *error) {
    app_end_talk(app);
    if (!app->talk.begin || app->powerless)
        return error_set(error, ERROR_INTERNAL, _("nobody is here who could talk"));
    if (!app->talk.begin(&app->partner, app->talk.context, url, error))
        return false;
    if (!follow(app, error)) {
        app_end_talk(app);
        return false;
    }
    saving_clear(&app->saving);
    view_reset(&app->view);
    const struct partner begun = app->partner;
    app->partner.descriptor = -1; /* whose screen is left now has ended already */
    app_leave_sources(app);
    app->partner = begun;
    if (app_push(app, &talk_screen, NULL))
        return true;
    app_end_talk(app);
    return error_memory(error);
}

void app_talk_with(struct app *app, const char *url) {
    struct error error = {0};
    if (!app_talk_to(app, url, &error))
        app_complain(app, &error);
}

void app_end_talk(struct app *app) {
    if (app->partner.descriptor < 0)
        return;
    int status = app->talk.end(&app->partner);
    if (app->talk.url && app->status == 0) /* the program was called for this talk */
        app->status = status;
}

/* ---- the question whom to talk to ---- */

static bool scheme(const void *context, size_t n, struct slice *word) {
    static const char *const schemes[] = {"smtp://", "smtps://", "submission://", "submissions://",
                                          "lmtp://", "pop3://",  "pop3s://"};
    (void)context;
    if (n < sizeof schemes / sizeof *schemes)
        *word = slice_string(schemes[n]);
    return n < sizeof schemes / sizeof *schemes;
}

static const struct candidates schemes = {.word = scheme, .any_case = true};

static size_t complete_url(struct screen *screen, struct slice text, struct writer *more) {
    (void)screen;
    return candidates_complete(&schemes, text, more);
}

static void hint_url(struct screen *screen, struct slice text, struct writer *writer) {
    (void)screen;
    candidates_hint(&schemes, text, writer);
    if (writer->buffer.size == 0)
        writer_string(writer, _("[USER@]HOST[:PORT]"));
}

static void talk(struct screen *screen, struct slice text) {
    struct buffer url = {0};
    if (slice_trim(text).size == 0)
        return;
    if (buffer_add(&url, slice_trim(text)) && buffer_add(&url, SLICE("\0")))
        app_talk_with(screen->app, (const char *)url.data);
    buffer_free(&url);
}

void app_ask_for_url(struct app *app) {
    static const struct prompt_kind line = {
        .label = N_("talk to: "),
        .done = talk,
        .complete = complete_url,
        .hint = hint_url,
        .remembered = true,
        .history = HISTORY_URLS,
    };
    app_ask(app, &line, slice_of(NULL, 0));
}
