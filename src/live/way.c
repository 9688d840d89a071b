#include "live/way.h"

#include "base/words.h"
#include "live/offers.h"
#include "protocol/registry.h"

static const struct way ways[] = {
#define GSASL                   WAY_GSASL
#define BEARER                  WAY_BEARER
#define USER                    WAY_USER
#define APOP                    WAY_APOP
#define READABLE                WAY_READABLE
#define SERVER_FIRST            WAY_SERVER_FIRST
#define BINDS                   WAY_BINDS
#define ASKED                   WAY_ASKED
#define WAY(name, kind, traits) {name, kind, traits},
#include "live/ways.def"
#undef WAY
#undef GSASL
#undef BEARER
#undef USER
#undef APOP
#undef READABLE
#undef SERVER_FIRST
#undef BINDS
#undef ASKED
};

enum { WAYS = sizeof ways / sizeof *ways };

const struct way *way_find(const char *name) {
    for (size_t i = 0; i < WAYS; i++)
        if (slice_equal_nocase(slice_string(ways[i].name), slice_string(name)))
            return &ways[i];
    return NULL;
}

bool authenticate_wants_password(const char *mechanism) {
    const struct way *way = mechanism ? way_find(mechanism) : NULL;
    return !way || (strcmp(way->name, "EXTERNAL") != 0 && strcmp(way->name, "ANONYMOUS") != 0);
}

static bool is_offered(struct caller *caller, const struct way *way, struct slice mechanisms) {
    bool pop3 = caller_target(caller)->protocol == &pop3_protocol;
    if (way->kind == WAY_APOP)
        return pop3 && offers_stamp(caller_row(caller)->transcript).size > 0;
    if (way->kind == WAY_USER)
        return pop3; /* what every server has that does not say so (RFC 2449 6.3) */
    return offers_word(mechanisms, slice_string(way->name));
}

static bool is_readable(struct caller *caller, const struct way *way,
                        const struct credentials *credentials) {
    return way->traits & WAY_READABLE && !caller_tls(caller) && !credentials->in_clear;
}

static bool fail_readable(const char *name, struct error *error) {
    return error_set(error, ERROR_PERMISSION,
                     _("%s would send the password in clear text: begin TLS (STARTTLS, STLS), or "
                       "say --insecure-auth"),
                     name);
}

static const struct way *choose_named(struct caller *caller, const struct credentials *credentials,
                                      struct slice offered, struct error *error) {
    const struct way *way = way_find(credentials->mechanism);
    if (!way)
        (void)error_set(error, ERROR_CONFIGURATION, _("the mechanism %s is not known here"),
                        credentials->mechanism);
    else if (!is_offered(caller, way, offered))
        (void)error_set(error, ERROR_PERMISSION, _("the server does not offer %s"), way->name);
    else if (is_readable(caller, way, credentials))
        (void)fail_readable(way->name, error);
    else
        return way;
    return NULL;
}

const struct way *way_choose(struct caller *caller, const struct credentials *credentials,
                             struct error *error) {
    const struct event *list = offers_find(caller_row(caller)->transcript);
    bool pop3 = caller_target(caller)->protocol == &pop3_protocol;
    const struct way *readable = NULL;
    struct slice offered = {NULL, 0};
    (void)offers_have(list, pop3 ? SLICE("SASL") : SLICE("AUTH"), &offered);
    if (credentials->mechanism)
        return choose_named(caller, credentials, offered, error);
    for (size_t i = 0; i < WAYS; i++) {
        bool unbound = ways[i].traits & WAY_BINDS && !caller_tls(caller);
        if (ways[i].traits & WAY_ASKED || unbound || !is_offered(caller, &ways[i], offered))
            continue;
        if (!is_readable(caller, &ways[i], credentials))
            return &ways[i];
        if (!readable)
            readable = &ways[i];
    }
    if (readable)
        (void)fail_readable(readable->name, error);
    else
        (void)error_set(error, ERROR_PERMISSION,
                        _("the server offers no way to log in that is known here"));
    return NULL;
}
