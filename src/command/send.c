/* heloise send: delivers a test message. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "command/complain.h"
#include "command/connection_choice.h"
#include "command/live_report.h"
#include "command/login_choice.h"
#include "command/run.h"
#include "live/content.h"
#include "live/deliver.h"
#include "live/letter.h"
#include "protocol/registry.h"
#include "report/whole_file.h"

enum { FILE_MOST = 256 * 1024 * 1024 };

struct sending {
    const struct options *options;
    struct live_report report;
    struct target target;
    struct delivery delivery;
    struct login_choice login;
    struct arena arena;
    const char **recipients, **headers;
    size_t header_count;
    struct attachment *attachments;
    size_t attachment_count;
    struct writer content;
    char host[TARGET_NAME];
};

/* ---- whom and where ---- */

/* An address, out of its brackets if it has some; NULL with `error` filled when it has no place in
 * a command. */
static const char *read_address(struct sending *sending, struct slice text, struct error *error) {
    size_t open = slice_find(text, '<');
    struct slice address = slice_trim(text);
    if (open != SLICE_NONE) {
        address = slice_from(text, open + 1);
        address = slice_first(address, slice_find(address, '>'));
    }
    bool good = slice_find(address, '>') == SLICE_NONE;
    for (size_t i = 0; i < address.size; i++)
        good &= address.data[i] >= ' ' && address.data[i] != 0x7f;
    char *kept = good ? arena_take(&sending->arena, address.size + 1) : NULL;
    if (kept && address.size > 0)
        memcpy(kept, address.data, address.size);
    if (!good)
        (void)error_set(error, ERROR_USAGE, _("'%.*s' is no address"), (int)text.size,
                        (const char *)text.data);
    else if (!kept)
        (void)error_memory(error);
    return kept;
}

/* A list with commas between the addresses. */
static bool add_recipients(struct sending *sending, const char *list, struct error *error) {
    struct slice rest = slice_string(list);
    while (rest.size > 0) {
        size_t comma = slice_find(rest, ',');
        const char *address = read_address(sending, slice_first(rest, comma), error);
        rest = comma == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, comma + 1);
        if (!address)
            return false;
        if (!*address)
            continue;
        const char **grown = arena_grow(&sending->arena, sending->recipients,
                                        sending->delivery.recipient_count, sizeof *grown);
        if (!grown)
            return error_memory(error);
        sending->recipients = grown;
        grown[sending->delivery.recipient_count++] = address;
    }
    return true;
}

static bool read_envelope(struct sending *sending, struct error *error) {
    const struct options *options = sending->options;
    const char *from = options->live.from;
    for (size_t i = 0; i < options->given_count; i++)
        if (options->given[i].kind == GIVEN_TO &&
            !add_recipients(sending, options->given[i].value, error))
            return false;
    sending->delivery.recipients = sending->recipients;
    if (sending->delivery.recipient_count == 0)
        return error_set(error, ERROR_USAGE, _("nobody is named who gets it: --to"));
    if (!from) { /* whoever is at this machine, as swaks has it */
        char *made = arena_take(&sending->arena, TARGET_NAME + 32);
        const char *user = getenv("USER");
        if (!made)
            return error_memory(error);
        (void)snprintf(made, TARGET_NAME + 32, "%.30s@%.255s", user && *user ? user : "nobody",
                       sending->host);
        from = made;
    }
    sending->delivery.sender = read_address(sending, slice_string(from), error);
    return sending->delivery.sender != NULL;
}

static bool read_stage(const char *word, enum deliver_stage *stage, struct error *error) {
    *stage = word ? deliver_stage_find(word) : DELIVER_STAGES;
    return !word || *stage != DELIVER_STAGES ||
           error_set(error, ERROR_USAGE,
                     _("'%s' is none of connect, banner, ehlo, tls, auth, mail, rcpt, data, dot"),
                     word);
}

static bool read_target(struct sending *sending, struct error *error) {
    const struct options *options = sending->options;
    const struct live_choices *live = &options->live;
    const struct protocol *protocol =
        options->protocol ? protocol_find(slice_string(options->protocol)) : NULL;
    bool lmtp = protocol == &lmtp_protocol;
    const char *server = live->server                 ? live->server
                         : live->socket || live->pipe ? "localhost"
                                                      : NULL;
    uint64_t port;
    if (!server)
        return error_set(error, ERROR_USAGE, _("no server is named: --server HOST"));
    if (!target_read(&sending->target, server,
                     lmtp                   ? "lmtp"
                     : live->tls_on_connect ? "submissions"
                                            : "smtp",
                     error))
        return false;
    if (protocol)
        sending->target.protocol = protocol;
    if (sending->target.protocol == &pop3_protocol)
        return error_set(error, ERROR_USAGE, _("POP3 takes no messages"));
    sending->target.sealed |= live->tls_on_connect;
    if (live->port && (!slice_number(slice_string(live->port), UINT16_MAX, &port) || port == 0))
        return error_set(error, ERROR_USAGE, _("'%s' is no port"), live->port);
    if (live->port)
        sending->target.port = (uint16_t)port;
    return connection_target(live, &sending->target, error);
}

/* ---- what ---- */

/* A text, or @FILE. */
static bool read_text(struct buffer *text, const char *value, struct error *error) {
    if (value[0] == '@')
        return whole_file_read(value + 1, FILE_MOST, text, NULL, error);
    return buffer_add(text, slice_string(value)) || error_memory(error);
}

