/* A message of a session: its header read by each parser, explained at all depths, and written as
 * JSON. The first octet chooses what is not at hand:
 *
 *     bit 0   the session is POP3: the server sends the message
 *     bit 1   a hole in the content, where the second octet says
 *     bit 2   only the first octets are kept, as many as the third says, four times
 *
 * What must hold: values are slices of the field, parts lie inside of the input and in order. */
#include "base/json.h"
#include "explain/explain.h"
#include "message/address_list.h"
#include "message/authentication.h"
#include "message/header.h"
#include "message/received.h"
#include "message/received_spf.h"
#include "message/signature.h"
#include "protocol/registry.h"
#include "report/explanation.h"
#include "report/json_report.h"
#include "tests/fuzz/insist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { POP3 = 1, HOLE = 2, CUT = 4 };

/* ---- one value, by each parser ---- */

static void insist_within(struct slice value, struct slice piece) {
    if (piece.size > 0)
        INSIST(piece.data >= value.data && piece.data + piece.size <= value.data + value.size,
               "a piece of %zu octets lies in its value", piece.size);
}

static void try_received(struct slice value) {
    struct received received;
    struct moment moment;
    received_read(value, &received);
    const struct slice pieces[] = {received.from,   received.seen, received.address,
                                   received.by,     received.via,  received.with,
                                   received.id,     received.tls,  received.recipient,
                                   received.cipher, received.date, received.remark};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        insist_within(value, pieces[i]);
    (void)received_moment(&received, &moment);
}

static void try_results(struct slice value) {
    struct authentication authentication;
    struct authentication_result result;
    struct authentication_property property;
    authentication_read(value, &authentication);
    insist_within(value, authentication.server);
    while (authentication_next(&authentication, &result)) {
        insist_within(value, result.method);
        insist_within(value, result.reason);
        for (struct slice rest = result.properties; authentication_property(&rest, &property);)
            insist_within(value, property.value);
    }
}

static void try_others(struct slice value) {
    struct received_spf spf;
    struct signature signature;
    struct slice address;
    received_spf_read(value, &spf);
    insist_within(value, spf.sender);
    insist_within(value, spf.comment);
    signature_read(value, true, &signature);
    insist_within(value, signature.fields);
    (void)signature_covers(&signature, SLICE("from"));
    for (struct slice rest = value; address_list_next(&rest, &address);)
        insist_within(value, address);
}

/* ---- a session ---- */

static void check(const struct explanation *said) {
    size_t before = 0;
    INSIST(said->title.size > 0 && said->summary.size > 0, "title and summary");
    for (size_t i = 0; i < said->part_count; i++) {
        const struct explanation_part *part = &said->parts[i];
        INSIST(part->start >= before && part->start <= part->end && part->end <= said->input.size,
               "part %zu is inside and in order", i);
        before = part->start;
    }
}

static void explain_all(const struct transcript *transcript) {
    struct error error = {0};
    struct explainer *explainer = explainer_new(NULL, &error);
    struct writer writer = {.fd = WRITER_MEMORY};
    struct json json = {.writer = &writer};
    INSIST(explainer != NULL, "%s", error.text);
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!entry->present || entry->event.kind != EVENT_MESSAGE)
            continue;
        for (unsigned depth = 0; depth < EXPLAIN_DEPTHS; depth++) {
            struct arena arena = {0};
            struct explanation said;
            INSIST(
                explain_event(explainer, &arena, transcript, n, (enum explain_depth)depth, &said),
                "event %zu is explained", n);
            check(&said);
            explanation_json(&json, NULL, &said);
            arena_free(&arena);
        }
        json_object(&json, NULL);
        json_header(&json, transcript, entry);
        json_object_end(&json);
    }
    writer_free(&writer);
    explainer_free(explainer);
}

static void say(struct session *session, enum side side, const char *text) {
    session_bytes(session, side, (struct moment){0}, slice_string(text), (struct place){0});
}

static void send_content(struct session *session, enum side side, struct slice content,
                         size_t hole) {
    struct slice before = slice_first(content, hole), after = slice_from(content, hole);
    session_bytes(session, side, (struct moment){0}, before, (struct place){0});
    if (hole < content.size)
        session_gap(session, side, (struct moment){0}, 100);
    session_bytes(session, side, (struct moment){0}, after, (struct place){0});
    say(session, side, "\r\n.\r\n");
}

static void play(struct session *session, bool pop3, struct slice content, size_t hole) {
    if (pop3) {
        say(session, SIDE_SERVER, "+OK ready\r\n");
        say(session, SIDE_CLIENT, "USER a\r\n");
        say(session, SIDE_SERVER, "+OK\r\n");
        say(session, SIDE_CLIENT, "PASS b\r\n");
        say(session, SIDE_SERVER, "+OK\r\n");
        say(session, SIDE_CLIENT, "RETR 1\r\n");
        say(session, SIDE_SERVER, "+OK\r\n");
        send_content(session, SIDE_SERVER, content, hole);
        return;
    }
    say(session, SIDE_SERVER, "220 b ESMTP\r\n");
    say(session, SIDE_CLIENT, "EHLO a\r\n");
    say(session, SIDE_SERVER, "250 b\r\n");
    say(session, SIDE_CLIENT, "MAIL FROM:<a@b.example>\r\n");
    say(session, SIDE_SERVER, "250 ok\r\n");
    say(session, SIDE_CLIENT, "RCPT TO:<c@d.example>\r\n");
    say(session, SIDE_SERVER, "250 ok\r\n");
    say(session, SIDE_CLIENT, "DATA\r\n");
    say(session, SIDE_SERVER, "354 go\r\n");
    send_content(session, SIDE_CLIENT, content, hole);
    say(session, SIDE_SERVER, "250 ok\r\n");
}

static const struct layer *const no_layers[] = {NULL};

static void try_message(uint8_t how, size_t hole, size_t kept, struct slice content) {
    const struct transcript_options kept_of = {.preview = how & CUT ? kept : HEADER_BLOCK_KEPT};
    struct transcript *transcript = transcript_new(&kept_of);
    const struct origin origin = {.protocol = how & POP3 ? &pop3_protocol : &smtp_protocol};
    const struct session_options options = {.protocols = protocol_registry, .layers = no_layers};
    INSIST(transcript != NULL, "memory");
    struct session *session = session_new(&origin, &options, transcript_sink(transcript, NULL));
    INSIST(session != NULL, "memory");
    play(session, (how & POP3) != 0, content, how & HOLE ? hole : content.size);
    session_end(session, SIDE_CLIENT, (struct moment){0}, CLOSING_FIN);
    session_free(session);
    explain_all(transcript);
    transcript_free(transcript);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3)
        return 0;
    struct slice content = slice_of(data + 3, size - 3);
    try_received(content);
    try_results(content);
    try_others(content);
    try_message(data[0], data[1], (size_t)data[2] * 4, content);
    return 0;
}
