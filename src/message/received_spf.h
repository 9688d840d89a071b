/* received_spf.h: what a server found out by SPF (Received-SPF, RFC 7208 9.1).
 *
 *     pass (mx.example.org: why) client-ip=192.0.2.1; envelope-from="a@example.net"; helo=foo; */
#ifndef HELOISE_MESSAGE_RECEIVED_SPF_H
#define HELOISE_MESSAGE_RECEIVED_SPF_H

#include "base/slice.h"

/* Slices point into the value; size 0: not told. */
struct received_spf {
    struct slice result;  /* "pass" */
    struct slice comment; /* why, in the server's own words */
    struct slice receiver, address, sender, helo, mechanism, problem;
};

void received_spf_read(struct slice value, struct received_spf *spf);

/* Takes the next key=value off the front of `rest`. False: there is none. */
bool received_spf_pair(struct slice *rest, struct slice *key, struct slice *value);

#endif
