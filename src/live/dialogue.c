#include "live/dialogue.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/words.h"
#include "live/hearing.h"
#include "net/stream.h"

/* How long the server has to close after the client has. */
#define LINGER (2 * DURATION_SECOND)

/* Octets without a whole reply or a piece of a message in them. */
enum { UNHEARD_MOST = 64 * 1024 * 1024 };

struct dialogue {
    struct loop *loop;
    struct dialogue_settings settings;
    const struct target *target;
    struct live_house *house;
    struct live *live;
    struct sink sink;
    struct hearing hearing;
    struct tls_context *tls;
    struct stream *stream;
    struct moment since;  /* what is waited for is waited for since then */
    struct error failure; /* why the connection was lost */
    uint64_t unheard;     /* octets since the last event */
    bool opened, secured, failed, reset, ended, late, over;
};

static struct moment now_of(const struct dialogue *dialogue) {
    return loop_now(dialogue->loop);
}

static struct session *session_of(const struct dialogue *dialogue) {
    return dialogue->live ? live_session(dialogue->live) : NULL;
}

/* ---- what the session tells ---- */

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct dialogue *dialogue = context;
    const struct dialogue_watcher *watcher = &dialogue->settings.watcher;
    (void)session;
    dialogue->unheard = 0;
    const struct index_row *row = live_row(dialogue->live, now_of(dialogue));
    if (!hearing_take(&dialogue->hearing, row->transcript, event))
        (void)error_memory(&dialogue->failure);
    if (watcher->event)
        watcher->event(watcher->context, row, event->n);
}

static void hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct dialogue *dialogue = context;
    const struct dialogue_watcher *watcher = &dialogue->settings.watcher;
    (void)session, (void)n, (void)place;
    dialogue->unheard = 0;
    dialogue->since = now_of(dialogue);
    if (watcher->content)
        watcher->content(watcher->context, octets);
}

static bool begin_live(struct dialogue *dialogue, const struct endpoint *client,
                       const struct endpoint *server, struct moment began) {
    struct origin origin = {.ends = {[SIDE_CLIENT] = *client, [SIDE_SERVER] = *server},
                            .sides_known = true,
                            .protocol = dialogue->target->protocol};
    bool content = dialogue->settings.watcher.content != NULL;
    dialogue->sink = (struct sink){
        .event = hear_event, .content = content ? hear_content : NULL, .context = dialogue};
    const struct live_options options = {.transcript = dialogue->settings.transcript,
                                         .listener = &dialogue->sink};
    const struct notice syn = {.kind = NOTICE_SYN};
    dialogue->live = live_new(dialogue->house, &origin, &options, began);
    if (!dialogue->live)
        return false;
    session_notice(session_of(dialogue), SIDE_CLIENT, began, &syn, (struct place){0, 0});
    return true;
}

static void tell_accepted(struct dialogue *dialogue) {
    const struct notice syn = {.kind = NOTICE_SYN}, accepted = {.kind = NOTICE_ACCEPTED};
    struct moment now = now_of(dialogue);
    session_notice(session_of(dialogue), SIDE_SERVER, now, &syn, (struct place){0, 0});
    session_notice(session_of(dialogue), SIDE_CLIENT, now, &accepted, (struct place){0, 0});
}

static void tell_end(struct dialogue *dialogue, enum side side, enum closing how) {
    struct session *session = session_of(dialogue);
    if (session)
        session_end(session, side, now_of(dialogue), how);
}

/* ---- what the stream tells ---- */

static void hear_opened(void *context) {
    struct dialogue *dialogue = context;
    const struct dialogue_watcher *watcher = &dialogue->settings.watcher;
    struct endpoint client = stream_local(dialogue->stream), server = stream_peer(dialogue->stream);
    dialogue->opened = begin_live(dialogue, &client, &server, dialogue->since);
    if (!dialogue->opened) {
        dialogue->failed = true;
        (void)error_memory(&dialogue->failure);
        return;
    }
    tell_accepted(dialogue);
    if (watcher->opened)
        watcher->opened(watcher->context, &client, &server, dialogue->since, now_of(dialogue));
}

