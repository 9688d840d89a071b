/* Signs wake every rule that has something to find: it is the same as when each rule is asked about
 * all that it hears. Held against the golden dialogues, many dialogues that were altered, and every
 * answer to every verb. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "facts/facts.h"
#include "golden_findings.h"
#include "protocol/registry.h"

#define FOLDER "tests/golden/findings/"

enum { ALTERED = 20, STEPS = 3 }; /* dialogues made of each; changes to each */

/* ---- what is compared ---- */

static bool same_finding(const struct finding *a, const struct finding *b) {
    return a->fact == b->fact && a->event == b->event && a->line == b->line &&
           a->octet == b->octet && slice_equal(a->summary, b->summary);
}

/* The rule that finds something else in one of them, or NULL. */
static const char *difference(const struct finding_list *a, const struct finding_list *b) {
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (!same_finding(&a->items[i], &b->items[i]))
            return b->items[i].fact->fact.id;
    const struct finding_list *longer = a->count > b->count ? a : b;
    return a->count == b->count ? NULL : longer->items[longer->count - 1].fact->fact.id;
}

static void check(struct golden *golden, const char *name) {
    struct golden_found found[2];
    struct arena arena = {0};
    for (int all = 0; all < 2; all++) {
        golden->all_ears = all;
        golden_diagnose(golden, CUT_WHOLE, &arena, &found[all]);
    }
    for (size_t n = 0; n < golden->count; n++) {
        const char *id = difference(&found[0].sessions[n], &found[1].sessions[n]);
        if (id)
            fail_msg("%s: signs do not wake %s:\n%s", name, id, golden->sessions[n].said);
    }
    arena_free(&arena);
}

/* ---- dialogues that are altered ---- */

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Whether a line is said, without escapes. */
static bool is_said(const char *line, size_t size) {
    return size > 3 && (line[0] == 'C' || line[0] == 'S') && line[1] == ':' &&
           !memchr(line, '\\', size);
}

/* Changes one octet of a line, drops its end, or takes the line out. */
static void alter_line(char *line, size_t size, uint32_t *random) {
    static const char octets[] = "azAZ09 \t.,;:@<>[]()\"%!=-+_/*\x01\x7f\xc3\xa9\xff";
    size_t at = 3 + next_random(random) % (size - 3);
    switch (next_random(random) % 8) {
    case 0:
        memset(line, '#', size);
        break;
    case 1:
        memset(line + at, ' ', size - at);
        break;
    default:
        line[at] = octets[next_random(random) % (sizeof octets - 1)];
        break;
    }
}

static void alter(char *said, uint32_t *random) {
    size_t skipped = next_random(random) % 12;
    for (char *line = said; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t size = strcspn(line, "\n");
        if (!is_said(line, size) || skipped-- > 0)
            continue;
        alter_line(line, size, random);
        return;
    }
}

static void check_altered(const char *name, uint32_t seed) {
    struct golden golden;
    uint32_t random = seed;
    assert_true(golden_read(name, &golden));
    for (int step = 0; step < STEPS; step++)
        alter(golden.sessions[next_random(&random) % golden.count].said, &random);
    check(&golden, name);
    golden_free(&golden);
}

static void each_golden(void (*act)(const char *name)) {
    glob_t files;
    assert_int_equal(glob(FOLDER "*.*", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        act(files.gl_pathv[i]);
    globfree(&files);
}

static void check_golden(const char *name) {
    struct golden golden;
    assert_true(golden_read(name, &golden));
    check(&golden, name);
    golden_free(&golden);
}

static void check_all_altered(const char *name) {
    for (uint32_t seed = 1; seed <= ALTERED; seed++)
        check_altered(name, seed);
}

static void golden_dialogues_need_no_more_than_signs(void **state) {
    (void)state;
    each_golden(check_golden);
}

static void altered_dialogues_need_no_more_than_signs(void **state) {
    (void)state;
    each_golden(check_all_altered);
}

/* ---- answers ---- */

static void check_said(char *said) {
    struct golden golden = {.until = {INT64_MIN}, .count = 1};
    golden.sessions[0].dialogue = (struct dialogue){.protocol = &smtp_protocol, .details = true};
    golden.sessions[0].said = said;
    check(&golden, "an answer");
}

static void every_answer_to_every_verb(void **state) {
    char said[512];
    size_t size, count;
    (void)state;
    (void)fact_rows(FACT_COMMANDS, &size, &count);
    for (size_t i = 0; i < count; i++)
        for (unsigned code = 200; code < 560; code += code % 100 == 59 ? 41 : 1) {
            (void)snprintf(said, sizeof said,
                           "S: 220 mx.example.org ESMTP\nC: %s\nS: %u %u.1.0 yes\n",
                           fact_at(FACT_COMMANDS, i)->id, code, code / 100);
            check_said(said);
        }
}

static void every_enhanced_code(void **state) {
    char said[512];
    (void)state;
    for (unsigned subject = 0; subject < 10; subject++)
        for (unsigned detail = 0; detail < 50; detail++) {
            (void)snprintf(said, sizeof said,
                           "S: 220 mx.example.org ESMTP\nC: EHLO a.example.net\n"
                           "S: 250-mx.example.org\nS: 250 ENHANCEDSTATUSCODES\n"
                           "C: MAIL FROM:<a@example.net>\nS: 250 2.%u.%u yes\n",
                           subject, detail);
            check_said(said);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_dialogues_need_no_more_than_signs),
        cmocka_unit_test(altered_dialogues_need_no_more_than_signs),
        cmocka_unit_test(every_answer_to_every_verb),
        cmocka_unit_test(every_enhanced_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
