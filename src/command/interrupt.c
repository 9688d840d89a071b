#include "command/interrupt.h"

#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* The one thing a signal can write to. */
static volatile sig_atomic_t came;

static void remember(int signal) {
    (void)signal;
    came = 1;
}

static void catch_one(int signal) {
    struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND}, before;
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(signal, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(signal, &action, NULL);
}

void interrupt_catch(bool terminate) {
    catch_one(SIGINT);
    if (terminate)
        catch_one(SIGTERM);
}

bool interrupt_came(void) {
    return came != 0;
}

bool interrupt_wait(int descriptor, int milliseconds) {
    struct pollfd ends[] = {{.fd = descriptor, .events = POLLIN}, {.fd = STDOUT_FILENO}};
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    sigset_t interrupt, before;
    (void)sigemptyset(&interrupt);
    (void)sigaddset(&interrupt, SIGINT);
    (void)sigaddset(&interrupt, SIGTERM);
    /* Held back, so that one that comes right after the question is not slept over. */
    (void)sigprocmask(SIG_BLOCK, &interrupt, &before);
    bool gone = false;
    if (!interrupt_came())
        gone = ppoll(ends, 2, &time, &before) > 0 && (ends[1].revents & POLLERR);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return !gone;
}
