#include "net/apop.h"

#include "base/library.h"
#include "base/writer.h"
#include "net/tls_library.h"

/* The one function of libcrypto that this needs. */
struct md5 {
    __typeof__(&EVP_Q_digest) digest;
};

bool apop_digest(struct slice stamp, struct slice password, char digest[APOP_DIGEST],
                 struct error *error) {
    static const struct library_symbol symbol = {"EVP_Q_digest", offsetof(struct md5, digest)};
    unsigned char octets[EVP_MAX_MD_SIZE];
    size_t size = 0;
    struct buffer text = {NULL, 0, 0};
    struct writer hex = writer_to(WRITER_MEMORY);
    struct md5 md5;
    if (!library_bind("libcrypto.so.3", &symbol, 1, &md5))
        return error_set(error, ERROR_INTERNAL, "APOP needs OpenSSL 3, which is not there");
    bool made = buffer_add(&text, stamp) && buffer_add(&text, password) &&
                md5.digest(NULL, "MD5", NULL, text.data, text.size, octets, &size) == 1;
    writer_hex(&hex, slice_of(octets, made ? size : 0));
    made = hex.buffer.size == APOP_DIGEST;
    if (made)
        memcpy(digest, hex.buffer.data, APOP_DIGEST);
    buffer_free(&text);
    writer_free(&hex);
    return made || error_set(error, ERROR_INTERNAL, "OpenSSL makes no MD5 digests here");
}
