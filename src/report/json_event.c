#include "report/json_report.h"
#include "session/mask.h"

#include "base/text.h"
#include "report/explanation.h"

/* What the pieces of one event share. */
struct event_writer {
    struct json *json;
    const struct transcript_entry *entry;
    bool show_secrets;
};

/* CRLF is what every line should end in. */
static void odd_line_end(struct json *json, enum line_end end) {
    if (end != END_CRLF)
        json_word(json, "line_end", line_end_name(end));
}

/* The octets of text that U+FFFD had to stand in for. */
static void raw_text(struct json *json, struct slice text) {
    if (!text_valid(text))
        json_base64(json, "raw", text);
}

static void masked_text(struct json *json, const char *key, struct masked line) {
    json_text_begin(json, key);
    json_text_piece(json, line.before);
    if (line.hidden.size)
        json_text_piece(json, SLICE(MASK));
    json_text_piece(json, line.after);
    json_text_end(json);
}

static void replies(struct json *json, const struct transcript_entry *entry) {
    if (entry->reply_count == 0)
        return;
    json_array(json, "replies");
    for (size_t i = 0; i < entry->reply_count; i++)
        json_number(json, NULL, entry->replies[i]);
    json_array_end(json);
}

static void digest(struct json *json, const struct transcript_entry *entry) {
    if (entry->has_digest)
        json_hex(json, "sha256", slice_of(entry->sha256, sizeof entry->sha256));
}

static void command_details(struct json *json, const struct command_event *command) {
    json_optional_text(json, "address", command->address);
    if (command->parameter_count)
        json_parameters(json, "parameters", command->parameters, command->parameter_count);
    json_optional_text(json, "mechanism", command->mechanism);
    json_optional_text(json, "user", command->user);
    if (!command->known)
        json_truth(json, "known", false);
    if (!command->allowed)
        json_truth(json, "allowed", false);
    odd_line_end(json, command->end);
    json_optional_truth(json, "truncated", command->truncated);
}

static void write_command(struct event_writer *writer) {
    struct json *json = writer->json;
    struct command_event command = writer->entry->event.command;
    bool masked = command.secret.size > 0 && !writer->show_secrets;
    if (!masked)
        command.secret.size = 0;
    json_text(json, "verb", mask_hides_verb(&command) ? SLICE(MASK) : command.verb);
    if (command.argument.size)
        masked_text(json, "argument", mask_argument(&command));
    masked_text(json, "line", mask_line(command.line, command.secret));
    if (masked)
        json_truth(json, "masked", true);
    else
        raw_text(json, command.line);
    replies(json, writer->entry);
    command_details(json, &command);
}

static bool lines_valid(const struct reply_event *reply) {
    for (size_t i = 0; i < reply->line_count; i++)
        if (!text_valid(reply->lines[i]))
            return false;
    return true;
}

/* The octets of all lines, joined by CRLF. */
static void raw_lines(struct json *json, const struct reply_event *reply) {
    struct buffer joined = {0};
    bool whole = true;
    for (size_t i = 0; i < reply->line_count && whole; i++)
        whole =
            (i == 0 || buffer_add(&joined, SLICE("\r\n"))) && buffer_add(&joined, reply->lines[i]);
    if (whole)
        json_base64(json, "raw", buffer_slice(&joined));
    buffer_free(&joined);
}

static void enhanced_code(struct json *json, struct enhanced_code code) {
    if (code.class == 0)
        return;
    json_text_begin(json, "enhanced");
    writer_number(json->writer, code.class, 1);
    writer_put(json->writer, '.');
    writer_number(json->writer, code.subject, 1);
    writer_put(json->writer, '.');
    writer_number(json->writer, code.detail, 1);
    json_text_end(json);
}

static void answers(struct json *json, uint32_t to, duration latency) {
    if (to == EVENT_NOTHING)
        return;
    json_number(json, "to", to);
    if (latency != DURATION_UNKNOWN)
        json_seconds(json, "latency", latency);
}

static void write_reply(struct event_writer *writer) {
    struct json *json = writer->json;
    const struct reply_event *reply = &writer->entry->event.reply;
    answers(json, reply->to, reply->latency);
    if (reply->recipient != EVENT_NOTHING)
        json_number(json, "recipient", reply->recipient);
    json_optional_number(json, "code", reply->code);
    json_optional_text(json, "status", reply->status);
    json_optional_text(json, "response_code", reply->response_code);
    enhanced_code(json, reply->enhanced);
    if (reply->outcome != OUTCOME_NONE)
        json_word(json, "outcome", outcome_name(reply->outcome));
    json_array(json, "lines");
    for (size_t i = 0; i < reply->line_count; i++)
        json_text(json, NULL, reply->lines[i]);
    json_array_end(json);
    if (!lines_valid(reply))
        raw_lines(json, reply);
    json_optional_number(json, "mixed_codes", reply->mixed_codes);
    if (reply->codes) {
        json_array(json, "codes");
        for (size_t i = 0; i < reply->line_count; i++)
            json_number(json, NULL, reply->codes[i]);
        json_array_end(json);
    }
    odd_line_end(json, reply->end);
    json_optional_number(json, "lines_lost", reply->lines_lost);
    json_optional_truth(json, "truncated", reply->truncated);
    json_optional_truth(json, "unclosed", reply->unclosed);
}

