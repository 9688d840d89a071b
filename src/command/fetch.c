/* heloise fetch: reads a POP3 maildrop. */
#include "base/text.h"
#include "command/complain.h"
#include "command/connection_choice.h"
#include "command/live_report.h"
#include "command/login_choice.h"
#include "command/run.h"
#include "command/shelf.h"
#include "live/maildrop.h"
#include "protocol/registry.h"

struct fetching {
    const struct options *options;
    struct live_report report;
    struct target target;
    struct entry entry;
    struct login_choice login;
    struct shelf shelf;
    struct caller *caller;
    uint64_t count; /* messages of the maildrop */
};

/* ---- messages ---- */

static void hear_content(void *context, struct slice octets) {
    struct fetching *fetching = context;
    shelf_add(&fetching->shelf, octets);
}

/* Message `number`, onto the shelf; `lines`: of its body, SIZE_MAX: all. */
static bool take(struct fetching *fetching, uint64_t number, uint64_t lines, struct error *error) {
    if (!shelf_begin(&fetching->shelf, number, error))
        return false;
    bool whole = lines == SIZE_MAX ? maildrop_retrieve(fetching->caller, number, error)
                                   : maildrop_top(fetching->caller, number, lines, error);
    return shelf_end(&fetching->shelf, whole, error) && whole;
}

/* "N:LINES" */
static bool top(struct fetching *fetching, const char *value, struct error *error) {
    struct slice text = slice_string(value);
    size_t colon = slice_find(text, ':');
    uint64_t number, lines;
    if (colon == SLICE_NONE || !slice_number(slice_first(text, colon), UINT32_MAX, &number) ||
        !slice_number(slice_from(text, colon + 1), UINT32_MAX, &lines))
        return error_set(error, ERROR_USAGE, _("--top: '%s' is not N:LINES"), value);
    return take(fetching, number, lines, error);
}

static bool retrieve_one(struct fetching *fetching, uint64_t number, struct error *error) {
    return take(fetching, number, SIZE_MAX, error);
}

static bool remove_one(struct fetching *fetching, uint64_t number, struct error *error) {
    return maildrop_delete(fetching->caller, number, error);
}

/* Number N, or all there are. */
static bool each(struct fetching *fetching, const char *value, struct error *error,
                 bool (*one)(struct fetching *fetching, uint64_t number, struct error *error)) {
    uint64_t number;
    if (strcmp(value, "all") != 0)
        return slice_number(slice_string(value), UINT32_MAX, &number)
                   ? one(fetching, number, error)
                   : error_set(error, ERROR_USAGE, _("'%s' is neither a number nor all"), value);
    for (number = 1; number <= fetching->count; number++)
        if (!one(fetching, number, error))
            return false;
    return true;
}

/* ---- the list ---- */

/* The word behind `number` in a listing whose lines begin with one. */
static struct slice find_word(const struct event *listing, size_t guess, struct slice number) {
    for (size_t i = 0; listing && i + 1 < listing->reply.line_count; i++) {
        size_t n = 1 + (guess + i) % (listing->reply.line_count - 1);
        struct slice rest = listing->reply.lines[n];
        if (slice_equal(slice_word(&rest), number))
            return slice_word(&rest);
    }
    return slice_of(NULL, 0);
}

/* "1  296  1.mail.example.org" */
static bool list(struct fetching *fetching, struct error *error) {
    struct writer *out = &fetching->report.to.out;
    const struct event *sizes = maildrop_sizes(fetching->caller, error);
    const struct event *ids = sizes ? maildrop_unique_ids(fetching->caller, error) : NULL;
    if (!sizes || error->kind != ERROR_NONE)
        return false;
    bool wanted = fetching->options->quiet && !fetching->report.to.sessions;
    for (size_t i = 1; wanted && i < sizes->reply.line_count; i++) {
        struct slice rest = sizes->reply.lines[i], number = slice_word(&rest);
        text_escape(out, number);
        writer_put(out, '\t');
        text_escape(out, slice_word(&rest));
        writer_put(out, '\t');
        text_escape(out, find_word(ids, i - 1, number));
        writer_put(out, '\n');
    }
    return true;
}

/* ---- its course ---- */

static bool act(struct fetching *fetching, enum given_kind kind, struct error *error) {
    const struct options *options = fetching->options;
    for (size_t i = 0; i < options->given_count; i++) {
        const struct given *given = &options->given[i];
        if (given->kind != kind)
            continue;
        bool good = kind == GIVEN_TOP        ? top(fetching, given->value, error)
                    : kind == GIVEN_RETRIEVE ? each(fetching, given->value, error, retrieve_one)
                                             : each(fetching, given->value, error, remove_one);
        if (!good)
            return false;
    }
    return true;
}

static bool wants_list(const struct options *options) {
    return options->live.list || options->given_count == 0;
}

static bool converse(struct fetching *fetching, struct error *error) {
    struct caller *caller = fetching->caller;
    bool entered = maildrop_enter(caller, &fetching->target, &fetching->entry, error);
    bool good = entered && maildrop_count(caller, &fetching->count, error) &&
                (!wants_list(fetching->options) || list(fetching, error)) &&
                act(fetching, GIVEN_TOP, error) && act(fetching, GIVEN_RETRIEVE, error) &&
                act(fetching, GIVEN_DELETE, error);
    struct error ignored = {0};
    if (!caller_is_lost(caller) && error->kind != ERROR_PROTOCOL)
        good = maildrop_leave(caller, good ? error : &ignored) && good;
    caller_end(caller, false);
    return good;
}

static bool prepare(struct fetching *fetching, struct error *error) {
    const struct options *options = fetching->options;
    const char *output = options->live.output;
    if (!target_read(&fetching->target, options->sources[0], "pop3", error))
        return false;
    if (fetching->target.protocol != &pop3_protocol)
        return error_set(error, ERROR_USAGE, _("fetch reads pop3:// and pop3s://"));
    fetching->target.sealed |= options->live.tls_on_connect;
    return connection_target(&options->live, &fetching->target, error) &&
           login_choose(&fetching->login, &fetching->entry, &options->live, &fetching->target, true,
                        error) &&
           shelf_open(&fetching->shelf, output, error) &&
           live_report_init(&fetching->report, options, output && strcmp(output, "-") == 0, error);
}

static int run(struct fetching *fetching, struct error *error) {
    struct caller_settings settings;
    struct endpoint from;
    struct error outcome = {0};
    int status = 0;
    struct loop *loop = loop_new(error);
    if (loop && live_report_settings(&fetching->report, &settings, &from, error)) {
        settings.watcher.content = hear_content;
        settings.watcher.content_context = fetching;
        fetching->caller = caller_new(loop, &settings, error);
    }
    if (fetching->caller) {
        if (!converse(fetching, &outcome))
            status = (int)outcome.kind;
        status = live_report_end(&fetching->report, fetching->caller, status);
        if (outcome.kind != ERROR_NONE)
            (void)complain(&outcome);
    }
    caller_free(fetching->caller);
    loop_free(loop);
    return status;
}

int run_fetch(const struct options *options) {
    struct fetching fetching = {.options = options, .report = {.to = {.key_log = -1}}};
    struct error error = {0};
    int status = prepare(&fetching, &error) ? run(&fetching, &error) : 0;
    live_report_clear(&fetching.report);
    login_choice_clear(&fetching.login);
    shelf_close(&fetching.shelf);
    if (error.kind == ERROR_USAGE)
        return complain_usage(&error, options->command->name);
    return error.kind != ERROR_NONE ? complain(&error) : status;
}
