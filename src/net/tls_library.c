#include "net/tls_library.h"

#include "base/library.h"

static const struct library_symbol ssl_symbols[] = {
#define SSL_FUNCTION(name) {#name, offsetof(struct tls_library, name)},
#define CRYPTO_FUNCTION(name)
#include "net/tls_functions.def"
#undef SSL_FUNCTION
#undef CRYPTO_FUNCTION
};

static const struct library_symbol crypto_symbols[] = {
#define SSL_FUNCTION(name)
#define CRYPTO_FUNCTION(name) {#name, offsetof(struct tls_library, name)},
#include "net/tls_functions.def"
#undef SSL_FUNCTION
#undef CRYPTO_FUNCTION
};

bool tls_library_bind(struct tls_library *library, struct error *error) {
    if (library_bind("libcrypto.so.3", crypto_symbols,
                     sizeof crypto_symbols / sizeof *crypto_symbols, library) &&
        library_bind("libssl.so.3", ssl_symbols, sizeof ssl_symbols / sizeof *ssl_symbols, library))
        return true;
    return error_set(error, ERROR_INTERNAL,
                     "TLS needs OpenSSL 3 (libssl.so.3), which is not there");
}

bool tls_library_fail(const struct tls_library *library, enum error_kind kind, const char *sentence,
                      struct error *error) {
    unsigned long code = library->ERR_peek_last_error();
    const char *reason = code ? library->ERR_reason_error_string(code) : NULL;
    library->ERR_clear_error();
    return error_set(error, kind, "%s: %s", sentence, reason ? reason : "unknown cause");
}
