#include "command/interrupt.h"

#include <signal.h>

/* The one thing a signal can write to. */
static volatile sig_atomic_t came;

static void remember(int signal) {
    (void)signal;
    came = 1;
}

void interrupt_catch(void) {
    struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND}, before;
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(SIGINT, &action, NULL);
}

bool interrupt_came(void) {
    return came != 0;
}
