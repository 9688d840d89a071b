#include "tls/crypto.h"

#include "base/library.h"

static const struct library_symbol SYMBOLS[] = {
#define CRYPTO(function) {#function, offsetof(struct crypto, function)},
#include "tls/crypto.def"
#undef CRYPTO
};

bool crypto_bind(struct crypto *crypto) {
    return library_bind("libcrypto.so.3", SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, crypto);
}
