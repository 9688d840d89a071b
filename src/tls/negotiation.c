#include "tls/negotiation.h"

#include "tls/certificate.h"
#include "tls/fingerprint.h"
#include "tls/vector.h"

#define BIT(type) (UINT32_C(1) << HANDSHAKE_##type)

uint32_t negotiation_wants(const struct negotiation *negotiation) {
    uint32_t hellos = BIT(CLIENT_HELLO) | BIT(SERVER_HELLO);
    if (negotiation->early == TLS_EARLY_UNKNOWN)
        hellos |= BIT(ENCRYPTED_EXTENSIONS);
    return negotiation->details
               ? hellos | BIT(CERTIFICATE) | BIT(SERVER_KEY_EXCHANGE) | BIT(ENCRYPTED_EXTENSIONS)
               : hellos;
}

/* ---- the client's offer ---- */

static struct slice keep_name(struct arena *arena, tls_name *name_of, uint16_t number) {
    char text[TLS_NUMBER_TEXT];
    struct slice name = name_of(number, text);
    return (const char *)name.data == text ? arena_copy(arena, name) : name;
}

/* The names of numbers of two octets each. */
static struct tls_names keep_names(struct arena *arena, struct slice numbers, tls_name *name_of) {
    struct slice *names = arena_take(arena, numbers.size / 2 * sizeof *names);
    struct tls_names kept = {.names = names};
    uint16_t number;
    while (names && vector_number(&numbers, 2, &number))
        if (!tls_is_grease(number))
            names[kept.count++] = keep_name(arena, name_of, number);
    return kept;
}

static struct tls_names keep_protocols(struct arena *arena, struct slice list) {
    struct tls_names kept = {0};
    struct slice name;
    while (vector_read(&list, 1, &name)) {
        struct slice *names =
            arena_grow(arena, (void *)(uintptr_t)kept.names, kept.count, sizeof *names);
        if (!names)
            break;
        kept.names = names;
        names[kept.count++] = arena_copy(arena, name);
    }
    return kept;
}

/* Fingerprints are left out where libcrypto is not there. */
static void keep_offer(struct negotiation *negotiation, const struct client_hello *hello) {
    struct arena *arena = &negotiation->arena;
    struct tls_offer *offer = arena_take(arena, sizeof *offer);
    struct crypto crypto;
    if (!offer)
        return;
    const uint8_t version[] = {(uint8_t)(hello->version >> 8), (uint8_t)(hello->version & 0xff)};
    struct slice versions =
        hello->versions.size > 0 ? hello->versions : slice_of(version, sizeof version);
    *offer = (struct tls_offer){
        .versions = keep_names(arena, versions, tls_version_name),
        .ciphers = keep_names(arena, hello->ciphers, tls_cipher_name),
        .groups = keep_names(arena, hello->groups, tls_group_name),
        .signatures = keep_names(arena, hello->signatures, tls_signature_name),
        .protocols = keep_protocols(arena, hello->protocols),
    };
    if (crypto_bind(&crypto)) {
        offer->ja3 = fingerprint_ja3(&crypto, hello, arena);
        offer->ja4 = fingerprint_ja4(&crypto, hello, arena);
    }
    negotiation->offer = offer;
}

/* The first ClientHello counts: one that follows a retry offers the same. */
static bool hear_client_hello(struct negotiation *negotiation, struct slice body) {
    struct client_hello hello;
    if (!client_hello_read(body, &hello))
        return false;
    if (negotiation->offered)
        return true;
    struct slice name = slice_first(hello.server_name, SERVER_NAME_LONGEST);
    if (name.size > 0)
        memcpy(negotiation->server_name, name.data, name.size);
    negotiation->server_name_size = name.size;
    memcpy(negotiation->random, hello.random.data, TLS_RANDOM);
    negotiation->offered = true;
    negotiation->has_id = hello.session_id.size > 0;
    negotiation->has_ticket = hello.has_ticket;
    negotiation->early = hello.early_data ? TLS_EARLY_UNKNOWN : TLS_EARLY_NONE;
    if (negotiation->details)
        keep_offer(negotiation, &hello);
    return true;
}

/* ---- the server's choice ---- */

static void refuse_early_data(struct negotiation *negotiation) {
    if (negotiation->early == TLS_EARLY_UNKNOWN)
        negotiation->early = TLS_EARLY_REFUSED;
}

/* Without the key that both sides had kept there is no early data, nor after a retry (RFC 8446
 * 4.2.10). */
static bool hear_server_hello(struct negotiation *negotiation, struct slice body) {
    struct server_hello hello;
    if (!server_hello_read(body, &hello))
        return false;
    negotiation->chosen = true;
    negotiation->version = hello.version;
    negotiation->cipher = hello.cipher;
    negotiation->group = hello.group;
    negotiation->psk = hello.psk;
    negotiation->retried |= hello.retry;
    negotiation->answered |= !hello.retry;
    if (hello.retry || !hello.psk)
        refuse_early_data(negotiation);
    if (negotiation->details)
        negotiation->alpn = arena_copy(&negotiation->arena, hello.protocol);
    return true;
}

/* Up to TLS 1.2 the message is a list of certificates and nothing else (RFC 5246 7.4.2); after it a
 * context stands in front, and extensions behind each of them (RFC 8446 4.4.2). `host`: for whom
 * the first of them should be. */
static struct certificate_list read_certificates(struct negotiation *negotiation, struct slice body,
                                                 struct slice host) {
    struct crypto crypto;
    struct slice context, list;
    bool newer = negotiation->version >= TLS_1_3;
    if ((newer && !vector_read(&body, 1, &context)) || !vector_read(&body, 3, &list) ||
        !crypto_bind(&crypto))
        return (struct certificate_list){0};
    return certificates_read(&crypto, list, newer, host, &negotiation->arena);
}

