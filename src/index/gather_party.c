#include "base/xtext.h"
#include "index/gather_inside.h"

/* ---- what a client says of the one that it speaks for ---- */

/* XCLIENT and XFORWARD (Postfix, XCLIENT_README and XFORWARD_README): which attribute sets what. */
enum attribute_kind { IS_TEXT, IS_ADDRESS, IS_PORT };

static const struct attribute {
    const char *name;
    enum attribute_kind kind;
    size_t offset; /* IS_TEXT: of the slice in struct party */
} attributes[] = {
    {"ADDR", IS_ADDRESS, 0},
    {"PORT", IS_PORT, 0},
    {"NAME", IS_TEXT, offsetof(struct party, name)},
    {"HELO", IS_TEXT, offsetof(struct party, hello)},
    {"PROTO", IS_TEXT, offsetof(struct party, protocol)},
    {"LOGIN", IS_TEXT, offsetof(struct party, user)},
    {"IDENT", IS_TEXT, offsetof(struct party, ident)},
    {"SOURCE", IS_TEXT, offsetof(struct party, source)},
};

static const struct attribute *find_attribute(struct slice name) {
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (slice_equal_nocase(slice_string(attributes[i].name), name))
            return &attributes[i];
    return NULL;
}

/* An address of version 6 has IPV6: before it; some put brackets around. */
static void set_address(struct party *party, struct slice text) {
    party->end.size = 0;
    if (text.size > 1 && text.data[0] == '[' && text.data[text.size - 1] == ']')
        text = slice_part(text, 1, text.size - 2);
    if (slice_starts_nocase(text, SLICE("IPV6:")))
        text = slice_from(text, 5);
    (void)endpoint_read_address(text, &party->end);
}

static void set_port(struct party *party, struct slice text) {
    uint64_t number;
    party->has_port = slice_number(text, UINT16_MAX, &number);
    party->end.port = party->has_port ? (uint16_t)number : 0;
}

/* What cannot be told now or ever is as good as never told. */
static bool is_unavailable(struct slice value) {
    return slice_equal_nocase(value, SLICE("[UNAVAILABLE]")) ||
           slice_equal_nocase(value, SLICE("[TEMPUNAVAIL]"));
}

static void set_attribute(struct gatherer *gatherer, struct party *party,
                          const struct parameter *parameter) {
    const struct attribute *attribute = find_attribute(parameter->name);
    if (!attribute)
        return;
    struct slice value = xtext_decode(parameter->value, &gatherer->summary->arena);
    if (is_unavailable(value))
        value.size = 0;
    if (attribute->kind == IS_ADDRESS)
        set_address(party, value);
    else if (attribute->kind == IS_PORT)
        set_port(party, value);
    else
        *(struct slice *)(void *)((char *)party + attribute->offset) = value;
}

/* A party of its own when there is none yet. NULL when memory ran out. */
static struct party *need_party(struct gatherer *gatherer, struct party *party) {
    if (party)
        return party;
    party = arena_take(&gatherer->summary->arena, sizeof *party);
    if (party)
        *party = (struct party){.has_port = false};
    else
        gatherer->summary->whole = false;
    return party;
}

static struct party *tell_party(struct gatherer *gatherer, struct party *party,
                                const struct asked *asked) {
    party = need_party(gatherer, party);
    for (size_t i = 0; party && i < asked->parameter_count; i++)
        set_attribute(gatherer, party, &asked->parameters[i]);
    return party;
}

void settle_client(struct gatherer *gatherer, const struct asked *asked,
                   const struct event *reply) {
    if (was_refused(reply))
        return;
    struct party *party = tell_party(gatherer, gatherer->parties.proxied, asked);
    gatherer->parties.proxied = party;
    gatherer->summary->proxied = party;
    if (party && party->user.size > 0)
        gatherer->summary->user = party->user;
}

void settle_forward(struct gatherer *gatherer, const struct asked *asked,
                    const struct event *reply) {
    if (was_refused(reply) || gatherer->brief)
        return;
    struct party *party = tell_party(gatherer, gatherer->parties.forwarded, asked);
    gatherer->parties.forwarded = party;
    if (party)
        gatherer->summary->forwarded = party;
}

const struct party *party_of_delivery(struct gatherer *gatherer) {
    const struct party *party = gatherer->parties.forwarded;
    gatherer->parties.forwarded = NULL;
    return party;
}

/* ---- proxies ---- */

static void set_passage(struct gatherer *gatherer, const struct event *event) {
    const struct proxy_event *proxy = &event->proxy;
    struct passage_taken *passage = arena_take(&gatherer->summary->arena, sizeof *passage);
    if (!passage) {
        gatherer->summary->whole = false;
        return;
    }
    *passage = (struct passage_taken){.protocol = proxy->protocol,
                                      .target = proxy->target,
                                      .name = gather_keep(gatherer, proxy->name, TEXT_KEPT),
                                      .outcome = proxy->outcome,
                                      .code = proxy->code,
                                      .text = gather_detail(gatherer, proxy->text, REPLY_KEPT)};
    if (proxy->outcome == OUTCOME_REFUSED)
        gatherer->milestones.decided = event->n;
    gatherer->summary->passage = passage;
}

void party_proxy(struct gatherer *gatherer, const struct event *event) {
    const struct proxy_event *proxy = &event->proxy;
    if (proxy->protocol != PROXY_HEADER) {
        set_passage(gatherer, event);
        return;
    }
    if (proxy->local || proxy->client.size == 0)
        return;
    struct party *party = need_party(gatherer, gatherer->parties.proxied);
    if (!party)
        return;
    party->end = proxy->client;
    party->has_port = true;
    gatherer->parties.proxied = party;
    gatherer->summary->proxied = party;
}
