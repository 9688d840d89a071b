#include "command/partner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/connection_choice.h"
#include "command/furniture.h"
#include "command/live_report.h"
#include "command/passing_file.h"
#include "command/password.h"
#include "live/talker.h"

/* How long the process has to close its session before it is ended. */
enum { FAREWELL_TRIES = 40, FAREWELL_EVERY = 100 /* ms */, PLACES = 8, SESSIONS_MOST = 32 };

/* What the process takes along. */
struct partnership {
    const struct options *options;
    const char *url;      /* empty: a practice server inside */
    struct target target; /* where there is a URL */
    struct live_report report;
    struct password password;
    struct furniture furniture;
    struct endpoint from;
    int descriptor;
};

/* ---- the process ---- */

static bool serve_inside(struct partnership *partnership, struct loop *loop, struct server **server,
                         struct talk_place places[PLACES], size_t *count, struct error *error) {
    const struct server_settings settings = {.house = &partnership->furniture.house,
                                             .tls = partnership->furniture.tls,
                                             .sessions_most = SESSIONS_MOST};
    *server = server_new(loop, &settings, error);
    for (size_t i = 0; *server && i < PLACES && served_at(i); i++) {
        struct endpoint at = {.address = {127, 0, 0, 1}, .size = 4, .port = 0};
        if (!server_listen(*server, served_at(i), &at, error))
            return false;
        places[(*count)++] = (struct talk_place){served_at(i)->name, at};
    }
    return *server != NULL;
}

/* All that it has of the terminal it lets go of: keys that send signals are for the screens. */
static void stand_alone(pid_t screens) {
    sigset_t none;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != screens)
        _exit(0);
    (void)setsid();
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        (void)dup2(nowhere, fd);
}

static int talk(struct partnership *partnership) {
    struct error error = {0};
    struct talk_place places[PLACES];
    struct server *server = NULL;
    struct talker_settings settings = {.descriptor = partnership->descriptor,
                                       .first = *partnership->url ? &partnership->target : NULL,
                                       .places = places,
                                       .password = partnership->password.word,
                                       .in_clear = partnership->options->live.insecure_auth};
    struct loop *loop = loop_new(&error);
    bool good = loop && live_report_settings(&partnership->report, &settings.caller,
                                             &partnership->from, &error);
    if (good && !*partnership->url)
        good = serve_inside(partnership, loop, &server, places, &settings.place_count, &error);
    int status = good ? talker_run(loop, &settings) : (int)error.kind;
    server_free(server);
    loop_free(loop);
    return status;
}

/* ---- before it ---- */

static bool find_people(struct partnership *partnership, struct partner *partner,
                        struct error *error) {
    const struct options *options = partnership->options;
    struct target *target = &partnership->target;
    bool practice = !*partnership->url;
    connection_name(&options->live, partner->name);
    if (!practice && (!target_read(target, partnership->url, "smtp", error) ||
                      !connection_target(&options->live, target, error)))
        return false;
    if (!password_find(&partnership->password, &options->live, target->user, target->host, error))
        return false;
    if (practice && !partnership->password.word)
        partnership->password.word = strdup("wonderland");
    const char *user = partnership->password.user;
    (void)snprintf(partner->user, sizeof partner->user, "%s",
                   user       ? user
                   : practice ? "alice"
                              : "");
    (void)snprintf(partner->domain, sizeof partner->domain, "%s",
                   practice ? "example.org" : target->host);
    return !practice || furniture_init(&partnership->furniture, options, error);
}

static bool make_recording(struct partnership *partnership, struct partner *partner,
                           struct error *error) {
    struct options options = *partnership->options;
    partner->file = options.write ? strdup(options.write) : passing_file("talk", error);
    if (!partner->file)
        return options.write ? error_memory(error) : false;
    partner->passing = !options.write;
    options.write = partner->file;
    bool made = live_report_init(&partnership->report, &options, true, error) &&
                recording_flush(partnership->report.recording, error);
    partnership->report.to.options = partnership->options;
    return made;
}

static bool begin_process(struct partnership *partnership, struct partner *partner,
                          struct error *error) {
    int pair[2];
    pid_t screens = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return error_set(error, ERROR_INTERNAL, "socketpair: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        (void)close(pair[0]);
        partnership->descriptor = pair[1];
        stand_alone(screens);
        _exit(talk(partnership));
    }
    (void)close(pair[1]);
    partner->descriptor = pair[0];
    partner->process = child;
    return child > 0 || error_set(error, ERROR_INTERNAL, "fork: %s", strerror(errno));
}

static void clear(struct partnership *partnership) {
    live_report_clear(&partnership->report);
    password_clear(&partnership->password);
    furniture_clear(&partnership->furniture);
}

bool partner_begin(struct partner *partner, const struct options *options, const char *url,
                   struct error *error) {
    struct partnership partnership = {
        .options = options, .url = url, .report = {.to = {.key_log = -1}}};
    *partner = (struct partner){.descriptor = -1};
    bool begun = find_people(&partnership, partner, error) &&
                 make_recording(&partnership, partner, error) &&
                 begin_process(&partnership, partner, error);
    if (begun)
        partner_order(partner, ORDER_CONNECT, slice_string(url));
    else
        (void)partner_end(partner);
    clear(&partnership);
    return begun;
}

/* ---- after it ---- */

static bool reap(const struct partner *partner, int *status) {
    for (int i = 0; i < FAREWELL_TRIES; i++) {
        pid_t ended = waitpid(partner->process, status, WNOHANG);
        if (ended == partner->process || (ended < 0 && errno != EINTR))
            return ended > 0;
        (void)poll(NULL, 0, i == 0 ? 5 : FAREWELL_EVERY);
    }
    (void)kill(partner->process, SIGKILL);
    (void)waitpid(partner->process, status, 0);
    return false;
}

int partner_end(struct partner *partner) {
    int status = 0;
    bool ended = false;
    if (partner->descriptor >= 0)
        (void)close(partner->descriptor);
    if (partner->process > 0)
        ended = reap(partner, &status);
    if (partner->passing && partner->file)
        (void)unlink(partner->file);
    free(partner->file);
    *partner = (struct partner){.descriptor = -1};
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}
