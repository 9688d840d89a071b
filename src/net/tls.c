#include "net/tls.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/library.h"
#include "base/writer.h"
#include "net/agreement.h"
#include "net/certificate.h"
#include "net/verification.h"

struct tls_context {
    struct tls_library library;
    SSL_CTX *context;
    enum side side;
    const char *asked, *verified; /* as in the settings */
};

struct tls {
    const struct tls_library *library;
    SSL *ssl;
    BIO *in, *out; /* belong to `ssl` */
    struct tls_hearer hearer;
    struct agreement *agreement;      /* a client's */
    struct verification verification; /* likewise */
    const char *verified;             /* the host that the certificate has to be for */
    enum side side;
};

/* ---- what connections share ---- */

static int number_of(enum tls_version version) {
    static const int numbers[] = {0, TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
    return numbers[version];
}

/* Each connection may want its secrets: which one it is, the SSL knows. */
static void pass_secret(const SSL *ssl, const char *line);
static void pass_message(int is_ours, int version, int type, const void *octets, size_t size,
                         SSL *ssl, void *arg);
static int pass_verdict(int good, X509_STORE_CTX *verified);

static bool set_versions(struct tls_context *context, const struct tls_settings *settings) {
    const struct tls_library *library = &context->library;
    enum tls_version least = settings->least ? settings->least : TLS_1_2;
    if (least < TLS_1_2) /* OpenSSL's own level forbids what is older */
        (void)library->SSL_CTX_set_cipher_list(context->context, "DEFAULT:@SECLEVEL=0");
    return library->SSL_CTX_ctrl(context->context, SSL_CTRL_SET_MIN_PROTO_VERSION, number_of(least),
                                 NULL) == 1 &&
           library->SSL_CTX_ctrl(context->context, SSL_CTRL_SET_MAX_PROTO_VERSION,
                                 number_of(settings->most), NULL) == 1;
}

/* Suites of TLS 1.3 have names of their own, all with TLS_ in front, and OpenSSL takes them apart
 * from the others. */
static bool set_ciphers(struct tls_context *context, const char *ciphers) {
    const struct tls_library *library = &context->library;
    struct writer older = writer_to(WRITER_MEMORY), newer = writer_to(WRITER_MEMORY);
    struct slice rest = slice_string(ciphers ? ciphers : "");
    while (rest.size > 0) {
        size_t colon = slice_find(rest, ':');
        struct slice name = slice_first(rest, colon);
        struct writer *to = slice_starts(name, SLICE("TLS_")) ? &newer : &older;
        writer_string(to, to->buffer.size > 0 ? ":" : "");
        writer_add(to, name);
        rest = colon == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, colon + 1);
    }
    bool has_older = older.buffer.size > 0, has_newer = newer.buffer.size > 0;
    writer_put(&older, '\0');
    writer_put(&newer, '\0');
    bool good =
        older.cause == 0 && newer.cause == 0 &&
        (!has_older || library->SSL_CTX_set_cipher_list(context->context,
                                                        (const char *)older.buffer.data) == 1) &&
        (!has_newer ||
         library->SSL_CTX_set_ciphersuites(context->context, (const char *)newer.buffer.data) == 1);
    writer_free(&older);
    writer_free(&newer);
    return good;
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
    if (!set_ciphers(context, settings->ciphers))
        return tls_library_fail(library, ERROR_CONFIGURATION, "cannot use these ciphers", error);
    (void)library->SSL_CTX_set_options(context->context, SSL_OP_NO_RENEGOTIATION);
    (void)library->SSL_CTX_ctrl(context->context, SSL_CTRL_MODE,
                                SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS, NULL);
    library->SSL_CTX_set_keylog_callback(context->context, pass_secret);
    library->SSL_CTX_set_msg_callback(context->context, pass_message);
    if (settings->side == SIDE_CLIENT) /* goes on whatever is found: it is told */
        library->SSL_CTX_set_verify(context->context, SSL_VERIFY_NONE, pass_verdict);
    return use_certificate(context, settings, error) && use_trust(context, settings, error);
}

