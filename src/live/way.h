/* way.h: the ways to log in, and which of them is taken. For live/ alone. */
#ifndef HELOISE_LIVE_WAY_H
#define HELOISE_LIVE_WAY_H

#include "live/authenticate.h"

enum way_kind { WAY_GSASL, WAY_BEARER, WAY_USER, WAY_APOP };
enum way_traits { WAY_READABLE = 1, WAY_SERVER_FIRST = 2, WAY_BINDS = 4, WAY_ASKED = 8 };

struct way {
    const char *name;
    enum way_kind kind;
    unsigned traits;
};

/* By name, any case; NULL when it is not known. */
const struct way *way_find(const char *name);

/* The one that is asked for, or the best that the server offers. NULL with `error` filled as
 * authenticate(). */
const struct way *way_choose(struct caller *caller, const struct credentials *credentials,
                             struct error *error);

#endif
