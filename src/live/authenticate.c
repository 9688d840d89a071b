#include "live/authenticate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/words.h"
#include "live/answer.h"
#include "live/bearer.h"
#include "live/offers.h"
#include "live/way.h"
#include "net/apop.h"
#include "net/mechanism.h"
#include "protocol/registry.h"

/* Octets of a command line, CRLF included (RFC 4954 4, RFC 2449 4): a longer first response waits
 * to be asked for. */
enum { SMTP_LINE = 512, POP3_LINE = 255 };

/* One login by SASL. */
struct exchange {
    struct caller *caller;
    const struct way *way;
    const struct credentials *credentials;
    struct mechanism_library *library;
    struct mechanism *mechanism; /* NULL: it is ours */
    struct mechanism_identity identity;
    uint8_t exporter[TLS_BINDING];
    struct writer token;  /* of ours: what is said first */
    struct arena scratch; /* challenges, decoded */
    bool done;            /* as far as the mechanism goes */
};

static bool is_pop3(const struct caller *caller) {
    return caller_target(caller)->protocol == &pop3_protocol;
}

/* ---- the mechanism's steps ---- */

/* An empty name is none in SCRAM (RFC 5802 7) and DIGEST-MD5; EXTERNAL says nothing else. */
static const char *acting_as(const struct exchange *exchange) {
    bool external = strcmp(exchange->way->name, "EXTERNAL") == 0;
    return exchange->credentials->as ? exchange->credentials->as : external ? "" : NULL;
}

static bool begin_gsasl(struct exchange *exchange, struct error *error) {
    const struct credentials *credentials = exchange->credentials;
    struct caller *caller = exchange->caller;
    size_t size = 0;
    if (exchange->way->traits & WAY_BINDS && caller_tls(caller))
        size = tls_exporter(caller_tls(caller), exchange->exporter);
    if (exchange->way->traits & WAY_BINDS && size == 0)
        return error_set(error, ERROR_CONFIGURATION,
                         _("%s needs TLS 1.3, or 1.2 with an extended master secret"),
                         exchange->way->name);
    exchange->identity = (struct mechanism_identity){
        .authorization = acting_as(exchange),
        .user = credentials->user,
        .password = credentials->password,
        .service = is_pop3(caller) ? "pop" : "smtp",
        .host = caller_target(caller)->host,
        .trace = credentials->user,
        .exporter = slice_of(exchange->exporter, size),
    };
    exchange->library = mechanism_library_new(error);
    if (exchange->library)
        exchange->mechanism = mechanism_begin(exchange->library, SIDE_CLIENT, exchange->way->name,
                                              &exchange->identity, error);
    return exchange->mechanism != NULL;
}

static bool begin(struct exchange *exchange, struct error *error) {
    const struct credentials *credentials = exchange->credentials;
    if (exchange->way->kind == WAY_GSASL)
        return begin_gsasl(exchange, error);
    bearer_write(&exchange->token, exchange->way->name, credentials->user, credentials->password,
                 caller_target(exchange->caller));
    return exchange->token.cause == 0 || error_memory(error);
}

static void end(struct exchange *exchange) {
    mechanism_end(exchange->mechanism);
    mechanism_library_free(exchange->library);
    if (exchange->token.buffer.data)
        explicit_bzero(exchange->token.buffer.data, exchange->token.buffer.room);
    writer_free(&exchange->token);
    arena_free(&exchange->scratch);
}

/* What is said next; false with `error` filled when the mechanism is at an end. */
static bool step(struct exchange *exchange, struct slice challenge, struct slice *response,
                 struct error *error) {
    if (!exchange->mechanism) {
        *response = exchange->done ? bearer_acknowledge(exchange->way->name)
                                   : buffer_slice(&exchange->token.buffer);
        exchange->done = true;
        return true;
    }
    enum mechanism_progress progress =
        mechanism_step(exchange->mechanism, challenge, response, error);
    exchange->done = progress == MECHANISM_DONE;
    if (progress != MECHANISM_FAILED)
        return true;
    error->kind = ERROR_PERMISSION;
    return false;
}

/* ---- on the line ---- */

/* The line holds what nobody else shall read. */
static bool say(struct caller *caller, struct writer *line, struct error *error) {
    bool said = (line->cause == 0 || error_memory(error)) &&
                caller_say_line(caller, buffer_slice(&line->buffer), error);
    if (line->buffer.data)
        explicit_bzero(line->buffer.data, line->buffer.room);
    writer_free(line);
    return said;
}

static bool say_response(struct exchange *exchange, struct slice response, struct error *error) {
    struct writer line = writer_to(WRITER_MEMORY);
    writer_base64(&line, response);
    return say(exchange->caller, &line, error);
}

/* AUTH MECHANISM [response]; `waits`: the first response did not fit and is to be asked for. */
static bool say_first(struct exchange *exchange, struct slice *response, bool *waits,
                      struct error *error) {
    struct writer line = writer_to(WRITER_MEMORY);
    size_t most = is_pop3(exchange->caller) ? POP3_LINE : SMTP_LINE;
    writer_string(&line, "AUTH ");
    writer_string(&line, exchange->way->name);
    *waits = exchange->way->traits & WAY_SERVER_FIRST ? false : true;
    if (*waits && !step(exchange, slice_of(NULL, 0), response, error)) {
        writer_free(&line);
        return false;
    }
    size_t size = line.buffer.size + 1 + (response->size + 2) / 3 * 4 + 2;
    if (*waits && size <= most) {
        writer_put(&line, ' ');
        if (response->size > 0)
            writer_base64(&line, *response);
        else
            writer_put(&line, '=');
        *waits = false;
    }
    return say(exchange->caller, &line, error);
}

