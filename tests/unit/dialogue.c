#include "dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "session/protocol.h"

enum { CUTS = 12, MILLISECOND = 1000000 };

/* ---- events as text ---- */

/* A listener that writes what it hears. */
struct scribe {
    const struct dialogue *dialogue;
    FILE *out;
    struct buffer content; /* of message `content_of` */
    uint32_t content_of;
};

static void put_octets(FILE *out, struct slice octets) {
    for (size_t i = 0; i < octets.size; i++) {
        uint8_t octet = octets.data[i];
        if (octet == '\r' || octet == '\n')
            fputs(octet == '\r' ? "\\r" : "\\n", out);
        else if (octet < ' ' || octet > '~' || octet == '\\')
            fprintf(out, "\\x%02x", octet);
        else
            fputc(octet, out);
    }
}

static void put_named(FILE *out, const char *name, struct slice octets) {
    if (octets.size == 0)
        return;
    fprintf(out, " %s=", name);
    put_octets(out, octets);
}

static void put_number(FILE *out, const char *name, uint64_t number) {
    if (number > 0)
        fprintf(out, " %s=%llu", name, (unsigned long long)number);
}

static void put_flag(FILE *out, const char *name, bool is_so) {
    if (is_so)
        fprintf(out, " %s", name);
}

static void put_to(FILE *out, const char *name, uint32_t to) {
    if (to != EVENT_NOTHING)
        fprintf(out, " %s=%u", name, to);
}

static const char *act_name(enum act act) {
    static const char *const names[] = {
        [ACT_OTHER] = "other",       [ACT_HELLO] = "hello",
        [ACT_SENDER] = "sender",     [ACT_RECIPIENT] = "recipient",
        [ACT_CONTENT] = "content",   [ACT_RESET] = "reset",
        [ACT_LOGIN] = "login",       [ACT_TLS] = "tls",
        [ACT_RETRIEVE] = "retrieve", [ACT_DELETE] = "delete",
        [ACT_LIST] = "list",         [ACT_IDENTIFY] = "identify",
        [ACT_COUNT] = "count",       [ACT_ABILITIES] = "abilities",
        [ACT_TURN] = "turn",         [ACT_QUIT] = "quit",
        [ACT_CLIENT] = "client",     [ACT_FORWARD] = "forward",
    };
    return names[act];
}

static void put_command(FILE *out, const struct command_event *command) {
    fputc(' ', out);
    put_octets(out, command->verb);
    fputs(" \"", out);
    put_octets(out, command->line);
    fputc('"', out);
    if (command->act != ACT_OTHER)
        fprintf(out, " %s", act_name(command->act));
    put_named(out, "address", command->address);
    put_named(out, "user", command->user);
    put_named(out, "mechanism", command->mechanism);
    put_named(out, "secret", command->secret);
    for (size_t i = 0; i < command->parameter_count; i++) {
        put_named(out, "parameter", command->parameters[i].name);
        fputs(command->parameters[i].has_value ? "=" : "", out);
        put_octets(out, command->parameters[i].value);
    }
    put_number(out, "number", command->number);
    put_flag(out, "last", command->last);
    put_flag(out, line_end_name(command->end), command->end != END_CRLF);
    put_flag(out, "unknown", !command->known);
    put_flag(out, "misplaced", !command->allowed);
    put_flag(out, "truncated", command->truncated);
}

