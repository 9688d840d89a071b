#include "report/column_order.h"

#include "index/verdict.h"
#include "session/protocol.h"

typedef const struct list_row *row;

static int order_numbers(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* 0 counts as no value. */
static int order_values(uint64_t a, uint64_t b) {
    return a == 0 || b == 0 ? (a == 0) - (b == 0) : order_numbers(a, b);
}

static int order_texts(struct slice a, struct slice b) {
    size_t both = a.size < b.size ? a.size : b.size;
    if (a.size == 0 || b.size == 0)
        return (a.size == 0) - (b.size == 0);
    for (size_t i = 0; i < both; i++)
        if (octet_upper(a.data[i]) != octet_upper(b.data[i]))
            return octet_upper(a.data[i]) < octet_upper(b.data[i]) ? -1 : 1;
    return order_numbers(a.size, b.size);
}

static int order_id(row a, row b) {
    return order_numbers(a->row->id, b->row->id);
}

static int order_time(row a, row b) {
    struct moment first = a->row->summary->start, second = b->row->summary->start;
    return (first.ns > second.ns) - (first.ns < second.ns);
}

static int order_date(row a, row b) {
    return order_time(a, b);
}

static const char *protocol_of(row a) {
    const struct summary *summary = a->row->summary;
    const struct protocol *protocol = summary->attempt ? summary->attempt->hint : summary->protocol;
    return protocol ? protocol->name : "";
}

static int order_protocol(row a, row b) {
    int names = order_texts(slice_string(protocol_of(a)), slice_string(protocol_of(b)));
    return names ? names : order_numbers(a->row->summary->tls, b->row->summary->tls);
}

/* IPv4 before IPv6, then by address, then by port. */
static int order_endpoints(const struct endpoint *a, const struct endpoint *b) {
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    int addresses = memcmp(a->address, b->address, a->size);
    return addresses ? addresses : order_numbers(a->port, b->port);
}

static int order_client(row a, row b) {
    return order_endpoints(&a->row->summary->client, &b->row->summary->client);
}

static int order_server(row a, row b) {
    return order_endpoints(&a->row->summary->server, &b->row->summary->server);
}

static int order_kind(row a, row b) {
    const struct transaction *first = list_row_transaction(a), *second = list_row_transaction(b);
    return order_numbers(first ? first->kind : UINT64_MAX, second ? second->kind : UINT64_MAX);
}

static int order_sender(row a, row b) {
    return order_texts(list_row_sender(a), list_row_sender(b));
}

static int order_recipient(row a, row b) {
    size_t more;
    return order_texts(list_row_recipient(a, &more), list_row_recipient(b, &more));
}

static int order_subject(row a, row b) {
    return order_texts(list_row_subject(a), list_row_subject(b));
}

static int order_messages(row a, row b) {
    return order_numbers(list_row_messages(a), list_row_messages(b));
}

static int order_octets(row a, row b) {
    return order_numbers(list_row_octets(a), list_row_octets(b));
}

static int order_duration(row a, row b) {
    duration first = list_row_duration(a), second = list_row_duration(b);
    return (first > second) - (first < second);
}

static int order_file(row a, row b) {
    return order_texts(list_row_file(a), list_row_file(b));
}

static int order_code(row a, row b) {
    return order_values(list_row_code(a), list_row_code(b));
}

/* From what went well to what went wrong; what is not known stands last. */
static int order_verdict(row a, row b) {
    return order_values(verdict_weight(list_row_verdict(a)), verdict_weight(list_row_verdict(b)));
}

/* The worst first. */
static int order_finding(row a, row b) {
    const struct finding *first = list_row_worst(a), *second = list_row_worst(b);
    if (!first || !second)
        return !first - !second;
    if (first->severity != second->severity)
        return first->severity > second->severity ? -1 : 1;
    return order_texts(slice_string(first->fact->fact.id), slice_string(second->fact->fact.id));
}

int column_compare(enum list_column column, row a, row b) {
    static int (*const orders[LIST_COLUMNS])(row a, row b) = {
#define COLUMN(cell, heading, align, least, most, rank, in, meaning) order_##cell,
#include "report/columns.def"
#undef COLUMN
    };
    return orders[column](a, b);
}

enum list_column column_find(struct slice name) {
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        if (slice_equal(slice_string(list_columns[i].name), name))
            return (enum list_column)i;
    return LIST_COLUMNS;
}
