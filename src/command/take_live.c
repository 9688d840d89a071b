/* What talk, send and fetch are told. */
#include <stdlib.h>

#include "base/units.h"
#include "command/take.h"

/* An option that keeps its argument. */
#define KEEP(option, field)                                                                        \
    bool take_##option(struct options *options, const char *value, struct error *error) {          \
        (void)error;                                                                               \
        options->live.field = value;                                                               \
        return true;                                                                               \
    }

/* One that may be given again. */
#define GIVE(option, what)                                                                         \
    bool take_##option(struct options *options, const char *value, struct error *error) {          \
        (void)error;                                                                               \
        options->given[options->given_count++] = (struct given){what, value};                      \
        return true;                                                                               \
    }

KEEP(from, from)
KEEP(server, server)
KEEP(server_port, port)
KEEP(ehlo, ehlo)
KEEP(body, body)
KEEP(data, data)
KEEP(script, script)
KEEP(output, output)
KEEP(trust, trust)
KEEP(auth_password_file, password_file)
KEEP(quit_after, quit_after)
KEEP(drop_after, drop_after)
KEEP(local, local)
KEEP(local_port, local_port)
KEEP(socket, socket)
KEEP(pipe, pipe)
KEEP(tls_versions, tls_versions)
KEEP(tls_ciphers, tls_ciphers)
KEEP(tls_name, tls_name)
KEEP(tls_verified, tls_verified)
KEEP(tls_cert, certificate)
KEEP(tls_key, key)
GIVE(to, GIVEN_TO)
GIVE(header, GIVEN_HEADER)
GIVE(attach, GIVEN_ATTACH)
GIVE(set, GIVEN_SET)
GIVE(top, GIVEN_TOP)
GIVE(retrieve, GIVEN_RETRIEVE)
GIVE(delete, GIVEN_DELETE)

bool take_auth(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->live.auth = true;
    options->live.mechanism = value;
    return true;
}

bool take_auth_user(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->live.auth = true;
    options->live.user = value;
    return true;
}

/* Wiped at once from where others see it: the command line of the process. */
bool take_auth_password(struct options *options, const char *value, struct error *error) {
    free(options->live.password);
    options->live.password = strdup(value);
    explicit_bzero((char *)(uintptr_t)value, strlen(value));
    return options->live.password || error_memory(error);
}

bool take_timeout(struct options *options, const char *value, struct error *error) {
    if (duration_read(slice_string(value), &options->live.timeout) && options->live.timeout > 0)
        return true;
    return error_set(error, ERROR_USAGE, _("'%s' is no time: 30s, 5m"), value);
}
