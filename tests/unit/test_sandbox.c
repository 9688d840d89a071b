/* What the process can no longer do in the sandbox, and what it still can. Each case runs in a
 * child of its own, since nobody leaves a sandbox. */
#include "capture/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Whether something is done, in a child that has entered the sandbox. */
static bool done_in(enum sandbox kind, bool (*act)(void)) {
    struct error error = {0};
    int status = 1;
    pid_t child = fork();
    if (child == 0)
        _exit(!sandbox_enter(kind, &error) ? 2 : act() ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), 2);
    return WEXITSTATUS(status) == 0;
}

static bool has_landlock(void) {
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

static const char *own_file(void) {
    static char name[64];
    (void)snprintf(name, sizeof name, "/tmp/heloise-sandbox-%ld", (long)getppid());
    return name;
}

static bool connects(void) {
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM;
}

static bool talks_locally(void) {
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EPERM;
}

static bool runs_a_program(void) {
    return execl("/bin/true", "true", (char *)NULL) == 0 || errno != EPERM;
}

static bool forks(void) {
    return fork() >= 0;
}

static bool traces(void) {
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool types(void) {
    char key = 'x';
    return ioctl(STDIN_FILENO, TIOCSTI, &key) == 0 || errno != EPERM;
}

static bool becomes_somebody(void) {
    return setuid(geteuid()) == 0;
}

static bool reads_passwords(void) {
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool reads_libraries(void) {
    return open("/usr", O_RDONLY | O_DIRECTORY) >= 0 && open("/dev/null", O_RDONLY) >= 0;
}

static bool writes_a_file(void) {
    int file = open(own_file(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return file >= 0 && write(file, "x", 1) == 1 && close(file) == 0;
}

static bool saves_a_file(void) {
    char part[80];
    (void)snprintf(part, sizeof part, "%s.part", own_file());
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return file >= 0 && write(file, "x", 1) == 1 && fsync(file) == 0 && close(file) == 0 &&
           rename(part, own_file()) == 0 && unlink(own_file()) == 0;
}

static bool makes_a_device(void) {
    return mkfifo(own_file(), 0600) == 0;
}

static void nothing_reaches_out(void **state) {
    static bool (*const acts[])(void) = {connects, talks_locally, runs_a_program,  forks,
                                         traces,   types,         becomes_somebody};
    (void)state;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        assert_false(done_in(SANDBOX_REPORT, acts[i]));
        assert_false(done_in(SANDBOX_SCREENS, acts[i]));
    }
}

static void a_report_reads_what_all_may_and_writes_nothing(void **state) {
    (void)state;
    if (!has_landlock())
        skip();
    assert_false(done_in(SANDBOX_REPORT, reads_passwords));
    assert_false(done_in(SANDBOX_REPORT, writes_a_file));
    assert_true(done_in(SANDBOX_REPORT, reads_libraries));
}

static void screens_read_and_save(void **state) {
    (void)state;
    assert_true(done_in(SANDBOX_SCREENS, reads_passwords));
    assert_true(done_in(SANDBOX_SCREENS, saves_a_file));
    assert_false(done_in(SANDBOX_SCREENS, makes_a_device));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_reaches_out),
        cmocka_unit_test(a_report_reads_what_all_may_and_writes_nothing),
        cmocka_unit_test(screens_read_and_save),
    };
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
