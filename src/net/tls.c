#include "net/tls.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/library.h"
#include "net/certificate.h"
#include "net/tls_library.h"

struct tls_context {
    struct tls_library library;
    SSL_CTX *context;
    enum side side;
};

struct tls {
    const struct tls_library *library;
    SSL *ssl;
    BIO *in, *out; /* belong to `ssl` */
    tls_secret *secret;
    void *secret_context;
    enum side side;
};

/* ---- what connections share ---- */

static int number_of(enum tls_version version) {
    static const int numbers[] = {0, TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
    return numbers[version];
}

/* Each connection may want its secrets: which one it is, the SSL knows. */
static void pass_secret(const SSL *ssl, const char *line);

static bool set_versions(struct tls_context *context, const struct tls_settings *settings) {
    const struct tls_library *library = &context->library;
    enum tls_version least = settings->least ? settings->least : TLS_1_2;
    if (least < TLS_1_2) /* OpenSSL's own level forbids what is older */
        (void)library->SSL_CTX_set_cipher_list(context->context, "DEFAULT:@SECLEVEL=0");
    return library->SSL_CTX_ctrl(context->context, SSL_CTRL_SET_MIN_PROTO_VERSION, number_of(least),
                                 NULL) == 1 &&
           library->SSL_CTX_ctrl(context->context, SSL_CTRL_SET_MAX_PROTO_VERSION,
                                 number_of(settings->most), NULL) == 1 &&
           (!settings->ciphers ||
            library->SSL_CTX_set_cipher_list(context->context, settings->ciphers) == 1);
}

static bool use_files(struct tls_context *context, const struct tls_settings *settings,
                      struct error *error) {
    const struct tls_library *library = &context->library;
    const char *key = settings->key ? settings->key : settings->certificate;
    if (library->SSL_CTX_use_certificate_chain_file(context->context, settings->certificate) != 1) {
        (void)tls_library_fail(library, ERROR_CONFIGURATION, "cannot use the certificate", error);
        error_name(error, settings->certificate);
        return false;
    }
    if (library->SSL_CTX_use_PrivateKey_file(context->context, key, SSL_FILETYPE_PEM) != 1 ||
        library->SSL_CTX_check_private_key(context->context) != 1) {
        (void)tls_library_fail(library, ERROR_CONFIGURATION, "cannot use the key", error);
        error_name(error, key);
        return false;
    }
    return true;
}

static bool use_certificate(struct tls_context *context, const struct tls_settings *settings,
                            struct error *error) {
    if (settings->certificate)
        return use_files(context, settings, error);
    if (settings->side == SIDE_CLIENT)
        return true;
    return certificate_make(&context->library, context->context,
                            settings->name ? settings->name : "localhost", settings->expired,
                            error);
}

static bool use_trust(struct tls_context *context, const struct tls_settings *settings,
                      struct error *error) {
    const struct tls_library *library = &context->library;
    struct stat status;
    if (settings->side == SIDE_SERVER)
        return true;
    if (!settings->trust) {
        (void)library->SSL_CTX_set_default_verify_paths(context->context);
        return true;
    }
    bool folder = stat(settings->trust, &status) == 0 && S_ISDIR(status.st_mode);
    if (library->SSL_CTX_load_verify_locations(context->context, folder ? NULL : settings->trust,
                                               folder ? settings->trust : NULL) == 1)
        return true;
    (void)tls_library_fail(library, ERROR_CONFIGURATION, "cannot use the CA certificates", error);
    error_name(error, settings->trust);
    return false;
}

static bool prepare(struct tls_context *context, const struct tls_settings *settings,
                    struct error *error) {
    const struct tls_library *library = &context->library;
    context->context = library->SSL_CTX_new(library->TLS_method());
    if (!context->context || !set_versions(context, settings))
        return tls_library_fail(library, ERROR_CONFIGURATION, "cannot set up TLS", error);
    (void)library->SSL_CTX_set_options(context->context, SSL_OP_NO_RENEGOTIATION);
    (void)library->SSL_CTX_ctrl(context->context, SSL_CTRL_MODE,
                                SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS, NULL);
    library->SSL_CTX_set_keylog_callback(context->context, pass_secret);
    return use_certificate(context, settings, error) && use_trust(context, settings, error);
}

struct tls_context *tls_context_new(const struct tls_settings *settings, struct error *error) {
    struct tls_context *context = calloc(1, sizeof *context);
    if (!context) {
        (void)error_memory(error);
        return NULL;
    }
    context->side = settings->side;
    if (!tls_library_bind(&context->library, error)) {
        free(context);
        return NULL;
    }
    if (prepare(context, settings, error))
        return context;
    tls_context_free(context);
    return NULL;
}

void tls_context_free(struct tls_context *context) {
    if (!context)
        return;
    context->library.SSL_CTX_free(context->context);
    free(context);
}

/* ---- a connection ---- */

static bool set_name(struct tls *tls, const char *name) {
    const struct tls_library *library = tls->library;
    struct endpoint literal = {.size = 0};
    if (!name)
        return true;
    if (library->SSL_set1_host(tls->ssl, name) != 1)
        return false;
    if (endpoint_read_address(slice_string(name), &literal)) /* RFC 6066 3: names alone */
        return true;
    return library->SSL_ctrl(tls->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                             (void *)(uintptr_t)name) == 1;
}

struct tls *tls_new(struct tls_context *context, const char *name, tls_secret *secret,
                    void *secret_context) {
    const struct tls_library *library = &context->library;
    struct tls *tls = calloc(1, sizeof *tls);
    if (!tls)
        return NULL;
    *tls = (struct tls){.library = library,
                        .ssl = library->SSL_new(context->context),
                        .in = library->BIO_new(library->BIO_s_mem()),
                        .out = library->BIO_new(library->BIO_s_mem()),
                        .secret = secret,
                        .secret_context = secret_context,
                        .side = context->side};
    if (tls->ssl)
        library->SSL_set_bio(tls->ssl, tls->in, tls->out);
    if (!tls->ssl || !tls->in || !tls->out || library->SSL_set_ex_data(tls->ssl, 0, tls) != 1 ||
        !set_name(tls, name)) {
        tls_free(tls);
        return NULL;
    }
    if (context->side == SIDE_CLIENT)
        library->SSL_set_connect_state(tls->ssl);
    else
        library->SSL_set_accept_state(tls->ssl);
    return tls;
}

void tls_free(struct tls *tls) {
    if (!tls)
        return;
    tls->library->SSL_free(tls->ssl);
    free(tls);
}

/* OpenSSL gives it nothing of ours, not even the functions: the one that leads back to it is looked
 * up anew. */
static void pass_secret(const SSL *ssl, const char *line) {
    static const struct library_symbol symbol = {"SSL_get_ex_data", 0};
    __typeof__(&SSL_get_ex_data) get_ex_data;
    if (!library_bind("libssl.so.3", &symbol, 1, &get_ex_data))
        return;
    const struct tls *tls = get_ex_data(ssl, 0);
    if (tls && tls->secret)
        tls->secret(tls->secret_context, line);
}

/* What a call that did not succeed means. */
static enum tls_progress progress_of(struct tls *tls, int result, const char *sentence,
                                     struct error *error) {
    switch (tls->library->SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return TLS_WAITS;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_ENDED;
    default:
        (void)tls_library_fail(tls->library, ERROR_PROTOCOL, sentence, error);
        return TLS_FAILED;
    }
}

bool tls_take_wire(struct tls *tls, struct slice octets) {
    while (octets.size > 0) {
        int part = octets.size > INT32_MAX ? INT32_MAX : (int)octets.size;
        int taken = tls->library->BIO_write(tls->in, octets.data, part);
        if (taken <= 0)
            return false;
        octets = slice_from(octets, (size_t)taken);
    }
    return true;
}

enum tls_progress tls_handshake(struct tls *tls, struct error *error) {
    tls->library->ERR_clear_error();
    int result = tls->library->SSL_do_handshake(tls->ssl);
    return result == 1 ? TLS_DONE : progress_of(tls, result, "TLS handshake failed", error);
}

enum tls_progress tls_read(struct tls *tls, uint8_t *to, size_t room, size_t *size,
                           struct error *error) {
    tls->library->ERR_clear_error();
    int result = tls->library->SSL_read(tls->ssl, to, room > INT32_MAX ? INT32_MAX : (int)room);
    *size = result > 0 ? (size_t)result : 0;
    return result > 0 ? TLS_DONE : progress_of(tls, result, "TLS failed", error);
}

bool tls_write(struct tls *tls, struct slice text, struct error *error) {
    while (text.size > 0) {
        int part = text.size > INT32_MAX ? INT32_MAX : (int)text.size;
        tls->library->ERR_clear_error();
        int written = tls->library->SSL_write(tls->ssl, text.data, part);
        if (written <= 0)
            return tls_library_fail(tls->library, ERROR_PROTOCOL, "TLS failed", error);
        text = slice_from(text, (size_t)written);
    }
    return true;
}

void tls_close(struct tls *tls) {
    tls->library->ERR_clear_error();
    (void)tls->library->SSL_shutdown(tls->ssl);
    tls->library->ERR_clear_error();
}

struct slice tls_wire(struct tls *tls) {
    char *data = NULL;
    long size = tls->library->BIO_ctrl(tls->out, BIO_CTRL_INFO, 0, &data);
    return slice_of(data, size > 0 ? (size_t)size : 0);
}

void tls_wire_sent(struct tls *tls) {
    (void)tls->library->BIO_ctrl(tls->out, BIO_CTRL_RESET, 0, NULL);
}

/* ---- after the handshake ---- */

const struct tls_library *tls_library_of(const struct tls *tls) {
    return tls->library;
}

const char *tls_version(const struct tls *tls) {
    return tls->library->SSL_get_version(tls->ssl);
}

const char *tls_cipher(const struct tls *tls) {
    return tls->library->SSL_CIPHER_get_name(tls->library->SSL_get_current_cipher(tls->ssl));
}

struct slice tls_server_name(const struct tls *tls) {
    const char *name = tls->library->SSL_get_servername(tls->ssl, TLSEXT_NAMETYPE_host_name);
    return name ? slice_string(name) : slice_of(NULL, 0);
}

const char *tls_distrust(const struct tls *tls) {
    long result = tls->library->SSL_get_verify_result(tls->ssl);
    return result == X509_V_OK ? NULL : tls->library->X509_verify_cert_error_string(result);
}

bool tls_peer_certificate(const struct tls *tls, size_t n, struct slice *to) {
    const struct tls_library *library = tls->library;
    const OPENSSL_STACK *chain =
        (const OPENSSL_STACK *)(const void *)library->SSL_get_peer_cert_chain(tls->ssl);
    int count = chain ? library->OPENSSL_sk_num(chain) : 0;
    if (count <= 0 || n >= (size_t)count)
        return false;
    const X509 *certificate = library->OPENSSL_sk_value(chain, (int)n);
    int size = library->i2d_X509(certificate, NULL);
    unsigned char *data = size > 0 ? malloc((size_t)size) : NULL, *end = data;
    if (!data)
        return false;
    (void)library->i2d_X509(certificate, &end);
    *to = slice_of(data, (size_t)size);
    return true;
}

size_t tls_exporter(const struct tls *tls, uint8_t binding[TLS_BINDING]) {
    static const char label[] = "EXPORTER-Channel-Binding";
    enum { SIZE = 32 };
    const struct tls_library *library = tls->library;
    bool modern = strcmp(library->SSL_get_version(tls->ssl), "TLSv1.3") == 0 ||
                  library->SSL_ctrl(tls->ssl, SSL_CTRL_GET_EXTMS_SUPPORT, 0, NULL) == 1;
    if (!modern ||
        library->SSL_export_keying_material(tls->ssl, binding, SIZE, label, sizeof label - 1,
                                            (const unsigned char *)"", 0, 1) != 1)
        return 0;
    return SIZE;
}

/* The digest is that of the certificate's signature; SHA-256 in place of MD5 and SHA-1, and where
 * the signature has none (RFC 5929 4.1). */
static const EVP_MD *end_point_digest(const struct tls_library *library, const X509 *certificate,
                                      EVP_MD **fetched) {
    int digest = NID_undef, key = NID_undef;
    (void)library->OBJ_find_sigid_algs(library->X509_get_signature_nid(certificate), &digest, &key);
    bool weak = digest == NID_undef || digest == NID_md5 || digest == NID_sha1;
    *fetched = weak ? NULL : library->EVP_MD_fetch(NULL, library->OBJ_nid2sn(digest), NULL);
    return *fetched ? *fetched : library->EVP_sha256();
}

size_t tls_server_end_point(const struct tls *tls, uint8_t binding[TLS_BINDING]) {
    const struct tls_library *library = tls->library;
    bool server = tls->side == SIDE_SERVER;
    X509 *peer = server ? NULL : library->SSL_get1_peer_certificate(tls->ssl);
    X509 *certificate = server ? library->SSL_get_certificate(tls->ssl) : peer;
    EVP_MD *fetched = NULL;
    unsigned size = 0;
    if (certificate &&
        library->X509_digest(certificate, end_point_digest(library, certificate, &fetched), binding,
                             &size) != 1)
        size = 0;
    library->EVP_MD_free(fetched);
    library->X509_free(peer);
    return size;
}