struct tls_context *tls_context_new(const struct tls_settings *settings, struct error *error) {
    struct tls_context *context = calloc(1, sizeof *context);
    if (!context) {
        (void)error_memory(error);
        return NULL;
    }
    context->side = settings->side;
    context->asked = settings->asked;
    context->verified = settings->verified;
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

static bool set_names(struct tls *tls, const char *asked, const char *verified) {
    const struct tls_library *library = tls->library;
    struct endpoint literal = {.size = 0};
    tls->verified = verified;
    if (verified && library->SSL_set1_host(tls->ssl, verified) != 1)
        return false;
    if (!asked || endpoint_read_address(slice_string(asked), &literal))
        return true; /* RFC 6066 3: names alone */
    return library->SSL_ctrl(tls->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                             (void *)(uintptr_t)asked) == 1;
}

/* OpenSSL leads back to it: by a pointer that it keeps, and in the messages that it passes. */
static bool prepare_ssl(struct tls *tls, const struct tls_context *context, const char *name) {
    const struct tls_library *library = tls->library;
    if (tls->ssl)
        library->SSL_set_bio(tls->ssl, tls->in, tls->out);
    return tls->ssl && tls->in && tls->out && library->SSL_set_ex_data(tls->ssl, 0, tls) == 1 &&
           library->SSL_ctrl(tls->ssl, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, tls) == 1 &&
           set_names(tls, context->asked ? context->asked : name,
                     context->verified ? context->verified : name);
}

struct tls *tls_new(struct tls_context *context, const char *name,
                    const struct tls_hearer *hearer) {
    const struct tls_library *library = &context->library;
    struct tls *tls = calloc(1, sizeof *tls);
    if (!tls)
        return NULL;
    *tls = (struct tls){.library = library,
                        .ssl = library->SSL_new(context->context),
                        .in = library->BIO_new(library->BIO_s_mem()),
                        .out = library->BIO_new(library->BIO_s_mem()),
                        .hearer = *hearer,
                        .agreement = context->side == SIDE_CLIENT ? agreement_new() : NULL,
                        .side = context->side};
    if (!prepare_ssl(tls, context, name)) {
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
    agreement_free(tls->agreement);
    free(tls);
}

/* Functions that lead from what OpenSSL gives back to what is ours. It gives nothing of ours, not
 * even the functions: they are looked up anew. */
struct way_back {
    __typeof__(&SSL_get_ex_data) get_ex_data;
    __typeof__(&SSL_get_ex_data_X509_STORE_CTX_idx) place_of_ssl;
};

static bool bind_way_back(struct way_back *way) {
    static const struct library_symbol symbols[] = {
        {"SSL_get_ex_data", offsetof(struct way_back, get_ex_data)},
        {"SSL_get_ex_data_X509_STORE_CTX_idx", offsetof(struct way_back, place_of_ssl)},
    };
    return library_bind("libssl.so.3", symbols, sizeof symbols / sizeof *symbols, way);
}

static void pass_secret(const SSL *ssl, const char *line) {
    struct way_back way;
    const struct tls *tls = bind_way_back(&way) ? way.get_ex_data(ssl, 0) : NULL;
    if (tls && tls->hearer.secret)
        tls->hearer.secret(tls->hearer.context, line);
}

static void pass_message(int is_ours, int version, int type, const void *octets, size_t size,
                         SSL *ssl, void *arg) {
    struct tls *tls = arg;
    char text[AGREEMENT_TEXT];
    (void)version, (void)ssl;
    if (!tls)
        return;
    if (type == SSL3_RT_HANDSHAKE && tls->agreement)
        agreement_hear(tls->agreement, is_ours ? tls->side : side_other(tls->side),
                       slice_of(octets, size));
    if (type != SSL3_RT_ALERT || !tls->hearer.alert)
        return;
    const struct tls_event alert = agreement_alert(slice_of(octets, size), text);
    tls->hearer.alert(tls->hearer.context, !is_ours, &alert);
}

/* What is wrong with one certificate of the peer's; all of it is to be found. */
static int pass_verdict(int good, X509_STORE_CTX *verified) {
    static const struct library_symbol symbol = {"X509_STORE_CTX_get_ex_data", 0};
    __typeof__(&X509_STORE_CTX_get_ex_data) get_ex_data;
    struct way_back way;
    if (good || !bind_way_back(&way) || !library_bind("libcrypto.so.3", &symbol, 1, &get_ex_data))
        return good;
    SSL *ssl = get_ex_data(verified, way.place_of_ssl());
    struct tls *tls = ssl ? way.get_ex_data(ssl, 0) : NULL;
    if (!tls)
        return good;
    verification_add(&tls->verification, tls->library,
                     tls->library->X509_STORE_CTX_get_error(verified),
                     tls->library->X509_STORE_CTX_get_error_depth(verified));
    return 1;
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

/* Nothing is trusted for lack of a verdict: OpenSSL may fail before it asks pass_verdict(), and
 * there may be no certificate, where somebody asked for suites without one. */
static void settle_verification(struct tls *tls) {
    const struct tls_library *library = tls->library;
    if (tls->side == SIDE_SERVER)
        return;
    X509 *peer = library->SSL_get1_peer_certificate(tls->ssl);
    long result = library->SSL_get_verify_result(tls->ssl);
    if (!peer)
        verification_add_absent(&tls->verification);
    else if (tls->verification.count == 0 && result != X509_V_OK)
        verification_add(&tls->verification, library, (int)result, 0);
    library->X509_free(peer);
}

enum tls_progress tls_handshake(struct tls *tls, struct error *error) {
    tls->library->ERR_clear_error();
    int result = tls->library->SSL_do_handshake(tls->ssl);
    if (result != 1)
        return progress_of(tls, result, "TLS handshake failed", error);
    settle_verification(tls);
    return TLS_DONE;
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

void tls_describe(struct tls *tls, struct tls_event *event) {
    const struct tls_library *library = tls->library;
    const SSL_CIPHER *cipher = library->SSL_get_current_cipher(tls->ssl);
    const char *name = library->SSL_get_servername(tls->ssl, TLSEXT_NAMETYPE_host_name);
    if (tls->side == SIDE_CLIENT)
        event->verification = verification_tell(&tls->verification, tls->verified);
    if (tls->agreement) {
        agreement_describe(tls->agreement, event);
        return;
    }
    event->server_name = name ? slice_string(name) : slice_of(NULL, 0);
    if (!cipher)
        return;
    event->version = slice_string(library->SSL_get_version(tls->ssl));
    event->cipher = slice_string(library->SSL_CIPHER_standard_name(cipher));
}

const char *tls_distrust(const struct tls *tls) {
    const struct verification *verification = &tls->verification;
    return verification->count > 0 ? (const char *)verification->faults[0].words.data : NULL;
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
