#include "tests/property/capture_folders.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <glob.h>

enum { SHOWN_FAILURES = 40, FOLDERS = 3 };

struct folder {
    char pattern[64];
    size_t (*failures_of)(const char *name);
};

static void holds_in_folder(void **state) {
    const struct folder *folder = *state;
    glob_t captures;
    if (glob(folder->pattern, 0, NULL, &captures) != 0) {
        print_message("# %s: not there\n", folder->pattern);
        skip();
    }
    size_t failures = 0;
    for (size_t i = 0; i < captures.gl_pathc && failures < SHOWN_FAILURES; i++)
        failures += folder->failures_of(captures.gl_pathv[i]);
    globfree(&captures);
    assert_int_equal(failures, 0);
}

int capture_folders_main(size_t (*failures_of)(const char *name)) {
    static const char *const names[FOLDERS] = {"samples", "tests/captures", "../shared/captures"};
    struct folder folders[FOLDERS];
    struct CMUnitTest tests[FOLDERS];
    for (size_t i = 0; i < FOLDERS; i++) {
        folders[i].failures_of = failures_of;
        (void)snprintf(folders[i].pattern, sizeof folders[i].pattern, "%s/*.pcap*", names[i]);
        tests[i] = (struct CMUnitTest){
            .name = names[i], .test_func = holds_in_folder, .initial_state = &folders[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
