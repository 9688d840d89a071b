#include "ui/screens/transport.h"

#include "index/clock.h"

enum { AT_ONCE = 64 };

/* How long a key waits for them. */
#define GRACE (2 * (DURATION_SECOND / 1000))

void transport_stale(struct transport *transport) {
    index_packets_stop(transport->reading);
    index_packets_free(transport->packets);
    *transport = (struct transport){.packets = NULL};
}

const struct index_packets *transport_packets(struct transport *transport, struct model *model,
                                              const struct dialogue *dialogue) {
    if (transport->packets || transport->reading || transport->error.kind != ERROR_NONE)
        return transport->packets;
    transport->reading = index_packets_begin(model->index, dialogue->row, &transport->error);
    (void)transport_read_on(transport, (struct moment){clock_now().ns + GRACE});
    return transport->packets;
}

bool transport_read_on(struct transport *transport, struct moment until) {
    enum reopen_progress progress = REOPEN_MORE;
    if (!transport->reading)
        return false;
    do
        progress =
            index_packets_step(transport->reading, AT_ONCE, &transport->packets, &transport->error);
    while (progress == REOPEN_MORE && moment_before(clock_now(), until));
    if (progress == REOPEN_MORE)
        return false;
    index_packets_stop(transport->reading);
    transport->reading = NULL;
    return true;
}

bool transport_octets(struct transport *transport, struct model *model,
                      const struct dialogue *dialogue, const struct event *event, size_t most,
                      struct buffer *octets) {
    const struct index_packets *packets = transport_packets(transport, model, dialogue);
    size_t count = event->octets < most ? (size_t)event->octets : most;
    return packets && index_packets_octets(model->index, packets, event->side, event->offset, count,
                                           octets, &transport->error);
}

bool transport_sealed(const struct dialogue *dialogue, const struct event *event) {
    const struct transcript *transcript = dialogue_transcript(dialogue);
    if (!dialogue->opened->summary->decrypted)
        return false;
    for (size_t n = 0; n < event->n; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (entry->present && entry->event.kind == EVENT_TLS &&
            entry->event.tls.what == TLS_HANDSHAKE)
            return true;
    }
    return false;
}
