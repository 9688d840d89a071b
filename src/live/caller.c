#include "live/caller_inside.h"

#include <stdlib.h>

#include "base/words.h"
#include "net/unix_socket.h"

/* How long the server has to close after the client has. */
#define LINGER (2 * DURATION_SECOND)

/* ---- waiting ---- */

/* Fills the error; the session ends for the lack of an answer. */
static bool run_out(struct caller *caller, enum patience what, struct error *error) {
    struct writer text = writer_to(WRITER_MEMORY);
    duration patience = patience_of(what, caller->settings.patience);
    uint64_t seconds = (uint64_t)((patience + DURATION_SECOND / 2) / DURATION_SECOND);
    caller->late = true;
    SAY(&text, _(patience_facts[what].missing), WORD_NUMBER("seconds", seconds > 0 ? seconds : 1));
    (void)error_set(error, ERROR_TEMPORARY, "%.*s", (int)text.buffer.size,
                    text.buffer.data ? (const char *)text.buffer.data : "");
    writer_free(&text);
    return false;
}

typedef bool condition(const struct caller *caller);

static bool is_lost(const struct caller *caller) {
    return caller->failed || caller->failure.kind != ERROR_NONE || !caller->stream;
}

static bool lose(const struct caller *caller, struct error *error) {
    if (caller->failure.kind == ERROR_TEMPORARY && caller->opened)
        return error_set(error, ERROR_TEMPORARY, _("the connection was lost: %s"),
                         caller->failure.text);
    if (caller->failure.kind != ERROR_NONE) {
        *error = caller->failure;
        return false;
    }
    return error_set(error, ERROR_TEMPORARY, _("the connection is closed"));
}

static bool break_off(struct error *error) {
    return error_set(error, ERROR_TEMPORARY, _("the waiting was interrupted"));
}

/* Has the loop turn until `done`. False with `error` filled when the time is over or the connection
 * is lost. */
static bool wait_until(struct caller *caller, condition *done, enum patience what,
                       struct error *error) {
    const struct caller_watcher *watcher = &caller->settings.watcher;
    duration patience = patience_of(what, caller->settings.patience);
    if (watcher->waits && !done(caller))
        watcher->waits(watcher->context, what);
    while (!done(caller)) {
        if (is_lost(caller))
            return lose(caller, error);
        if (caller->interrupted)
            return break_off(error);
        duration left = patience - moment_since(loop_look(caller->loop), caller->since);
        if (left <= 0)
            return run_out(caller, what, error);
        if (!loop_turn(caller->loop, left, error))
            return false;
    }
    return true;
}

/* ---- connecting ---- */

static bool is_opened(const struct caller *caller) {
    return caller->opened;
}

/* Tries one address. */
static bool connect_to(struct caller *caller, const struct endpoint *to, struct error *error) {
    char address[ENDPOINT_TEXT];
    endpoint_text(to, address);
    caller->since = loop_look(caller->loop);
    caller->failed = caller->late = false;
    caller->failure = (struct error){0};
    caller->stream = stream_connect(caller->loop, to, caller->settings.from, &caller_calls, caller,
                                    &caller->failure);
    if (caller->stream && wait_until(caller, is_opened, PATIENCE_CONNECT, &caller->failure)) {
        caller->since = loop_look(caller->loop);
        return true;
    }
    stream_free(caller->stream);
    caller->stream = NULL;
    *error = (struct error){0};
    return error_set(error, caller->failure.kind, "%s: %s", address, caller->failure.text);
}

static bool connect_by_name(struct caller *caller, struct error *error) {
    const struct target *target = caller->target;
    struct endpoint found[RESOLVE_MOST];
    size_t count = resolve(target->host, target->port, caller->settings.family, found, error);
    bool connected = false;
    for (size_t i = 0; i < count && !connected && !caller->interrupted; i++)
        connected = connect_to(caller, &found[i], error);
    if (!connected && count > 0 && caller->failure.kind == ERROR_TEMPORARY)
        caller_tell_attempt(caller, &found[count - 1]);
    return connected;
}

bool caller_take(struct caller *caller, const struct target *target, int descriptor,
                 struct error *error) {
    caller->target = target;
    caller->since = loop_look(caller->loop);
    hearing_begin(&caller->hearing, target->protocol);
    caller->stream = stream_new(caller->loop, descriptor, &caller_calls, caller, error);
    if (!caller->stream)
        return false;
    caller_calls.opened(caller);
    return caller->opened || lose(caller, error);
}

/* To a server of this machine, by a way that has no addresses. */
static bool connect_near(struct caller *caller, struct error *error) {
    const struct target *target = caller->target;
    if (target->socket) {
        int descriptor = unix_socket_connect(target->socket, error);
        return descriptor >= 0 && caller_take(caller, target, descriptor, error);
    }
    return spawn_command(target->command, &caller->spawned, error) &&
           caller_take(caller, target, caller->spawned.descriptor, error);
}