static void put_reply(FILE *out, const struct reply_event *reply) {
    put_to(out, "to", reply->to);
    put_to(out, "recipient", reply->recipient);
    fprintf(out, " %s", outcome_name(reply->outcome));
    if (reply->code > 0)
        fprintf(out, " %u", reply->code);
    if (reply->enhanced.class > 0)
        fprintf(out, " %u.%u.%u", reply->enhanced.class, reply->enhanced.subject,
                reply->enhanced.detail);
    if (reply->status.size > 0)
        fputc(' ', out);
    put_octets(out, reply->status);
    if (reply->response_code.size > 0) {
        fputs(" [", out);
        put_octets(out, reply->response_code);
        fputc(']', out);
    }
    for (size_t i = 0; i < reply->line_count; i++) {
        fputs(i == 0 ? " \"" : " | ", out);
        put_octets(out, reply->lines[i]);
    }
    fputs(reply->line_count > 0 ? "\"" : "", out);
    put_number(out, "lost", reply->lines_lost);
    put_number(out, "mixed", reply->mixed_codes);
    for (size_t i = 0; reply->codes && i < reply->line_count; i++)
        fprintf(out, "%s%u", i == 0 ? " codes=" : ",", reply->codes[i]);
    put_flag(out, line_end_name(reply->end), reply->end != END_CRLF);
    put_flag(out, "final", reply->final);
    put_flag(out, "truncated", reply->truncated);
}

static void put_continuation(FILE *out, const struct continuation_event *continuation) {
    put_to(out, "to", continuation->to);
    if (continuation->code > 0)
        fprintf(out, " %u", continuation->code);
    if (continuation->status.size > 0)
        fputc(' ', out);
    put_octets(out, continuation->status);
    fputs(" \"", out);
    put_octets(out, continuation->line);
    fputc('"', out);
    put_number(out, "step", continuation->step);
    put_named(out, "user", continuation->user);
    put_named(out, "secret", continuation->secret);
    put_flag(out, "cancel", continuation->cancel);
    put_flag(out, line_end_name(continuation->end), continuation->end != END_CRLF);
    put_flag(out, "truncated", continuation->truncated);
}

static void put_facts(FILE *out, const struct content_facts *facts) {
    put_number(out, "longest", facts->longest_line);
    put_number(out, "bare-lf", facts->bare_lf);
    put_number(out, "bare-cr", facts->bare_cr);
    put_number(out, "nul", facts->nul);
    put_number(out, "high", facts->high);
    put_number(out, "stuffed", facts->stuffed_dots);
}

static void put_message(struct scribe *scribe, const struct event *event) {
    const struct message_event *message = &event->message;
    FILE *out = scribe->out;
    fputc(' ', out);
    put_octets(out, message->via);
    fprintf(out, " %llu/%llu", (unsigned long long)message->octets,
            (unsigned long long)message->wire_octets);
    put_number(out, "number", message->number);
    put_number(out, "announced", message->announced);
    put_flag(out, line_end_name(message->end), message->end != END_CRLF);
    put_flag(out, "incomplete", !message->complete);
    put_flag(out, "assumed", message->assumed);
    if (scribe->dialogue->facts)
        put_facts(out, &message->facts);
    fputs(" \"", out);
    if (scribe->content_of == event->n)
        put_octets(out, buffer_slice(&scribe->content));
    fputc('"', out);
}

static void put_details(struct scribe *scribe, const struct event *event) {
    FILE *out = scribe->out;
    switch (event->kind) {
    case EVENT_COMMAND:
        put_command(out, &event->command);
        break;
    case EVENT_GREETING:
    case EVENT_REPLY:
        put_reply(out, &event->reply);
        break;
    case EVENT_CONTINUATION:
        put_continuation(out, &event->continuation);
        break;
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        put_message(scribe, event);
        break;
    case EVENT_JUNK:
        fputs(" \"", out);
        put_octets(out, event->junk.text);
        fputc('"', out);
        put_named(out, "secret", event->junk.secret);
        break;
    case EVENT_GAP:
        fprintf(out, " %llu", (unsigned long long)event->octets);
        break;
    case EVENT_CLOSE:
        fprintf(out, " %s", closing_name(event->closing));
        break;
    default:
        break;
    }
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct scribe *scribe = context;
    (void)session;
    fprintf(scribe->out, "%u %s %s", event->n, event->side == SIDE_CLIENT ? "C" : "S",
            event_kind_name(event->kind));
    put_details(scribe, event);
    if (scribe->dialogue->states && event->state)
        fprintf(scribe->out, " {%s}", event->state);
    fputc('\n', scribe->out);
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct scribe *scribe = context;
    (void)session, (void)place;
    if (scribe->content_of != n)
        scribe->content.size = 0;
    scribe->content_of = n;
    assert_true(buffer_add(&scribe->content, octets));
    return true;
}

