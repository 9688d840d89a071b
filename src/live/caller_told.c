#include "live/caller_inside.h"

/* Octets without a whole reply or a piece of a message in them. */
enum { UNHEARD_MOST = 64 * 1024 * 1024 };

/* ---- what the session tells ---- */

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct caller *caller = context;
    const struct caller_watcher *watcher = &caller->settings.watcher;
    (void)session;
    caller->unheard = 0;
    const struct index_row *row = live_row(caller->live, caller_now(caller));
    if (!hearing_take(&caller->hearing, row->transcript, event))
        (void)error_memory(&caller->failure);
    if (watcher->event)
        watcher->event(watcher->context, row, event->n);
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct caller *caller = context;
    const struct caller_watcher *watcher = &caller->settings.watcher;
    (void)session, (void)n, (void)place;
    caller->unheard = 0;
    caller->since = caller_now(caller);
    if (watcher->content)
        watcher->content(watcher->content_context, octets);
    return true;
}

/* How the connection was opened: when it was asked for, and when it stood. */
static void tell_handshake(struct handshake *handshake, struct moment began, struct moment now,
                           bool accepted) {
    const struct place nowhere = {0, 0};
    (void)handshake_notice(handshake, SIDE_CLIENT, began, NOTICE_SYN, nowhere);
    if (!accepted)
        return;
    (void)handshake_notice(handshake, SIDE_SERVER, now, NOTICE_SYN, nowhere);
    (void)handshake_notice(handshake, SIDE_CLIENT, now, NOTICE_ACCEPTED, nowhere);
}

static bool begin_live(struct caller *caller, const struct endpoint *client,
                       const struct endpoint *server, bool accepted) {
    struct origin origin = {.ends = {[SIDE_CLIENT] = *client, [SIDE_SERVER] = *server},
                            .sides_known = true};
    bool content = caller->settings.watcher.content != NULL;
    caller->sink = (struct sink){
        .event = hear_event, .content = content ? hear_content : NULL, .context = caller};
    const struct live_options options = {.transcript = caller->settings.transcript,
                                         .listener = &caller->sink};
    if (accepted)
        origin.protocol = caller->target->protocol;
    else
        origin.hint = caller->target->protocol; /* nothing will be said */
    tell_handshake(&origin.handshake, caller->since, caller_now(caller), accepted);
    caller->live = live_new(caller->house, &origin, &options, caller->since);
    return caller->live != NULL;
}

void caller_tell_end(struct caller *caller, enum side side, enum closing how) {
    struct session *session = caller_session(caller);
    if (session)
        session_end(session, side, caller_now(caller), how);
    if (caller->recorded.recording && (how == CLOSING_FIN || how == CLOSING_RESET))
        recorded_end(&caller->recorded, side, caller_now(caller), how == CLOSING_RESET);
}

void caller_tell_attempt(struct caller *caller, const struct endpoint *server) {
    struct endpoint client = {.size = 0};
    if (caller->live || !begin_live(caller, &client, server, false))
        return;
    (void)loop_look(caller->loop);
    const struct notice refusal = {.kind = NOTICE_RESET};
    if (!caller->late)
        session_notice(caller_session(caller), SIDE_SERVER, caller_now(caller), &refusal,
                       (struct place){0, 0});
    caller_tell_end(caller, caller->late ? SIDE_CLIENT : SIDE_SERVER,
                    caller->late ? CLOSING_TIMEOUT : CLOSING_RESET);
}

/* ---- what the stream tells ---- */

static void hear_opened(void *context) {
    struct caller *caller = context;
    struct endpoint client = stream_local(caller->stream), server = stream_peer(caller->stream);
    if (server.size == 0) /* a socket without addresses: the port still says what is spoken */
        server.port = caller->target->port;
    caller->opened = begin_live(caller, &client, &server, true);
    if (!caller->opened) {
        caller->failed = true;
        (void)error_memory(&caller->failure);
        return;
    }
    if (caller->settings.recording)
        recorded_begin(&caller->recorded, caller->settings.recording, &client, &server,
                       caller_now(caller));
}