bool caller_connect(struct caller *caller, const struct target *target, struct error *error) {
    if (caller->stream)
        return true;
    caller->target = target;
    hearing_begin(&caller->hearing, target->protocol);
    bool connected = target->socket || target->command ? connect_near(caller, error)
                                                       : connect_by_name(caller, error);
    return connected && (!target->sealed || caller_secure(caller, error));
}

/* ---- TLS ---- */

static bool is_secured(const struct caller *caller) {
    return caller->secured;
}

/* Everything that is wrong with the certificate, in the words of the verifier. */
static bool is_trusted(struct caller *caller, struct error *error) {
    struct writer why = writer_to(WRITER_MEMORY);
    struct tls_event event = {.what = TLS_HANDSHAKE};
    if (!caller->distrusted)
        return true;
    tls_describe(stream_tls(caller->stream), &event);
    for (size_t i = 0; i < event.verification->count; i++) {
        writer_string(&why, i > 0 ? "; " : "");
        writer_add(&why, event.verification->faults[i].words);
    }
    (void)error_set(error, ERROR_PROTOCOL,
                    _("the certificate of %s is not trusted: %.*s (--insecure goes on anyway)"),
                    caller->target->host, (int)why.buffer.size,
                    why.buffer.data ? (const char *)why.buffer.data : "");
    writer_free(&why);
    return false;
}

bool caller_secure(struct caller *caller, struct error *error) {
    if (!caller->stream || is_lost(caller))
        return lose(caller, error);
    if (hearing_waits(&caller->hearing))
        return error_set(error, ERROR_PROTOCOL,
                         _("the server went on in clear text where TLS was to begin"));
    if (!caller->tls)
        caller->tls = tls_context_new(&caller->settings.tls, error);
    if (!caller->tls || !stream_secure(caller->stream, caller->tls, caller->target->host, error))
        return false;
    caller->since = loop_look(caller->loop);
    if (!wait_until(caller, is_secured, PATIENCE_TLS, error))
        return false;
    caller->since = loop_look(caller->loop);
    return is_trusted(caller, error);
}

const struct tls *caller_tls(const struct caller *caller) {
    return caller->secured && caller->stream ? stream_tls(caller->stream) : NULL;
}

/* ---- saying ---- */

static bool has_room(const struct caller *caller) {
    return stream_waiting(caller->stream) < STREAM_WAITING / 2;
}

static bool is_gone(const struct caller *caller) {
    return is_lost(caller) || caller->ended;
}

/* Why the connection takes no more is known once all that came before was read. */
static bool fail_to_say(struct caller *caller, struct error *error) {
    if (!wait_until(caller, is_gone, PATIENCE_BLOCK, error))
        return false;
    return is_lost(caller)
               ? lose(caller, error)
               : error_set(error, ERROR_TEMPORARY, _("the server closed the connection"));
}

/* In blocks, so that a server that takes nothing is noticed. */
bool caller_say(struct caller *caller, struct slice octets, struct error *error) {
    enum { BLOCK = 64 * 1024 };
    while (octets.size > 0) {
        struct slice block = slice_first(octets, BLOCK);
        caller->since = loop_look(caller->loop);
        if (is_lost(caller))
            return lose(caller, error);
        if (!wait_until(caller, has_room, PATIENCE_BLOCK, error))
            return false;
        if (caller_session(caller))
            (void)session_bytes(caller_session(caller), SIDE_CLIENT, caller_now(caller), block,
                                (struct place){0, 0});
        if (!stream_write(caller->stream, block))
            return fail_to_say(caller, error);
        octets = slice_from(octets, block.size);
    }
    caller->since = loop_look(caller->loop);
    return true;
}

bool caller_say_line(struct caller *caller, struct slice line, struct error *error) {
    struct buffer whole = {NULL, 0, 0};
    bool said =
        (buffer_add(&whole, line) && buffer_add(&whole, SLICE("\r\n"))) || error_memory(error);
    said = said && caller_say(caller, buffer_slice(&whole), error);
    if (whole.data)
        explicit_bzero(whole.data, whole.size); /* it may be a password */
    buffer_free(&whole);
    return said;
}

/* ---- hearing ---- */

static bool has_reply(const struct caller *caller) {
    return hearing_waits(&caller->hearing) || caller->ended;
}

const struct event *caller_reply(struct caller *caller, struct error *error) {
    if (!has_reply(caller) && !wait_until(caller, has_reply, caller->hearing.awaited, error))
        return NULL;
    if (!hearing_waits(&caller->hearing)) {
        (void)error_set(error, ERROR_TEMPORARY, _("the server closed the connection"));
        return NULL;
    }
    const struct transcript *transcript = live_row(caller->live, caller_now(caller))->transcript;
    const struct event *event = &transcript_at(transcript, hearing_next(&caller->hearing))->event;
    hearing_taken(&caller->hearing, event);
    caller->since = loop_look(caller->loop);
    if (event->kind != EVENT_JUNK)
        return event;
    (void)error_set(error, ERROR_PROTOCOL, _("what the server says is no %s"),
                    caller->target->protocol->name);
    return NULL;
}

