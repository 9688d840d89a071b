/* A crash gives the terminal back. */
#include "ui/crash.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

static int terminal_open(char name[64]) {
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0);
    assert_int_equal(grantpt(master) | unlockpt(master) | ptsname_r(master, name, 64), 0);
    return master;
}

static void make_raw(void) {
    struct termios modes;
    (void)tcgetattr(STDOUT_FILENO, &modes);
    cfmakeraw(&modes);
    (void)tcsetattr(STDOUT_FILENO, TCSANOW, &modes);
}

/* A program with a screen at stdout, which dies of the signal. */
static _Noreturn void die(const char *terminal, int signal, bool guarded) {
    struct crash_guard guard = {NULL};
    (void)dup2(open(terminal, O_RDWR | O_NOCTTY), STDOUT_FILENO);
    make_raw();
    struct sigaction usual = {.sa_handler = SIG_DFL};
    (void)sigaction(signal, &usual, NULL); /* cmocka handles some */
    crash_guard_begin(&guard);
    if (!guarded)
        crash_guard_end(&guard);
    (void)raise(signal);
    _exit(0);
}

struct remains {
    int signal; /* that it died of */
    bool cooked;
    char output[256];
};

static struct remains crash(int signal, bool guarded) {
    struct remains remains = {0};
    char terminal[64];
    int master = terminal_open(terminal), status;
    int slave = open(terminal, O_RDWR | O_NOCTTY); /* so that nothing is lost at the end */
    pid_t child = fork();
    if (child == 0)
        die(terminal, signal, guarded);
    assert_int_equal(waitpid(child, &status, 0), child);
    remains.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    (void)fcntl(master, F_SETFL, O_NONBLOCK);
    ssize_t size = read(master, remains.output, sizeof remains.output - 1);
    remains.output[size > 0 ? size : 0] = '\0';
    struct termios modes;
    assert_int_equal(tcgetattr(slave, &modes), 0);
    remains.cooked = (modes.c_lflag & ICANON) && (modes.c_lflag & ECHO) && (modes.c_oflag & OPOST);
    (void)close(slave);
    (void)close(master);
    return remains;
}

static void the_terminal_is_given_back_and_the_signal_still_kills(void **state) {
    static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct remains remains = crash(signals[i], true);
        assert_int_equal(remains.signal, signals[i]);
        assert_true(remains.cooked);
        assert_non_null(strstr(remains.output, "\033[?1049l")); /* back from the other screen */
        assert_non_null(strstr(remains.output, "\033[?25h"));   /* with a cursor */
        assert_non_null(strstr(remains.output, "\033[?2004l")); /* and plain pasting */
    }
}

static void nothing_is_written_when_the_guard_has_ended(void **state) {
    (void)state;
    struct remains remains = crash(SIGABRT, false);
    assert_int_equal(remains.signal, SIGABRT);
    assert_false(remains.cooked);
    assert_string_equal(remains.output, "");
}

static void catch_signal(int signal) {
    (void)signal;
}

static void who_handles_a_signal_keeps_it(void **state) {
    struct sigaction mine = {.sa_handler = catch_signal}, before, present;
    struct crash_guard guard = {NULL};
    (void)state;
    assert_int_equal(sigaction(SIGABRT, &mine, &before), 0);
    crash_guard_begin(&guard);
    assert_int_equal(sigaction(SIGABRT, NULL, &present), 0);
    assert_true(present.sa_handler == catch_signal);
    crash_guard_end(&guard);
    assert_int_equal(sigaction(SIGABRT, &before, &present), 0);
    assert_true(present.sa_handler == catch_signal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_is_given_back_and_the_signal_still_kills),
        cmocka_unit_test(nothing_is_written_when_the_guard_has_ended),
        cmocka_unit_test(who_handles_a_signal_keeps_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
