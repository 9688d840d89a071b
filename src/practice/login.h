/* login.h: the server's side of a login by SASL: GNU SASL's mechanisms, and OAUTHBEARER (RFC 7628)
 * and XOAUTH2 with a fixed token, which are ours. */
#ifndef HELOISE_PRACTICE_LOGIN_H
#define HELOISE_PRACTICE_LOGIN_H

#include "net/tls.h"
#include "practice/house.h"

/* Writes the mechanisms that are offered, each with a blank in front. `exporter`: the connection
 * has a channel binding, for -PLUS. */
void login_offer(const struct house *house, bool exporter, struct writer *writer);

/* Zeroed: nobody logs in. */
struct login {
    const struct house *house;
    struct mechanism *mechanism;
    struct mechanism_identity identity;
    uint8_t exporter[TLS_BINDING];
    size_t exporter_size;
    bool bearer, google;           /* OAUTHBEARER; XOAUTH2 */
    bool last;                     /* one more line of the client, whatever it says, */
    const struct account *account; /* and this one has logged in; NULL: nobody has */
    struct buffer output;
};

/* Begins an exchange; `service`: "smtp" or "pop". What is left of an earlier one goes. False when
 * the mechanism is not offered. */
bool login_begin(struct login *login, const struct house *house, struct slice mechanism,
                 const char *service, const uint8_t *exporter, size_t exporter_size);

enum login_progress { LOGIN_MORE, LOGIN_DONE, LOGIN_FAILED, LOGIN_NONSENSE };

/* Takes what the client said, decoded; at first nothing, where nothing was said with the command.
 * `output` is for the client with LOGIN_MORE, and valid until the next call. With LOGIN_DONE
 * `login->account` is filled. */
enum login_progress login_step(struct login *login, struct slice input, struct slice *output);

/* Ends the exchange; the account stays. */
void login_end(struct login *login);

#endif
