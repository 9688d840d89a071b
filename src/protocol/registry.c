#include "protocol/registry.h"

const struct protocol *const protocol_registry[] = {&lmtp_protocol, &smtp_protocol, &pop3_protocol,
                                                    NULL};

const struct protocol *protocol_find(struct slice name) {
    for (const struct protocol *const *p = protocol_registry; *p; p++)
        if (slice_equal_nocase(slice_string((*p)->name), name))
            return *p;
    return NULL;
}

static bool has_port(const uint16_t *ports, uint16_t port) {
    for (; ports && *ports; ports++)
        if (*ports == port)
            return true;
    return false;
}

const struct protocol *protocol_at_port(uint16_t port, bool *sealed) {
    for (const struct protocol *const *p = protocol_registry; *p; p++) {
        *sealed = has_port((*p)->sealed_ports, port);
        if (*sealed || has_port((*p)->ports, port))
            return *p;
    }
    return NULL;
}