/* Gives up in good order (RFC 4954 4): `*`, and the reply to it. */
static bool cancel(struct exchange *exchange) {
    struct error ignored = {0};
    if (caller_say_line(exchange->caller, SLICE("*"), &ignored))
        (void)caller_reply(exchange->caller, &ignored);
    return false;
}

/* Rounds of SCRAM that a server may ask for (RFC 5802 5.1): far more than any does, and less than a
 * second of work. Nobody's patience bounds them but this. */
enum { ROUNDS_MOST = 1000000 };

static bool is_too_much(const struct exchange *exchange, struct slice challenge) {
    uint64_t rounds;
    size_t at = slice_search(challenge, SLICE(",i="));
    if (!slice_starts(slice_string(exchange->way->name), SLICE("SCRAM")) || at == SLICE_NONE)
        return false;
    struct slice digits = slice_from(challenge, at + 3);
    digits = slice_first(digits, slice_find(digits, ','));
    return !slice_number(digits, ROUNDS_MOST, &rounds);
}

static bool answer_challenge(struct exchange *exchange, const struct event *challenge,
                             struct error *error) {
    struct slice text = {NULL, 0}, response = {NULL, 0};
    if (!base64_decode(slice_trim(challenge->continuation.line), &exchange->scratch, &text)) {
        /* Servers have asked for LOGIN's user and password in other words than base64. */
        if (!(exchange->way->traits & WAY_SERVER_FIRST && exchange->way->traits & WAY_READABLE)) {
            (void)error_set(error, ERROR_PROTOCOL, _("the server's challenge is not base64"));
            return cancel(exchange);
        }
    }
    if (is_too_much(exchange, text)) {
        (void)error_set(error, ERROR_PROTOCOL, _("the server asks for more rounds of %s than %d"),
                        exchange->way->name, ROUNDS_MOST);
        return cancel(exchange);
    }
    if (!step(exchange, text, &response, error))
        return cancel(exchange);
    return say_response(exchange, response, error);
}

static bool converse(struct exchange *exchange, struct error *error) {
    struct slice response = {NULL, 0};
    bool waits;
    if (!say_first(exchange, &response, &waits, error))
        return false;
    for (;;) {
        const struct event *reply = caller_reply(exchange->caller, error);
        if (!reply)
            return false;
        if (answer_outcome(reply) == OUTCOME_OK && !exchange->done)
            return error_set(error, ERROR_PROTOCOL,
                             _("the server ends %s before it has proved that it knows the "
                               "password"),
                             exchange->way->name);
        if (answer_outcome(reply) == OUTCOME_OK)
            return true;
        if (answer_outcome(reply) != OUTCOME_MORE)
            return answer_fail(reply, exchange->way->name, ERROR_PERMISSION, error);
        bool said = waits ? say_response(exchange, response, error)
                          : answer_challenge(exchange, reply, error);
        if (!said)
            return false;
        waits = false;
    }
}

static bool authenticate_sasl(struct caller *caller, const struct way *way,
                              const struct credentials *credentials, struct error *error) {
    struct exchange exchange = {.caller = caller,
                                .way = way,
                                .credentials = credentials,
                                .token = writer_to(WRITER_MEMORY)};
    bool good = begin(&exchange, error) && converse(&exchange, error);
    end(&exchange);
    return good;
}

/* ---- POP3's own ---- */

static bool ask(struct caller *caller, struct writer *line, const char *asked,
                struct error *error) {
    const struct event *reply = say(caller, line, error) ? caller_reply(caller, error) : NULL;
    if (!reply)
        return false;
    return answer_outcome(reply) == OUTCOME_OK ||
           answer_fail(reply, asked, ERROR_PERMISSION, error);
}

static bool authenticate_user(struct caller *caller, const struct credentials *credentials,
                              struct error *error) {
    struct writer line = writer_to(WRITER_MEMORY);
    writer_string(&line, "USER ");
    writer_string(&line, credentials->user);
    if (!ask(caller, &line, "USER", error))
        return false;
    line = writer_to(WRITER_MEMORY);
    writer_string(&line, "PASS ");
    writer_string(&line, credentials->password);
    return ask(caller, &line, "PASS", error);
}

static bool authenticate_apop(struct caller *caller, const struct credentials *credentials,
                              struct error *error) {
    struct slice stamp = offers_stamp(caller_row(caller)->transcript);
    struct writer line = writer_to(WRITER_MEMORY);
    char digest[APOP_DIGEST];
    if (!apop_digest(stamp, slice_string(credentials->password), digest, error))
        return false;
    writer_string(&line, "APOP ");
    writer_string(&line, credentials->user);
    writer_put(&line, ' ');
    writer_add(&line, slice_of(digest, sizeof digest));
    return ask(caller, &line, "APOP", error);
}

/* A name with a line end in it would be a command of its own. */
static bool is_one_line(const char *text) {
    return !text || !strpbrk(text, "\r\n");
}

bool authenticate(struct caller *caller, const struct credentials *credentials,
                  struct error *error) {
    const struct way *way = way_choose(caller, credentials, error);
    if (!way)
        return false;
    if (!is_one_line(credentials->user) || !is_one_line(credentials->password))
        return error_set(error, ERROR_USAGE, _("user and password are of one line each"));
    switch (way->kind) {
    case WAY_USER:
        return authenticate_user(caller, credentials, error);
    case WAY_APOP:
        return authenticate_apop(caller, credentials, error);
    default:
        return authenticate_sasl(caller, way, credentials, error);
    }
}
