/* heloise serve: the practice server. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "command/complain.h"
#include "command/furniture.h"
#include "command/run.h"
#include "command/serve_report.h"
#include "command/serve_screen.h"
#include "net/address.h"

enum { OTHER_DESCRIPTORS = 64 }; /* that are not for sessions */

struct serving {
    const struct options *options;
    struct serve_report report;
    struct loop *loop;
    struct furniture furniture;
    struct recording *recording; /* NULL: none */
    struct server *server;
    struct watch signals;
    struct serve_screen screen;
    bool on_screen; /* a person looks at the sessions as they happen */
    bool stopped, recording_failed;
};

/* ---- where it listens ---- */

static void warn_of_others(const char *protocol, const struct endpoint *at) {
    char text[ENDPOINT_TEXT];
    endpoint_text(at, text);
    const struct word words[] = {WORD("protocol", protocol), WORD("address", text)};
    complain_words(NULL,
                   _("{protocol} at {address}: whoever reaches this address can leave mail here, "
                     "and log in with the accounts' passwords"),
                   words, sizeof words / sizeof *words);
}

static bool listen_at(struct serving *serving, const struct served *served, struct endpoint at,
                      struct error *error) {
    if (!server_listen(serving->server, served, &at, error))
        return false;
    if (!address_is_loopback(&at))
        warn_of_others(served->name, &at);
    serve_report_listening(&serving->report, served->name, &at);
    serve_screen_listening(&serving->screen, served, &at);
    return true;
}

static struct endpoint usual(uint16_t port) {
    return (struct endpoint){.address = {127, 0, 0, 1}, .size = 4, .port = port};
}

/* PROTOCOL=[ADDRESS:]PORT */
static bool listen_as_given(struct serving *serving, const char *value, struct error *error) {
    struct slice text = slice_string(value);
    size_t equals = slice_find(text, '=');
    const struct served *served = served_find(slice_first(text, equals));
    struct endpoint at = usual(0);
    if (equals == SLICE_NONE || !address_read(slice_from(text, equals + 1), &at))
        return error_set(error, ERROR_USAGE, _("--listen: '%s' is not PROTOCOL=[ADDRESS:]PORT"),
                         value);
    if (!served)
        return error_set(error, ERROR_USAGE,
                         _("--listen: '%.*s' is none of smtp, submission, submissions, lmtp, "
                           "pop3, pop3s"),
                         (int)equals, value);
    return listen_at(serving, served, at, error);
}

static bool listen_all(struct serving *serving, struct error *error) {
    const struct options *options = serving->options;
    bool given = false;
    for (size_t i = 0; i < options->given_count; i++) {
        if (options->given[i].kind != GIVEN_LISTEN)
            continue;
        given = true;
        if (!listen_as_given(serving, options->given[i].value, error))
            return false;
    }
    for (size_t i = 0; !given && served_at(i); i++)
        if (!listen_at(serving, served_at(i), usual(served_at(i)->port), error))
            return false;
    return true;
}

/* ---- its course ---- */

static void take_signal(void *context, unsigned events) {
    struct serving *serving = context;
    struct signalfd_siginfo signal;
    (void)events;
    if (read(serving->signals.descriptor, &signal, sizeof signal) > 0)
        serving->stopped = true;
}

/* SIGINT and SIGTERM are read like anything else; a reader of ours that goes away is told by
 * write(). */
static bool catch_signals(struct serving *serving, struct error *error) {
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGCHLD); /* the screens were left */
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    serving->signals = (struct watch){signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK),
                                      take_signal, serving, 0, false};
    if (serving->signals.descriptor < 0)
        return error_set(error, ERROR_INTERNAL, "signalfd: %s", strerror(errno));
    return loop_watch(serving->loop, &serving->signals, LOOP_READ, error);
}

/* As many descriptors as there may be; fewer sessions where that is not enough. */
static size_t sessions_most(uint64_t wanted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return (size_t)wanted;
    if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < wanted + OTHER_DESCRIPTORS) {
        limit.rlim_cur = limit.rlim_max < wanted + OTHER_DESCRIPTORS ? limit.rlim_max
                                                                     : wanted + OTHER_DESCRIPTORS;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
        (void)getrlimit(RLIMIT_NOFILE, &limit);
    }
    rlim_t room = limit.rlim_cur > OTHER_DESCRIPTORS * 2 ? limit.rlim_cur - OTHER_DESCRIPTORS
                                                         : limit.rlim_cur / 2;
    return wanted < room ? (size_t)wanted : (size_t)room;
}

