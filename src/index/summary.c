#include "index/summary.h"

#include "session/protocol.h"

const char *verdict_name(enum verdict verdict) {
    static const char *const names[] = {
        [VERDICT_UNKNOWN] = "unknown",   [VERDICT_ACCEPTED] = "accepted",
        [VERDICT_DEFERRED] = "deferred", [VERDICT_REFUSED] = "refused",
        [VERDICT_PARTIAL] = "partial",   [VERDICT_ABORTED] = "aborted",
    };
    return names[verdict];
}

const char *tls_use_name(enum tls_use use) {
    static const char *const names[] = {
        [TLS_NONE] = "none",
        [TLS_STARTTLS] = "starttls",
        [TLS_IMPLICIT] = "implicit",
        [TLS_REFUSED] = "refused",
    };
    return names[use];
}

const char *ending_name(enum ending ending) {
    static const char *const names[] = {
        [ENDING_OPEN] = "open",       [ENDING_QUIT] = "quit",
        [ENDING_CLOSE] = "close",     [ENDING_RESET] = "reset",
        [ENDING_REFUSED] = "refused", [ENDING_TIMEOUT] = "timeout",
        [ENDING_SILENT] = "silent",   [ENDING_UNREACHABLE] = "unreachable",
    };
    return names[ending];
}

const char *transaction_kind_name(enum transaction_kind kind) {
    static const char *const names[] = {
        [TRANSACTION_DELIVERY] = "delivery",
        [TRANSACTION_RETRIEVAL] = "retrieval",
        [TRANSACTION_DELETION] = "deletion",
    };
    return names[kind];
}

const char *summary_protocol(const struct summary *summary) {
    if (summary->attempt)
        return summary->attempt->hint->name;
    return summary->protocol ? summary->protocol->name : "unknown";
}
