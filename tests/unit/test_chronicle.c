/* Sessions judged together: what is told later, what is not, and what is forgotten. */
#include "diagnose/chronicle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "diagnose/ledger.h"
#include "dialogue.h"
#include "protocol/registry.h"

enum { GROUP = 256 }; /* more than the course keeps commands */

#define HOUR (3600 * DURATION_SECOND)

struct bench {
    struct diagnoser *diagnoser;
    struct diagnosis *diagnosis;
    struct chronicle *chronicle;
    struct arena arena;
    struct ledger *ledger;
    uint64_t sessions;
    struct moment now;
};

static struct bench begin(const char *only) {
    struct diagnosis_options options = {.header = true, .content = true, .only = only};
    struct error error = {0};
    struct bench bench = {.diagnoser = diagnoser_new(&options, &error), .now = {HOUR}};
    assert_non_null(bench.diagnoser);
    bench.diagnosis = diagnosis_new(bench.diagnoser);
    bench.chronicle = chronicle_new(bench.diagnoser, false, &error);
    assert_true(bench.diagnosis && bench.chronicle);
    return bench;
}

static void end(struct bench *bench) {
    ledger_free(bench->ledger);
    chronicle_free(bench->chronicle);
    diagnosis_free(bench->diagnosis);
    diagnoser_free(bench->diagnoser);
    arena_free(&bench->arena);
}

/* Plays the next session, which begins a third of a second later; what it noted is the bench's
 * until the next one. */
static const struct ledger *play(struct bench *bench, const char *text,
                                 struct finding_list *found) {
    struct dialogue dialogue = {.protocol = &smtp_protocol, .start = bench->now};
    *found = (struct finding_list){.arena = &bench->arena};
    diagnosis_begin(bench->diagnosis, &bench->arena);
    struct session *session =
        dialogue_play(&dialogue, text, CUT_WHOLE, diagnosis_sink(bench->diagnosis, NULL));
    found->items = diagnosis_end(bench->diagnosis, session, &found->count);
    ledger_free(bench->ledger);
    bench->ledger = diagnosis_take_ledger(bench->diagnosis);
    chronicle_hear(bench->chronicle, &(struct chronicle_session){.id = bench->sessions++},
                   bench->ledger, found);
    session_free(session);
    bench->now.ns += DURATION_SECOND / 3;
    return bench->ledger;
}

/* Recipients that are sent in one go, and their replies, so that a session takes no long time. */
static void put_recipients(FILE *file, unsigned first, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        fprintf(file, "C: RCPT TO:<r%u@example.org>\n", first + i);
    for (unsigned i = 0; i < count; i++)
        fputs("S: 450 4.2.0 Greylisted\n", file);
}

/* A session with so many recipients in each of so many transactions, all put off. */
static char *put_off(unsigned transactions, unsigned recipients, unsigned first) {
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    fputs("S: 220 a\nC: EHLO b\nS: 250 a\n", file);
    for (unsigned i = 0; i < transactions; i++) {
        fputs("C: MAIL FROM:<a@example.net>\nS: 250 ok\n", file);
        for (unsigned j = 0; j < recipients; j += GROUP)
            put_recipients(file, first + j, recipients - j < GROUP ? recipients - j : GROUP);
        first += recipients;
        fputs("C: RSET\nS: 250 ok\n", file);
    }
    fclose(file);
    return text;
}

static const struct ledger *play_put_off(struct bench *bench, unsigned transactions,
                                         unsigned recipients, unsigned first,
                                         struct finding_list *found) {
    char *text = put_off(transactions, recipients, first);
    const struct ledger *ledger = play(bench, text, found);
    free(text);
    return ledger;
}

static void a_session_notes_so_many_recipients_and_no_more(void **state) {
    (void)state;
    struct bench bench = begin(NULL);
    struct finding_list found;
    const struct ledger *ledger = play_put_off(&bench, 4, 1024, 0, &found);
    assert_int_equal(ledger->try_count, LEDGER_TRIES);
    assert_false(ledger->cut);
    ledger = play_put_off(&bench, 5, 1024, 0, &found);
    assert_int_equal(ledger->try_count, LEDGER_TRIES);
    assert_true(ledger->cut);
    end(&bench);
}

static void what_was_put_off_first_is_forgotten_past_the_bound(void **state) {
    (void)state;
    enum { REMEMBERED = 65536, MORE = 1024 };
    struct bench bench = begin("retry-too-fast");
    struct finding_list found;
    unsigned first = 0;
    for (; first < REMEMBERED + MORE; first += 1024)
        (void)play_put_off(&bench, 1, 1024, first, &found);
    assert_int_equal(found.count, 0);
    assert_true(bench.now.ns < HOUR + 60 * DURATION_SECOND);
    (void)play_put_off(&bench, 1, 1, MORE - 1, &found);
    assert_int_equal(found.count, 0);
    (void)play_put_off(&bench, 1, 1, REMEMBERED + MORE - 1, &found);
    assert_int_equal(found.count, 1);
    end(&bench);
}

