#include "command/connection_choice.h"

#include <stdio.h>
#include <unistd.h>

#include "base/words.h"

bool connection_target(const struct live_choices *choices, struct target *target,
                       struct error *error) {
    if (choices->socket && choices->pipe)
        return error_set(error, ERROR_USAGE, _("--socket and --pipe exclude each other"));
    target->socket = choices->socket;
    target->command = choices->pipe;
    return true;
}

/* ---- by which name ---- */

/* A lone name is none. */
void connection_name(const struct live_choices *choices, char name[TARGET_NAME]) {
    const char *given = choices->ehlo;
    name[TARGET_NAME - 1] = '\0';
    if (given && strlen(given) < TARGET_NAME)
        (void)snprintf(name, TARGET_NAME, "%s", given);
    else if (gethostname(name, TARGET_NAME - 1) != 0 || !strchr(name, '.'))
        (void)snprintf(name, TARGET_NAME, "[127.0.0.1]");
}

/* ---- from where ---- */

/* ADDRESS[:PORT]; an address of IPv6 that has a port stands in brackets. */
static bool read_local(struct slice text, struct endpoint *from) {
    size_t close = slice_find(text, ']');
    bool bracketed = slice_starts(text, SLICE("[")) && close != SLICE_NONE;
    size_t colon = slice_find(text, ':');
    struct slice address = text, port = slice_of(NULL, 0);
    uint64_t number = 0;
    if (bracketed) {
        address = slice_part(text, 1, close - 1);
        port = slice_from(text, close + 1);
    } else if (colon != SLICE_NONE && slice_find(slice_from(text, colon + 1), ':') == SLICE_NONE) {
        address = slice_first(text, colon);
        port = slice_from(text, colon);
    }
    if (port.size > 0 &&
        (port.data[0] != ':' || !slice_number(slice_from(port, 1), UINT16_MAX, &number)))
        return false;
    from->port = (uint16_t)number;
    return endpoint_read_address(address, from);
}

static bool choose_local(const struct live_choices *choices, struct caller_settings *settings,
                         struct endpoint *from, struct error *error) {
    uint64_t port;
    if (!choices->local && !choices->local_port)
        return true;
    *from = (struct endpoint){.size = 0};
    settings->from = from;
    if (choices->local && !read_local(slice_string(choices->local), from))
        return error_set(error, ERROR_USAGE, _("--local-interface: '%s' is no address"),
                         choices->local);
    if (settings->family == RESOLVE_ANY && from->size > 0)
        settings->family = from->size == 4 ? RESOLVE_IPV4 : RESOLVE_IPV6;
    if (!choices->local_port)
        return true;
    if (!slice_number(slice_string(choices->local_port), UINT16_MAX, &port))
        return error_set(error, ERROR_USAGE, _("--local-port: '%s' is no port"),
                         choices->local_port);
    from->port = (uint16_t)port;
    return true;
}

/* ---- by which TLS ---- */

/* As swaks names them, or with a dot. */
static enum tls_version version_named(struct slice name) {
    static const struct {
        const char *names[2];
        enum tls_version version;
    } versions[] = {{{"tlsv1", "tlsv1.0"}, TLS_1_0},
                    {{"tlsv1_1", "tlsv1.1"}, TLS_1_1},
                    {{"tlsv1_2", "tlsv1.2"}, TLS_1_2},
                    {{"tlsv1_3", "tlsv1.3"}, TLS_1_3}};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        for (size_t n = 0; n < 2; n++)
            if (slice_equal_nocase(slice_string(versions[i].names[n]), name))
                return versions[i].version;
    return TLS_ANY_VERSION;
}

static unsigned bit_of(enum tls_version version) {
    return 1U << version;
}

/* Words with no_ take away from what is usual, or from what stands before them. */
static bool read_versions(struct slice rest, unsigned *wanted) {
    bool first = true;
    for (; rest.size > 0; first = false) {
        size_t comma = slice_find(rest, ',');
        struct slice word = slice_trim(slice_first(rest, comma));
        bool without = slice_starts(word, SLICE("no_"));
        enum tls_version version = version_named(without ? slice_from(word, 3) : word);
        rest = comma == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, comma + 1);
        if (version == TLS_ANY_VERSION)
            return false;
        if (first && without)
            *wanted = bit_of(TLS_1_2) | bit_of(TLS_1_3);
        *wanted = without ? *wanted & ~bit_of(version) : *wanted | bit_of(version);
    }
    return true;
}

static bool choose_versions(const char *text, struct tls_settings *tls, struct error *error) {
    unsigned wanted = 0;
    if (!text)
        return true;
    if (!read_versions(slice_string(text), &wanted))
        return error_set(error, ERROR_USAGE,
                         _("--tls-protocol: '%s' is no list of tlsv1, tlsv1_1, tlsv1_2, tlsv1_3"),
                         text);
    if (wanted == 0)
        return error_set(error, ERROR_USAGE, _("--tls-protocol: '%s' leaves none"), text);
    for (int version = TLS_1_0; version <= TLS_1_3; version++) {
        if (!(wanted & bit_of((enum tls_version)version)))
            continue;
        tls->least = tls->least ? tls->least : (enum tls_version)version;
        tls->most = (enum tls_version)version;
    }
    for (int version = (int)tls->least; version <= (int)tls->most; version++)
        if (!(wanted & bit_of((enum tls_version)version)))
            return error_set(error, ERROR_USAGE, _("--tls-protocol: '%s' leaves out one between"),
                             text);
    return true;
}

bool connection_settings(const struct live_choices *choices, struct caller_settings *settings,
                         struct endpoint *from, struct error *error) {
    settings->tls = (struct tls_settings){.side = SIDE_CLIENT,
                                          .trust = choices->trust,
                                          .ciphers = choices->tls_ciphers,
                                          .certificate = choices->certificate,
                                          .key = choices->key,
                                          .asked = choices->tls_name,
                                          .verified = choices->tls_verified};
    settings->insecure = choices->insecure;
    settings->family = choices->ipv4 ? RESOLVE_IPV4 : choices->ipv6 ? RESOLVE_IPV6 : RESOLVE_ANY;
    if (choices->ipv4 && choices->ipv6)
        return error_set(error, ERROR_USAGE, _("--ipv4 and --ipv6 exclude each other"));
    if (choices->key && !choices->certificate)
        return error_set(error, ERROR_USAGE, _("--tls-key is of no use without --tls-cert"));
    return choose_versions(choices->tls_versions, &settings->tls, error) &&
           choose_local(choices, settings, from, error);
}