/* ---- a dialogue, told to a session ---- */

struct teller {
    struct session *session;
    struct moment now;
    struct place place;
    unsigned cut, seed;
    struct buffer said; /* what one side says in a row */
    enum side side;
};

static size_t piece_size(struct teller *teller, size_t left) {
    if (teller->cut == CUT_WHOLE)
        return left;
    if (teller->cut == CUT_OCTETS)
        return 1;
    size_t size = 1 + (size_t)rand_r(&teller->seed) % (teller->cut % 2 ? 5 : 40);
    return size < left ? size : left;
}

/* Hands over what one side said in a row. */
static void tell_said(struct teller *teller) {
    for (size_t at = 0; at < teller->said.size;) {
        size_t size = piece_size(teller, teller->said.size - at);
        /* A copy of its own, so that a sanitizer sees who reads past the piece. */
        uint8_t *octets = malloc(size);
        assert_non_null(octets);
        memcpy(octets, teller->said.data + at, size);
        session_bytes(teller->session, teller->side, teller->now, slice_of(octets, size),
                      teller->place);
        free(octets);
        at += size;
        teller->place.offset += size;
    }
    teller->said.size = 0;
    teller->now.ns += MILLISECOND;
    teller->place.packet++;
}

static uint8_t hex_value(char digit) {
    return (uint8_t)(digit <= '9' ? digit - '0' : (digit | ' ') - 'a' + 10);
}

/* The octet that an escape means; moves past it. */
static uint8_t read_escape(struct slice *text) {
    static const char letters[] = "rnt0\\", octets[] = "\r\n\t\0\\";
    uint8_t letter = text->data[1];
    if (letter == 'x' && text->size >= 4) {
        uint8_t octet =
            (uint8_t)(hex_value((char)text->data[2]) << 4 | hex_value((char)text->data[3]));
        *text = slice_from(*text, 4);
        return octet;
    }
    const char *at = memchr(letters, letter, sizeof letters - 1);
    if (!at)
        fail_msg("dialogue: no escape: \\%c", letter);
    *text = slice_from(*text, 2);
    return (uint8_t)octets[at - letters];
}

static void say(struct teller *teller, enum side side, struct slice text, bool line) {
    if (teller->side != side)
        tell_said(teller);
    teller->side = side;
    while (text.size > 0) {
        uint8_t octet = text.data[0];
        if (octet == '\\' && text.size > 1)
            octet = read_escape(&text);
        else
            text = slice_from(text, 1);
        assert_true(buffer_add(&teller->said, slice_of(&octet, 1)));
    }
    if (line)
        assert_true(buffer_add(&teller->said, SLICE("\r\n")));
}

static void say_hex(struct teller *teller, enum side side, struct slice digits) {
    if (teller->side != side)
        tell_said(teller);
    teller->side = side;
    for (size_t i = 0; i + 1 < digits.size; i += 2) {
        uint8_t octet =
            (uint8_t)(hex_value((char)digits.data[i]) << 4 | hex_value((char)digits.data[i + 1]));
        assert_true(buffer_add(&teller->said, slice_of(&octet, 1)));
    }
}

static enum side read_side(struct slice *rest) {
    return slice_equal(slice_word(rest), SLICE("C")) ? SIDE_CLIENT : SIDE_SERVER;
}

