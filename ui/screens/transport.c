#include "ui/screens/transport.h"

void transport_stale(struct transport *transport) {
    index_packets_free(transport->packets);
    *transport = (struct transport){.packets = NULL};
}

const struct index_packets *transport_packets(struct transport *transport, struct model *model,
                                              const struct dialogue *dialogue) {
    if (!transport->packets && transport->error.kind == ERROR_NONE)
        transport->packets = index_packets(model->index, dialogue->row, &transport->error);
    return transport->packets;
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
