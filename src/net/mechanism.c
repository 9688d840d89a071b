#include "net/mechanism.h"

#include <gsasl.h>
#include <stdlib.h>

#include "base/library.h"
#include "base/writer.h"

struct mechanism_functions {
#define SASL_FUNCTION(name) __typeof__ (&(name))(name);
#include "net/mechanism_functions.def"
#undef SASL_FUNCTION
};

static const struct library_symbol symbols[] = {
#define SASL_FUNCTION(name) {#name, offsetof(struct mechanism_functions, name)},
#include "net/mechanism_functions.def"
#undef SASL_FUNCTION
};

struct mechanism_library {
    struct mechanism_functions functions;
    Gsasl *gsasl;
};

struct mechanism {
    const struct mechanism_functions *functions;
    Gsasl_session *session;
    const struct mechanism_identity *identity;
    char *output; /* GNU SASL's */
};

static int answer(Gsasl *gsasl, Gsasl_session *session, Gsasl_property property);

struct mechanism_library *mechanism_library_new(struct error *error) {
    struct mechanism_library *library = calloc(1, sizeof *library);
    if (!library) {
        (void)error_memory(error);
        return NULL;
    }
    if (!library_bind("libgsasl.so.18", symbols, sizeof symbols / sizeof *symbols,
                      &library->functions) ||
        library->functions.gsasl_init(&library->gsasl) != GSASL_OK) {
        (void)error_set(error, ERROR_INTERNAL,
                        "logins need GNU SASL (libgsasl.so.18), which is not there");
        free(library);
        return NULL;
    }
    library->functions.gsasl_callback_set(library->gsasl, answer);
    return library;
}

void mechanism_library_free(struct mechanism_library *library) {
    if (!library)
        return;
    library->functions.gsasl_done(library->gsasl);
    free(library);
}

bool mechanism_has(const struct mechanism_library *library, enum side side, const char *name) {
    const struct mechanism_functions *functions = &library->functions;
    return side == SIDE_CLIENT ? functions->gsasl_client_support_p(library->gsasl, name)
                               : functions->gsasl_server_support_p(library->gsasl, name);
}

/* ---- what GNU SASL asks in the middle of an exchange ---- */

static int give(struct mechanism *mechanism, Gsasl_property property, const char *text) {
    if (!text)
        return GSASL_NO_CALLBACK;
    return mechanism->functions->gsasl_property_set(mechanism->session, property, text);
}

/* Channel bindings go in base64. */
static int give_exporter(struct mechanism *mechanism) {
    struct slice binding = mechanism->identity->exporter;
    struct writer text = writer_to(WRITER_MEMORY);
    if (binding.size == 0)
        return GSASL_NO_CB_TLS_EXPORTER;
    writer_base64(&text, binding);
    int result = mechanism->functions->gsasl_property_set_raw(
        mechanism->session, GSASL_CB_TLS_EXPORTER, (const char *)text.buffer.data,
        text.buffer.size);
    writer_free(&text);
    return result;
}

static int give_password(struct mechanism *mechanism) {
    const struct mechanism_identity *identity = mechanism->identity;
    if (!identity->password_of)
        return give(mechanism, GSASL_PASSWORD, identity->password);
    const char *user = mechanism->functions->gsasl_property_fast(mechanism->session, GSASL_AUTHID);
    const char *password = user ? identity->password_of(identity->context, user) : NULL;
    return password ? give(mechanism, GSASL_PASSWORD, password) : GSASL_AUTHENTICATION_ERROR;
}

/* GNU SASL gives nothing of ours, not even the functions: the one that leads back is looked up
 * anew. */
static struct mechanism *mechanism_of(Gsasl_session *session) {
    static const struct library_symbol symbol = {"gsasl_session_hook_get", 0};
    __typeof__(&gsasl_session_hook_get) hook_get;
    return library_bind("libgsasl.so.18", &symbol, 1, &hook_get) ? hook_get(session) : NULL;
}