static enum closing read_closing(struct slice word) {
    for (enum closing how = CLOSING_FIN; how <= CLOSING_OPEN; how++)
        if (slice_equal(word, slice_string(closing_name(how))))
            return how;
    fail_msg("dialogue: no such end");
    return CLOSING_OPEN;
}

static enum notice_kind read_notice(struct slice word) {
    for (enum notice_kind kind = 0; kind < NOTICE_KINDS; kind++)
        if (slice_equal(word, slice_string(notice_name(kind))))
            return kind;
    fail_msg("dialogue: no such notice");
    return NOTICE_KINDS;
}

static void tell_notice(struct teller *teller, struct slice statement) {
    enum side side = read_side(&statement);
    struct notice notice = {.kind = read_notice(slice_word(&statement))};
    uint64_t number = 0;
    if (slice_trim(statement).size > 0)
        assert_true(slice_number(slice_trim(statement), UINT32_MAX, &number));
    if (notice.kind >= NOTICE_UNREACHABLE) {
        notice.mtu = (uint32_t)number;
        notice.text = "the packet is too large";
        notice.from = (struct endpoint){.address = {192, 0, 2, 254}, .size = 4};
    } else {
        notice.octets = number;
    }
    session_notice(teller->session, side, teller->now, &notice, teller->place);
}

/* TLS begins; what a verifier of the certificate found, if there was one. */
static void secure(struct teller *teller, struct slice statement) {
    struct slice version = slice_word(&statement), host = slice_word(&statement);
    struct slice fault = slice_word(&statement);
    struct tls_fault found = {.kind = TLS_FAULTS, .words = slice_trim(statement)};
    for (int kind = 0; kind < TLS_FAULTS; kind++)
        if (slice_equal(slice_string(tls_fault_name((enum tls_fault_kind)kind)), fault))
            found.kind = (enum tls_fault_kind)kind;
    const struct tls_verification verification = {host, &found, found.kind != TLS_FAULTS};
    session_secure(teller->session, teller->now,
                   &(struct tls_event){.version = version,
                                       .verification = host.size > 0 ? &verification : NULL});
}

static void tell_statement(struct teller *teller, struct slice statement) {
    uint8_t who = statement.data[0];
    if (statement.size >= 2 && statement.data[1] == ':') {
        enum side side = octet_upper(who) == 'C' ? SIDE_CLIENT : SIDE_SERVER;
        bool space = statement.size > 2 && statement.data[2] == ' ';
        say(teller, side, slice_from(statement, space ? 3 : 2), who == 'C' || who == 'S');
        return;
    }
    struct slice word = slice_word(&statement);
    if (slice_equal(word, SLICE("hex"))) {
        enum side side = read_side(&statement);
        say_hex(teller, side, slice_trim(statement));
        return;
    }
    tell_said(teller);
    uint64_t count = 0;
    if (slice_equal(word, SLICE("repeat"))) {
        struct slice times = slice_word(&statement);
        assert_true(slice_number(times, 100000, &count));
        for (statement = slice_trim(statement); count > 0; count--)
            tell_statement(teller, statement);
    } else if (slice_equal(word, SLICE("wait"))) {
        assert_true(slice_number(slice_trim(statement), UINT32_MAX, &count));
        teller->now.ns += (int64_t)count * DURATION_SECOND;
    } else if (slice_equal(word, SLICE("back"))) {
        assert_true(slice_number(slice_trim(statement), UINT32_MAX, &count));
        teller->now.ns -= (int64_t)count * DURATION_SECOND;
    } else if (slice_equal(word, SLICE("notice"))) {
        tell_notice(teller, statement);
    } else if (slice_equal(word, SLICE("gap"))) {
        enum side side = read_side(&statement);
        assert_true(slice_number(slice_trim(statement), UINT32_MAX, &count));
        session_gap(teller->session, side, teller->now, count);
    } else if (slice_equal(word, SLICE("end"))) {
        enum side side = read_side(&statement);
        session_end(teller->session, side, teller->now, read_closing(slice_trim(statement)));
    } else if (slice_equal(word, SLICE("secure"))) {
        secure(teller, statement);
    } else {
        fail_msg("dialogue: no statement: %.*s", (int)word.size, (const char *)word.data);
    }
}

