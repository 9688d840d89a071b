/* stray.h: what a line of the client that is no known command may give away.
 *
 * Passwords and SASL responses do not only come where they are asked for: PASS is misspelt, AUTH is
 * refused and the response is sent all the same, a hole swallows the front of the line. Such lines
 * are judged by their shape, and rather hidden once too often. */
#ifndef HELOISE_PROTOCOL_STRAY_H
#define HELOISE_PROTOCOL_STRAY_H

#include "base/rare.h"
#include "base/slice.h"

/* What the client may still mean to send. */
enum stray_due {
    STRAY_NOTHING,
    STRAY_RESPONSE, /* base64: AUTH was refused or broken off */
    STRAY_PASSWORD, /* anything: a user was named, and nobody is logged in */
};

/* The part of an unknown command's line that has to be masked; size 0: none. */
RARE struct slice stray_secret(struct slice line, enum stray_due due);

/* The same of what is left of a line next to a hole, or of an unfinished one. */
RARE struct slice stray_fragment_secret(struct slice text, enum stray_due due);

#endif