static size_t hear_text(void *context, struct slice text) {
    struct dialogue *dialogue = context;
    struct session *session = session_of(dialogue);
    dialogue->unheard += text.size;
    if (session)
        (void)session_bytes(session, SIDE_SERVER, now_of(dialogue), text, (struct place){0, 0});
    if (dialogue->unheard > UNHEARD_MOST) {
        stream_hold(dialogue->stream, true);
        dialogue->failed = true;
        (void)error_set(&dialogue->failure, ERROR_PROTOCOL, _("a reply of the server has no end"));
    }
    return text.size;
}

static void hear_secured(void *context) {
    struct dialogue *dialogue = context;
    const struct dialogue_watcher *watcher = &dialogue->settings.watcher;
    const struct tls *tls = stream_tls(dialogue->stream);
    struct session *session = session_of(dialogue);
    const struct tls_event event = {.version = slice_string(tls_version(tls)),
                                    .cipher = slice_string(tls_cipher(tls)),
                                    .server_name = tls_server_name(tls),
                                    .implicit = dialogue->target->sealed};
    dialogue->secured = true;
    if (session)
        session_secure(session, now_of(dialogue), &event);
    if (watcher->secured)
        watcher->secured(watcher->context, tls);
}

static void hear_end(void *context, bool in_order) {
    struct dialogue *dialogue = context;
    (void)in_order;
    dialogue->ended = true;
    tell_end(dialogue, SIDE_SERVER, CLOSING_FIN);
}

static void hear_failure(void *context, const struct error *error, bool reset) {
    struct dialogue *dialogue = context;
    dialogue->failed = true;
    dialogue->reset = reset;
    if (dialogue->failure.kind == ERROR_NONE)
        dialogue->failure = *error;
    if (reset)
        tell_end(dialogue, SIDE_SERVER, CLOSING_RESET);
}

static void hear_wire(void *context, bool by_peer, struct slice octets) {
    const struct dialogue *dialogue = context;
    const struct dialogue_watcher *watcher = &dialogue->settings.watcher;
    if (watcher->wire)
        watcher->wire(watcher->context, now_of(dialogue), by_peer, octets);
}

static void hear_secret(void *context, const char *line) {
    const struct dialogue *dialogue = context;
    const struct dialogue_watcher *watcher = &dialogue->settings.watcher;
    if (watcher->secret)
        watcher->secret(watcher->context, line);
}

static const struct stream_calls calls = {
    .opened = hear_opened,
    .text = hear_text,
    .secured = hear_secured,
    .ended = hear_end,
    .failed = hear_failure,
    .wire = hear_wire,
    .secret = hear_secret,
};

/* ---- waiting ---- */

static const struct {
    unsigned seconds;
    const char *missing;
} patiences[] = {
#define PATIENCE(what, seconds, missing) {seconds, missing},
#include "live/patience.def"
#undef PATIENCE
};

static duration patience_of(const struct dialogue *dialogue, enum patience what) {
    duration own = dialogue->settings.patience;
    return own > 0 ? own : patiences[what].seconds * DURATION_SECOND;
}

/* Fills the error; the session ends for the lack of an answer. */
static bool run_out(struct dialogue *dialogue, enum patience what, struct error *error) {
    struct writer text = writer_to(WRITER_MEMORY);
    duration patience = patience_of(dialogue, what);
    uint64_t seconds = (uint64_t)((patience + DURATION_SECOND / 2) / DURATION_SECOND);
    dialogue->late = true;
    SAY(&text, _(patiences[what].missing), WORD_NUMBER("seconds", seconds > 0 ? seconds : 1));
    (void)error_set(error, ERROR_TEMPORARY, "%.*s", (int)text.buffer.size,
                    text.buffer.data ? (const char *)text.buffer.data : "");
    writer_free(&text);
    return false;
}

