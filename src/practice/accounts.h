/* accounts.h: who may log in, and whose mail is taken. */
#ifndef HELOISE_PRACTICE_ACCOUNTS_H
#define HELOISE_PRACTICE_ACCOUNTS_H

#include "base/error.h"
#include "base/slice.h"

/* The token of OAUTHBEARER and XOAUTH2, the same for every account. */
#define PRACTICE_TOKEN "practice-token"

struct account {
    char *name; /* without a domain; lower case */
    char *password;
};

/* Zeroed: empty. */
struct accounts {
    struct account *items;
    size_t count;
    char **domains; /* lower case */
    size_t domain_count;
};

/* Adds NAME:PASSWORD. False with `error` filled: no colon, an empty or impossible name, a name that
 * is there already (ERROR_USAGE), or memory ran out. */
bool accounts_add(struct accounts *accounts, struct slice text, struct error *error);

/* Adds each line NAME:PASSWORD of a text; empty lines and those that begin with # are skipped.
 * `file` names it in errors. */
bool accounts_read(struct accounts *accounts, struct slice text, const char *file,
                   struct error *error);

/* Adds a domain whose mail is taken. */
bool accounts_add_domain(struct accounts *accounts, struct slice name, struct error *error);

/* alice and bob, where nobody else was named; example.org, where no other domain was. */
bool accounts_fill(struct accounts *accounts, struct error *error);

/* By name, or name@domain with one of the domains; in any case. NULL: there is none. */
const struct account *accounts_find(const struct accounts *accounts, struct slice name);

bool accounts_has_domain(const struct accounts *accounts, struct slice domain);

/* The name of the first domain: the server's own. */
const char *accounts_host(const struct accounts *accounts);

/* Who an address of an envelope is for. */
enum recipient_kind {
    RECIPIENT_ACCOUNT,   /* `account` is filled */
    RECIPIENT_UNKNOWN,   /* one of our domains, and nobody there */
    RECIPIENT_ELSEWHERE, /* another domain */
    RECIPIENT_NOBODY,    /* no address */
};

/* Judges an address as it stands between < and >, without source route. postmaster is the first
 * account, also without a domain (RFC 5321 4.5.1). */
enum recipient_kind accounts_judge(const struct accounts *accounts, struct slice address,
                                   const struct account **account);

void accounts_free(struct accounts *accounts);

#endif
