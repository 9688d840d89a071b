#include "summary_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "index/gather.h"

enum { CUTS = 6 };

static void put(FILE *out, const char *format, struct slice text) {
    char string[256];
    (void)snprintf(string, sizeof string, "%.*s", (int)text.size, (const char *)text.data);
    if (text.size > 0)
        fprintf(out, format, string);
}

static void put_number(FILE *out, const char *format, uint64_t number) {
    if (number > 0)
        fprintf(out, format, (unsigned long long)number);
}

static void put_extensions(FILE *out, const char *name, const struct slice *extensions,
                           size_t count) {
    if (count > 0)
        fputs(name, out);
    for (size_t i = 0; i < count; i++)
        put(out, i ? ",%s" : "%s", extensions[i]);
}

static void put_party(FILE *out, const char *name, const struct party *party) {
    char address[ENDPOINT_TEXT];
    if (!party)
        return;
    endpoint_address_text(&party->end, address);
    fprintf(out, " %s=%s", name, address);
    if (party->has_port)
        fprintf(out, ":%u", party->end.port);
    put(out, " name=%s", party->name);
    put(out, " helo=%s", party->hello);
    put(out, " protocol=%s", party->protocol);
    put(out, " login=%s", party->user);
    put(out, " ident=%s", party->ident);
    put(out, " source=%s", party->source);
}

static void put_session(FILE *out, const struct summary *summary) {
    fprintf(out, "%s %s %s", summary->protocol->name, ending_name(summary->ending),
            verdict_name(summary->verdict));
    put_number(out, " last=%llu", summary->last_code);
    if (summary->tls != TLS_NONE)
        fprintf(out, " tls=%s", tls_use_name(summary->tls));
    fputs(summary->decrypted ? " decrypted" : "", out);
    put(out, " hello=%s", summary->hello);
    put(out, " user=%s", summary->user);
    put_party(out, "proxied", summary->proxied);
    put_party(out, "forwarded", summary->forwarded);
    put(out, " software=%s", summary->software);
    put_extensions(out, " extensions=", summary->extensions, summary->extension_count);
    put_extensions(out, " before-tls=", summary->extensions_before_tls,
                   summary->extension_before_tls_count);
    fputc('\n', out);
}

static void put_recipient(FILE *out, const struct recipient *recipient) {
    put(out, "  to %s", recipient->address);
    put_number(out, " %llu", recipient->code);
    put_number(out, " final %llu", recipient->final_code);
    fprintf(out, " %s\n", verdict_name(recipient->verdict));
}

static void put_message(FILE *out, const struct message *message) {
    put(out, "  message %s", message->via);
    fprintf(out, " %llu%s %s%s", (unsigned long long)message->octets,
            message->complete ? " complete" : "", line_end_name(message->end),
            message->assumed ? " assumed" : "");
    put(out, " from=%s", message->from);
    put(out, " subject=%s", message->subject);
    put(out, " id=%s", message->message_id);
    put(out, " date=%s", message->date);
    if (message->sha256)
        fprintf(out, " sha256=%02x%02x", message->sha256[0], message->sha256[1]);
    fputc('\n', out);
}

static void put_transaction(FILE *out, const struct transaction *transaction) {
    fputs(transaction_kind_name(transaction->kind), out);
    if (transaction->has_sender && transaction->sender.size == 0)
        fputs(" <>", out);
    put(out, " %s", transaction->sender);
    for (size_t i = 0; i < transaction->parameter_count; i++)
        put(out, " parameter=%s", transaction->parameters[i].name);
    put_number(out, " number=%llu", transaction->number);
    put(out, " unique=%s", transaction->unique_id);
    put_number(out, " announced=%llu", transaction->announced);
    fprintf(out, " %s", verdict_name(transaction->verdict));
    put_number(out, " %llu", transaction->code);
    put(out, " \"%s\"", transaction->reply);
    put(out, " id=%s", transaction->queue_id);
    put_party(out, "forwarded", transaction->forwarded);
    fputc('\n', out);
    for (size_t i = 0; i < transaction->recipient_count; i++)
        put_recipient(out, &transaction->recipients[i]);
    if (transaction->has_message)
        put_message(out, &transaction->message);
}

static char *summary_text(const struct protocol *protocol, const char *text, unsigned cut) {
    struct dialogue dialogue = {.protocol = protocol};
    struct digest_pair pair = {0};
    struct gather_options options = {.digests = &pair};
    struct decoder *decoder = decoder_new();
    struct gatherer *gatherer = gatherer_new(&options, decoder);
    struct summary summary = {0};
    assert_non_null(gatherer);
    gather_begin(gatherer, &summary);
    struct session *session = dialogue_play(&dialogue, text, cut, gather_sink(gatherer, NULL));
    gather_end(gatherer, session, (struct moment){0});
    session_free(session);

    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    assert_non_null(out);
    put_session(out, &summary);
    for (size_t i = 0; i < summary.transaction_count; i++)
        put_transaction(out, &summary.transactions[i]);
    fclose(out);
    assert_true(summary.whole);
    arena_free(&summary.arena);
    gatherer_free(gatherer);
    decoder_free(decoder);
    return said;
}

void summary_check(const struct protocol *protocol, const char *text, const char *expected,
                   const char *file, int line) {
    for (unsigned cut = CUT_WHOLE; cut < CUTS; cut++) {
        char *said = summary_text(protocol, text, cut);
        bool same = strcmp(said, expected) == 0;
        if (!same)
            print_error("cut %u of the dialogue gives\n%sexpected\n%s", cut, said, expected);
        free(said);
        if (!same)
            _fail(file, line);
    }
}