typedef bool condition(const struct dialogue *dialogue);

static bool is_lost(const struct dialogue *dialogue) {
    return dialogue->failed || dialogue->failure.kind != ERROR_NONE || !dialogue->stream;
}

static bool lose(const struct dialogue *dialogue, struct error *error) {
    if (dialogue->failure.kind == ERROR_TEMPORARY && dialogue->opened)
        return error_set(error, ERROR_TEMPORARY, _("the connection was lost: %s"),
                         dialogue->failure.text);
    if (dialogue->failure.kind != ERROR_NONE) {
        *error = dialogue->failure;
        return false;
    }
    return error_set(error, ERROR_TEMPORARY, _("the connection is closed"));
}

/* Has the loop turn until `done`. False with `error` filled when the time is over or the connection
 * is lost. */
static bool wait_until(struct dialogue *dialogue, condition *done, enum patience what,
                       struct error *error) {
    duration patience = patience_of(dialogue, what);
    while (!done(dialogue)) {
        if (is_lost(dialogue))
            return lose(dialogue, error);
        duration left = patience - moment_since(loop_look(dialogue->loop), dialogue->since);
        if (left <= 0)
            return run_out(dialogue, what, error);
        if (!loop_turn(dialogue->loop, left, error))
            return false;
    }
    return true;
}

/* ---- connecting ---- */

static bool is_opened(const struct dialogue *dialogue) {
    return dialogue->opened;
}

/* An attempt that nobody answered is a session too. */
static void tell_attempt(struct dialogue *dialogue, const struct endpoint *server) {
    struct endpoint client = {.size = 0};
    if (dialogue->live || !begin_live(dialogue, &client, server, dialogue->since))
        return;
    (void)loop_look(dialogue->loop);
    const struct notice refusal = {.kind = NOTICE_RESET};
    if (!dialogue->late)
        session_notice(session_of(dialogue), SIDE_SERVER, now_of(dialogue), &refusal,
                       (struct place){0, 0});
    tell_end(dialogue, dialogue->late ? SIDE_CLIENT : SIDE_SERVER,
             dialogue->late ? CLOSING_TIMEOUT : CLOSING_RESET);
}

/* Tries one address. */
static bool connect_to(struct dialogue *dialogue, const struct endpoint *to, struct error *error) {
    char address[ENDPOINT_TEXT];
    endpoint_text(to, address);
    dialogue->since = loop_look(dialogue->loop);
    dialogue->failed = dialogue->late = false;
    dialogue->failure = (struct error){0};
    dialogue->stream = stream_connect(dialogue->loop, to, dialogue->settings.from, &calls, dialogue,
                                      &dialogue->failure);
    if (dialogue->stream &&
        wait_until(dialogue, is_opened, PATIENCE_CONNECT, &dialogue->failure)) {
        dialogue->since = loop_look(dialogue->loop);
        return true;
    }
    stream_free(dialogue->stream);
    dialogue->stream = NULL;
    *error = (struct error){0};
    return error_set(error, dialogue->failure.kind, "%s: %s", address, dialogue->failure.text);
}

bool dialogue_connect(struct dialogue *dialogue, const struct target *target, struct error *error) {
    struct endpoint found[RESOLVE_MOST];
    size_t count =
        resolve(target->host, target->port, dialogue->settings.family, found, error);
    bool connected = false;
    dialogue->target = target;
    hearing_begin(&dialogue->hearing, target->protocol);
    for (size_t i = 0; i < count && !connected; i++)
        connected = connect_to(dialogue, &found[i], error);
    if (!connected && count > 0)
        tell_attempt(dialogue, &found[count - 1]);
    return connected && (!target->sealed || dialogue_secure(dialogue, error));
}

/* ---- TLS ---- */

static bool is_secured(const struct dialogue *dialogue) {
    return dialogue->secured;
}

