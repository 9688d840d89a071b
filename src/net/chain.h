/* chain.h: the peer's certificates, as people read them. */
#ifndef HELOISE_NET_CHAIN_H
#define HELOISE_NET_CHAIN_H

#include "base/moment.h"
#include "net/tls.h"

enum { CHAIN_NAME = 256 };

struct chain_certificate {
    char subject[CHAIN_NAME], issuer[CHAIN_NAME]; /* "/CN=mail.example.org"; cut, as it stands */
    struct moment from, until;                    /* when it is good; ns 0: not told */
};

/* Certificate `n` of the peer's chain, its own first. False past the last one. */
bool chain_certificate(const struct tls *tls, size_t n, struct chain_certificate *certificate);

#endif
