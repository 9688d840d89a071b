/* Anything at all as the certificates of a server. The first octet tells whether extensions follow
 * each of them. */
#include "tls/certificate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct crypto crypto;
    struct arena arena = {0};
    if (size == 0 || !crypto_bind(&crypto))
        return 0;
    struct certificate_list list = certificates_read(
        &crypto, slice_of(data + 1, size - 1), (data[0] & 1) != 0, SLICE("mx.example.org"), &arena);
    volatile size_t total = 0;
    for (size_t i = 0; i < list.count; i++)
        total += tls_certificate_name(&list.items[i]).size + list.items[i].issuer.size;
    arena_free(&arena);
    return 0;
}
