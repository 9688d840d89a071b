#include "net/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Signals that are ignored here are not ignored there. */
static int start(const char *command, int end, pid_t *process) {
    char *const words[] = {(char *)(uintptr_t) "/bin/sh", (char *)(uintptr_t) "-c",
                           (char *)(uintptr_t)command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t usual;
    int cause = posix_spawn_file_actions_init(&actions);
    if (cause != 0)
        return cause;
    cause = posix_spawnattr_init(&attributes);
    if (cause != 0) {
        (void)posix_spawn_file_actions_destroy(&actions);
        return cause;
    }
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGPIPE);
    (void)sigaddset(&usual, SIGXFSZ);
    (void)posix_spawnattr_setsigdefault(&attributes, &usual);
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    cause = posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
    if (cause == 0)
        cause = posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
    if (cause == 0)
        cause = posix_spawn(process, words[0], &actions, &attributes, words, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return cause;
}

/* The other end may block: programs expect that of their standard input. */
bool spawn_command(const char *command, struct spawned *spawned, struct error *error) {
    int ends[2];
    *spawned = (struct spawned){.descriptor = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return error_set(error, ERROR_TEMPORARY, "%s", strerror(errno));
    int cause = start(command, ends[1], &spawned->process);
    (void)close(ends[1]);
    if (cause == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        cause = errno;
    spawned->descriptor = ends[0];
    if (cause == 0)
        return true;
    (void)close(ends[0]);
    spawned->descriptor = -1;
    return error_set(error, ERROR_TEMPORARY, "%s", strerror(cause));
}

static bool ends_within(pid_t process, duration patience) {
    const struct timespec pause = {.tv_nsec = DURATION_SECOND / 100};
    for (duration waited = 0; waited <= patience; waited += pause.tv_nsec) {
        pid_t ended = waitpid(process, NULL, WNOHANG);
        if (ended == process || (ended < 0 && errno != EINTR))
            return true;
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

void spawn_end(struct spawned *spawned, duration patience) {
    pid_t process = spawned->process;
    if (process <= 0)
        return;
    spawned->process = 0;
    if (ends_within(process, patience))
        return;
    (void)kill(-process, SIGTERM);
    if (ends_within(process, patience))
        return;
    (void)kill(-process, SIGKILL);
    (void)waitpid(process, NULL, 0);
}
