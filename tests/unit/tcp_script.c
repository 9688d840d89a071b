#include "tests/unit/tcp_script.h"

#include <stdio.h>
#include <stdlib.h>

static const char side_letters[] = "CS";

/* Adds a word to the log. */
static void tell(struct tcp_script *script, const char *word) {
    size_t used = strlen(script->log);
    assert_true(used + strlen(word) + 2 < sizeof script->log);
    sprintf(script->log + used, "%s%s", used ? " " : "", word);
    script->last_kind[0] = '\0';
}

static void tell_side(struct tcp_script *script, enum side side, const char *what) {
    char word[64];
    snprintf(word, sizeof word, "%c%s", side_letters[side], what);
    tell(script, word);
}

static void *on_open(void *context, const struct flow_info *info) {
    struct tcp_script *script = context;
    char word[32];
    snprintf(word, sizeof word, "open%s%s", info->midstream ? "-midstream" : "",
             info->sides_known ? "" : "?");
    tell(script, word);
    script->info = *info;
    return script;
}

static void on_packet(void *context, void *flow, const struct segment *segment) {
    struct tcp_script *script = context;
    assert_ptr_equal(flow, script);
    assert_true(segment->packet > script->last_packet);
    script->last_packet = segment->packet;
    script->packets++;
}

static bool on_bytes(void *context, void *flow, enum side side, struct moment moment,
                     struct slice octets, struct place place) {
    struct tcp_script *script = context;
    assert_ptr_equal(flow, script);
    assert_true(octets.size > 0);
    char kind[4] = {side_letters[side], ':', '\0'};
    bool joined = strcmp(kind, script->last_kind) == 0;
    if (!joined)
        tell(script, kind);
    memcpy(script->last_kind, kind, sizeof kind);
    size_t used = strlen(script->log);
    assert_true(used + octets.size + 1 < sizeof script->log);
    memcpy(script->log + used, octets.data, octets.size);
    script->log[used + octets.size] = '\0';
    script->place = place;
    script->moment = moment;
    return !script->unwanted || !slice_equal(octets, slice_string(script->unwanted));
}

static void on_gap(void *context, void *flow, enum side side, struct moment moment,
                   uint64_t count) {
    struct tcp_script *script = context;
    char what[32];
    assert_ptr_equal(flow, script);
    snprintf(what, sizeof what, "-%llu", (unsigned long long)count);
    tell_side(script, side, what);
    script->moment = moment;
}

static void on_notice(void *context, void *flow, enum side side, struct moment moment,
                      const struct flow_notice *notice) {
    static const char *const names[] = {
        [FLOW_SYN] = "!syn",
        [FLOW_ACCEPTED] = "!accepted",
        [FLOW_RETRANSMISSION] = "!again",
        [FLOW_ZERO_WINDOW] = "!zero",
        [FLOW_WINDOW_OPEN] = "!open",
        [FLOW_WINDOW_PROBE] = "!probe",
        [FLOW_KEEP_ALIVE] = "!alive",
        [FLOW_OVERLAP] = "!overlap",
        [FLOW_RST] = "!rst",
        [FLOW_ICMP] = "!icmp",
    };
    (void)moment;
    struct tcp_script *script = context;
    assert_ptr_equal(flow, script);
    script->waited = notice->waited;
    tell_side(script, side, names[notice->kind]);
}

static void on_end(void *context, void *flow, enum side side, struct moment moment,
                   enum flow_ending how) {
    static const char *const names[] = {
        [FLOW_FIN] = ".fin",
        [FLOW_RESET] = ".reset",
        [FLOW_TIMEOUT] = ".timeout",
        [FLOW_OPEN] = ".open",
    };
    (void)moment;
    assert_ptr_equal(flow, context);
    tell_side(context, side, names[how]);
}

static void on_close(void *context, void *flow, const struct flow_tally *tally) {
    struct tcp_script *script = context;
    assert_ptr_equal(flow, context);
    script->tally = *tally;
    tell(context, "close");
}

static bool is_server_port(uint16_t port) {
    return port == 25 || port == 110;
}

struct tcp_script *script_new(void) {
    struct tcp_script *script = calloc(1, sizeof *script);
    assert_non_null(script);
    script->options.server_port = is_server_port;
    script->sink = (struct tcp_sink){
        .context = script,
        .open = on_open,
        .packet = on_packet,
        .bytes = on_bytes,
        .gap = on_gap,
        .notice = on_notice,
        .end = on_end,
        .close = on_close,
    };
    script->first[C] = 1000;
    script->first[S] = 5000;
    script->ends[C] = (struct endpoint){.address = {192, 0, 2, 1}, .size = 4, .port = 40000};
    script->ends[S] = (struct endpoint){.address = {192, 0, 2, 2}, .size = 4, .port = 25};
    script->at.ns = DURATION_SECOND;
    script->window = 65535;
    return script;
}

void script_free(struct tcp_script *script) {
    tcp_free(script->tcp);
    free(script);
}

void script_send_octets(struct tcp_script *script, enum side side, uint32_t sequence,
                        uint32_t acknowledgment, unsigned flags, struct slice payload) {
    if (!script->tcp)
        script->tcp = tcp_new(&script->options, &script->sink);
    assert_non_null(script->tcp);
    script->at.ns += DURATION_SECOND / 1000;
    script->packet++;
    struct segment segment = {
        .source = script->ends[side],
        .destination = script->ends[side_other(side)],
        .at = script->at,
        .packet = script->packet,
        .offset = 1000 * script->packet,
        .sequence = script->first[side] + sequence,
        .acknowledgment = flags & TCP_ACK ? script->first[side_other(side)] + acknowledgment : 0,
        .window = script->window,
        .flags = (uint8_t)flags,
        .payload = payload,
        .cut = script->cut,
    };
    script->cut = 0;
    assert_true(tcp_segment(script->tcp, &segment));
}

void script_send(struct tcp_script *script, enum side side, uint32_t sequence,
                 uint32_t acknowledgment, unsigned flags, const char *payload) {
    /* A copy of its own: what is kept past the call must be a copy too. */
    size_t size = strlen(payload);
    uint8_t *octets = malloc(size + 1);
    assert_non_null(octets);
    memcpy(octets, payload, size);
    script_send_octets(script, side, sequence, acknowledgment, flags, slice_of(octets, size));
    free(octets);
}

void script_handshake(struct tcp_script *script) {
    script_send(script, C, 0, 0, TCP_SYN, "");
    script_send(script, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_send(script, C, 1, 1, TCP_ACK, "");
    script_expect(script, "open C!syn S!syn C!accepted");
}

void script_idle(struct tcp_script *script, unsigned count, uint32_t sequence,
                 uint32_t acknowledgment) {
    for (unsigned i = 0; i < count; i++)
        script_send(script, S, sequence, acknowledgment, TCP_ACK, "");
}

void script_finish(struct tcp_script *script) {
    (void)tcp_finish(script->tcp, SIZE_MAX);
}

void script_forget(struct tcp_script *script) {
    script->log[0] = '\0';
    script->last_kind[0] = '\0';
}
