#include "golden_findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "diagnose/chronicle.h"
#include "diagnose/ledger.h"
#include "diagnose/names.h"
#include "protocol/registry.h"
#include "tls/key_log.h"
#include "tls/layer.h"

/* 2026-11-24T00:00:00Z */
#define MIDNIGHT (INT64_C(1795478400) * DURATION_SECOND)

/* ---- the file ---- */

enum { TEXT_MOST = 64 * 1024 };

static bool read_file(const char *name, struct golden *golden) {
    FILE *file = fopen(name, "rb");
    if (!file)
        return false;
    golden->text = calloc(1, TEXT_MOST);
    assert_non_null(golden->text);
    size_t size = fread(golden->text, 1, TEXT_MOST - 1, file);
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

/* 10:16:00 */
static struct moment read_clock(struct slice text) {
    int64_t seconds = 0;
    for (int part = 0; part < 3; part++) {
        uint64_t number;
        size_t colon = slice_find(text, ':');
        assert_true(slice_number(slice_first(text, colon), 1000, &number));
        seconds = seconds * 60 + (int64_t)number;
        text = slice_from(text, colon == SLICE_NONE ? text.size : colon + 1);
    }
    return (struct moment){MIDNIGHT + seconds * DURATION_SECOND};
}

static struct moment read_time(struct slice text) {
    uint64_t seconds;
    assert_true(slice_number(text, UINT32_MAX, &seconds));
    return (struct moment){(int64_t)seconds * DURATION_SECOND};
}

static void read_key(struct dialogue *dialogue, struct slice line) {
    struct key_log log = {0};
    if (!dialogue->keys)
        dialogue->keys = key_ring_new();
    assert_true(key_log_read(&log, line, dialogue->keys));
    key_log_end(&log, dialogue->keys);
    assert_int_equal(log.odd, 0);
}

static void read_directive(struct golden *golden, struct slice line) {
    static const struct layer *const tls[] = {&tls_layer, NULL};
    struct golden_session *session = &golden->sessions[golden->count - 1];
    struct slice word = slice_word(&line);
    struct slice value = slice_trim(line);
    if (slice_equal(word, SLICE("protocol")))
        session->dialogue.protocol = protocol_find(value);
    else if (slice_equal(word, SLICE("client")))
        session->dialogue.ends[SIDE_CLIENT] = read_end(value);
    else if (slice_equal(word, SLICE("server")))
        session->dialogue.ends[SIDE_SERVER] = read_end(value);
    else if (slice_equal(word, SLICE("connected")))
        session->dialogue.connected = true;
    else if (slice_equal(word, SLICE("sealed")))
        session->dialogue.hint_sealed = true;
    else if (slice_equal(word, SLICE("tls")))
        session->dialogue.layers = tls;
    else if (slice_equal(word, SLICE("key")))
        read_key(&session->dialogue, value);
    else if (slice_equal(word, SLICE("time")))
        session->dialogue.start = read_time(value);
    else if (slice_equal(word, SLICE("clock")))
        session->dialogue.start = read_clock(value);
    else if (slice_equal(word, SLICE("until")))
        golden->until = read_clock(value);
    else if (slice_equal(word, SLICE("at")))
        session->has_event = slice_number(value, UINT32_MAX, &session->event);
    else
        fail_msg("no directive: %.*s", (int)word.size, (const char *)word.data);
    assert_non_null(session->dialogue.protocol);
}

/* The directives of the session that begins here, and what is said in it; returns where the next
 * one begins, or NULL. */
static char *read_session(struct golden *golden, char *text) {
    static const char next[] = "\n% session\n";
    struct golden_session *session = &golden->sessions[golden->count++];
    while (*text == '%') {
        char *end = strchr(text, '\n');
        assert_non_null(end);
        read_directive(golden, slice_of(text + 1, (size_t)(end - text - 1)));
        text = end + 1;
    }
    session->said = text;
    char *end = strstr(text, next);
    if (!end)
        return NULL;
    *end = '\0';
    return end + strlen(next);
}

bool golden_read(const char *name, struct golden *golden) {
    *golden = (struct golden){.until = {INT64_MIN}};
    if (!read_file(name, golden))
        return false;
    golden->sessions[0].dialogue = (struct dialogue){.protocol = &smtp_protocol, .details = true};
    for (char *text = golden->text; (text = read_session(golden, text)) != NULL;) {
        const struct dialogue *before = &golden->sessions[golden->count - 1].dialogue;
        assert_true(golden->count < GOLDEN_SESSIONS);
        golden->sessions[golden->count].dialogue =
            (struct dialogue){.protocol = before->protocol,
                              .details = true,
                              .ends = {before->ends[0], before->ends[1]}};
    }
    return true;
}

void golden_free(struct golden *golden) {
    for (size_t i = 0; i < golden->count; i++)
        key_ring_free(golden->sessions[i].dialogue.keys);
    golden->count = 0;
    free(golden->text);
    golden->text = NULL;
}

/* ---- what is found ---- */

static struct diagnoser *make_diagnoser(bool all_ears) {
    struct diagnosis_options options = {.header = true, .content = true, .all_ears = all_ears};
    struct error error = {0};
    struct diagnoser *diagnoser = diagnoser_new(&options, &error);
    assert_non_null(diagnoser);
    return diagnoser;
}

static struct finding_list diagnose_session(const struct golden *golden, size_t n, unsigned cut,
                                            struct diagnosis *diagnosis,
                                            struct chronicle *chronicle, struct arena *arena) {
    const struct golden_session *said = &golden->sessions[n];
    struct finding_list found = {.arena = arena};
    diagnosis_begin(diagnosis, arena);
    struct session *session =
        dialogue_play(&said->dialogue, said->said, cut, diagnosis_sink(diagnosis, NULL));
    found.items = diagnosis_end(diagnosis, session, &found.count);
    struct ledger *ledger = diagnosis_take_ledger(diagnosis);
    chronicle_hear(chronicle, &(struct chronicle_session){.id = n}, ledger, &found);
    ledger_free(ledger);
    session_free(session);
    return found;
}

void golden_diagnose(const struct golden *golden, unsigned cut, struct arena *arena,
                     struct golden_found *found) {
    struct error error = {0};
    struct diagnoser *diagnoser = make_diagnoser(golden->all_ears);
    struct diagnosis *diagnosis = diagnosis_new(diagnoser);
    struct chronicle *chronicle = chronicle_new(diagnoser, false, &error);
    assert_true(diagnosis && chronicle);
    for (size_t n = 0; n < golden->count; n++)
        found->sessions[n] = diagnose_session(golden, n, cut, diagnosis, chronicle, arena);
    size_t count;
    const struct late_finding *late = chronicle_end(chronicle, golden->until, &count);
    for (size_t i = 0; i < count; i++)
        assert_true(finding_list_copy(&found->sessions[late[i].session.id], &late[i].finding));
    chronicle_free(chronicle);
    diagnosis_free(diagnosis);
    diagnoser_free(diagnoser);
}