static int answer(Gsasl *gsasl, Gsasl_session *session, Gsasl_property property) {
    struct mechanism *mechanism = mechanism_of(session);
    (void)gsasl;
    if (!mechanism)
        return GSASL_NO_CALLBACK;
    switch (property) {
    case GSASL_AUTHID:
        return give(mechanism, property, mechanism->identity->user);
    case GSASL_AUTHZID:
        return give(mechanism, property, mechanism->identity->authorization);
    case GSASL_PASSWORD:
        return give_password(mechanism);
    case GSASL_SERVICE:
        return give(mechanism, property, mechanism->identity->service);
    case GSASL_HOSTNAME:
        return give(mechanism, property, mechanism->identity->host);
    case GSASL_REALM:
        return give(mechanism, property, mechanism->identity->realm);
    case GSASL_ANONYMOUS_TOKEN:
        return give(mechanism, property, mechanism->identity->trace);
    case GSASL_CB_TLS_EXPORTER:
        return give_exporter(mechanism);
    default:
        return GSASL_NO_CALLBACK;
    }
}

/* ---- an exchange ---- */

static void fail(const struct mechanism *mechanism, int result, struct error *error) {
    bool denied = result == GSASL_AUTHENTICATION_ERROR || result == GSASL_NO_PASSWORD ||
                  result == GSASL_NO_AUTHID || result == GSASL_NO_CALLBACK;
    (void)error_set(error, denied ? ERROR_PERMISSION : ERROR_PROTOCOL, "%s",
                    mechanism->functions->gsasl_strerror(result));
}

struct mechanism *mechanism_begin(struct mechanism_library *library, enum side side,
                                  const char *name, const struct mechanism_identity *identity,
                                  struct error *error) {
    struct mechanism *mechanism = calloc(1, sizeof *mechanism);
    if (!mechanism) {
        (void)error_memory(error);
        return NULL;
    }
    mechanism->functions = &library->functions;
    mechanism->identity = identity;
    int result =
        side == SIDE_CLIENT
            ? library->functions.gsasl_client_start(library->gsasl, name, &mechanism->session)
            : library->functions.gsasl_server_start(library->gsasl, name, &mechanism->session);
    if (result == GSASL_OK) {
        library->functions.gsasl_session_hook_set(mechanism->session, mechanism);
        return mechanism;
    }
    (void)error_set(error, ERROR_CONFIGURATION, "%s", library->functions.gsasl_strerror(result));
    free(mechanism);
    return NULL;
}

void mechanism_end(struct mechanism *mechanism) {
    if (!mechanism)
        return;
    mechanism->functions->gsasl_free(mechanism->output);
    mechanism->functions->gsasl_finish(mechanism->session);
    free(mechanism);
}

enum mechanism_progress mechanism_step(struct mechanism *mechanism, struct slice input,
                                       struct slice *output, struct error *error) {
    size_t size = 0;
    mechanism->functions->gsasl_free(mechanism->output);
    mechanism->output = NULL;
    int result = mechanism->functions->gsasl_step(mechanism->session, (const char *)input.data,
                                                  input.size, &mechanism->output, &size);
    *output = slice_of(mechanism->output, size);
    if (result == GSASL_OK)
        return MECHANISM_DONE;
    if (result == GSASL_NEEDS_MORE)
        return MECHANISM_MORE;
    *output = slice_of(NULL, 0);
    fail(mechanism, result, error);
    return MECHANISM_FAILED;
}

static struct slice property(const struct mechanism *mechanism, Gsasl_property wanted) {
    const char *text = mechanism->functions->gsasl_property_fast(mechanism->session, wanted);
    return text ? slice_string(text) : slice_of(NULL, 0);
}

struct slice mechanism_user(const struct mechanism *mechanism) {
    return property(mechanism, GSASL_AUTHID);
}

struct slice mechanism_authorization(const struct mechanism *mechanism) {
    return property(mechanism, GSASL_AUTHZID);
}
