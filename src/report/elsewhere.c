#include "report/elsewhere.h"

#include <stdio.h>

#include "report/shell.h"
#include "session/protocol.h"

enum {
    TRANSACTIONS_SHOWN = 10, /* a command for each of them, at most */
    RECIPIENTS_SHOWN = 50,
    FILTER = 4 * ENDPOINT_TEXT + 96,
    URL = ENDPOINT_TEXT + 300,
};

/* What is being drawn. */
struct elsewhere {
    struct canvas *canvas;
    const struct report_options *options;
    const struct index_row *row;
    const struct elsewhere_source *source;
    uint32_t mark;
};

static const struct summary *summary_of(const struct elsewhere *elsewhere) {
    return elsewhere->row->summary;
}

static void line(struct elsewhere *elsewhere, enum ink ink, const char *sentence) {
    canvas_mark(elsewhere->canvas, CANVAS_NO_MARK);
    bool colored = canvas_ink(elsewhere->canvas, ink);
    writer_string(elsewhere->canvas->writer, sentence);
    canvas_plain(elsewhere->canvas, colored);
    canvas_end_line(elsewhere->canvas);
}

static struct shell_line begin(struct elsewhere *elsewhere, const char *program) {
    struct shell_line command;
    canvas_mark(elsewhere->canvas, elsewhere->mark++);
    shell_begin(&command, elsewhere->canvas, elsewhere->options->width, program);
    return command;
}

/* ---- finding it ---- */

static const char *family(const struct endpoint *end) {
    return end->size == 16 ? "ipv6" : "ip";
}

static void display_filter(const struct elsewhere *elsewhere, char text[FILTER]) {
    const struct summary *summary = summary_of(elsewhere);
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    endpoint_address_text(&summary->client, client);
    endpoint_address_text(&summary->server, server);
    if (elsewhere->source->alone)
        (void)snprintf(text, FILTER, "tcp.stream == %llu",
                       (unsigned long long)elsewhere->row->stream);
    else
        (void)snprintf(text, FILTER,
                       "%s.addr == %s && %s.addr == %s && tcp.port == %u && tcp.port == %u",
                       family(&summary->client), client, family(&summary->server), server,
                       summary->client.port, summary->server.port);
}

static void draw_finding(struct elsewhere *elsewhere) {
    const struct summary *summary = summary_of(elsewhere);
    char text[FILTER], client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    const struct slice name = slice_string(elsewhere->source->name);
    line(elsewhere, INK_HEADING, _("the same packets"));
    display_filter(elsewhere, text);
    struct slice filter = slice_string(text);
    struct shell_line command = begin(elsewhere, "tshark");
    shell_option(&command, elsewhere->source->device ? "-i" : "-r", &name);
    shell_option(&command, "-Y", &filter);
    shell_end(&command);
    endpoint_address_text(&summary->client, client);
    endpoint_address_text(&summary->server, server);
    (void)snprintf(text, FILTER, "tcp and host %s and host %s and port %u and port %u", client,
                   server, summary->client.port, summary->server.port);
    filter = slice_string(text);
    command = begin(elsewhere, "tcpdump");
    shell_option(&command, "-n", NULL);
    shell_option(&command, elsewhere->source->device ? "-i" : "-r", &name);
    shell_word(&command, filter);
    shell_end(&command);
}

/* ---- doing it again ---- */

static bool is_named(const struct elsewhere *elsewhere, const char *protocol) {
    const struct protocol *known = summary_of(elsewhere)->protocol;
    return known && strcmp(known->name, protocol) == 0;
}

static bool can_be_given(struct slice word) {
    return word.size > 0 && !shell_misread(word) && slice_find(word, ',') == SLICE_NONE &&
           slice_find(word, 0) == SLICE_NONE;
}

static void swaks_server(struct elsewhere *elsewhere, struct shell_line *command) {
    const struct summary *summary = summary_of(elsewhere);
    char address[ENDPOINT_TEXT], port[8];
    endpoint_address_text(&summary->server, address);
    (void)snprintf(port, sizeof port, "%u", summary->server.port);
    const struct slice words[] = {slice_string(address), slice_string(port), SLICE("LMTP")};
    shell_option(command, "--server", &words[0]);
    shell_option(command, "--port", &words[1]);
    if (is_named(elsewhere, "lmtp"))
        shell_option(command, "--protocol", &words[2]);
    if (summary->tls == TLS_STARTTLS || summary->tls == TLS_IMPLICIT)
        shell_option(command, summary->tls == TLS_IMPLICIT ? "--tls-on-connect" : "--tls", NULL);
    if (can_be_given(summary->hello))
        shell_option(command, "--ehlo", &summary->hello);
    if (can_be_given(summary->user))
        shell_option(command, "--auth-user", &summary->user);
}

/* "a@b,c@d": those that an option can have. */
static void write_recipients(struct writer *list, const struct transaction *transaction) {
    for (size_t i = 0; i < transaction->recipient_count && i < RECIPIENTS_SHOWN; i++) {
        struct slice address = transaction->recipients[i].address;
        if (!can_be_given(address))
            continue;
        writer_string(list, list->buffer.size ? "," : "");
        writer_add(list, address);
    }
}

