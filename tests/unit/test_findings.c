/* Every rule has a dialogue in which it fires and one in which it stays silent:
 * tests/golden/findings/ID.fires and ID.silent, as dialogue.h has them, after lines that say what
 * the session is:
 *
 *     % protocol pop3            smtp unless told
 *     % client 192.0.2.10:40000  the ends
 *     % server 192.0.2.25:25
 *     % connected                the handshake of TCP was captured
 *     % tls                      octets of TLS are read
 *     % key LABEL RANDOM SECRET  a line of a key log, by which they are decrypted
 *     % time 1780272000          when it begins, in seconds since 1970
 *     % at 4                     .fires: the number of the event that it hangs on
 *
 * What else it must be silent about stands in files ID.silent.WHY.
 *
 * With the folder's name as an argument, of a dialogue alone, prints what is found in it. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "diagnose/names.h"
#include "diagnose/rule.h"
#include "dialogue.h"
#include "protocol/registry.h"
#include "tls/key_log.h"
#include "tls/layer.h"

#define FOLDER "tests/golden/findings/"

/* A dialogue's file. */
struct golden {
    struct dialogue dialogue;
    char *text;
    const char *said; /* what follows the % lines */
    bool has_event;
    uint64_t event;
};

static bool read_file(const char *name, struct golden *golden) {
    FILE *file = fopen(name, "rb");
    if (!file)
        return false;
    golden->text = calloc(1, 64 * 1024);
    assert_non_null(golden->text);
    size_t size = fread(golden->text, 1, 64 * 1024 - 1, file);
    fclose(file);
    return size > 0;
}

static struct endpoint read_end(struct slice text) {
    struct endpoint end = {0};
    size_t colon = text.size;
    uint64_t port = 0;
    while (colon > 0 && text.data[colon - 1] != ':')
        colon--;
    assert_true(colon > 0 && slice_number(slice_from(text, colon), UINT16_MAX, &port));
    struct slice address = slice_first(text, colon - 1);
    if (slice_starts(address, SLICE("[")))
        address = slice_part(address, 1, address.size - 2);
    assert_true(name_is_address(address, &end));
    end.port = (uint16_t)port;
    return end;
}

static struct moment read_time(struct slice text) {
    uint64_t seconds;
    assert_true(slice_number(text, UINT32_MAX, &seconds));
    return (struct moment){(int64_t)seconds * DURATION_SECOND};
}

static void read_key(struct golden *golden, struct slice line) {
    struct key_log log = {0};
    if (!golden->dialogue.keys)
        golden->dialogue.keys = key_ring_new();
    assert_true(key_log_read(&log, line, golden->dialogue.keys));
    key_log_end(&log, golden->dialogue.keys);
    assert_int_equal(log.odd, 0);
}

static void golden_clear(struct golden *golden) {
    key_ring_free(golden->dialogue.keys);
    free(golden->text);
}

static void read_directive(struct golden *golden, struct slice line) {
    static const struct layer *const tls[] = {&tls_layer, NULL};
    struct slice word = slice_word(&line);
    struct slice value = slice_trim(line);
    if (slice_equal(word, SLICE("protocol")))
        golden->dialogue.protocol = protocol_find(value);
    else if (slice_equal(word, SLICE("client")))
        golden->dialogue.ends[SIDE_CLIENT] = read_end(value);
    else if (slice_equal(word, SLICE("server")))
        golden->dialogue.ends[SIDE_SERVER] = read_end(value);
    else if (slice_equal(word, SLICE("connected")))
        golden->dialogue.connected = true;
    else if (slice_equal(word, SLICE("tls")))
        golden->dialogue.layers = tls;
    else if (slice_equal(word, SLICE("key")))
        read_key(golden, value);
    else if (slice_equal(word, SLICE("time")))
        golden->dialogue.start = read_time(value);
    else if (slice_equal(word, SLICE("at")))
        golden->has_event = slice_number(value, UINT32_MAX, &golden->event);
    else
        fail_msg("no directive: %.*s", (int)word.size, (const char *)word.data);
}

/* False when there is no such file. */
static bool golden_read(const char *name, struct golden *golden) {
    *golden = (struct golden){.dialogue = {.protocol = &smtp_protocol, .details = true}};
    if (!read_file(name, golden))
        return false;
    golden->said = golden->text;
    while (*golden->said == '%') {
        const char *end = strchr(golden->said, '\n');
        assert_non_null(end);
        read_directive(golden, slice_of(golden->said + 1, (size_t)(end - golden->said - 1)));
        golden->said = end + 1;
    }
    assert_non_null(golden->dialogue.protocol);
    return true;
}

