#include "told_session.h"

#include "session/protocol.h"
#include "session/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct protocol protocol = {.name = "smtp"};
static const int64_t start = INT64_C(1254722767492060000);

static struct moment at(int64_t ms) {
    return (struct moment){start + ms * 1000000};
}

static void tell(struct transcript *transcript, struct event event, int64_t ms) {
    const struct sink *sink = transcript_sink(transcript, NULL);
    event.at = at(ms);
    event.end = at(event.kind == EVENT_NETWORK ? ms + 1 : ms);
    event.state = "ready";
    sink->event(sink->context, NULL, &event);
}

static void tell_command(struct transcript *transcript, uint32_t n, int64_t ms, const char *line,
                         const char *secret, enum act act, const char *address) {
    struct slice whole = slice_string(line), rest = whole, verb = slice_word(&rest);
    size_t hidden = secret ? slice_search(whole, slice_string(secret)) : whole.size;
    tell(transcript,
         (struct event){.n = n,
                        .kind = EVENT_COMMAND,
                        .side = SIDE_CLIENT,
                        .octets = whole.size + 2,
                        .packet = n + 4,
                        .command = {.verb = verb,
                                    .argument = slice_trim(rest),
                                    .line = whole,
                                    .secret = slice_from(whole, hidden),
                                    .end = END_CRLF,
                                    .act = act,
                                    .address = slice_string(address),
                                    .known = true,
                                    .allowed = true}},
         ms);
}

static void tell_reply(struct transcript *transcript, uint32_t n, int64_t ms, uint32_t to,
                       uint16_t code, enum outcome outcome, const char *first, const char *second) {
    const struct slice lines[] = {slice_string(first), slice_string(second ? second : "")};
    bool greeting = to == EVENT_NOTHING;
    tell(transcript,
         (struct event){.n = n,
                        .kind = greeting ? EVENT_GREETING : EVENT_REPLY,
                        .side = SIDE_SERVER,
                        .octets = 6 + strlen(first) + (second ? 6 + strlen(second) : 0),
                        .packet = n + 4,
                        .reply = {.lines = lines,
                                  .line_count = second ? 2 : 1,
                                  .code = code,
                                  .end = END_CRLF,
                                  .outcome = outcome,
                                  .to = to,
                                  .recipient = EVENT_NOTHING,
                                  .latency = greeting ? DURATION_UNKNOWN : 2000000}},
         ms);
}

static void tell_message(struct transcript *transcript) {
    static const char content[] = "Subject: hi\r\n\r\nDear \x1b[1mall\r\n";
    const struct sink *sink = transcript_sink(transcript, NULL);
    sink->content(sink->context, NULL, 11, slice_of(content, sizeof content - 1),
                  (struct place){0});
    tell(transcript,
         (struct event){.n = 11,
                        .kind = EVENT_MESSAGE,
                        .side = SIDE_CLIENT,
                        .message = {.octets = sizeof content - 1,
                                    .wire_octets = sizeof content + 2,
                                    .via = SLICE("DATA"),
                                    .end = END_CRLF,
                                    .complete = true}},
         24);
}

