/* address.h: a mailbox taken apart: what programs write into the local part, what kind of domain it
 * has. Nothing but the receiving domain may really know what a local part means (RFC 5321 2.3.11);
 * these forms are conventions that senders of mail keep. */
#ifndef HELOISE_EXPLAIN_ADDRESS_H
#define HELOISE_EXPLAIN_ADDRESS_H

#include "base/arena.h"

enum address_form {
    ADDRESS_PLAIN,
    ADDRESS_TAGGED, /* user+tag: plus-addressing (RFC 5233 4) */
    ADDRESS_VERP,   /* bounces+user=example.org: who the copy was for stands in the sender */
    ADDRESS_SRS0,   /* SRS0=hash=tt=domain=user: rewritten by the first forwarder */
    ADDRESS_SRS1,   /* SRS1=hash=forwarder==rest: rewritten by a later one */
    ADDRESS_BATV,   /* prvs=tag=user: signed against forged bounces */
    ADDRESS_QUOTED, /* "user name" */
};

/* All slices point into what was taken apart; size 0: there is none. */
struct address {
    struct slice local, domain; /* domain without the at sign */
    enum address_form form;
    struct slice base;              /* what stands before a tag, or names the list or program */
    struct slice tag;               /* the tag; the signature of BATV; the hash of SRS */
    struct slice stamp;             /* SRS: day stamp, two characters */
    struct slice user, user_domain; /* VERP, SRS0, BATV: the address inside */
    struct slice forwarder;         /* SRS1: the first forwarder */
};

/* Takes "local@domain" apart; without an at sign there is no domain. */
struct address address_open(struct slice mailbox);

enum domain_form {
    DOMAIN_NAME,
    DOMAIN_SINGLE,       /* no dot: known in a local network at most */
    DOMAIN_IPV4,         /* [192.0.2.1] (RFC 5321 4.1.3) */
    DOMAIN_IPV6,         /* [IPv6:2001:db8::1] */
    DOMAIN_TAGGED,       /* [tag:…] of another kind */
    DOMAIN_BARE_ADDRESS, /* 192.0.2.1 without brackets */
    DOMAIN_ENCODED,      /* has labels in ASCII form, xn--… (RFC 5890) */
    DOMAIN_UNICODE,      /* has labels outside of ASCII */
};

enum domain_form domain_form(struct slice domain);

/* The domain with its xn-- labels decoded (RFC 3492), in the arena; what is no valid label stays as
 * it is. Empty when memory ran out. */
struct slice domain_decode(struct slice domain, struct arena *arena);

#endif