static bool open_server(struct serving *serving, struct error *error) {
    const struct options *options = serving->options;
    const char *file = serving->on_screen ? serving->screen.file : options->write;
    if (file && !(serving->recording = recording_new(file, error)))
        return false;
    const struct server_settings settings = {
        .house = &serving->furniture.house,
        .tls = serving->furniture.tls,
        .sessions_most = sessions_most(options->max_sessions),
        .watcher = serve_report_watcher(&serving->report),
        .recording = serving->recording,
    };
    serving->server = server_new(serving->loop, &settings, error);
    return serving->server && listen_all(serving, error);
}

/* A recording that cannot be written any more ends; the server goes on. */
static void write_out(struct serving *serving) {
    struct error error = {0};
    if (serving->report.to.out.buffer.size > 0)
        (void)writer_flush(&serving->report.to.out);
    if (!serving->recording || serving->recording_failed ||
        recording_flush(serving->recording, &error))
        return;
    serving->recording_failed = true;
    (void)complain(&error);
}

/* Until a signal comes, or nobody reads any more. */
static bool run(struct serving *serving, struct error *error) {
    struct writer *out = &serving->report.to.out;
    serve_report_ready(&serving->report);
    write_out(serving);
    if (serving->on_screen && !serve_screen_begin(&serving->screen, serving->options, error))
        return false;
    while (!serving->stopped && !out->cause) {
        if (!loop_turn(serving->loop, -1, error))
            return false;
        write_out(serving);
    }
    server_free(serving->server);
    serving->server = NULL;
    write_out(serving);
    return true;
}

static bool serve(struct serving *serving, struct error *error) {
    serving->loop = loop_new(error);
    serving->on_screen = serve_screen_wanted(serving->options);
    return serving->loop &&
           serve_report_init(&serving->report, serving->options, serving->on_screen, error) &&
           (!serving->on_screen || serve_screen_init(&serving->screen, serving->options, error)) &&
           furniture_init(&serving->furniture, serving->options, error) &&
           catch_signals(serving, error) && open_server(serving, error) && run(serving, error);
}

static void clear(struct serving *serving) {
    server_free(serving->server);
    if (serving->signals.descriptor > 0) {
        loop_forget(serving->loop, &serving->signals);
        (void)close(serving->signals.descriptor);
    }
    recording_free(serving->recording);
    furniture_clear(&serving->furniture);
    loop_free(serving->loop);
    serve_report_clear(&serving->report);
}

/* Names and titles; with the rules, which begin a scenario of one's own. */
static int list_scenarios(const struct options *options) {
    struct writer out = writer_to(STDOUT_FILENO);
    const struct scenario_text *text;
    for (size_t i = 0; (text = scenario_text_at(i)) != NULL; i++) {
        size_t start = out.buffer.size;
        writer_string(&out, text->name);
        writer_repeat(&out, ' ', start + 22 - out.buffer.size);
        writer_string(&out, _(text->title));
        writer_put(&out, '\n');
        struct slice rest = slice_string(options->verbose ? text->rules : "");
        while (rest.size > 0) {
            size_t end = slice_find(rest, '\n');
            writer_string(&out, "    ");
            writer_add(&out, slice_first(rest, end));
            writer_put(&out, '\n');
            rest = slice_from(rest, end + 1);
        }
    }
    bool written = writer_flush(&out);
    int cause = out.cause;
    writer_free(&out);
    return written ? 0 : complain_output(cause);
}

int run_serve(const struct options *options) {
    struct serving serving = {.options = options, .report = {.to = {.key_log = -1}}};
    struct error error = {0};
    if (options->list_scenarios)
        return list_scenarios(options);
    bool good = serve(&serving, &error);
    int cause = serving.report.to.out.cause;
    int screen_status = serve_screen_end(&serving.screen);
    clear(&serving);
    if (!good)
        return complain(&error);
    return cause ? complain_output(cause) : screen_status;
}