static bool is_trusted(const struct dialogue *dialogue, struct error *error) {
    const char *distrust = tls_distrust(stream_tls(dialogue->stream));
    if (!distrust || dialogue->settings.insecure)
        return true;
    return error_set(error, ERROR_PROTOCOL,
                     _("the certificate of %s is not trusted: %s (--insecure goes on anyway)"),
                     dialogue->target->host, distrust);
}

bool dialogue_secure(struct dialogue *dialogue, struct error *error) {
    if (!dialogue->stream || is_lost(dialogue))
        return lose(dialogue, error);
    if (hearing_waits(&dialogue->hearing))
        return error_set(error, ERROR_PROTOCOL,
                         _("the server went on in clear text where TLS was to begin"));
    if (!dialogue->tls)
        dialogue->tls = tls_context_new(&dialogue->settings.tls, error);
    if (!dialogue->tls ||
        !stream_secure(dialogue->stream, dialogue->tls, dialogue->target->host, error))
        return false;
    dialogue->since = loop_look(dialogue->loop);
    if (!wait_until(dialogue, is_secured, PATIENCE_TLS, error))
        return false;
    dialogue->since = loop_look(dialogue->loop);
    return is_trusted(dialogue, error);
}

const struct tls *dialogue_tls(const struct dialogue *dialogue) {
    return dialogue->secured && dialogue->stream ? stream_tls(dialogue->stream) : NULL;
}

/* ---- saying ---- */

static bool has_room(const struct dialogue *dialogue) {
    return stream_waiting(dialogue->stream) < STREAM_WAITING / 2;
}

/* In blocks, so that a server that takes nothing is noticed. */
bool dialogue_say(struct dialogue *dialogue, struct slice octets, struct error *error) {
    enum { BLOCK = 64 * 1024 };
    while (octets.size > 0) {
        struct slice block = slice_first(octets, BLOCK);
        dialogue->since = loop_look(dialogue->loop);
        if (is_lost(dialogue))
            return lose(dialogue, error);
        if (!wait_until(dialogue, has_room, PATIENCE_BLOCK, error))
            return false;
        if (session_of(dialogue))
            (void)session_bytes(session_of(dialogue), SIDE_CLIENT, now_of(dialogue), block,
                                (struct place){0, 0});
        if (!stream_write(dialogue->stream, block) && !is_lost(dialogue))
            return error_set(error, ERROR_TEMPORARY, _("the connection takes nothing more"));
        octets = slice_from(octets, block.size);
    }
    dialogue->since = loop_look(dialogue->loop);
    return true;
}

bool dialogue_say_line(struct dialogue *dialogue, struct slice line, struct error *error) {
    struct buffer whole = {NULL, 0, 0};
    bool said = (buffer_add(&whole, line) && buffer_add(&whole, SLICE("\r\n"))) ||
                error_memory(error);
    said = said && dialogue_say(dialogue, buffer_slice(&whole), error);
    if (whole.data)
        explicit_bzero(whole.data, whole.size); /* it may be a password */
    buffer_free(&whole);
    return said;
}

/* ---- hearing ---- */

static bool has_reply(const struct dialogue *dialogue) {
    return hearing_waits(&dialogue->hearing) || dialogue->ended;
}

const struct event *dialogue_reply(struct dialogue *dialogue, struct error *error) {
    if (!has_reply(dialogue) && !wait_until(dialogue, has_reply,
                                            dialogue->hearing.awaited, error))
        return NULL;
    if (!hearing_waits(&dialogue->hearing)) {
        (void)error_set(error, ERROR_TEMPORARY, _("the server closed the connection"));
        return NULL;
    }
    const struct transcript *transcript = live_row(dialogue->live, now_of(dialogue))->transcript;
    const struct event *event =
        &transcript_at(transcript, hearing_next(&dialogue->hearing))->event;
    hearing_taken(&dialogue->hearing, event);
    dialogue->since = loop_look(dialogue->loop);
    if (event->kind != EVENT_JUNK)
        return event;
    (void)error_set(error, ERROR_PROTOCOL, _("what the server says is no %s"),
                    dialogue->target->protocol->name);
    return NULL;
}

