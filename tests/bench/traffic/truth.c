#include "truth.h"

void truth_begin(struct truth *truth) {
    truth->protocol = NULL;
    truth->attempt = false;
    truth->tls = "none";
    truth->ending = "quit";
    truth->transaction_count = 0;
    truth->sealed = SIZE_MAX;
}

/* A table of fixed size that is full is a mistake of the generator's. */
static void need_room(size_t count, size_t room, const char *what) {
    if (count < room)
        return;
    fprintf(stderr, "generate: more than %zu %s\n", room, what);
    exit(70);
}

struct true_transaction *truth_transaction(struct truth *truth, const char *kind, unsigned number) {
    need_room(truth->transaction_count, TRUTH_TRANSACTIONS, "transactions in a session");
    struct true_transaction *transaction = &truth->transactions[truth->transaction_count++];
    transaction->kind = kind;
    transaction->number = number;
    transaction->recipient_count = 0;
    transaction->message.via = NULL;
    transaction->verdict = ACCEPTED;
    return transaction;
}

struct true_recipient *truth_recipient(struct true_transaction *transaction, enum verdict verdict) {
    need_room(transaction->recipient_count, TRUTH_RECIPIENTS, "recipients in a transaction");
    struct true_recipient *recipient = &transaction->recipients[transaction->recipient_count++];
    recipient->verdict = verdict;
    return recipient;
}

void truth_message(struct true_transaction *transaction, const char *via,
                   const struct letter *letter) {
    struct true_message *message = &transaction->message;
    *message = (struct true_message){.via = via, .octets = letter->text.size};
    memcpy(message->sha256, letter->sha256, sizeof message->sha256);
}

void truth_chunk(struct true_transaction *transaction, struct span wire) {
    struct true_message *message = &transaction->message;
    need_room(message->chunk_count, TRUTH_CHUNKS, "chunks in a message");
    message->chunks[message->chunk_count++] = wire;
}

/* CRLF . CRLF ends content; a chunk of BDAT has its length told before. */
static bool message_has_inside(const struct true_message *message, size_t octet) {
    enum { DOT_LINE = 5 };
    if (message->via == NULL)
        return false;
    size_t end = strcmp(message->via, "BDAT") == 0 ? 0 : DOT_LINE;
    for (size_t i = 0; i < message->chunk_count; i++)
        if (octet >= message->chunks[i].start && octet + end < message->chunks[i].end)
            return true;
    return false;
}

bool truth_is_inside(const struct truth *truth, size_t octet) {
    if (octet >= truth->sealed)
        return true;
    for (size_t i = 0; i < truth->transaction_count; i++)
        if (message_has_inside(&truth->transactions[i].message, octet))
            return true;
    return false;
}