static size_t hear_text(void *context, struct slice text) {
    struct caller *caller = context;
    struct session *session = caller_session(caller);
    caller->unheard += text.size;
    if (session)
        (void)session_bytes(session, SIDE_SERVER, caller_now(caller), text, (struct place){0, 0});
    if (caller->unheard > UNHEARD_MOST) {
        stream_hold(caller->stream, true);
        caller->failed = caller->endless = true;
        (void)error_set(&caller->failure, ERROR_PROTOCOL, _("a reply of the server has no end"));
    }
    return text.size;
}

/* The handshake, once: as it ended, or as far as it came. */
static void tell_handshake_of_tls(struct caller *caller, bool finished) {
    struct tls_event event = {.implicit = caller->target->sealed, .finished = finished};
    if (caller->shaken || !caller_session(caller))
        return;
    caller->shaken = true;
    tls_describe(stream_tls(caller->stream), &event);
    if (finished)
        session_secure(caller_session(caller), caller_now(caller), &event);
    else
        session_tls_told(caller_session(caller), SIDE_CLIENT, caller_now(caller), &event);
}

void caller_tell_unshaken(struct caller *caller) {
    if (caller->stream && stream_tls(caller->stream) && !caller->secured)
        tell_handshake_of_tls(caller, false);
}

static void hear_secured(void *context) {
    struct caller *caller = context;
    const struct tls *tls = stream_tls(caller->stream);
    caller->secured = true;
    caller->distrusted = tls_distrust(tls) && !caller->settings.insecure;
    stream_hold(caller->stream, caller->distrusted); /* nothing is wanted of it */
    tell_handshake_of_tls(caller, true);
}

static void hear_alert(void *context, bool by_peer, const struct tls_event *alert) {
    struct caller *caller = context;
    if (alert->fatal && !caller->secured)
        tell_handshake_of_tls(caller, false);
    if (caller_session(caller))
        session_tls_told(caller_session(caller), by_peer ? SIDE_SERVER : SIDE_CLIENT,
                         caller_now(caller), alert);
}

static void hear_end(void *context, bool in_order) {
    struct caller *caller = context;
    (void)in_order;
    caller->ended = true;
    caller_tell_end(caller, SIDE_SERVER, CLOSING_FIN);
}

static void hear_failure(void *context, const struct error *error, bool reset) {
    struct caller *caller = context;
    caller->failed = true;
    caller->reset = reset;
    if (caller->failure.kind == ERROR_NONE)
        caller->failure = *error;
    caller_tell_unshaken(caller);
    if (reset)
        caller_tell_end(caller, SIDE_SERVER, CLOSING_RESET);
}

/* Written out at once: whatever becomes of the program, the session so far is kept. A failure is
 * the recording's to remember. */
static void hear_wire(void *context, bool by_peer, struct slice octets) {
    struct caller *caller = context;
    struct error ignored = {0};
    if (!caller->recorded.recording)
        return;
    recorded_octets(&caller->recorded, by_peer ? SIDE_SERVER : SIDE_CLIENT, caller_now(caller),
                    octets);
    (void)recording_flush(caller->recorded.recording, &ignored);
}

static void hear_secret(void *context, const char *line) {
    const struct caller *caller = context;
    const struct caller_watcher *watcher = &caller->settings.watcher;
    if (caller->settings.recording)
        recording_secret(caller->settings.recording, line);
    if (watcher->secret)
        watcher->secret(watcher->context, line);
}

const struct stream_calls caller_calls = {
    .opened = hear_opened,
    .text = hear_text,
    .secured = hear_secured,
    .ended = hear_end,
    .failed = hear_failure,
    .wire = hear_wire,
    .secret = hear_secret,
    .alert = hear_alert,
};
