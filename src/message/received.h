/* received.h: one Received field (RFC 5321 4.4): who took the message from whom, how, and when.
 *
 * Programs write it as they like; what is taken out here is what most of them write:
 *
 *     from NAME (seen as [ADDRESS]) by HOST (program) with PROTOCOL (TLS) id ID for <RECIPIENT>;
 * DATE
 *
 * Slices point into the value; size 0: not told. */
#ifndef HELOISE_MESSAGE_RECEIVED_H
#define HELOISE_MESSAGE_RECEIVED_H

#include "base/moment.h"
#include "base/slice.h"

struct received {
    struct slice from;          /* as the sending host named itself */
    struct slice seen;          /* what the receiving host saw of it: its first comment */
    struct slice address;       /* of the sending host, without brackets */
    struct slice by, via;       /* the receiving host; by what link, where it was not TCP */
    struct slice with;          /* "ESMTPS", "Microsoft SMTP Server" */
    struct slice id, recipient; /* `recipient`: for, without angle brackets */
    struct slice tls, cipher;   /* "TLSv1.3" */
    struct slice remark;        /* a comment before all clauses: "qmail 2 invoked by uid 7" */
    struct slice date;          /* behind the last semicolon */
};

/* Takes a value apart. Never fails: what does not fit is passed over. */
void received_read(struct slice value, struct received *received);

/* When the receiving host took the message. False where its date is none. */
bool received_moment(const struct received *received, struct moment *moment);

#endif
