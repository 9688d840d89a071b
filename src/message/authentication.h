/* authentication.h: what a server found out about who sent a message: Authentication-Results
 * (RFC 8601), and the same behind an ARC instance (RFC 8617 4.1.1).
 *
 *     mx.example.org 1; spf=pass smtp.mailfrom=a@example.net; dkim=fail (changed)
 * header.d=b.example
 *
 * Nothing is allocated: results and properties are taken off one by one. Slices point into the
 * value. */
#ifndef HELOISE_MESSAGE_AUTHENTICATION_H
#define HELOISE_MESSAGE_AUTHENTICATION_H

#include "base/slice.h"

struct authentication {
    struct slice instance; /* of ARC: the number behind i= */
    struct slice server;   /* who checked; size 0: the field does not say */
    struct slice rest;     /* results that were not taken yet */
};

struct authentication_result {
    struct slice method;     /* "spf" */
    struct slice result;     /* "pass" */
    struct slice comment;    /* the first one behind the result */
    struct slice reason;     /* in the server's own words */
    struct slice properties; /* for authentication_property() */
};

struct authentication_property {
    struct slice name; /* "smtp.mailfrom" */
    struct slice value;
};

/* Reads what stands before the first result. */
void authentication_read(struct slice value, struct authentication *authentication);

/* Takes the next result. False: there is none. */
bool authentication_next(struct authentication *authentication,
                         struct authentication_result *result);

/* Takes the next property of a result off the front of `rest`. False: there is none. */
bool authentication_property(struct slice *rest, struct authentication_property *property);

/* The value of a property of the result; size 0: it has none. */
struct slice authentication_find(const struct authentication_result *result, const char *name);

#endif
