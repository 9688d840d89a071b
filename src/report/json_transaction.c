#include "base/digest.h"
#include "report/format.h"
#include "report/json_report.h"

void json_parameters(struct json *json, const char *key, const struct parameter *parameters,
                     size_t count) {
    json_array(json, key);
    for (size_t i = 0; i < count; i++) {
        json_object(json, NULL);
        json_text(json, "name", parameters[i].name);
        if (parameters[i].has_value)
            json_text(json, "value", parameters[i].value);
        json_object_end(json);
    }
    json_array_end(json);
}

/* A reply that was seen: its code and the number of its event. */
static void answer(struct json *json, uint16_t code, uint32_t reply) {
    json_optional_number(json, "code", code);
    if (reply != EVENT_NOTHING)
        json_number(json, "reply", reply);
}

void json_decided(struct json *json, uint32_t event) {
    if (event != EVENT_NOTHING)
        json_number(json, "decided", event);
}

static void recipient(struct json *json, const struct recipient *recipient) {
    json_object(json, NULL);
    json_text(json, "address", recipient->address);
    json_parameters(json, "parameters", recipient->parameters, recipient->parameter_count);
    answer(json, recipient->code, recipient->reply);
    if (recipient->final_code || recipient->final_reply != EVENT_NOTHING) {
        json_object(json, "final");
        answer(json, recipient->final_code, recipient->final_reply);
        json_object_end(json);
    }
    json_word(json, "verdict", verdict_name(recipient->verdict));
    json_decided(json, recipient->decided);
    json_object_end(json);
}

static void delivery(struct json *json, const struct transaction *transaction) {
    if (transaction->has_sender)
        json_text(json, "sender", transaction->sender);
    json_parameters(json, "parameters", transaction->parameters, transaction->parameter_count);
    json_array(json, "recipients");
    for (size_t i = 0; i < transaction->recipient_count; i++)
        recipient(json, &transaction->recipients[i]);
    json_array_end(json);
}

static void maildrop(struct json *json, const struct transaction *transaction) {
    json_number(json, "number", transaction->number);
    json_optional_text(json, "unique_id", transaction->unique_id);
    json_optional_number(json, "announced", transaction->announced);
}

/* The digest of the message, from the summary or else from the transcript. NULL: not computed. */
static const uint8_t *message_digest(const struct json_view *view, const struct message *message) {
    const struct transcript *transcript = view->row->transcript;
    if (message->sha256)
        return message->sha256;
    if (!transcript || message->event >= transcript_count(transcript))
        return NULL;
    const struct transcript_entry *entry = transcript_at(transcript, message->event);
    return entry->present && entry->has_digest ? entry->sha256 : NULL;
}

static void message(struct json *json, const struct json_view *view,
                    const struct message *message) {
    const uint8_t *digest = message_digest(view, message);
    json_object(json, "message");
    json_number(json, "octets", message->octets);
    if (digest)
        json_hex(json, "sha256", slice_of(digest, DIGEST_SIZE));
    json_truth(json, "complete", message->complete);
    json_text(json, "via", message->via);
    json_word(json, "end", line_end_name(message->end));
    json_truth(json, "assumed", message->assumed);
    json_optional_text(json, "from", message->from);
    json_optional_text(json, "subject", message->subject);
    json_optional_text(json, "message_id", message->message_id);
    json_optional_text(json, "date", message->date);
    json_object_end(json);
}

void json_transaction(struct json *json, const struct json_view *view,
                      const struct transaction *transaction) {
    json_word(json, "kind", transaction_kind_name(transaction->kind));
    if (transaction->kind == TRANSACTION_DELIVERY)
        delivery(json, transaction);
    else
        maildrop(json, transaction);
    if (transaction->has_message)
        message(json, view, &transaction->message);
    json_party(json, "forwarded", transaction->forwarded);
    json_optional_text(json, "queue_id", transaction->queue_id);
    json_word(json, "verdict", verdict_name(transaction->verdict));
    json_optional_number(json, "code", transaction->code);
    json_optional_text(json, "reply", transaction->reply);
    json_decided(json, transaction->decided);
}

static void write_transactions(struct report_page *page, const struct index_row *row,
                               const char *file) {
    struct json json = {.writer = page->writer};
    struct json_view view = {.row = row, .file = file, .show_secrets = page->options->show_secrets};
    for (size_t i = 0; i < row->summary->transaction_count; i++) {
        json_object(&json, NULL);
        json_word(&json, "schema", "heloise.transaction/1");
        json_number(&json, "session", row->id);
        if (file)
            json_text(&json, "file", slice_string(file));
        json_transaction(&json, &view, &row->summary->transactions[i]);
        json_object_end(&json);
        json_line(&json);
    }
}

const struct report_functions transactions_json = {.session = write_transactions};
