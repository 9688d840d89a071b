#include "command/serve_screen.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/complain.h"
#include "command/passing_file.h"
#include "command/terminal.h"
#include "protocol/registry.h"

bool serve_screen_wanted(const struct options *options) {
    return !options->quiet && terminal_takes_screens(options);
}

bool serve_screen_init(struct serve_screen *screen, const struct options *options,
                       struct error *error) {
    *screen = (struct serve_screen){.posts = writer_to(WRITER_MEMORY)};
    screen->ours = !options->write;
    screen->file = options->write ? strdup(options->write) : passing_file("serve", error);
    return screen->file || error_memory(error);
}

static const struct protocol *protocol_of(enum service service) {
    return service == SERVICE_POP3   ? &pop3_protocol
           : service == SERVICE_LMTP ? &lmtp_protocol
                                     : &smtp_protocol;
}

void serve_screen_listening(struct serve_screen *screen, const struct served *served,
                            const struct endpoint *at) {
    if (!screen->file) /* nobody looks */
        return;
    if (screen->rule_count < SERVE_POSTS)
        screen->rules[screen->rule_count++] =
            (struct port_rule){at->port, protocol_of(served->service)};
    writer_string(&screen->posts, screen->posts.buffer.size ? ", " : _("practice server: "));
    writer_string(&screen->posts, served->name);
    writer_put(&screen->posts, ' ');
    writer_number(&screen->posts, at->port, 1);
}

/* The screens' own process: of the server it has the recording's name alone. It ends with the
 * server, however that ends. */
static int show(const struct serve_screen *screen, const struct options *given, pid_t server) {
    struct options options = *given;
    struct error error = {0};
    const char *source = screen->file;
    sigset_t none;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != server)
        return 0;
    (void)close_range(STDERR_FILENO + 1, ~0U, 0);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    options.sources = &source;
    options.source_count = 1;
    options.follow = true;
    options.rules = (struct port_rule *)(uintptr_t)screen->rules;
    options.rule_count = screen->rule_count;
    options.title = options.notice = (const char *)screen->posts.buffer.data;
    options.passing = screen->ours;
    int status = options.screens(&options, &error);
    return error.kind == ERROR_NONE ? status : complain(&error);
}

bool serve_screen_begin(struct serve_screen *screen, const struct options *options,
                        struct error *error) {
    pid_t server = getpid();
    writer_put(&screen->posts, '\0');
    pid_t child = fork();
    if (child < 0)
        return error_set(error, ERROR_INTERNAL, "fork: %s", strerror(errno));
    if (child == 0)
        _exit(show(screen, options, server));
    screen->child = child;
    return true;
}

/* Waits for the child; false when there is none or, with WNOHANG, it goes on. */
static bool reap(const struct serve_screen *screen, int how, int *status) {
    pid_t ended;
    do
        ended = waitpid(screen->child, status, how);
    while (ended < 0 && errno == EINTR);
    return ended > 0;
}

int serve_screen_end(struct serve_screen *screen) {
    int status = 0, ignored;
    if (screen->child > 0 && !reap(screen, WNOHANG, &status)) {
        (void)kill(screen->child, SIGTERM);
        (void)reap(screen, 0, &ignored);
    }
    if (screen->ours && screen->file)
        (void)unlink(screen->file);
    free(screen->file);
    writer_free(&screen->posts);
    *screen = (struct serve_screen){.child = 0};
    return WIFEXITED(status) ? WEXITSTATUS(status) : (int)ERROR_INTERNAL;
}