static void tell(struct teller *teller, struct slice text) {
    while (text.size > 0) {
        size_t end = slice_find(text, '\n');
        struct slice statement = slice_first(text, end);
        if (statement.size > 0 && statement.data[0] != '#')
            tell_statement(teller, statement);
        text = slice_from(text, statement.size + 1);
    }
    tell_said(teller);
}

/* SYN, SYN-ACK and its acknowledgement, all at the start. */
static void shake_hands(struct handshake *handshake, struct moment start) {
    struct place place = {.packet = 1};
    (void)handshake_notice(handshake, SIDE_CLIENT, start, NOTICE_SYN, place);
    (void)handshake_notice(handshake, SIDE_SERVER, start, NOTICE_SYN, place);
    (void)handshake_notice(handshake, SIDE_CLIENT, start, NOTICE_ACCEPTED, place);
}

struct session *dialogue_play(const struct dialogue *dialogue, const char *text, unsigned cut,
                              const struct sink *sink) {
    const struct protocol *const alone[] = {dialogue->protocol, NULL};
    const struct layer *const no_layer[] = {NULL};
    struct session_options options = {
        .protocols = dialogue->protocols ? dialogue->protocols : alone,
        .layers = dialogue->layers ? dialogue->layers : no_layer,
        .keys = dialogue->keys,
        .details = dialogue->details,
    };
    struct origin origin = {.ends = {dialogue->ends[0], dialogue->ends[1]},
                            .sides_known = true,
                            .midstream = dialogue->midstream,
                            .protocol = dialogue->protocol,
                            .hint = dialogue->hint,
                            .hint_sealed = dialogue->hint_sealed};
    if (dialogue->connected)
        shake_hands(&origin.handshake, dialogue->start);
    struct teller teller = {.session = session_new(&origin, &options, sink),
                            .now = dialogue->start,
                            .place = {.packet = 1},
                            .cut = cut,
                            .seed = cut};
    assert_non_null(teller.session);
    tell(&teller, slice_string(text));
    session_end(teller.session, SIDE_CLIENT, teller.now, CLOSING_OPEN);
    buffer_free(&teller.said);
    return teller.session;
}

char *dialogue_events(const struct dialogue *dialogue, const char *text, unsigned cut) {
    char *events = NULL;
    size_t size = 0;
    struct scribe scribe = {
        .dialogue = dialogue, .out = open_memstream(&events, &size), .content_of = EVENT_NOTHING};
    assert_non_null(scribe.out);
    struct sink sink = {.event = hear_event, .content = hear_content, .context = &scribe};
    struct session *session = dialogue_play(dialogue, text, cut, &sink);
    if (session_kind(session) == SESSION_OTHER)
        fputs("not recognised\n", scribe.out);
    session_free(session);
    fclose(scribe.out);
    buffer_free(&scribe.content);
    return events;
}

/* The end of a session that ran out says nothing to a test. */
static void drop_last_close(char *events) {
    char *last = NULL;
    for (char *line = events; *line; line = strchr(line, '\n') + 1)
        last = line;
    if (last && strstr(last, " close open"))
        *last = '\0';
}

void dialogue_check(const struct dialogue *dialogue, const char *text, const char *expected,
                    const char *file, int line) {
    for (unsigned cut = CUT_WHOLE; cut < CUTS; cut++) {
        char *events = dialogue_events(dialogue, text, cut);
        drop_last_close(events);
        bool same = strcmp(events, expected) == 0;
        if (!same)
            print_error("cut %u of the dialogue gives\n%sexpected\n%s", cut, events, expected);
        free(events);
        if (!same)
            _fail(file, line);
    }
}
