/* smtp_path.h: the argument of MAIL and RCPT: a path and its parameters (RFC 5321 4.1.2).
 *
 *     FROM:<@relay.example:user@example.org> SIZE=1000 BODY=8BITMIME
 *
 * Takes what is really sent, too: any case, blanks around the colon, no brackets, brackets that
 * never close. */
#ifndef HELOISE_PROTOCOL_SMTP_PATH_H
#define HELOISE_PROTOCOL_SMTP_PATH_H

#include "protocol/parameter.h"

struct smtp_path {
    struct slice
        address;        /* the mailbox: without brackets and source route; size 0: the null path */
    struct slice route; /* "@a,@b" of a source route; size 0: none */
    bool bracketed;
    bool found; /* there is a path at all */
    size_t parameter_count;
};

/* Reads the argument of MAIL (keyword FROM) or RCPT (keyword TO) and fills `parameters`. Slices
 * point into `argument`. */
struct smtp_path smtp_path_parse(struct slice argument, struct slice keyword,
                                 struct parameter parameters[MOST_PARAMETERS]);

#endif