static bool add_attachment(struct sending *sending, const char *value, struct error *error) {
    const char *path = value + (value[0] == '@'), *slash = strrchr(path, '/');
    struct buffer octets = {NULL, 0, 0};
    struct attachment *grown =
        arena_grow(&sending->arena, sending->attachments, sending->attachment_count, sizeof *grown);
    if (!grown)
        return error_memory(error);
    sending->attachments = grown;
    bool read = whole_file_read(path, FILE_MOST, &octets, NULL, error);
    grown[sending->attachment_count] = (struct attachment){
        slash ? slash + 1 : path, arena_copy(&sending->arena, buffer_slice(&octets))};
    sending->attachment_count += read;
    buffer_free(&octets);
    return read;
}

static bool read_parts(struct sending *sending, struct error *error) {
    const struct options *options = sending->options;
    sending->headers = arena_take(&sending->arena, (options->given_count + 1) * sizeof(char *));
    if (!sending->headers)
        return error_memory(error);
    for (size_t i = 0; i < options->given_count; i++) {
        const struct given *given = &options->given[i];
        if (given->kind == GIVEN_HEADER)
            sending->headers[sending->header_count++] = given->value;
        if (given->kind == GIVEN_ATTACH && !add_attachment(sending, given->value, error))
            return false;
    }
    return true;
}

static bool make_letter(struct sending *sending, struct moment now, struct error *error) {
    const struct live_choices *live = &sending->options->live;
    struct buffer body = {NULL, 0, 0};
    bool good = (!live->body || read_text(&body, live->body, error)) && read_parts(sending, error);
    const struct letter letter = {
        .from = sending->delivery.sender,
        .to = sending->recipients,
        .to_count = sending->delivery.recipient_count,
        .host = sending->host,
        .moment = now,
        .body = buffer_slice(&body),
        .headers = sending->headers,
        .header_count = sending->header_count,
        .attachments = sending->attachments,
        .attachment_count = sending->attachment_count,
    };
    good = good && letter_write(&sending->content, &letter, error);
    buffer_free(&body);
    return good;
}

static bool make_content(struct sending *sending, struct moment now, struct error *error) {
    const char *file = sending->options->live.data;
    struct buffer data = {NULL, 0, 0};
    bool good = file ? whole_file_read(file, FILE_MOST, &data, NULL, error)
                     : make_letter(sending, now, error);
    content_lines(&sending->content, buffer_slice(&data));
    buffer_free(&data);
    sending->delivery.content = buffer_slice(&sending->content.buffer);
    return good && (sending->content.cause == 0 || error_memory(error));
}

/* ---- its course ---- */

static bool prepare(struct sending *sending, struct error *error) {
    const struct options *options = sending->options;
    struct delivery *delivery = &sending->delivery;
    connection_name(&sending->options->live, sending->host);
    *delivery = (struct delivery){.target = &sending->target,
                                  .entry = {.name = sending->host},
                                  .pipeline = options->live.pipeline,
                                  .chunking = options->live.chunking};
    return read_target(sending, error) && read_envelope(sending, error) &&
           read_stage(options->live.quit_after, &delivery->quit_after, error) &&
           read_stage(options->live.drop_after, &delivery->drop_after, error) &&
           login_choose(&sending->login, &delivery->entry, &options->live, &sending->target, false,
                        error) &&
           live_report_init(&sending->report, options, false, error);
}

/* "alice@example.org: accepted (250 2.0.0 Ok)" */
static void write_verdict(struct writer *out, const struct recipient *recipient) {
    uint16_t code = recipient->final_code ? recipient->final_code : recipient->code;
    writer_string(out, "  ");
    text_escape(out, recipient->address);
    writer_string(out, ": ");
    writer_string(out, verdict_name(recipient->verdict));
    if (code > 0 || recipient->answer.size > 0)
        writer_string(out, " (");
    if (code > 0)
        writer_number(out, code, 1);
    if (recipient->answer.size > 0) {
        writer_put(out, ' ');
        text_escape(out, recipient->answer);
    }
    writer_string(out, code > 0 || recipient->answer.size > 0 ? ")\n" : "\n");
}

static void write_verdicts(struct sending *sending, const struct index_row *row) {
    const struct summary *summary = row ? row->summary : NULL;
    if (!sending->report.to.log || !summary || summary->transaction_count == 0)
        return;
    const struct transaction *last = &summary->transactions[summary->transaction_count - 1];
    for (size_t i = 0; i < last->recipient_count; i++)
        write_verdict(&sending->report.to.out, &last->recipients[i]);
}

static int run(struct sending *sending, struct error *error) {
    struct caller_settings settings;
    struct endpoint from;
    struct loop *loop = loop_new(error);
    struct caller *caller = NULL;
    struct error outcome = {0};
    int status = 0;
    if (loop && make_content(sending, loop_now(loop), error) &&
        live_report_settings(&sending->report, &settings, &from, error))
        caller = caller_new(loop, &settings, error);
    if (caller) {
        if (!deliver(caller, &sending->delivery, &outcome))
            status = (int)outcome.kind;
        status = live_report_end(&sending->report, caller, status);
        write_verdicts(sending, caller_row(caller));
        (void)writer_flush(&sending->report.to.out);
        if (outcome.kind != ERROR_NONE)
            (void)complain(&outcome);
    }
    caller_free(caller);
    loop_free(loop);
    return status;
}

int run_send(const struct options *options) {
    struct sending sending = {
        .options = options, .report = {.to = {.key_log = -1}}, .content = writer_to(WRITER_MEMORY)};
    struct error error = {0};
    int status = prepare(&sending, &error) ? run(&sending, &error) : 0;
    live_report_clear(&sending.report);
    login_choice_clear(&sending.login);
    writer_free(&sending.content);
    arena_free(&sending.arena);
    if (error.kind == ERROR_USAGE)
        return complain_usage(&error, options->command->name);
    return error.kind != ERROR_NONE ? complain(&error) : status;
}
