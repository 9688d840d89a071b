/* Any text as a display filter, asked of a small session with and without its events. */
#include "index/filter.h"
#include "tests/fuzz/insist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tell(struct transcript *transcript, struct event event) {
    const struct sink *sink = transcript_sink(transcript, NULL);
    event.packet = event.n + 1;
    sink->event(sink->context, NULL, &event);
}

static void tell_reply(struct transcript *transcript, uint32_t n, uint32_t to, uint16_t code) {
    const struct slice lines[] = {SLICE("5.1.1 one"), SLICE("two")};
    tell(transcript, (struct event){.n = n,
                                    .kind = EVENT_REPLY,
                                    .side = SIDE_SERVER,
                                    .reply = {.lines = lines,
                                              .line_count = 2,
                                              .code = code,
                                              .enhanced = {5, 1, 1},
                                              .to = to,
                                              .latency = 1000000}});
}

static void tell_command(struct transcript *transcript, uint32_t n, enum act act,
                         struct slice line) {
    tell(transcript, (struct event){.n = n,
                                    .kind = EVENT_COMMAND,
                                    .command = {.verb = slice_first(line, 4),
                                                .argument = slice_from(line, 5),
                                                .line = line,
                                                .act = act,
                                                .address = SLICE("a@b")}});
}

static struct transcript *tell_session(void) {
    struct transcript *transcript =
        transcript_new(&(struct transcript_options){.preview = FILTER_HEADER});
    INSIST(transcript, "a transcript");
    const struct sink *sink = transcript_sink(transcript, NULL);
    tell_command(transcript, 0, ACT_RECIPIENT, SLICE("RCPT TO:<a@b>"));
    tell_reply(transcript, 1, 0, 250);
    tell_command(transcript, 2, ACT_CONTENT, SLICE("DATA"));
    tell_reply(transcript, 3, 2, 354);
    sink->content(sink->context, NULL, 4, SLICE("To: a\r\nSubject: =?utf-8?q?b?=\r\n\r\nc\r\n"),
                  (struct place){0});
    tell(transcript, (struct event){.n = 4, .kind = EVENT_MESSAGE});
    tell_reply(transcript, 5, 4, 550);
    return transcript;
}

/* What a row alone decides, its events do not change. */
static void ask(struct filter *filter) {
    struct summary summary = {.client = {{192, 0, 2, 1}, 4, 1470}};
    struct index_row row = {.summary = &summary, .transcript = tell_session()};
    struct error error = {0};
    bool chosen;
    enum filter_answer alone = filter_row(filter, &row);
    INSIST(filter_session(filter, &row, row.transcript, &chosen, &error), "%s", error.text);
    INSIST(alone == FILTER_UNSURE || chosen == (alone == FILTER_YES), "one answer");
    INSIST(alone != FILTER_UNSURE || filter_needs(filter) & FILTER_NEEDS_EVENTS, "said before");
    transcript_free(row.transcript);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct filter_place place;
    struct error error = {0};
    struct filter *filter = filter_new(slice_of(data, size), &place, &error);
    if (filter) {
        ask(filter);
        filter_free(filter);
        return 0;
    }
    INSIST(error.kind != ERROR_NONE && error.text[0], "an error says something");
    INSIST(place.at <= size && place.size <= size - place.at, "its place is in the filter");
    return 0;
}
