/* Fields that a row's summary tells. */
#include "index/filter_readers.h"
#include "protocol/registry.h"

static bool speaks(const struct index_row *row, const char *name) {
    const struct protocol *protocol = row->summary->protocol;
    return protocol && strcmp(protocol->name, name) == 0;
}

bool row_is_pop(const struct index_row *row) {
    return speaks(row, "pop3");
}

void of_session_smtp(struct filter_look *look) {
    look_flag(look, speaks(look->row, "smtp"));
}

void of_session_lmtp(struct filter_look *look) {
    look_flag(look, speaks(look->row, "lmtp"));
}

void of_session_pop(struct filter_look *look) {
    look_flag(look, row_is_pop(look->row));
}

/* An attempt's protocol is behind all others; alone the field asks for one that is known. */
void of_session_protocol_word(struct filter_look *look) {
    int64_t n = 0;
    while (protocol_registry[n] && !speaks(look->row, protocol_registry[n]->name))
        n++;
    if (protocol_registry[n] || look->term->relation != TOKEN_END)
        look_number(look, n);
}

/* ---- ends ---- */

void of_session_client(struct filter_look *look) {
    look_address(look, &look->row->summary->client);
}

void of_session_server(struct filter_look *look) {
    look_address(look, &look->row->summary->server);
}

void of_session_addresses(struct filter_look *look) {
    of_session_client(look);
    of_session_server(look);
}

void of_session_port(struct filter_look *look) {
    look_number(look, look->row->summary->server.port);
}

void of_session_ports(struct filter_look *look) {
    look_number(look, look->row->summary->client.port);
    of_session_port(look);
}

void of_session_stream(struct filter_look *look) {
    look_number(look, (int64_t)look->row->stream);
}

/* ---- time and amount ---- */

void of_session_start(struct filter_look *look) {
    look_number(look, look->row->summary->start.ns);
}

void of_session_duration(struct filter_look *look) {
    look_number(look, moment_since(look->row->summary->end, look->row->summary->start));
}

void of_session_octets_sum(struct filter_look *look) {
    const uint64_t *octets = look->row->summary->octets;
    look_count(look, octets[SIDE_CLIENT] + octets[SIDE_SERVER]);
}

void of_session_lost_sum(struct filter_look *look) {
    const uint64_t *lost = look->row->summary->lost;
    look_count(look, lost[SIDE_CLIENT] + lost[SIDE_SERVER]);
}

void of_session_messages(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    uint64_t count = 0;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].has_message;
    look_count(look, count);
}

void of_session_recipients(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    uint64_t count = 0;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].recipient_count;
    look_count(look, count);
}

/* ---- what became of it ---- */

void of_session_verdict(struct filter_look *look) {
    look_number(look, look->row->summary->verdict);
}

void of_session_ending(struct filter_look *look) {
    look_number(look, look->row->summary->ending);
}

/* Alone the field asks for TLS that began. */
void of_session_tls_use(struct filter_look *look) {
    enum tls_use use = look->row->summary->tls;
    if (use == TLS_STARTTLS || use == TLS_IMPLICIT || look->term->relation != TOKEN_END)
        look_number(look, use);
}

void of_session_decrypted(struct filter_look *look) {
    look_flag(look, look->row->summary->decrypted);
}

void of_session_findings(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        look_text(look, slice_string(summary->findings[i].fact->fact.id));
}

void of_session_severities(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->finding_count; i++)
        look_number(look, (int64_t)summary->findings[i].severity - 1);
}

/* ---- who and what ---- */

void of_session_hello(struct filter_look *look) {
    look_present(look, look->row->summary->hello);
}

void of_session_user(struct filter_look *look) {
    look_present(look, look->row->summary->user);
}

void of_session_senders(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->transaction_count; i++)
        if (summary->transactions[i].has_sender)
            look_text(look, summary->transactions[i].sender);
}

void of_session_recipient(struct filter_look *look) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->transaction_count; i++)
        for (size_t j = 0; j < summary->transactions[i].recipient_count; j++)
            look_text(look, summary->transactions[i].recipients[j].address);
}

/* A text of each message that has it. */
static void look_messages(struct filter_look *look, size_t offset) {
    const struct summary *summary = look->row->summary;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const char *message = (const char *)&summary->transactions[i].message;
        if (summary->transactions[i].has_message)
            look_present(look, *(const struct slice *)(const void *)(message + offset));
    }
}

void of_session_subject(struct filter_look *look) {
    look_messages(look, offsetof(struct message, subject));
}

void of_session_from(struct filter_look *look) {
    look_messages(look, offsetof(struct message, from));
}

void of_session_message_id(struct filter_look *look) {
    look_messages(look, offsetof(struct message, message_id));
}
