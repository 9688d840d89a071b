#include "net/chain.h"

#include <stdlib.h>
#include <time.h>

#include "net/tls_library.h"

static struct moment moment_of(const struct tls_library *library, const ASN1_TIME *time) {
    struct tm date = {0};
    if (!time || library->ASN1_TIME_to_tm(time, &date) != 1)
        return (struct moment){0};
    return (struct moment){(int64_t)timegm(&date) * DURATION_SECOND};
}

static void fill(const struct tls_library *library, const X509 *x509,
                 struct chain_certificate *certificate) {
    *certificate = (struct chain_certificate){0};
    (void)library->X509_NAME_oneline(library->X509_get_subject_name(x509), certificate->subject,
                                     CHAIN_NAME);
    (void)library->X509_NAME_oneline(library->X509_get_issuer_name(x509), certificate->issuer,
                                     CHAIN_NAME);
    certificate->from = moment_of(library, library->X509_get0_notBefore(x509));
    certificate->until = moment_of(library, library->X509_get0_notAfter(x509));
}

bool chain_certificate(const struct tls *tls, size_t n, struct chain_certificate *certificate) {
    const struct tls_library *library = tls_library_of(tls);
    struct slice der = {NULL, 0};
    if (!tls_peer_certificate(tls, n, &der))
        return false;
    const unsigned char *at = der.data;
    X509 *x509 = library->d2i_X509(NULL, &at, (long)der.size);
    if (x509)
        fill(library, x509, certificate);
    library->X509_free(x509);
    free((void *)(uintptr_t)der.data);
    return x509 != NULL;
}
