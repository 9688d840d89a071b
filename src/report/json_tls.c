/* json_tls.c: an event of TLS. */
#include "report/json_report.h"

static void names(struct json *json, const char *key, struct tls_names list) {
    json_optional_texts(json, key, list.names, list.count);
}

static void certificate(struct json *json, const struct tls_certificate *shown) {
    json_object(json, NULL);
    json_hex(json, "sha256", slice_of(shown->sha256, sizeof shown->sha256));
    if (shown->readable) {
        json_text(json, "subject", shown->subject);
        json_text(json, "issuer", shown->issuer);
        names(json, "names", shown->names);
        json_moment(json, "not_before", shown->begin);
        json_moment(json, "not_after", shown->end);
        json_optional_text(json, "key", shown->key);
        json_optional_text(json, "curve", shown->curve);
        json_optional_number(json, "bits", shown->bits);
        json_optional_text(json, "signature", shown->signature);
    } else {
        json_truth(json, "readable", false);
    }
    if (!shown->issued_before)
        json_truth(json, "in_order", false);
    json_object_end(json);
}

static void certificates(struct json *json, const char *key, const struct tls_certificate *shown,
                         size_t count) {
    if (count == 0)
        return;
    json_array(json, key);
    for (size_t i = 0; i < count; i++)
        certificate(json, &shown[i]);
    json_array_end(json);
}

/* What the client answers to a request for a certificate. */
static void credential(struct json *json, const struct tls_credential *client) {
    json_word(json, "client_certificate",
              client->count == 0 ? "none"
              : client->proven   ? "proven"
                                 : "unproven");
    certificates(json, "client_certificates", client->certificates, client->count);
}

/* What came of verifying them here. */
static void verification(struct json *json, const struct tls_verification *told) {
    json_truth(json, "trusted", told->count == 0);
    json_optional_text(json, "verified_for", told->name);
    if (told->count == 0)
        return;
    json_array(json, "faults");
    for (size_t i = 0; i < told->count; i++) {
        json_object(json, NULL);
        json_word(json, "fault", tls_fault_name(told->faults[i].kind));
        json_number(json, "certificate", told->faults[i].depth);
        json_text(json, "text", told->faults[i].words);
        json_object_end(json);
    }
    json_array_end(json);
}

static void offer(struct json *json, const struct tls_offer *offered) {
    json_optional_text(json, "ja3", offered->ja3);
    json_optional_text(json, "ja4", offered->ja4);
    json_object(json, "offered");
    names(json, "versions", offered->versions);
    names(json, "ciphers", offered->ciphers);
    names(json, "groups", offered->groups);
    names(json, "signatures", offered->signatures);
    names(json, "alpn", offered->protocols);
    json_object_end(json);
}

static void early_fate(struct json *json, const char *key, enum tls_early early) {
    if (early == TLS_EARLY_TAKEN || early == TLS_EARLY_REFUSED)
        json_truth(json, key, early == TLS_EARLY_TAKEN);
}

static void early_data(struct json *json, enum tls_early early) {
    json_optional_truth(json, "early_data", early != TLS_EARLY_NONE);
    early_fate(json, "early_data_accepted", early);
}

static void handshake(struct json *json, const struct tls_event *tls) {
    json_optional_text(json, "version", tls->version);
    json_optional_text(json, "cipher", tls->cipher);
    json_optional_text(json, "server_name", tls->server_name);
    json_truth(json, "implicit", tls->implicit);
    if (tls->random.size > 0)
        json_hex(json, "client_random", tls->random);
    json_optional_text(json, "group", tls->group);
    json_optional_text(json, "alpn", tls->alpn);
    if (tls->resumed != TLS_RESUMED_NOTHING)
        json_word(json, "resumed", tls_resumption_name(tls->resumed));
    json_optional_truth(json, "renewed", tls->renewed);
    json_optional_truth(json, "retried", tls->retried);
    early_data(json, tls->early);
    json_optional_truth(json, "wants_certificate", tls->wants_certificate);
    json_optional_truth(json, "finished", tls->finished);
    if (tls->certificate_count > 0 && tls->server_name.size > 0)
        json_truth(json, "name_matches", tls->named);
    certificates(json, "certificates", tls->certificates, tls->certificate_count);
    if (tls->verification)
        verification(json, tls->verification);
    if (tls->client)
        credential(json, tls->client);
    if (tls->offer)
        offer(json, tls->offer);
}

static void alert(struct json *json, const struct tls_event *tls) {
    json_optional_text(json, "alert", tls->alert);
    if (tls->alert.size > 0)
        json_word(json, "level", tls->fatal ? "fatal" : "warning");
    else
        json_truth(json, "sealed", true);
    json_optional_truth(json, "supposed", tls->supposed);
}

void json_tls(struct json *json, const struct tls_event *tls) {
    json_word(json, "what", tls_what_name(tls->what));
    if (tls->what == TLS_HANDSHAKE)
        handshake(json, tls);
    else if (tls->what == TLS_ALERT)
        alert(json, tls);
    else if (tls->what == TLS_EARLY_DATA)
        early_fate(json, "accepted", tls->early);
}
