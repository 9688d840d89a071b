/* A third protocol is one more entry of the registry: it reaches show and JSON without a change
 * elsewhere. The toy: the client sends a word, the server sends it back with "yes" or "no". */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dialogue.h"
#include "index/gather.h"
#include "protocol/line.h"
#include "report/report.h"
#include "session/protocol.h"
#include "session/transcript.h"

struct toy {
    struct line_reader lines[2];
    uint32_t asked;
};

static enum recognition toy_recognise(const struct opening *opening) {
    const struct first_lines *client = &opening->first[SIDE_CLIENT];
    bool toy = client->count > 0 && slice_starts(client->line[0], SLICE("toy "));
    return toy ? RECOGNISED_SURE : RECOGNISED_NOT;
}

static void toy_begin(void *state, struct session *session) {
    struct toy *toy = state;
    (void)session;
    toy->asked = EVENT_NOTHING;
}

static void toy_line(struct toy *toy, struct session *session, enum side side,
                     const struct line *line) {
    struct event event = {.n = session_number(session),
                          .side = side,
                          .at = line->at,
                          .end = line->last,
                          .offset = line->offset,
                          .octets = line->octets,
                          .state = "playing"};
    if (side == SIDE_CLIENT) {
        event.kind = EVENT_COMMAND;
        event.command = (struct command_event){.line = line->text,
                                               .end = line->end,
                                               .verb = SLICE("TOY"),
                                               .known = true,
                                               .allowed = true};
        toy->asked = event.n;
    } else {
        bool yes = slice_search(line->text, SLICE("yes")) != SLICE_NONE;
        event.kind = EVENT_REPLY;
        event.reply = (struct reply_event){.lines = &line->text,
                                           .end = line->end,
                                           .line_count = 1,
                                           .status = yes ? SLICE("yes") : SLICE("no"),
                                           .outcome = yes ? OUTCOME_OK : OUTCOME_REFUSED,
                                           .to = toy->asked,
                                           .recipient = EVENT_NOTHING,
                                           .latency = 0};
    }
    session_emit(session, &event);
}

static void toy_bytes(void *state, struct session *session, enum side side, struct chunk *chunk) {
    struct toy *toy = state;
    struct chunk rest = *chunk;
    struct line line;
    while (line_next(&toy->lines[side], &rest, &line))
        toy_line(toy, session, side, &line);
}

static void toy_gap(void *state, struct session *session, enum side side, struct moment moment,
                    uint64_t count) {
    (void)state, (void)session, (void)side, (void)moment, (void)count;
}

static void toy_end(void *state, struct session *session, enum side side, struct moment moment) {
    (void)state, (void)session, (void)side, (void)moment;
}

static void toy_clear(void *state) {
    struct toy *toy = state;
    line_reader_free(&toy->lines[SIDE_CLIENT]);
    line_reader_free(&toy->lines[SIDE_SERVER]);
}

static const struct protocol toy_protocol = {
    .name = "toy",
    .state_size = sizeof(struct toy),
    .recognise = toy_recognise,
    .begin = toy_begin,
    .bytes = toy_bytes,
    .gap = toy_gap,
    .end = toy_end,
    .clear = toy_clear,
};

static const struct protocol *const registry[] = {&toy_protocol, NULL};

/* Plays a dialogue and has it reported; the text is the caller's to free. */
static struct writer report_toy(enum report_format format) {
    const struct dialogue toy = {.protocols = registry};
    struct error error = {0};
    struct decoder *decoder = decoder_new();
    struct gatherer *gatherer = gatherer_new(&(struct gather_options){0}, decoder);
    struct transcript *transcript = transcript_new(&(struct transcript_options){0});
    struct summary summary = {0};
    gather_begin(gatherer, &summary);
    const struct sink *sink = gather_sink(gatherer, transcript_sink(transcript, NULL));
    struct session *session =
        dialogue_play(&toy, "C: toy car\nS: yes, a car\nC: toy gun\nS: no\n", CUT_OCTETS, sink);
    gather_end(gatherer, session, (struct moment){0});
    struct index_row row = {.summary = &summary, .transcript = transcript, .done = true};
    struct writer writer = writer_to(WRITER_MEMORY);
    struct report_options options = {.time = TIME_RELATIVE};
    struct report *report = report_new(REPORT_SHOW, format, &options, &writer, &error);
    report_session(report, &row, NULL);
    report_free(report);
    session_free(session);
    transcript_free(transcript);
    gatherer_free(gatherer);
    decoder_free(decoder);
    arena_free(&summary.arena);
    return writer;
}

static bool says(const struct writer *writer, const char *text) {
    return slice_search(buffer_slice(&writer->buffer), slice_string(text)) != SLICE_NONE;
}

static void it_reaches_the_transcript(void **state) {
    (void)state;
    struct writer writer = report_toy(FORMAT_TEXT);
    assert_true(says(&writer, "#0  toy "));
    assert_true(says(&writer, "C-> toy car\n"));
    assert_true(says(&writer, "yes, a car\n"));
    writer_free(&writer);
}

static void it_reaches_json(void **state) {
    (void)state;
    struct writer writer = report_toy(FORMAT_JSON);
    assert_true(says(&writer, "\"protocol\":\"toy\""));
    assert_true(says(&writer, "\"line\":\"toy gun\""));
    assert_true(says(&writer, "\"outcome\":\"refused\""));
    assert_true(says(&writer, "\"state\":\"playing\""));
    writer_free(&writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reaches_the_transcript),
        cmocka_unit_test(it_reaches_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
