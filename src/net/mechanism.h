/* mechanism.h: SASL exchanges (RFC 4422), either side of them, by GNU SASL, which is bound when the
 * first is wanted. Octets here are as the mechanism has them: base64 is the protocol's.
 *
 *     mechanism_begin(), then mechanism_step() with what the other side said until it is over */
#ifndef HELOISE_NET_MECHANISM_H
#define HELOISE_NET_MECHANISM_H

#include "base/error.h"
#include "base/wire.h"

/* GNU SASL, bound and begun. */
struct mechanism_library;

/* NULL with `error` filled when it is not there. */
struct mechanism_library *mechanism_library_new(struct error *error);
void mechanism_library_free(struct mechanism_library *library);

/* Whether it has the mechanism for this side. */
bool mechanism_has(const struct mechanism_library *library, enum side side, const char *name);

/* What an exchange is to know. Strings are borrowed until mechanism_end(). NULL: there is none. */
struct mechanism_identity {
    const char *authorization; /* as whom to act, where that is another */
    const char *user, *password;
    const char *service;   /* "smtp", "pop" */
    const char *host;      /* the server's name */
    const char *realm;     /* DIGEST-MD5, NTLM: the domain */
    const char *trace;     /* ANONYMOUS */
    struct slice exporter; /* tls-exporter channel binding; size 0: none */
    /* A server's: the password of a user, or NULL when there is no such user. */
    const char *(*password_of)(void *context, const char *user);
    void *context;
};

struct mechanism;

/* Begins an exchange. `identity` is borrowed for its life. NULL with `error` filled:
 * ERROR_CONFIGURATION when the mechanism is not there or wants what the identity lacks. */
struct mechanism *mechanism_begin(struct mechanism_library *library, enum side side,
                                  const char *name, const struct mechanism_identity *identity,
                                  struct error *error);
void mechanism_end(struct mechanism *mechanism);

enum mechanism_progress {
    MECHANISM_MORE,   /* `output` is for the other side, whose answer is awaited */
    MECHANISM_DONE,   /* over, and good, as far as this side can tell; `output` may hold a last word
                       */
    MECHANISM_FAILED, /* `error` tells: ERROR_PERMISSION: the credentials; ERROR_PROTOCOL: nonsense
                       */
};

/* Takes what the other side said. `output` lies in memory of the exchange until the next call. */
enum mechanism_progress mechanism_step(struct mechanism *mechanism, struct slice input,
                                       struct slice *output, struct error *error);

/* A server's, after MECHANISM_DONE: who has logged in; size 0: nobody knows. As whom to act, if
 * that is another, comes second. */
struct slice mechanism_user(const struct mechanism *mechanism);
struct slice mechanism_authorization(const struct mechanism *mechanism);

#endif