static void one_rule_tells_so_much_of_a_session_and_no_more(void **state) {
    (void)state;
    struct bench bench = begin("greylist-no-retry");
    struct finding_list found;
    size_t count;
    (void)play_put_off(&bench, 1, 100, 0, &found);
    (void)play_put_off(&bench, 1, 2, 1000, &found);
    const struct late_finding *late =
        chronicle_end(bench.chronicle, (struct moment){bench.now.ns + 5 * HOUR}, &count);
    assert_int_equal(count, FINDINGS_A_RULE + 2);
    assert_int_equal(late[count - 1].session.id, 1);
    assert_int_equal(late[0].finding.severity, SEVERITY_WARNING);
    end(&bench);
}

static void of_a_muted_session_nothing_is_told_later(void **state) {
    (void)state;
    struct bench bench = begin("greylist-no-retry");
    struct finding_list found;
    size_t count;
    (void)play_put_off(&bench, 1, 1, 0, &found);
    (void)play_put_off(&bench, 1, 1, 1, &found);
    chronicle_mute(bench.chronicle);
    (void)play_put_off(&bench, 1, 1, 2, &found);
    const struct late_finding *late =
        chronicle_end(bench.chronicle, (struct moment){bench.now.ns + 5 * HOUR}, &count);
    assert_int_equal(count, 2);
    assert_int_equal(late[0].session.id, 0);
    assert_int_equal(late[1].session.id, 2);
    end(&bench);
}

static void a_rule_that_is_not_wanted_is_not_asked(void **state) {
    (void)state;
    struct diagnosis_options options = {.except = "retry-too-fast,greylist-no-retry,duplicate-risk,"
                                                  "msg-backscatter,pop3-uidl-changed"};
    struct error error = {0};
    struct diagnoser *diagnoser = diagnoser_new(&options, &error);
    assert_false(diagnoser_goes_across(diagnoser));
    diagnoser_free(diagnoser);
    struct bench bench = begin("duplicate-risk");
    struct finding_list found;
    assert_true(diagnoser_goes_across(bench.diagnoser));
    (void)play_put_off(&bench, 1, 1, 0, &found);
    (void)play_put_off(&bench, 1, 1, 0, &found);
    assert_int_equal(found.count, 0);
    end(&bench);
}

/* What listens to a session whose ledger is looked at while it grows. */
struct bookkeeping {
    struct course course;
    struct ledger ledger;
};

static void keep_books(void *context, const struct session *session, const struct event *event) {
    struct bookkeeping *books = context;
    course_look(&books->course, session, event);
    course_take(&books->course, event);
    ledger_take(&books->ledger, &books->course, event);
}

/* Octets that the ledger of a session holds in which the maildrop is listed so many times. */
static size_t held_after_listings(unsigned count) {
    struct dialogue dialogue = {.protocol = &pop3_protocol};
    struct bookkeeping *books = calloc(1, sizeof *books);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_true(books && file);
    fputs("S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\n", file);
    for (unsigned i = 0; i < count; i++)
        fprintf(file, "C: UIDL\nS: +OK\nS: 1 id%u\nS: .\n", i);
    fclose(file);
    course_begin(&books->course, false);
    ledger_begin(&books->ledger);
    const struct sink sink = {.event = keep_books, .context = books};
    session_free(dialogue_play(&dialogue, text, CUT_WHOLE, &sink));
    assert_non_null(books->ledger.maildrop);
    assert_int_equal(books->ledger.maildrop->count, 1);
    size_t held = books->ledger.arena.held;
    ledger_clear(&books->ledger);
    course_free(&books->course);
    free(books);
    free(text);
    return held;
}

static void a_maildrop_that_is_listed_again_takes_no_more_memory(void **state) {
    (void)state;
    assert_int_equal(held_after_listings(200), held_after_listings(1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_notes_so_many_recipients_and_no_more),
        cmocka_unit_test(what_was_put_off_first_is_forgotten_past_the_bound),
        cmocka_unit_test(one_rule_tells_so_much_of_a_session_and_no_more),
        cmocka_unit_test(of_a_muted_session_nothing_is_told_later),
        cmocka_unit_test(a_rule_that_is_not_wanted_is_not_asked),
        cmocka_unit_test(a_maildrop_that_is_listed_again_takes_no_more_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
