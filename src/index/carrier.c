#include "index/carrier.h"

#include "index/debug.h"
#include "protocol/connect.h"
#include "protocol/proxy.h"
#include "protocol/registry.h"
#include "protocol/socks.h"
#include "tls/layer.h"

static const struct layer *const layers[] = {&proxy_layer, &socks_layer, &connect_layer, &tls_layer,
                                             NULL};

/* That are kept of a device, which is listened to for weeks: connections of some hours. */
enum { DEVICE_FLOWS = 250000 };

/* The last rule for a port of the flow, that of the server first. */
static const struct port_rule *find_rule(const struct index_options *options,
                                         const struct flow_info *info) {
    static const enum side sides[] = {SIDE_SERVER, SIDE_CLIENT};
    for (size_t s = 0; s < 2; s++)
        for (size_t i = options->rule_count; i > 0; i--)
            if (options->rules[i - 1].port == info->ends[sides[s]].port)
                return &options->rules[i - 1];
    return NULL;
}

bool carrier_origin(const struct index_options *options, const struct flow_info *info,
                    struct origin *origin) {
    *origin = (struct origin){.ends = {info->ends[0], info->ends[1]},
                              .sides_known = info->sides_known,
                              .midstream = info->midstream};
    const struct port_rule *rule = find_rule(options, info);
    if (rule) {
        origin->protocol = rule->protocol;
        return rule->protocol != NULL;
    }
    origin->hint = protocol_at_port(info->ends[SIDE_SERVER].port, &origin->hint_sealed);
    if (!origin->hint && !info->sides_known)
        origin->hint = protocol_at_port(info->ends[SIDE_CLIENT].port, &origin->hint_sealed);
    return true;
}

bool carrier_may_be_attempt(const struct origin *origin) {
    return (origin->protocol || origin->hint) && !origin->midstream &&
           handshake_seen(&origin->handshake);
}

struct session_options carrier_session_options(struct index_options *options) {
    return (struct session_options){
        .protocols = protocol_registry,
        .layers = layers,
        .debug = debug_wants(options, "protocol") ? debug_protocol : NULL,
        .debug_context = options,
    };
}

static bool is_mail_port(uint16_t port) {
    bool sealed;
    return protocol_at_port(port, &sealed) != NULL;
}

struct tcp_options carrier_tcp_options(struct index_options *options) {
    return (struct tcp_options){
        .most_flows = options->device ? DEVICE_FLOWS : 0,
        .server_port = is_mail_port,
        .debug = debug_wants(options, "flow") ? debug_flow : NULL,
        .debug_context = options,
    };
}

void carrier_end(struct session *session, enum side side, struct moment moment,
                 enum flow_ending how) {
    static const enum closing closings[] = {
        [FLOW_FIN] = CLOSING_FIN,
        [FLOW_RESET] = CLOSING_RESET,
        [FLOW_TIMEOUT] = CLOSING_TIMEOUT,
        [FLOW_OPEN] = CLOSING_OPEN,
    };
    session_end(session, side, moment, closings[how]);
}

static enum notice_kind error_kind(const struct icmp_error *error) {
    static const enum notice_kind kinds[] = {
        [ICMP_UNREACHABLE] = NOTICE_UNREACHABLE,
        [ICMP_FRAGMENTATION_NEEDED] = NOTICE_FRAGMENTATION_NEEDED,
        [ICMP_PACKET_TOO_BIG] = NOTICE_PACKET_TOO_BIG,
        [ICMP_TIME_EXCEEDED] = NOTICE_TIME_EXCEEDED,
        [ICMP_PARAMETER_PROBLEM] = NOTICE_PARAMETER_PROBLEM,
    };
    return kinds[error->kind];
}

static enum notice_kind notice_kind(const struct flow_notice *seen) {
    static const enum notice_kind kinds[] = {
        [FLOW_SYN] = NOTICE_SYN,
        [FLOW_ACCEPTED] = NOTICE_ACCEPTED,
        [FLOW_RETRANSMISSION] = NOTICE_RETRANSMISSION,
        [FLOW_ZERO_WINDOW] = NOTICE_ZERO_WINDOW,
        [FLOW_WINDOW_OPEN] = NOTICE_WINDOW_OPEN,
        [FLOW_WINDOW_PROBE] = NOTICE_WINDOW_PROBE,
        [FLOW_KEEP_ALIVE] = NOTICE_KEEP_ALIVE,
        [FLOW_OVERLAP] = NOTICE_OVERLAP,
        [FLOW_RST] = NOTICE_RESET,
    };
    return seen->error ? error_kind(seen->error) : kinds[seen->kind];
}

bool carrier_handshake(struct origin *origin, enum side side, struct moment moment,
                       const struct flow_notice *seen) {
    return handshake_notice(&origin->handshake, side, moment, notice_kind(seen), seen->place);
}

void carrier_notice(struct session *session, enum side side, struct moment moment,
                    const struct flow_notice *seen) {
    struct notice notice = {
        .kind = notice_kind(seen), .octets = seen->octets, .waited = seen->waited};
    if (seen->error) {
        notice.mtu = seen->error->mtu;
        notice.from = seen->error->from;
        notice.text = seen->error->text;
    }
    session_notice(session, side, moment, &notice, seen->place);
}
