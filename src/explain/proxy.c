/* proxy.c: proxies in front of a session: those that tell who their client is, and those that a
 * client asks for the way to a server. */
#include "explain/tell.h"

/* ---- the line that stands for the event ---- */

static void write_port(struct writer *writer, uint16_t port) {
    writer_put(writer, ' ');
    writer_number(writer, port, 1);
}

/* Version 2 of the header is binary: it is written as version 1 would be. */
static void write_header(const struct proxy_event *proxy, struct writer *writer) {
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    endpoint_address_text(&proxy->client, client);
    endpoint_address_text(&proxy->server, server);
    if (proxy->local || proxy->client.size == 0) {
        writer_string(writer, "PROXY UNKNOWN");
        return;
    }
    writer_string(writer, proxy->client.size == 4 ? "PROXY TCP4 " : "PROXY TCP6 ");
    writer_string(writer, client);
    writer_put(writer, ' ');
    writer_string(writer, server);
    write_port(writer, proxy->client.port);
    write_port(writer, proxy->server.port);
}

/* SOCKS is binary, too; of CONNECT the line may be lost. */
static void write_request(const struct proxy_event *proxy, struct writer *writer) {
    static const char *const words[PROXY_PROTOCOLS] = {
        [PROXY_SOCKS4] = "SOCKS4", [PROXY_SOCKS5] = "SOCKS5", [PROXY_CONNECT] = "CONNECT"};
    char address[ENDPOINT_TEXT];
    writer_string(writer, words[proxy->protocol]);
    if (proxy->name.size == 0 && proxy->target.size == 0)
        return;
    endpoint_address_text(&proxy->target, address);
    writer_put(writer, ' ');
    writer_add(writer, proxy->name.size > 0 ? proxy->name : slice_string(address));
    write_port(writer, proxy->target.port);
}

void proxy_line(const struct proxy_event *proxy, struct writer *writer) {
    if (proxy->line.size > 0)
        writer_add(writer, proxy->line);
    else if (proxy->protocol == PROXY_HEADER)
        write_header(proxy, writer);
    else
        write_request(proxy, writer);
}

/* ---- what it means ---- */

static void tell_header(struct telling *telling, const struct proxy_event *proxy) {
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    struct slice rest = telling->raw;
    tell_topic(telling, proxy->local ? TOPIC_PROXY_LOCAL : TOPIC_PROXY);
    tell_part(telling, slice_word(&rest), PART_PROXY);
    tell_part(telling, slice_word(&rest), PART_PROXY_FAMILY);
    tell_part(telling, slice_word(&rest), PART_PROXY_CLIENT);
    tell_part(telling, slice_word(&rest), PART_PROXY_SERVER);
    tell_part(telling, slice_word(&rest), PART_PROXY_CLIENT_PORT);
    tell_part(telling, slice_word(&rest), PART_PROXY_SERVER_PORT);
    if (proxy->local || proxy->client.size == 0)
        return;
    endpoint_text(&proxy->client, client);
    endpoint_text(&proxy->server, server);
    TELL_NOTE(telling, NOTE_PROXIED, WORD("client", client), WORD("server", server));
}

static enum topic_id topic_of(enum outcome outcome) {
    if (outcome == OUTCOME_NONE)
        return TOPIC_PASSAGE_UNANSWERED;
    return outcome == OUTCOME_OK ? TOPIC_PASSAGE : TOPIC_PASSAGE_REFUSED;
}

static void tell_request(struct telling *telling, const struct proxy_event *proxy) {
    struct slice rest = telling->raw;
    bool http = proxy->protocol == PROXY_CONNECT;
    tell_topic(telling, topic_of(proxy->outcome));
    tell_part(telling, slice_word(&rest), PART_PASSAGE);
    tell_part(telling, slice_word(&rest), PART_PASSAGE_TARGET);
    tell_part(telling, slice_word(&rest), http ? PART_PASSAGE_VERSION : PART_PASSAGE_PORT);
    if (proxy->text.size > 0)
        TELL_NOTE(telling, NOTE_PASSAGE_ANSWER, WORD_NUMBER("code", proxy->code),
                  WORD_SLICE("text", proxy->text));
}

void tell_proxy(struct telling *telling, const struct transcript_entry *entry) {
    const struct proxy_event *proxy = &entry->event.proxy;
    if (proxy->protocol == PROXY_HEADER)
        tell_header(telling, proxy);
    else
        tell_request(telling, proxy);
}
