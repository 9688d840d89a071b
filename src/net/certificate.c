#include "net/certificate.h"

#include <stdio.h>

enum { DAY = 24 * 60 * 60, YEAR = 365 * DAY, NAME = 200 };

static bool add_extension(const struct tls_library *library, X509 *certificate, int nid,
                          const char *value) {
    X509V3_CTX context = {.issuer_cert = certificate, .subject_cert = certificate};
    X509_EXTENSION *extension = library->X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension)
        return false;
    bool added = library->X509_add_ext(certificate, extension, -1) == 1;
    library->X509_EXTENSION_free(extension);
    return added;
}

static bool name_it(const struct tls_library *library, X509 *certificate, const char *name) {
    char names[NAME + 64];
    X509_NAME *subject = library->X509_get_subject_name(certificate);
    (void)snprintf(names, sizeof names, "DNS:%.*s,DNS:localhost,IP:127.0.0.1,IP:::1", NAME, name);
    return library->X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                               (const unsigned char *)name, -1, -1, 0) == 1 &&
           library->X509_set_issuer_name(certificate, subject) == 1 &&
           add_extension(library, certificate, NID_subject_alt_name, names) &&
           add_extension(library, certificate, NID_basic_constraints, "critical,CA:FALSE");
}

static bool number_it(const struct tls_library *library, X509 *certificate) {
    uint64_t serial;
    return library->RAND_bytes((unsigned char *)&serial, sizeof serial) == 1 &&
           library->ASN1_INTEGER_set_uint64(library->X509_get_serialNumber(certificate),
                                            serial >> 1) == 1;
}

static bool date_it(const struct tls_library *library, X509 *certificate, bool expired) {
    long from = expired ? -30 * DAY : -DAY, until = expired ? -DAY : YEAR;
    return library->X509_gmtime_adj(library->X509_getm_notBefore(certificate), from) &&
           library->X509_gmtime_adj(library->X509_getm_notAfter(certificate), until);
}

bool certificate_make(const struct tls_library *library, SSL_CTX *context, const char *name,
                      bool expired, struct error *error) {
    EVP_PKEY *key = library->EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *certificate = library->X509_new();
    bool made = key && certificate && library->X509_set_version(certificate, 2) == 1 &&
                number_it(library, certificate) && date_it(library, certificate, expired) &&
                library->X509_set_pubkey(certificate, key) == 1 &&
                name_it(library, certificate, name) &&
                library->X509_sign(certificate, key, library->EVP_sha256()) > 0 &&
                library->SSL_CTX_use_certificate(context, certificate) == 1 &&
                library->SSL_CTX_use_PrivateKey(context, key) == 1;
    library->X509_free(certificate);
    library->EVP_PKEY_free(key);
    return made || tls_library_fail(library, ERROR_INTERNAL, "cannot make a certificate", error);
}
