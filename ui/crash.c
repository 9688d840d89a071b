#include "ui/crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

enum { CRASHES = sizeof crashes / sizeof *crashes };

/* No attributes, no mouse, no bracketed paste, cursor shown, keypad numeric, back from the
 * alternate screen (ECMA-48 8.3.117; the private modes are xterm's, which the terminals of today
 * share). */
static const char farewell[] =
    "\033[0m\033[?1006l\033[?1002l\033[?2004l\033[?25h\033[?1l\033>\033[?1049l\r";

static void cook(int terminal) {
    struct termios modes;
    if (tcgetattr(terminal, &modes) != 0)
        return;
    modes.c_iflag |= ICRNL;
    modes.c_oflag |= OPOST | ONLCR;
    modes.c_lflag |= ICANON | ECHO | ISIG | IEXTEN;
    (void)tcsetattr(terminal, TCSANOW, &modes);
}

/* The signal has its usual meaning again (SA_RESETHAND), and comes back when this is over. */
static void restore(int signal) {
    (void)!write(STDOUT_FILENO, farewell, sizeof farewell - 1);
    cook(STDOUT_FILENO);
    (void)raise(signal);
}

static bool handler_is(int signal, void (*handler)(int)) {
    struct sigaction present;
    return sigaction(signal, NULL, &present) == 0 && !(present.sa_flags & SA_SIGINFO) &&
           present.sa_handler == handler;
}

static void handle(void (*from)(int), void (*to)(int)) {
    struct sigaction action = {.sa_handler = to, .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND)};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASHES; i++)
        if (handler_is(crashes[i], from))
            (void)sigaction(crashes[i], &action, NULL);
}

void crash_guard_begin(struct crash_guard *guard) {
    guard->stack = malloc(CRASH_STACK);
    if (!guard->stack)
        return;
    if (sigaltstack(&(stack_t){.ss_sp = guard->stack, .ss_size = CRASH_STACK}, NULL) == 0)
        handle(SIG_DFL, restore);
}

void crash_guard_end(struct crash_guard *guard) {
    if (!guard->stack)
        return;
    handle(restore, SIG_DFL);
    (void)sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    free(guard->stack);
    guard->stack = NULL;
}
