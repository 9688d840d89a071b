/* Every rule has a dialogue in which it fires and one in which it stays silent:
 * tests/golden/findings/ID.fires and ID.silent (golden_findings.h). What else it must cry, or be
 * silent, about stands in files ID.fires.WHY and ID.silent.WHY.
 *
 * With the name of a dialogue as an argument, prints what is found in it. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "diagnose/across.h"
#include "golden_findings.h"

#define FOLDER "tests/golden/findings/"

static const struct finding *find(const struct finding_list *found, const char *id) {
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->items[i].fact->fact.id, id) == 0)
            return &found->items[i];
    return NULL;
}

/* Whether the rule fires in a session of the dialogue; what is wrong with that, or NULL. */
static const char *check_session(const struct golden_session *session,
                                 const struct finding_list *list, const char *id, bool several,
                                 bool *fired) {
    const struct finding *found = find(list, id);
    if (!found)
        return session->has_event ? "does not fire" : NULL;
    *fired = true;
    if (several && !session->has_event)
        return "fires in another session";
    if (session->has_event && found->event != session->event)
        return "fires at another event";
    return found->summary.size == 0 ? "says nothing" : NULL;
}

static const char *check_found(const struct golden *golden, const struct golden_found *found,
                               const char *id, bool fires) {
    const char *wrong = NULL;
    bool fired = false;
    for (size_t n = 0; n < golden->count && !wrong; n++)
        wrong =
            check_session(&golden->sessions[n], &found->sessions[n], id, golden->count > 1, &fired);
    if (!fires)
        return fired ? "is not silent" : NULL;
    return wrong || fired ? wrong : "does not fire";
}

/* What is wrong with the rule's dialogue in file `name`, or NULL. */
static const char *check_file(const char *id, const char *name, bool fires) {
    static const unsigned cuts[] = {CUT_WHOLE, CUT_OCTETS, CUT_RANDOM};
    struct golden golden;
    struct golden_found found;
    struct arena arena = {0};
    const char *wrong = NULL;
    if (!golden_read(name, &golden)) {
        golden_free(&golden);
        return fires ? "has no dialogue in which it fires"
                     : "has no dialogue in which it is silent";
    }
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts && !wrong; i++) {
        golden_diagnose(&golden, cuts[i], &arena, &found);
        wrong = check_found(&golden, &found, id, fires);
        arena_free(&arena);
    }
    golden_free(&golden);
    return wrong;
}

static const char *check(const char *id, bool fires) {
    char name[256];
    snprintf(name, sizeof name, FOLDER "%s.%s", id, fires ? "fires" : "silent");
    return check_file(id, name, fires);
}

/* Of all rules: those that hear events, then those that hear sessions. */
static const char *id_at(size_t i) {
    return i < rule_count ? rule_table[i].id : across_table[i - rule_count].id;
}

static void every_rule_fires_and_is_silent(void **state) {
    (void)state;
    unsigned failed = 0;
    for (size_t i = 0; i < rule_count + across_count; i++)
        for (int fires = 0; fires < 2; fires++) {
            const char *wrong = check(id_at(i), fires);
            if (wrong)
                print_error("%s %s\n", id_at(i), wrong);
            failed += wrong != NULL;
        }
    assert_int_equal(failed, 0);
}

static void check_more(const char *pattern, bool fires) {
    glob_t files;
    unsigned failed = 0;
    assert_int_equal(glob(pattern, 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char id[64] = {0};
        const char *name = files.gl_pathv[i] + strlen(FOLDER);
        size_t size = strcspn(name, ".");
        assert_true(size < sizeof id);
        memcpy(id, name, size);
        assert_non_null(finding_fact_find(slice_string(id)));
        const char *wrong = check_file(id, files.gl_pathv[i], fires);
        if (wrong)
            print_error("%s %s\n", name, wrong);
        failed += wrong != NULL;
    }
    globfree(&files);
    assert_int_equal(failed, 0);
}

static void more_dialogues_fire_and_are_silent(void **state) {
    (void)state;
    check_more(FOLDER "*.fires.*", true);
    check_more(FOLDER "*.silent.*", false);
}

static void every_rule_has_its_fact(void **state) {
    (void)state;
    for (size_t i = 0; i < rule_count + across_count; i++) {
        if (!finding_fact_find(slice_string(id_at(i))))
            fail_msg("%s: no such finding among the facts", id_at(i));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(id_at(i), id_at(j));
    }
}

static void an_unknown_id_is_an_error(void **state) {
    (void)state;
    struct diagnosis_options options = {.only = "bare-lf,no-such-thing"};
    struct error error = {0};
    assert_null(diagnoser_new(&options, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, "no-such-thing"));
}

static int print_findings(const char *name) {
    struct golden golden;
    struct golden_found found;
    struct arena arena = {0};
    if (!golden_read(name, &golden))
        return 66;
    golden_diagnose(&golden, CUT_WHOLE, &arena, &found);
    for (size_t n = 0; n < golden.count; n++)
        for (size_t i = 0; i < found.sessions[n].count; i++) {
            const struct finding *finding = &found.sessions[n].items[i];
            printf("%zu: %s %s at %d: %.*s\n", n, severity_name(finding->severity),
                   finding->fact->fact.id, (int)finding->event, (int)finding->summary.size,
                   (const char *)finding->summary.data);
        }
    arena_free(&arena);
    golden_free(&golden);
    return 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_fires_and_is_silent),
        cmocka_unit_test(more_dialogues_fire_and_are_silent),
        cmocka_unit_test(every_rule_has_its_fact),
        cmocka_unit_test(an_unknown_id_is_an_error),
    };
    return argc == 2 ? print_findings(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
}
