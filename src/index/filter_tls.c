/* Fields of TLS. What was offered, and certificates, are there because a filter that asks for
 * events has somebody look at each session. */
#include "index/filter_readers.h"

/* The event if it is a handshake, else NULL. */
static const struct tls_event *handshake_of(const struct filter_look *look) {
    const struct event *event = &look->entry->event;
    return event->kind == EVENT_TLS && event->tls.what == TLS_HANDSHAKE ? &event->tls : NULL;
}

static void look_names(struct filter_look *look, struct tls_names names) {
    for (size_t i = 0; i < names.count; i++)
        look_present(look, names.names[i]);
}

void of_event_tls_version(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls)
        look_present(look, tls->version);
}

void of_event_cipher(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls)
        look_present(look, tls->cipher);
}

void of_event_server_name(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls)
        look_present(look, tls->server_name);
}

void of_event_group(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls)
        look_present(look, tls->group);
}

/* As in Wireshark, where both hellos have the field. */
void of_event_alpn(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (!tls)
        return;
    look_present(look, tls->alpn);
    if (tls->offer)
        look_names(look, tls->offer->protocols);
}

void of_event_ja3(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls && tls->offer)
        look_present(look, tls->offer->ja3);
}

void of_event_ja4(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls && tls->offer)
        look_present(look, tls->offer->ja4);
}

void of_event_resumed(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls && tls->resumed != TLS_RESUMED_NOTHING)
        look_text(look, slice_string(tls_resumption_name(tls->resumed)));
}

/* ---- certificates ---- */

static void look_certificates(struct filter_look *look, const struct tls_certificate *certificates,
                              size_t count) {
    for (size_t i = 0; i < count; i++) {
        look_present(look, certificates[i].subject);
        look_present(look, certificates[i].issuer);
        look_names(look, certificates[i].names);
    }
}

void of_event_certificate(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls)
        look_certificates(look, tls->certificates, tls->certificate_count);
}

void of_event_client_certificate(struct filter_look *look) {
    const struct tls_event *tls = handshake_of(look);
    if (tls && tls->client)
        look_certificates(look, tls->client->certificates, tls->client->count);
}

/* ---- alerts ---- */

void of_event_tls_alert(struct filter_look *look) {
    const struct event *event = &look->entry->event;
    if (event->kind == EVENT_TLS && event->tls.what == TLS_ALERT)
        look_present(look, event->tls.alert);
}
