/* authenticate.h: logs in: by SASL (RFC 4954, RFC 5034), or POP3's own USER and APOP (RFC 1939). */
#ifndef HELOISE_LIVE_AUTHENTICATE_H
#define HELOISE_LIVE_AUTHENTICATE_H

#include "live/caller.h"

struct credentials {
    const char *mechanism; /* its name, any case; NULL: the best that the server offers */
    const char *user;
    const char *password; /* OAUTHBEARER, XOAUTH2: the token */
    const char *as;       /* as whom to act; NULL: as the user */
    bool in_clear;        /* a password may travel where others can read it */
};

/* Whether the mechanism wants a password; so does the best one (NULL). */
bool authenticate_wants_password(const char *mechanism);

/* Logs in behind the reply to EHLO, or POP3's greeting. False with `error` filled: ERROR_PERMISSION
 * when the server refuses, offers no way, or a password would travel in clear text; ERROR_TEMPORARY
 * when it defers or the connection is lost; ERROR_CONFIGURATION when the mechanism is not known
 * here; ERROR_PROTOCOL. */
bool authenticate(struct caller *caller, const struct credentials *credentials,
                  struct error *error);

#endif