size_t dialogue_owed(const struct dialogue *dialogue) {
    return dialogue->hearing.owed;
}

static bool has_message(const struct dialogue *dialogue) {
    return dialogue->hearing.messages > 0 || dialogue->ended;
}

bool dialogue_await_message(struct dialogue *dialogue, struct error *error) {
    if (!wait_until(dialogue, has_message, PATIENCE_BLOCK, error))
        return false;
    if (dialogue->hearing.messages == 0)
        return error_set(error, ERROR_TEMPORARY,
                         _("the server closed the connection in the middle of a message"));
    dialogue->hearing.messages--;
    return true;
}

static bool has_closed(const struct dialogue *dialogue) {
    return dialogue->ended || dialogue->reset || hearing_waits(&dialogue->hearing);
}

bool dialogue_await_close(struct dialogue *dialogue, struct error *error) {
    return wait_until(dialogue, has_closed, PATIENCE_REPLY, error) &&
           !hearing_waits(&dialogue->hearing);
}

bool dialogue_pause(struct dialogue *dialogue, duration span, struct error *error) {
    struct moment until = {loop_look(dialogue->loop).ns + span};
    duration left;
    while ((left = moment_since(until, loop_look(dialogue->loop))) > 0)
        if (!loop_turn(dialogue->loop, left, error))
            return false;
    dialogue->since = loop_look(dialogue->loop);
    return true;
}

/* ---- its life ---- */

struct dialogue *dialogue_new(struct loop *loop, const struct dialogue_settings *settings,
                              struct error *error) {
    struct dialogue *dialogue = calloc(1, sizeof *dialogue);
    if (!dialogue) {
        (void)error_memory(error);
        return NULL;
    }
    dialogue->loop = loop;
    dialogue->settings = *settings;
    dialogue->house = live_house_new(settings->diagnoser, error);
    if (dialogue->house)
        return dialogue;
    free(dialogue);
    return NULL;
}

static bool is_closed(const struct dialogue *dialogue) {
    return dialogue->ended || dialogue->failed;
}

static void finish(struct dialogue *dialogue) {
    struct error ignored = {0};
    tell_end(dialogue, SIDE_CLIENT, CLOSING_FIN);
    stream_finish(dialogue->stream, false);
    struct moment until = {loop_look(dialogue->loop).ns + LINGER};
    duration left;
    while (!is_closed(dialogue) &&
           (left = moment_since(until, loop_look(dialogue->loop))) > 0)
        if (!loop_turn(dialogue->loop, left, &ignored))
            return;
}

void dialogue_end(struct dialogue *dialogue, bool reset) {
    if (dialogue->over)
        return;
    dialogue->over = true;
    if (dialogue->late && dialogue->stream)
        tell_end(dialogue, SIDE_CLIENT, CLOSING_TIMEOUT);
    else if (reset && dialogue->stream)
        tell_end(dialogue, SIDE_CLIENT, CLOSING_RESET);
    else if (dialogue->stream && !dialogue->failed)
        finish(dialogue);
    if (dialogue->stream && reset)
        stream_reset(dialogue->stream);
    else
        stream_free(dialogue->stream);
    dialogue->stream = NULL;
    if (dialogue->live)
        live_end(dialogue->live, loop_look(dialogue->loop));
}

void dialogue_free(struct dialogue *dialogue) {
    if (!dialogue)
        return;
    dialogue_end(dialogue, false);
    live_free(dialogue->live);
    live_house_free(dialogue->house);
    tls_context_free(dialogue->tls);
    hearing_clear(&dialogue->hearing);
    free(dialogue);
}

void dialogue_set_patience(struct dialogue *dialogue, duration patience) {
    dialogue->settings.patience = patience;
}

const struct target *dialogue_target(const struct dialogue *dialogue) {
    return dialogue->target;
}

const struct index_row *dialogue_row(struct dialogue *dialogue) {
    return dialogue->live ? live_row(dialogue->live, now_of(dialogue)) : NULL;
}
