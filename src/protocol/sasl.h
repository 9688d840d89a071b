/* sasl.h: what the steps of a SASL exchange (RFC 4422) give away, in SMTP (RFC 4954) and POP3 (RFC
 * 5034) alike.
 *
 * Every step is one line of base64. This follows an exchange from AUTH to its end and says of each
 * line who logs in and which part of the line is secret. It never says what the secret is. */
#ifndef HELOISE_PROTOCOL_SASL_H
#define HELOISE_PROTOCOL_SASL_H

#include "base/arena.h"

struct sasl_mechanism; /* a row of sasl_mechanisms.def */

struct sasl {
    const struct sasl_mechanism
        *mechanism; /* NULL: not in the table; everything the client says is secret then */
    uint8_t client_steps, server_steps; /* lines so far */
    bool asked_password; /* the server's last challenge asks for one in so many words */
};

struct sasl_step {
    struct slice secret; /* the part of the given line to mask; size 0: none */
    struct slice user; /* who logs in, decoded into the arena, UTF-8 or raw octets; size 0: not told
                          by this line */
    bool cancel;       /* the client's "*" */
    bool malformed;    /* not base64 */
};

/* Begins an exchange; `mechanism` in any case. */
void sasl_begin(struct sasl *sasl, struct slice mechanism);

/* The client's line: an initial response ("=" is an empty one) or a later one. */
struct sasl_step sasl_client(struct sasl *sasl, struct slice line, struct arena *arena);

/* A hole may have swallowed a line of the client: what comes next is not taken for its first. */
void sasl_hole(struct sasl *sasl);

/* The server's challenge: the text after 334 or +. */
struct sasl_step sasl_server(struct sasl *sasl, struct slice text, struct arena *arena);

/* Whether `word` names a mechanism of the table (any case). */
bool sasl_known(struct slice word);

/* Whether `word` can be a mechanism's name at all (RFC 4422 3.1), and not a response that was sent
 * in its place. */
bool sasl_names_mechanism(struct slice word);

#endif