static void server_step(struct json *json, const struct continuation_event *step,
                        struct masked line) {
    json_optional_number(json, "code", step->code);
    json_optional_text(json, "status", step->status);
    json_word(json, "outcome", outcome_name(OUTCOME_MORE));
    json_array(json, "lines");
    masked_text(json, NULL, line);
    json_array_end(json);
}

static void write_continuation(struct event_writer *writer) {
    struct json *json = writer->json;
    const struct event *event = &writer->entry->event;
    const struct continuation_event *step = &event->continuation;
    bool masked = step->secret.size > 0 && !writer->show_secrets;
    struct masked line = mask_line(step->line, masked ? step->secret : slice_of(NULL, 0));
    answers(json, step->to, step->latency);
    if (event->side == SIDE_SERVER)
        server_step(json, step, line);
    else
        masked_text(json, "line", line);
    if (masked)
        json_truth(json, "masked", true);
    else
        raw_text(json, step->line);
    replies(json, writer->entry);
    json_optional_text(json, "user", step->user);
    odd_line_end(json, step->end);
    json_optional_truth(json, "cancel", step->cancel);
    json_optional_truth(json, "truncated", step->truncated);
}

static void write_message(struct event_writer *writer) {
    struct json *json = writer->json;
    const struct message_event *message = &writer->entry->event.message;
    json_number(json, "octets", message->octets);
    json_number(json, "wire_octets", message->wire_octets);
    digest(json, writer->entry);
    json_truth(json, "complete", message->complete);
    json_text(json, "via", message->via);
    json_word(json, "line_end", line_end_name(message->end));
    json_truth(json, "assumed", message->assumed);
    json_optional_number(json, "number", message->number);
    json_optional_number(json, "announced", message->announced);
    replies(json, writer->entry);
}

static void write_block(struct event_writer *writer) {
    const struct message_event *block = &writer->entry->event.message;
    json_number(writer->json, "octets", block->octets);
    digest(writer->json, writer->entry);
    json_truth(writer->json, "complete", block->complete);
    json_text(writer->json, "via", block->via);
    replies(writer->json, writer->entry);
}

static void write_tls(struct event_writer *writer) {
    json_tls(writer->json, &writer->entry->event.tls);
}

/* A client asks a proxy for the way to a server. */
static void passage(struct event_writer *writer, const struct proxy_event *proxy) {
    struct json *json = writer->json;
    json_optional_number(json, "version", proxy->version);
    if (proxy->name.size || proxy->target.size)
        json_target(json, &proxy->target, proxy->name);
    json_optional_text(json, "user", proxy->user);
    if (proxy->secret.size && writer->show_secrets)
        json_text(json, "credentials", proxy->secret);
    else if (proxy->secret.size)
        json_truth(json, "masked", true);
    if (proxy->outcome != OUTCOME_NONE) {
        json_number(json, "code", proxy->code);
        json_word(json, "outcome", outcome_name(proxy->outcome));
    }
    json_optional_text(json, "text", proxy->text);
}

/* A proxy tells the server who its client is. */
static void proxy_header(struct json *json, const struct proxy_event *proxy) {
    json_number(json, "version", proxy->version);
    json_truth(json, "local", proxy->local);
    if (proxy->client.size)
        json_endpoint(json, "client", &proxy->client);
    if (proxy->server.size)
        json_endpoint(json, "server", &proxy->server);
    json_optional_text(json, "authority", proxy->authority);
    json_optional_text(json, "tls", proxy->tls);
    json_optional_text(json, "cipher", proxy->cipher);
    json_optional_text(json, "common_name", proxy->common_name);
}

static void write_proxy(struct event_writer *writer) {
    struct json *json = writer->json;
    const struct proxy_event *proxy = &writer->entry->event.proxy;
    json_word(json, "protocol", proxy_protocol_name(proxy->protocol));
    if (proxy->protocol == PROXY_HEADER)
        proxy_header(json, proxy);
    else
        passage(writer, proxy);
    if (proxy->line.size) {
        json_text(json, "line", proxy->line);
        raw_text(json, proxy->line);
    }
}