bool caller_hears(const struct caller *caller) {
    return hearing_waits(&caller->hearing);
}

bool caller_is_lost(const struct caller *caller) {
    return is_lost(caller) || caller->ended || caller->late || caller->distrusted;
}

size_t caller_owed(const struct caller *caller) {
    return caller->hearing.owed;
}

static bool has_message(const struct caller *caller) {
    return caller->hearing.messages > 0 || caller->ended;
}

bool caller_await_message(struct caller *caller, struct error *error) {
    if (!wait_until(caller, has_message, PATIENCE_BLOCK, error))
        return false;
    if (caller->hearing.messages == 0)
        return error_set(error, ERROR_TEMPORARY,
                         _("the server closed the connection in the middle of a message"));
    caller->hearing.messages--;
    return true;
}

static bool has_closed(const struct caller *caller) {
    return caller->ended || caller->reset || hearing_waits(&caller->hearing);
}

bool caller_await_close(struct caller *caller, struct error *error) {
    return wait_until(caller, has_closed, PATIENCE_REPLY, error) &&
           !hearing_waits(&caller->hearing);
}

bool caller_pause(struct caller *caller, duration span, struct error *error) {
    struct moment until = {loop_look(caller->loop).ns + span};
    duration left;
    while ((left = moment_since(until, loop_look(caller->loop))) > 0) {
        if (caller->interrupted)
            return break_off(error);
        if (!loop_turn(caller->loop, left, error))
            return false;
    }
    caller->since = loop_look(caller->loop);
    return true;
}

void caller_interrupt(struct caller *caller, bool interrupted) {
    caller->interrupted = interrupted;
}

void caller_expect_nothing(struct caller *caller) {
    hearing_forget(&caller->hearing);
}

enum patience caller_awaited(const struct caller *caller) {
    return caller->hearing.awaited;
}

duration caller_waited(const struct caller *caller) {
    return moment_since(loop_look(caller->loop), caller->since);
}

/* ---- its life ---- */

struct caller *caller_new(struct loop *loop, const struct caller_settings *settings,
                          struct error *error) {
    struct caller *caller = calloc(1, sizeof *caller);
    if (!caller) {
        (void)error_memory(error);
        return NULL;
    }
    caller->loop = loop;
    caller->settings = *settings;
    caller->house = live_house_new(settings->diagnoser, error);
    if (caller->house)
        return caller;
    free(caller);
    return NULL;
}

static bool is_closed(const struct caller *caller) {
    return caller->ended || caller->failed || caller->distrusted;
}

static void finish(struct caller *caller) {
    struct error ignored = {0};
    stream_finish(caller->stream, false); /* close_notify comes before the end */
    caller_tell_end(caller, SIDE_CLIENT, CLOSING_FIN);
    struct moment until = {loop_look(caller->loop).ns + LINGER};
    duration left;
    while (!is_closed(caller) && (left = moment_since(until, loop_look(caller->loop))) > 0)
        if (!loop_turn(caller->loop, left, &ignored))
            return;
}

void caller_end(struct caller *caller, bool reset) {
    if (caller->over)
        return;
    caller->over = true;
    caller_tell_unshaken(caller);
    reset |= caller->endless; /* the rest of it is not read */
    if (caller->late && caller->stream)
        caller_tell_end(caller, SIDE_CLIENT, CLOSING_TIMEOUT);
    else if (reset && caller->stream)
        caller_tell_end(caller, SIDE_CLIENT, CLOSING_RESET);
    else if (caller->stream && !caller->failed)
        finish(caller);
    else if (caller->stream && !caller->reset)
        caller_tell_end(caller, SIDE_CLIENT, CLOSING_FIN);
    if (caller->stream && reset)
        stream_reset(caller->stream);
    else
        stream_free(caller->stream);
    caller->stream = NULL;
    if (caller->live)
        live_end(caller->live, loop_look(caller->loop));
    spawn_end(&caller->spawned, LINGER);
}

void caller_free(struct caller *caller) {
    if (!caller)
        return;
    caller_end(caller, false);
    live_free(caller->live);
    live_house_free(caller->house);
    tls_context_free(caller->tls);
    hearing_clear(&caller->hearing);
    free(caller);
}

void caller_set_patience(struct caller *caller, duration patience) {
    caller->settings.patience = patience;
}

const struct target *caller_target(const struct caller *caller) {
    return caller->target;
}

const struct index_row *caller_row(struct caller *caller) {
    return caller->live ? live_row(caller->live, caller_now(caller)) : NULL;
}