static void hear_certificates(struct negotiation *negotiation, struct slice body) {
    struct slice host = slice_of(negotiation->server_name, negotiation->server_name_size);
    negotiation->certified = true;
    if (!negotiation->details || negotiation->certificates)
        return;
    struct certificate_list read = read_certificates(negotiation, body, host);
    negotiation->certificates = read.items;
    negotiation->certificate_count = read.count;
    negotiation->named = read.named;
}

/* A client that has none sends an empty list (RFC 5246 7.4.6). */
static void hear_credential(struct negotiation *negotiation, struct slice body) {
    if (!negotiation->details || negotiation->client_answered)
        return;
    struct certificate_list read = read_certificates(negotiation, body, slice_of(NULL, 0));
    negotiation->client_answered = true;
    negotiation->client.certificates = read.items;
    negotiation->client.count = (uint32_t)read.count;
}

/* An elliptic curve begins with its number (RFC 8422 5.4). */
static void hear_server_key(struct negotiation *negotiation, struct slice body) {
    enum { NAMED_CURVE = 3 };
    uint16_t type, group;
    negotiation->certified = true;
    if (vector_number(&body, 1, &type) && type == NAMED_CURVE && vector_number(&body, 2, &group))
        negotiation->group = group;
}

static void hear_protocol(struct negotiation *negotiation, struct slice data) {
    struct slice list, name;
    if (negotiation->details && vector_read(&data, 2, &list) && vector_read(&list, 1, &name))
        negotiation->alpn = arena_copy(&negotiation->arena, name);
}

/* In TLS 1.3 the server's answer to ALPN is encrypted, and that to early data (RFC 8446 4.3.1). */
static void hear_extensions(struct negotiation *negotiation, struct slice body) {
    struct slice extensions, data;
    uint16_t type;
    if (!vector_read(&body, 2, &extensions))
        return;
    while (vector_item(&extensions, 2, &type, &data)) {
        if (type == EXTENSION_ALPN)
            hear_protocol(negotiation, data);
        else if (type == EXTENSION_EARLY_DATA && negotiation->early == TLS_EARLY_UNKNOWN)
            negotiation->early = TLS_EARLY_TAKEN;
    }
    refuse_early_data(negotiation);
}

static bool hear_server(struct negotiation *negotiation, const struct handshake_message *message) {
    switch (message->type) {
    case HANDSHAKE_HELLO_REQUEST:
        return true;
    case HANDSHAKE_SERVER_HELLO:
        return !negotiation->answered && hear_server_hello(negotiation, message->body);
    case HANDSHAKE_CERTIFICATE:
        hear_certificates(negotiation, message->body);
        break;
    case HANDSHAKE_ENCRYPTED_EXTENSIONS:
        hear_extensions(negotiation, message->body);
        break;
    case HANDSHAKE_SERVER_KEY_EXCHANGE:
        hear_server_key(negotiation, message->body);
        break;
    case HANDSHAKE_CERTIFICATE_REQUEST:
        negotiation->wants_certificate = true;
        break;
    case HANDSHAKE_SERVER_HELLO_DONE:
        negotiation->certified = true;
        break;
    default:
        break;
    }
    return negotiation->answered;
}

bool negotiation_hear(struct negotiation *negotiation, enum side side,
                      const struct handshake_message *message) {
    if (side == SIDE_SERVER)
        return hear_server(negotiation, message);
    if (message->type == HANDSHAKE_CLIENT_HELLO)
        return hear_client_hello(negotiation, message->body);
    if (message->type == HANDSHAKE_CERTIFICATE)
        hear_credential(negotiation, message->body);
    else if (message->type == HANDSHAKE_CERTIFICATE_VERIFY)
        negotiation->client.proven = true;
    return negotiation->offered;
}

/* ---- what is told of it ---- */

/* Up to TLS 1.2 a server that takes a session up again shows no key of its own; which session it
 * was stands in what the client has sent. */
static enum tls_resumption resumption(const struct negotiation *negotiation, bool finished) {
    if (negotiation->psk)
        return TLS_RESUMED_PSK;
    bool older = negotiation->answered && negotiation->version < TLS_1_3;
    if (!older || !finished || negotiation->certified)
        return TLS_RESUMED_NOTHING;
    return negotiation->has_ticket ? TLS_RESUMED_TICKET
           : negotiation->has_id   ? TLS_RESUMED_ID
                                   : TLS_RESUMED_NOTHING;
}

void negotiation_describe(struct negotiation *negotiation, struct tls_event *tls) {
    tls->server_name = slice_of(negotiation->server_name, negotiation->server_name_size);
    tls->random = slice_of(negotiation->random, negotiation->offered ? TLS_RANDOM : 0);
    tls->retried = negotiation->retried;
    tls->early = negotiation->early;
    tls->wants_certificate = negotiation->wants_certificate;
    tls->alerts_show = negotiation->answered && negotiation->version < TLS_1_3;
    tls->alpn = negotiation->alpn;
    tls->offer = negotiation->offer;
    tls->certificates = negotiation->certificates;
    tls->certificate_count = (uint16_t)negotiation->certificate_count;
    tls->named = negotiation->named;
    tls->client = negotiation->client_answered ? &negotiation->client : NULL;
    tls->resumed = resumption(negotiation, tls->finished);
    if (negotiation->chosen) {
        tls->version = tls_version_name(negotiation->version, negotiation->version_text);
        tls->cipher = tls_cipher_name(negotiation->cipher, negotiation->cipher_text);
    }
    if (negotiation->group != 0)
        tls->group = tls_group_name(negotiation->group, negotiation->group_text);
}

void negotiation_clear(struct negotiation *negotiation) {
    arena_free(&negotiation->arena);
}