static void write_gap(struct event_writer *writer) {
    json_optional_number(writer->json, "octets", writer->entry->event.octets);
}

static void known_seconds(struct json *json, const char *key, duration span) {
    if (span != DURATION_UNKNOWN)
        json_seconds(json, key, span);
}

static void write_connect(struct event_writer *writer) {
    json_connect(writer->json, &writer->entry->event.connect);
}

void json_connect(struct json *json, const struct connect_event *connect) {
    json_number(json, "syns", connect->syns);
    json_number(json, "syn_acks", connect->answers);
    json_seconds(json, "span", connect->span);
    known_seconds(json, "answered", connect->answered);
    known_seconds(json, "round_trip", connect->round_trip);
    json_truth(json, "accepted", connect->accepted);
}

static void write_network(struct event_writer *writer) {
    struct json *json = writer->json;
    const struct network_event *network = &writer->entry->event.network;
    json_word(json, "what", notice_name(network->notice.kind));
    json_number(json, "count", network->count);
    json_optional_number(json, "octets", network->notice.octets);
    json_complaint(json, &network->notice);
}

void json_complaint(struct json *json, const struct notice *notice) {
    char address[ENDPOINT_TEXT];
    if (!notice->text)
        return;
    endpoint_address_text(&notice->from, address);
    json_word(json, "from", address);
    json_optional_number(json, "mtu", notice->mtu);
    json_word(json, "text", notice->text);
}

static void write_junk(struct event_writer *writer) {
    const struct junk_event *junk = &writer->entry->event.junk;
    bool masked = junk->secret.size > 0 && !writer->show_secrets;
    masked_text(writer->json, "text",
                mask_line(junk->text, masked ? junk->secret : slice_of(NULL, 0)));
    if (masked)
        json_truth(writer->json, "masked", true);
    else
        raw_text(writer->json, junk->text);
}

static void write_close(struct event_writer *writer) {
    json_word(writer->json, "how", closing_name(writer->entry->event.closing));
}

/* The middle of each kind's object; `counted`: its octets are told there, and not at the end. */
static const struct {
    void (*write)(struct event_writer *writer);
    bool counted;
} kinds[EVENT_KINDS] = {
    [EVENT_CONNECT] = {write_connect, true}, [EVENT_PROXY] = {write_proxy, false},
    [EVENT_GREETING] = {write_reply, false}, [EVENT_COMMAND] = {write_command, false},
    [EVENT_REPLY] = {write_reply, false},    [EVENT_CONTINUATION] = {write_continuation, false},
    [EVENT_MESSAGE] = {write_message, true}, [EVENT_BLOCK] = {write_block, true},
    [EVENT_TLS] = {write_tls, false},        [EVENT_GAP] = {write_gap, true},
    [EVENT_NETWORK] = {write_network, true}, [EVENT_JUNK] = {write_junk, false},
    [EVENT_CLOSE] = {write_close, true},
};

static void write_explanation(struct json *json, const struct json_view *view, uint32_t n) {
    struct arena arena = {0};
    struct explanation explanation;
    if (explain_event(view->explainer, &arena, view->row->transcript, n, view->depth, &explanation))
        explanation_json(json, "explanation", &explanation);
    arena_free(&arena);
}

/* Comments on the event, each on a line of its own. */
static void write_comments(struct json *json, const struct json_view *view, uint32_t event) {
    const struct report_options *options = view->comments;
    struct slice text;
    size_t n = 0;
    for (; options && options->comment &&
           options->comment(options->commenter, view->row, event, n, &text);
         n++) {
        if (n == 0)
            json_text_begin(json, "comment");
        else
            json_text_piece(json, SLICE("\n"));
        json_text_piece(json, text);
    }
    if (n > 0)
        json_text_end(json);
}

void json_event(struct json *json, const struct json_view *view,
                const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    struct moment start = view->row->summary->start;
    if (!entry->present)
        return;
    json_object(json, NULL);
    json_number(json, "n", event->n);
    json_seconds(json, "at", moment_since(event->at, start));
    json_seconds(json, "end", moment_since(event->end, start));
    json_word(json, "side", side_name(event->side));
    json_word(json, "kind", event_kind_name(event->kind));
    struct event_writer writer = {json, entry, view->show_secrets};
    if (kinds[event->kind].write)
        kinds[event->kind].write(&writer);
    if (event->kind == EVENT_MESSAGE)
        json_header(json, view->row->transcript, entry);
    if (event->state)
        json_word(json, "state", event->state);
    json_number(json, "offset", event->offset);
    if (!kinds[event->kind].counted)
        json_number(json, "octets", event->octets);
    json_optional_number(json, "packet", event->packet);
    write_comments(json, view, event->n);
    if (view->explainer)
        write_explanation(json, view, event->n);
    json_object_end(json);
}
