#include "session/tls_event_copy.h"

static bool keep(struct slice *slice, struct arena *arena) {
    size_t size = slice->size;
    *slice = arena_copy(arena, *slice);
    return slice->size == size;
}

static bool keep_names(struct tls_names *names, struct arena *arena) {
    if (names->count == 0)
        return true;
    struct slice *copies = arena_take(arena, names->count * sizeof *copies);
    bool good = copies != NULL;
    for (size_t i = 0; i < names->count && good; i++) {
        copies[i] = names->names[i];
        good = keep(&copies[i], arena);
    }
    names->names = copies;
    return good;
}

static bool keep_offer(struct tls_event *tls, struct arena *arena) {
    if (!tls->offer)
        return true;
    struct tls_offer *offer = arena_take(arena, sizeof *offer);
    if (!offer)
        return false;
    *offer = *tls->offer;
    tls->offer = offer;
    return keep_names(&offer->versions, arena) && keep_names(&offer->ciphers, arena) &&
           keep_names(&offer->groups, arena) && keep_names(&offer->signatures, arena) &&
           keep_names(&offer->protocols, arena) && keep(&offer->ja3, arena) &&
           keep(&offer->ja4, arena);
}

static bool keep_certificate(struct tls_certificate *certificate, struct arena *arena) {
    return keep(&certificate->subject, arena) && keep(&certificate->issuer, arena) &&
           keep_names(&certificate->names, arena) && keep(&certificate->key, arena) &&
           keep(&certificate->curve, arena) && keep(&certificate->signature, arena);
}

static bool keep_certificates(const struct tls_certificate **certificates, size_t count,
                              struct arena *arena) {
    if (count == 0)
        return true;
    struct tls_certificate *copies = arena_take(arena, count * sizeof *copies);
    bool good = copies != NULL;
    for (size_t i = 0; i < count && good; i++) {
        copies[i] = (*certificates)[i];
        good = keep_certificate(&copies[i], arena);
    }
    *certificates = copies;
    return good;
}

static bool keep_credential(struct tls_event *tls, struct arena *arena) {
    if (!tls->client)
        return true;
    struct tls_credential *client = arena_take(arena, sizeof *client);
    if (!client)
        return false;
    *client = *tls->client;
    tls->client = client;
    return keep_certificates(&client->certificates, client->count, arena);
}

static bool keep_verification(struct tls_event *tls, struct arena *arena) {
    if (!tls->verification)
        return true;
    struct tls_verification *verification = arena_take(arena, sizeof *verification);
    struct tls_fault *faults = arena_take(arena, tls->verification->count * sizeof *faults);
    if (!verification || !faults)
        return false;
    *verification = *tls->verification;
    bool good = keep(&verification->name, arena);
    for (size_t i = 0; i < verification->count && good; i++) {
        faults[i] = verification->faults[i];
        good = keep(&faults[i].words, arena);
    }
    verification->faults = faults;
    tls->verification = verification;
    return good;
}

bool tls_event_copy(struct tls_event *tls, struct arena *arena) {
    return keep(&tls->version, arena) && keep(&tls->cipher, arena) &&
           keep(&tls->server_name, arena) && keep(&tls->group, arena) && keep(&tls->alpn, arena) &&
           keep(&tls->alert, arena) && keep(&tls->random, arena) && keep_offer(tls, arena) &&
           keep_certificates(&tls->certificates, tls->certificate_count, arena) &&
           keep_credential(tls, arena) && keep_verification(tls, arena);
}
