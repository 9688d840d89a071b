#include "tls/certificate.h"

#include <time.h>

#include "tls/vector.h"

/* ---- pieces ---- */

/* The text that OpenSSL makes of a name: RFC 4514, with UTF-8 left as it is. */
static struct slice name_text(const struct crypto *crypto, const X509_NAME *name,
                              struct arena *arena) {
    unsigned long flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
    struct slice text = slice_of(NULL, 0);
    BIO *out = crypto->BIO_new(crypto->BIO_s_mem());
    if (!out)
        return text;
    char *octets = NULL;
    if (crypto->X509_NAME_print_ex(out, name, 0, flags) >= 0) {
        long size = crypto->BIO_ctrl(out, BIO_CTRL_INFO, 0, &octets);
        if (size > 0)
            text = slice_first(slice_of(octets, (size_t)size), CERTIFICATE_TEXT_MOST);
        text = arena_copy(arena, text);
    }
    (void)crypto->BIO_free(out);
    return text;
}

static struct slice string_octets(const struct crypto *crypto, const ASN1_STRING *string) {
    int size = crypto->ASN1_STRING_length(string);
    return slice_of(crypto->ASN1_STRING_get0_data(string), size > 0 ? (size_t)size : 0);
}

/* Times past what a moment can hold are its first or last one. */
static struct moment moment_of(const struct crypto *crypto, const ASN1_TIME *time) {
    enum { FIRST_YEAR = 1678 - 1900, LAST_YEAR = 2261 - 1900 };
    struct tm parts = {0};
    if (!time || crypto->ASN1_TIME_to_tm(time, &parts) != 1)
        return (struct moment){INT64_MIN};
    if (parts.tm_year < FIRST_YEAR || parts.tm_year > LAST_YEAR)
        return (struct moment){parts.tm_year < FIRST_YEAR ? INT64_MIN : INT64_MAX};
    return (struct moment){timegm(&parts) * DURATION_SECOND};
}

/* ---- the hosts that it is for ---- */

static void add_name(struct tls_names *names, struct slice name, struct arena *arena) {
    struct slice *grown =
        arena_grow(arena, (void *)(uintptr_t)names->names, names->count, sizeof *grown);
    if (!grown || name.size == 0)
        return;
    names->names = grown;
    grown[names->count] = arena_copy(arena, slice_first(name, CERTIFICATE_TEXT_MOST));
    names->count += grown[names->count].size > 0;
}

static void add_address(struct tls_names *names, struct slice octets, struct arena *arena) {
    struct endpoint end = {.size = (uint16_t)octets.size};
    char text[ENDPOINT_TEXT];
    if (octets.size != 4 && octets.size != sizeof end.address)
        return;
    memcpy(end.address, octets.data, octets.size);
    endpoint_address_text(&end, text);
    add_name(names, slice_string(text), arena);
}

/* False when the certificate has no such extension. */
static bool alternative_names(const struct crypto *crypto, const X509 *certificate,
                              struct tls_names *names, struct arena *arena) {
    GENERAL_NAMES *all = crypto->X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (!all)
        return false;
    int count = crypto->OPENSSL_sk_num((const OPENSSL_STACK *)all);
    for (int i = 0; i < count && names->count < CERTIFICATE_NAMES_MOST; i++) {
        const GENERAL_NAME *name = crypto->OPENSSL_sk_value((const OPENSSL_STACK *)all, i);
        if (name->type == GEN_DNS)
            add_name(names, string_octets(crypto, name->d.dNSName), arena);
        else if (name->type == GEN_IPADD)
            add_address(names, string_octets(crypto, name->d.iPAddress), arena);
    }
    crypto->GENERAL_NAMES_free(all);
    return true;
}

static void common_name(const struct crypto *crypto, const X509_NAME *subject,
                        struct tls_names *names, struct arena *arena) {
    int at = crypto->X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    const X509_NAME_ENTRY *entry = at < 0 ? NULL : crypto->X509_NAME_get_entry(subject, at);
    const ASN1_STRING *text = entry ? crypto->X509_NAME_ENTRY_get_data(entry) : NULL;
    if (text)
        add_name(names, string_octets(crypto, text), arena);
}

