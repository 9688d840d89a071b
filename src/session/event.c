#include "session/event.h"

const char *event_kind_name(enum event_kind kind) {
    static const char *const names[EVENT_KINDS] = {
        [EVENT_CONNECT] = "connect",   [EVENT_PROXY] = "proxy",
        [EVENT_GREETING] = "greeting", [EVENT_COMMAND] = "command",
        [EVENT_REPLY] = "reply",       [EVENT_CONTINUATION] = "continuation",
        [EVENT_MESSAGE] = "message",   [EVENT_BLOCK] = "block",
        [EVENT_TLS] = "tls",           [EVENT_GAP] = "gap",
        [EVENT_NETWORK] = "network",   [EVENT_JUNK] = "junk",
        [EVENT_CLOSE] = "close",
    };
    return names[kind];
}

const char *outcome_name(enum outcome outcome) {
    static const char *const names[] = {
        [OUTCOME_NONE] = "none",         [OUTCOME_OK] = "ok",           [OUTCOME_MORE] = "more",
        [OUTCOME_DEFERRED] = "deferred", [OUTCOME_REFUSED] = "refused",
    };
    return names[outcome];
}

const char *line_end_name(enum line_end end) {
    static const char *const names[] = {
        [END_NONE] = "none",
        [END_CRLF] = "crlf",
        [END_LF] = "lf",
        [END_LAST] = "last",
    };
    return names[end];
}

const char *closing_name(enum closing closing) {
    static const char *const names[] = {
        [CLOSING_FIN] = "fin",
        [CLOSING_RESET] = "reset",
        [CLOSING_TIMEOUT] = "timeout",
        [CLOSING_OPEN] = "open",
    };
    return names[closing];
}

const char *proxy_protocol_name(enum proxy_protocol protocol) {
    static const char *const names[PROXY_PROTOCOLS] = {
        [PROXY_HEADER] = "proxy",
        [PROXY_SOCKS4] = "socks4",
        [PROXY_SOCKS5] = "socks5",
        [PROXY_CONNECT] = "http-connect",
    };
    return names[protocol];
}

const char *notice_name(enum notice_kind kind) {
    static const char *const names[NOTICE_KINDS] = {
        [NOTICE_SYN] = "syn",
        [NOTICE_ACCEPTED] = "accepted",
        [NOTICE_RETRANSMISSION] = "retransmission",
        [NOTICE_ZERO_WINDOW] = "zero-window",
        [NOTICE_WINDOW_OPEN] = "window-open",
        [NOTICE_WINDOW_PROBE] = "window-probe",
        [NOTICE_KEEP_ALIVE] = "keep-alive",
        [NOTICE_OVERLAP] = "overlap",
        [NOTICE_RESET] = "reset",
        [NOTICE_UNREACHABLE] = "unreachable",
        [NOTICE_FRAGMENTATION_NEEDED] = "fragmentation-needed",
        [NOTICE_PACKET_TOO_BIG] = "packet-too-big",
        [NOTICE_TIME_EXCEEDED] = "time-exceeded",
        [NOTICE_PARAMETER_PROBLEM] = "parameter-problem",
    };
    return names[kind];
}

const char *tls_what_name(enum tls_what what) {
    static const char *const names[TLS_WHATS] = {
        [TLS_HANDSHAKE] = "handshake",   [TLS_ALERT] = "alert",
        [TLS_KEY_UPDATE] = "key-update", [TLS_LOST] = "lost",
        [TLS_EARLY_DATA] = "early-data",
    };
    return names[what];
}

const char *tls_fault_name(enum tls_fault_kind kind) {
    static const char *const names[TLS_FAULTS] = {
        [TLS_FAULT_NAME] = "other-name",       [TLS_FAULT_EXPIRED] = "expired",
        [TLS_FAULT_EARLY] = "not-yet-valid",   [TLS_FAULT_SELF_SIGNED] = "self-signed",
        [TLS_FAULT_ISSUER] = "unknown-issuer", [TLS_FAULT_ROOT] = "untrusted-root",
        [TLS_FAULT_WEAK_KEY] = "weak-key",     [TLS_FAULT_WEAK_SIGNATURE] = "weak-signature",
        [TLS_FAULT_REVOKED] = "revoked",       [TLS_FAULT_ABSENT] = "absent",
        [TLS_FAULT_OTHER] = "other",
    };
    return names[kind];
}

const struct tls_fault *tls_fault_find(const struct tls_event *tls, enum tls_fault_kind kind) {
    const struct tls_verification *verification = tls->verification;
    for (size_t i = 0; verification && i < verification->count; i++)
        if (verification->faults[i].kind == kind)
            return &verification->faults[i];
    return NULL;
}

const char *tls_resumption_name(enum tls_resumption resumption) {
    static const char *const names[TLS_RESUMPTIONS] = {
        [TLS_RESUMED_NOTHING] = "none",
        [TLS_RESUMED_ID] = "id",
        [TLS_RESUMED_TICKET] = "ticket",
        [TLS_RESUMED_PSK] = "psk",
    };
    return names[resumption];
}