/* Two recipients, pipelined: the replies come after both. */
static void tell_all(struct transcript *transcript) {
    tell_reply(transcript, 0, 1, EVENT_NOTHING, 220, OUTCOME_OK, "mx.example.org", NULL);
    tell_command(transcript, 1, 2, "EHLO a", NULL, ACT_HELLO, "");
    tell_reply(transcript, 2, 4, 1, 250, OUTCOME_OK, "mx.example.org", "AUTH PLAIN");
    tell_command(transcript, 3, 5, "AUTH PLAIN AGEAYg==", "AGEAYg==", ACT_LOGIN, "");
    tell_reply(transcript, 4, 7, 3, 235, OUTCOME_OK, "2.7.0 welcome", NULL);
    tell_command(transcript, 5, 10, "MAIL FROM:<a@b>", NULL, ACT_SENDER, "a@b");
    tell_command(transcript, 6, 10, "RCPT TO:<c@d>", NULL, ACT_RECIPIENT, "c@d");
    tell_command(transcript, 7, 10, "DATA", NULL, ACT_CONTENT, "");
    tell_reply(transcript, 8, 12, 5, 250, OUTCOME_OK, "ok", NULL);
    tell_reply(transcript, 9, 12, 6, 250, OUTCOME_OK, "ok", NULL);
    tell_reply(transcript, 10, 12, 7, 354, OUTCOME_MORE, "go on", NULL);
    tell_message(transcript);
    tell_reply(transcript, 12, 26, 11, 550, OUTCOME_REFUSED, "5.7.1 no \xff\xfe", NULL);
    tell_command(transcript, 13, 30, "N\xc3\x96\xe2P", NULL, ACT_OTHER, "");
    tell(transcript, (struct event){.n = 14, .kind = EVENT_GAP, .side = SIDE_SERVER, .octets = 7},
         40);
    tell(transcript,
         (struct event){
             .n = 15,
             .kind = EVENT_NETWORK,
             .side = SIDE_CLIENT,
             .network = {.notice = {.kind = NOTICE_RETRANSMISSION, .octets = 2920}, .count = 2}},
         41);
    tell(transcript,
         (struct event){.n = 16,
                        .kind = EVENT_NETWORK,
                        .side = SIDE_SERVER,
                        .network = {.notice = {.kind = NOTICE_PACKET_TOO_BIG,
                                               .mtu = 1280,
                                               .from = {{0x20, 0x01, 0x0d, 0xb8, [15] = 1}, 16, 0},
                                               .text = "packet too big"},
                                    .count = 1}},
         42);
    tell(
        transcript,
        (struct event){.n = 17, .kind = EVENT_CLOSE, .side = SIDE_SERVER, .closing = CLOSING_RESET},
        1500);
}

static struct transaction *told_transaction(struct arena *arena) {
    struct transaction *transaction = arena_take(arena, sizeof *transaction);
    struct recipient *recipient = arena_take(arena, sizeof *recipient);
    assert_true(transaction && recipient);
    *recipient = (struct recipient){.address = SLICE("c@d"),
                                    .code = 250,
                                    .reply = 9,
                                    .outcome = OUTCOME_OK,
                                    .final_code = 550,
                                    .final_reply = 12,
                                    .final_outcome = OUTCOME_REFUSED,
                                    .verdict = VERDICT_REFUSED,
                                    .decided = 12};
    *transaction = (struct transaction){
        .kind = TRANSACTION_DELIVERY,
        .sender = SLICE("a@b"),
        .has_sender = true,
        .recipients = recipient,
        .recipient_count = 1,
        .has_message = true,
        .message = {.event = 11,
                    .octets = 29,
                    .complete = true,
                    .via = SLICE("DATA"),
                    .end = END_CRLF,
                    .subject = SLICE("hi")},
        .verdict = VERDICT_REFUSED,
        .code = 550,
        .reply = SLICE("5.7.1 no \xff\xfe"),
        .decided = 12,
    };
    return transaction;
}

static void tell_summary(struct summary *summary) {
    static struct slice extensions[] = {{(const uint8_t *)"AUTH PLAIN", 10}};
    *summary = (struct summary){
        .protocol = &protocol,
        .client = {{192, 0, 2, 1}, 4, 1470},
        .server = {{192, 0, 2, 25}, 4, 25},
        .start = at(0),
        .end = at(1500),
        .packets = 20,
        .octets = {140, 90},
        .lost = {0, 7},
        .ending = ENDING_RESET,
        .hello = SLICE("a"),
        .user = SLICE("a"),
        .extensions = extensions,
        .extension_count = 1,
        .last_code = 550,
        .verdict = VERDICT_REFUSED,
        .decided = 12,
        .whole = true,
    };
    summary->transactions = told_transaction(&summary->arena);
    summary->transaction_count = 1;
}

struct told {
    struct index_row row;
    struct summary summary;
};

struct index_row *told_session_new(bool events) {
    struct told *told = calloc(1, sizeof *told);
    assert_non_null(told);
    told->row = (struct index_row){.id = 3, .stream = 5, .summary = &told->summary, .done = true};
    tell_summary(&told->summary);
    if (!events)
        return &told->row;
    told->row.transcript = transcript_new(&(struct transcript_options){.preview = SIZE_MAX});
    assert_non_null(told->row.transcript);
    tell_all(told->row.transcript);
    return &told->row;
}

void told_session_free(struct index_row *row) {
    struct told *told = (struct told *)row;
    if (row->transcript)
        transcript_free(row->transcript);
    arena_free(&told->summary.arena);
    free(told);
}

void assert_text(struct writer *writer, const char *expected) {
    writer_put(writer, '\0');
    assert_int_equal(writer->cause, 0);
    assert_string_equal((const char *)writer->buffer.data, expected);
    writer->buffer.size = 0;
}