/* ---- key and signature ---- */

static void read_key(const struct crypto *crypto, const X509 *certificate,
                     struct tls_certificate *out, struct arena *arena) {
    char curve[64];
    size_t size = 0;
    const EVP_PKEY *key = crypto->X509_get0_pubkey(certificate);
    if (!key)
        return;
    const char *type = crypto->EVP_PKEY_get0_type_name(key);
    int bits = crypto->EVP_PKEY_get_bits(key);
    out->bits = bits > 0 ? (uint32_t)bits : 0;
    if (type)
        out->key = arena_copy(arena, slice_string(type));
    if (crypto->EVP_PKEY_get_group_name(key, curve, sizeof curve, &size) == 1 &&
        size < sizeof curve)
        out->curve = arena_copy(arena, slice_of(curve, size));
}

static void read_signature(const struct crypto *crypto, X509 *certificate,
                           struct tls_certificate *out, struct arena *arena) {
    int digest = NID_undef;
    const char *name = crypto->OBJ_nid2sn(crypto->X509_get_signature_nid(certificate));
    if (name)
        out->signature = arena_copy(arena, slice_string(name));
    (void)crypto->X509_get_signature_info(certificate, &digest, NULL, NULL, NULL);
    out->weak_digest = digest == NID_sha1 || digest == NID_md5 || digest == NID_md4;
}

/* ---- the whole ---- */

static void describe(const struct crypto *crypto, X509 *certificate, struct arena *arena,
                     struct tls_certificate *out) {
    const X509_NAME *subject = crypto->X509_get_subject_name(certificate);
    const X509_NAME *issuer = crypto->X509_get_issuer_name(certificate);
    out->readable = true;
    out->subject = name_text(crypto, subject, arena);
    out->issuer = name_text(crypto, issuer, arena);
    out->self_issued = crypto->X509_NAME_cmp(subject, issuer) == 0;
    out->begin = moment_of(crypto, crypto->X509_get0_notBefore(certificate));
    out->end = moment_of(crypto, crypto->X509_get0_notAfter(certificate));
    if (!alternative_names(crypto, certificate, &out->names, arena))
        common_name(crypto, subject, &out->names, arena);
    read_key(crypto, certificate, out, arena);
    read_signature(crypto, certificate, out, arena);
}

/* The certificate parsed, and what is told of it; NULL: it cannot be read. */
static X509 *read_one(const struct crypto *crypto, struct slice octets, struct arena *arena,
                      struct tls_certificate *out) {
    const unsigned char *at = octets.data;
    X509 *certificate = crypto->d2i_X509(NULL, &at, (long)octets.size);
    *out = (struct tls_certificate){.issued_before = true};
    (void)crypto->EVP_Digest(octets.data, octets.size, out->sha256, NULL, crypto->EVP_sha256(),
                             NULL);
    if (certificate)
        describe(crypto, certificate, arena, out);
    return certificate;
}

/* Takes the next one off the list; false when there is none, or it is cut. */
static bool next_certificate(struct slice *list, bool extensions, struct slice *octets) {
    struct slice ignored;
    return vector_read(list, 3, octets) && octets->size > 0 &&
           (!extensions || vector_read(list, 2, &ignored));
}

struct certificate_list certificates_read(const struct crypto *crypto, struct slice list,
                                          bool extensions, struct slice host, struct arena *arena) {
    struct certificate_list read = {.items =
                                        arena_take(arena, CERTIFICATES_MOST * sizeof *read.items)};
    struct slice octets;
    X509 *before = NULL;
    while (read.items && read.count < CERTIFICATES_MOST &&
           next_certificate(&list, extensions, &octets)) {
        struct tls_certificate *out = &read.items[read.count];
        X509 *certificate = read_one(crypto, octets, arena, out);
        if (read.count == 0)
            read.named = certificate && host.size > 0 &&
                         crypto->X509_check_host(certificate, (const char *)host.data, host.size, 0,
                                                 NULL) == 1;
        else
            out->issued_before = before && certificate &&
                                 crypto->X509_check_issued(certificate, before) == X509_V_OK;
        crypto->X509_free(before);
        before = certificate;
        read.count++;
    }
    crypto->X509_free(before);
    return read;
}
