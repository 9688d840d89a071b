#include "report/list_row.h"

static const struct summary *summary_of(const struct list_row *row) {
    return row->row->summary;
}

const struct transaction *list_row_transaction(const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    if (row->transaction)
        return row->transaction;
    return summary->transaction_count ? summary->transactions : NULL;
}

struct slice list_row_sender(const struct list_row *row) {
    const struct transaction *transaction = list_row_transaction(row);
    if (!transaction)
        return slice_of(NULL, 0);
    if (transaction->kind != TRANSACTION_DELIVERY)
        return transaction->message.from;
    if (!transaction->has_sender)
        return slice_of(NULL, 0);
    return transaction->sender.size ? transaction->sender : SLICE("<>");
}

/* Recipients of the row beside the first one. */
static size_t other_recipients(const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    size_t count = 0;
    if (row->transaction)
        return row->transaction->recipient_count - 1;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].recipient_count;
    return count - 1;
}

struct slice list_row_recipient(const struct list_row *row, size_t *more) {
    const struct transaction *transaction = list_row_transaction(row);
    *more = 0;
    if (!transaction || transaction->kind != TRANSACTION_DELIVERY)
        return summary_of(row)->user;
    if (transaction->recipient_count == 0)
        return slice_of(NULL, 0);
    *more = other_recipients(row);
    return transaction->recipients[0].address;
}

struct slice list_row_subject(const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    struct slice subject = {NULL, 0};
    if (row->transaction)
        return row->transaction->message.subject;
    for (size_t i = 0; i < summary->transaction_count && subject.size == 0; i++)
        subject = summary->transactions[i].message.subject;
    return subject;
}

uint64_t list_row_messages(const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    uint64_t count = 0;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].has_message;
    return count;
}

uint64_t list_row_octets(const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    if (row->transaction)
        return row->transaction->has_message ? row->transaction->message.octets : 0;
    return summary->octets[SIDE_CLIENT] + summary->octets[SIDE_SERVER];
}

duration list_row_duration(const struct list_row *row) {
    return moment_since(summary_of(row)->end, summary_of(row)->start);
}

uint16_t list_row_code(const struct list_row *row) {
    return row->transaction ? row->transaction->code : summary_of(row)->last_code;
}

enum verdict list_row_verdict(const struct list_row *row) {
    return row->transaction ? row->transaction->verdict : summary_of(row)->verdict;
}

const struct finding *list_row_worst(const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].severity == summary->severity)
            return &summary->findings[i];
    return NULL;
}

struct slice list_row_file(const struct list_row *row) {
    const char *file = row->file ? row->file : "";
    const char *slash = strrchr(file, '/');
    return slice_string(slash ? slash + 1 : file);
}
