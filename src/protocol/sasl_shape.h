/* sasl_shape.h: how the client's lines of a SASL exchange are built, as far as they say who logs in
 * and what must not be shown. For sasl.c. */
#ifndef HELOISE_PROTOCOL_SASL_SHAPE_H
#define HELOISE_PROTOCOL_SASL_SHAPE_H

#include "base/arena.h"

enum sasl_shape {
    SHAPE_OPAQUE,      /* nothing can be told; all of it is secret */
    SHAPE_NAME,        /* a name and nothing else */
    SHAPE_PLAIN,       /* authzid NUL authcid [ NUL secret … ] (RFC 4616, 2444, 2808) */
    SHAPE_LOGIN,       /* a name, then a password */
    SHAPE_CRAM,        /* name SP digest (RFC 2195) */
    SHAPE_DIGEST,      /* username="…", … (RFC 2831) */
    SHAPE_SCRAM,       /* gs2-header n=name,r=nonce; then …,p=proof (RFC 5802 7) */
    SHAPE_NTLM,        /* NTLMSSP messages of type 1 and 3 (MS-NLMP 2.2.1) */
    SHAPE_XOAUTH2,     /* user=name ^A auth=Bearer token ^A ^A */
    SHAPE_OAUTHBEARER, /* n,a=name, ^A … auth=Bearer token ^A ^A (RFC 7628 3.1) */
    SHAPE_TOKEN_PROOF, /* name NUL proof */
};

/* What one line of the client, decoded, gives away. */
struct sasl_finding {
    struct slice user; /* part of the text, or in the arena; size 0: not told by this line */
    bool secret;       /* the line must be masked */
};

/* `step` counts the client's lines from 1; `asked_password` tells that the server's last challenge
 * asks for a password in so many words. */
struct sasl_finding sasl_shape_read(enum sasl_shape shape, struct slice text, unsigned step,
                                    bool asked_password, struct arena *arena);

#endif
