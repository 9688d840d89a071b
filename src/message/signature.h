/* signature.h: a list of tags (RFC 6376 3.2), and the signatures that are written as one:
 * DKIM-Signature (RFC 6376 3.5), ARC-Message-Signature and ARC-Seal (RFC 8617 4.1).
 *
 *     v=1; a=rsa-sha256; d=example.org; s=june; h=from:to:date; bh=…; b=… */
#ifndef HELOISE_MESSAGE_SIGNATURE_H
#define HELOISE_MESSAGE_SIGNATURE_H

#include "base/moment.h"
#include "base/slice.h"

/* Takes the next tag off the front of `rest`. False: there is none. */
bool tag_next(struct slice *rest, struct slice *name, struct slice *value);

/* The value of a tag; size 0: there is none, or it is empty. */
struct slice tag_value(struct slice list, struct slice wanted);

/* Takes the next name of a list parted by colons (h=) off the front. False: there is none. */
bool tag_name_next(struct slice *list, struct slice *name);

/* Slices point into the value; size 0: not told. */
struct signature {
    struct slice algorithm, domain, selector, identity, canonical;
    struct slice fields;   /* names parted by colons, for tag_name_next() */
    struct slice instance; /* of ARC: i= */
    struct slice chain;    /* of ARC-Seal: cv= */
    bool limited;          /* l=: only the first octets of the body are signed */
    uint64_t body_octets;
    bool dated, expiring;
    struct moment signed_at, expires;
};

/* `arc`: i= is an instance, and no identity. */
void signature_read(struct slice value, bool arc, struct signature *signature);

/* Whether the field is among those that are signed. */
bool signature_covers(const struct signature *signature, struct slice field);

/* Whether its digest can be forged today: rsa-sha1 (RFC 8301 3.1). */
bool signature_is_weak(const struct signature *signature);

#endif