/* Plays the dialogue; the findings lie in `arena`. */
static const struct finding *diagnose(const struct golden *golden, unsigned cut,
                                      struct arena *arena, size_t *count) {
    struct diagnosis_options options = {.header = true, .content = true};
    struct error error = {0};
    struct diagnoser *diagnoser = diagnoser_new(&options, &error);
    assert_non_null(diagnoser);
    struct diagnosis *diagnosis = diagnosis_new(diagnoser);
    assert_non_null(diagnosis);
    diagnosis_begin(diagnosis, arena);
    struct session *session =
        dialogue_play(&golden->dialogue, golden->said, cut, diagnosis_sink(diagnosis, NULL));
    const struct finding *findings = diagnosis_end(diagnosis, session, count);
    session_free(session);
    diagnosis_free(diagnosis);
    diagnoser_free(diagnoser);
    return findings;
}

static const struct finding *find(const struct finding *findings, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(findings[i].fact->fact.id, id) == 0)
            return &findings[i];
    return NULL;
}

/* What is wrong with the rule's dialogue in file `name`, or NULL. */
static const char *check_file(const char *id, const char *name, bool fires) {
    struct golden golden;
    struct arena arena = {0};
    const char *wrong = NULL;
    if (!golden_read(name, &golden)) {
        golden_clear(&golden);
        return fires ? "has no dialogue in which it fires"
                     : "has no dialogue in which it is silent";
    }
    static const unsigned cuts[] = {CUT_WHOLE, CUT_OCTETS, CUT_RANDOM};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts && !wrong; i++) {
        size_t count;
        const struct finding *findings = diagnose(&golden, cuts[i], &arena, &count);
        const struct finding *found = find(findings, count, id);
        if (fires && !found)
            wrong = "does not fire";
        else if (!fires && found)
            wrong = "is not silent";
        else if (fires && golden.has_event && found->event != golden.event)
            wrong = "fires at another event";
        else if (fires && found->summary.size == 0)
            wrong = "says nothing";
        arena_free(&arena);
    }
    golden_clear(&golden);
    return wrong;
}

static const char *check(const char *id, bool fires) {
    char name[256];
    snprintf(name, sizeof name, FOLDER "%s.%s", id, fires ? "fires" : "silent");
    return check_file(id, name, fires);
}

static void every_rule_fires_and_is_silent(void **state) {
    (void)state;
    unsigned failed = 0;
    for (size_t i = 0; i < rule_count; i++)
        for (int fires = 0; fires < 2; fires++) {
            const char *wrong = check(rule_table[i].id, fires);
            if (wrong)
                print_error("%s %s\n", rule_table[i].id, wrong);
            failed += wrong != NULL;
        }
    assert_int_equal(failed, 0);
}

static void more_dialogues_are_silent(void **state) {
    (void)state;
    glob_t files;
    unsigned failed = 0;
    assert_int_equal(glob(FOLDER "*.silent.*", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char id[64] = {0};
        const char *name = files.gl_pathv[i] + strlen(FOLDER);
        size_t size = strcspn(name, ".");
        assert_true(size < sizeof id);
        memcpy(id, name, size);
        assert_non_null(finding_fact_find(slice_string(id)));
        const char *wrong = check_file(id, files.gl_pathv[i], false);
        if (wrong)
            print_error("%s %s\n", name, wrong);
        failed += wrong != NULL;
    }
    globfree(&files);
    assert_int_equal(failed, 0);
}

static void every_rule_has_its_fact(void **state) {
    (void)state;
    for (size_t i = 0; i < rule_count; i++) {
        if (!finding_fact_find(slice_string(rule_table[i].id)))
            fail_msg("%s: no such finding among the facts", rule_table[i].id);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(rule_table[i].id, rule_table[j].id);
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
    struct arena arena = {0};
    size_t count;
    if (!golden_read(name, &golden))
        return 66;
    const struct finding *findings = diagnose(&golden, CUT_WHOLE, &arena, &count);
    for (size_t i = 0; i < count; i++)
        printf("%s %s at %d: %.*s\n", severity_name(findings[i].severity),
               findings[i].fact->fact.id, (int)findings[i].event, (int)findings[i].summary.size,
               (const char *)findings[i].summary.data);
    arena_free(&arena);
    free(golden.text);
    return 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_fires_and_is_silent),
        cmocka_unit_test(more_dialogues_are_silent),
        cmocka_unit_test(every_rule_has_its_fact),
        cmocka_unit_test(an_unknown_id_is_an_error),
    };
    return argc == 2 ? print_findings(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
}