static void draw_swaks(struct elsewhere *elsewhere, const struct transaction *transaction) {
    struct writer list = writer_to(WRITER_MEMORY);
    const struct slice file = SLICE("@message.eml"), null = SLICE("<>");
    struct shell_line command = begin(elsewhere, "swaks");
    swaks_server(elsewhere, &command);
    write_recipients(&list, transaction);
    struct slice recipients = buffer_slice(&list.buffer);
    if (transaction->sender.size == 0 && transaction->has_sender)
        shell_option(&command, "--from", &null);
    else if (can_be_given(transaction->sender))
        shell_option(&command, "--from", &transaction->sender);
    if (recipients.size > 0)
        shell_option(&command, "--to", &recipients);
    if (transaction->has_message)
        shell_option(&command, "--data", &file);
    else
        shell_option(&command, "--quit-after RCPT", NULL);
    shell_end(&command);
    writer_free(&list);
}

/* "smtp://192.0.2.25:25/client.example.net", "pop3s://[2001:db8::25]:995/2". */
static void write_url(const struct elsewhere *elsewhere, const char *scheme, struct slice path,
                      char url[URL]) {
    const struct summary *summary = summary_of(elsewhere);
    char address[ENDPOINT_TEXT];
    bool six = summary->server.size == 16;
    endpoint_address_text(&summary->server, address);
    (void)snprintf(url, URL, "%s%s://%s%s%s:%u/%.*s", scheme,
                   summary->tls == TLS_IMPLICIT ? "s" : "", six ? "[" : "", address, six ? "]" : "",
                   summary->server.port, (int)(path.size < 255 ? path.size : 0),
                   (const char *)path.data);
}

/* Where a name has other characters than host names it is left out. */
static struct slice name_for_url(struct slice name) {
    for (size_t i = 0; i < name.size; i++)
        if (!octet_is_alpha(name.data[i]) && !octet_is_digit(name.data[i]) &&
            !strchr(".-", name.data[i]))
            return slice_of("", 0);
    return name.data ? name : slice_of("", 0);
}

static void curl_begin(struct elsewhere *elsewhere, struct shell_line *command, const char *url) {
    const struct summary *summary = summary_of(elsewhere);
    const struct slice word = slice_string(url);
    *command = begin(elsewhere, "curl");
    shell_option(command, "--url", &word);
    if (summary->tls == TLS_STARTTLS)
        shell_option(command, "--ssl-reqd", NULL);
    if (can_be_given(summary->user))
        shell_option(command, "--user", &summary->user);
}

static void draw_curl_mail(struct elsewhere *elsewhere, const struct transaction *transaction) {
    char url[URL];
    const struct slice file = SLICE("message.eml"), null = SLICE("<>");
    struct shell_line command;
    write_url(elsewhere, "smtp", name_for_url(summary_of(elsewhere)->hello), url);
    curl_begin(elsewhere, &command, url);
    shell_option(&command, "--mail-from",
                 can_be_given(transaction->sender) ? &transaction->sender : &null);
    for (size_t i = 0; i < transaction->recipient_count && i < RECIPIENTS_SHOWN; i++)
        if (can_be_given(transaction->recipients[i].address))
            shell_option(&command, "--mail-rcpt", &transaction->recipients[i].address);
    shell_option(&command, "--upload-file", &file);
    shell_end(&command);
}

static void draw_mail(struct elsewhere *elsewhere) {
    const struct summary *summary = summary_of(elsewhere);
    size_t shown = 0;
    line(elsewhere, INK_PLAIN, "");
    line(elsewhere, INK_HEADING,
         _("the same again: s saves the message, as message.eml; passwords are asked for"));
    for (size_t i = 0; i < summary->transaction_count && shown < TRANSACTIONS_SHOWN; i++, shown++) {
        draw_swaks(elsewhere, &summary->transactions[i]);
        if (is_named(elsewhere, "smtp"))
            draw_curl_mail(elsewhere, &summary->transactions[i]);
    }
    if (summary->transaction_count > 0)
        return;
    struct shell_line command = begin(elsewhere, "swaks");
    swaks_server(elsewhere, &command);
    shell_option(&command, "--quit-after EHLO", NULL);
    shell_end(&command);
}

static void draw_maildrop(struct elsewhere *elsewhere) {
    const struct summary *summary = summary_of(elsewhere);
    struct shell_line command;
    char url[URL], number[24];
    line(elsewhere, INK_PLAIN, "");
    line(elsewhere, INK_HEADING, _("the same again; passwords are asked for"));
    write_url(elsewhere, "pop3", slice_of("", 0), url);
    curl_begin(elsewhere, &command, url);
    shell_end(&command);
    for (size_t i = 0; i < summary->transaction_count && i < TRANSACTIONS_SHOWN; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        const struct slice dele = SLICE("DELE");
        if (slice_equal(transaction->message.via, SLICE("TOP"))) /* the same message comes again */
            continue;
        (void)snprintf(number, sizeof number, "%llu", (unsigned long long)transaction->number);
        write_url(elsewhere, "pop3", slice_string(number), url);
        curl_begin(elsewhere, &command, url);
        if (transaction->kind == TRANSACTION_DELETION) {
            shell_option(&command, "--request", &dele);
            shell_option(&command, "--head", NULL);
        }
        shell_end(&command);
    }
}

void elsewhere_draw(struct canvas *canvas, const struct report_options *options,
                    const struct index_row *row, const struct elsewhere_source *source) {
    struct elsewhere elsewhere = {canvas, options, row, source, 0};
    draw_finding(&elsewhere);
    if (is_named(&elsewhere, "smtp") || is_named(&elsewhere, "lmtp"))
        draw_mail(&elsewhere);
    else if (is_named(&elsewhere, "pop3"))
        draw_maildrop(&elsewhere);
    canvas_mark(canvas, CANVAS_NO_MARK);
}
