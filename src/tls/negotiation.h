/* negotiation.h: what a handshake agrees upon, as its messages are heard one after the other.
 *
 *     client                        server
 *     ClientHello           ->
 *                           <-      HelloRetryRequest, and the client begins anew
 *                           <-      ServerHello
 *                           <-      Certificate, ServerKeyExchange, CertificateRequest …
 *     Certificate …         ->
 *
 * From TLS 1.3 on all that follows the ServerHello is encrypted. */
#ifndef HELOISE_TLS_NEGOTIATION_H
#define HELOISE_TLS_NEGOTIATION_H

#include "base/arena.h"
#include "base/wire.h"
#include "session/tls_event.h"
#include "tls/handshake.h"
#include "tls/hello.h"
#include "tls/names.h"

enum { SERVER_NAME_LONGEST = 255 /* RFC 1035 2.3.4 */ };

/* Zeroed but for `details`: nothing was heard. */
struct negotiation {
    bool details; /* somebody looks: offer, group, certificates and fingerprints are wanted */
    bool offered, chosen;   /* a ClientHello, a ServerHello was heard (a retry is one) */
    bool retried, answered; /* a HelloRetryRequest; the true ServerHello */
    bool has_id, has_ticket, psk;
    enum tls_early early; /* what became of early data, as far as it was heard */
    bool certified;       /* the server has sent certificates, or has spoken of its key */
    bool wants_certificate;
    uint16_t version, cipher, group;
    uint8_t random[TLS_RANDOM]; /* of the ClientHello */
    uint8_t server_name[SERVER_NAME_LONGEST];
    size_t server_name_size;
    struct slice alpn;                          /* from here on in the arena */
    struct tls_offer *offer;                    /* with details */
    const struct tls_certificate *certificates; /* with details */
    size_t certificate_count;
    bool named;
    bool client_answered; /* the client has said which certificate it shows, if any: */
    struct tls_credential client;
    struct arena arena;
    char version_text[TLS_NUMBER_TEXT], cipher_text[TLS_NUMBER_TEXT], group_text[TLS_NUMBER_TEXT];
};

/* The types of messages (bits, as handshake_next() wants them) whose bodies are to be read. */
uint32_t negotiation_wants(const struct negotiation *negotiation);

/* Hears a message of `side`. False when it is not what a handshake has at this place; nothing more
 * of this side can then be understood. */
bool negotiation_hear(struct negotiation *negotiation, enum side side,
                      const struct handshake_message *message);

/* Fills what the event tells of the negotiation. What it points to lives until
 * negotiation_clear(). */
void negotiation_describe(struct negotiation *negotiation, struct tls_event *tls);

void negotiation_clear(struct negotiation *negotiation);

#endif
