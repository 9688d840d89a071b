/* login.h: the fields of one decoded step of a SASL exchange. For the login*.c files. */
#ifndef HELOISE_EXPLAIN_LOGIN_H
#define HELOISE_EXPLAIN_LOGIN_H

#include "explain/tell.h"

/* What an opener is given. All fields are parts of the one base64 word that holds them. */
struct login_text {
    struct telling *telling;
    struct slice where; /* the base64 in the line */
    struct slice text;  /* decoded */
    enum side side;
    unsigned step; /* of this side, from 1 */
};

/* A field that may be shown; nothing when it is empty. */
void login_field(const struct login_text *login, enum part_id part, struct slice value);

/* One that may not, unless secrets are shown. */
void login_secret(const struct login_text *login, enum part_id hidden, enum part_id shown,
                  struct slice value);

/* login_pairs.c */
void login_digest(const struct login_text *login);
void login_scram(const struct login_text *login);
void login_xoauth2(const struct login_text *login);
void login_oauthbearer(const struct login_text *login);

/* login_token.c */
void login_ntlm(const struct login_text *login);
void login_gssapi(const struct login_text *login);

#endif
