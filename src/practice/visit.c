#include "practice/visit.h"

#include <stdlib.h>
#include <unistd.h>

#include "net/stream.h"
#include "practice/conversation.h"
#include "protocol/registry.h"

/* How long nothing may come (RFC 5321 4.5.3.2.7), how long a visit may last, and how long the
 * client has to close after the server has. */
#define PATIENCE (300 * DURATION_SECOND)
#define LONGEST  (3600 * DURATION_SECOND)
#define LINGER   (2 * DURATION_SECOND)

/* Octets that one client is sent in a turn. */
enum { SHARE = 256 * 1024 };

struct visit {
    struct visitors *visitors;
    struct visit *before, *after;
    const struct served *served;
    struct stream *stream;
    struct conversation *conversation;
    struct session *session;  /* what is decoded; NULL: nobody watches */
    void *own;                /* the watcher's */
    struct recorded recorded; /* where there is a recording */
    struct timer timer;
    struct moment began, heard; /* when it began, when something last went either way */
    size_t left;                /* octets that the conversation did not take yet */
    bool ended;                 /* the client sends nothing more */
    bool closing;               /* the server has said all */
    bool greeted;
    bool secured; /* TLS stands */
    bool goes_on; /* more can be sent at once */
};

static struct moment now_of(const struct visit *visit) {
    return loop_now(visit->visitors->loop);
}

/* ---- what is decoded ---- */

static void tell_octets(struct visit *visit, enum side side, struct slice octets) {
    struct session *session = visit->session;
    if (session && octets.size > 0)
        (void)session_bytes(session, side, now_of(visit), octets, (struct place){0, 0});
}

static void tell_end(struct visit *visit, enum side side, enum closing how) {
    struct session *session = visit->session;
    if (session)
        session_end(session, side, now_of(visit), how);
}

static void tell_tls(struct visit *visit, struct tls *tls) {
    struct session *session = visit->session;
    struct tls_event event = {.implicit = visit->served->sealed, .finished = true};
    visit->secured = true;
    tls_describe(tls, &event);
    if (session)
        session_secure(session, now_of(visit), &event);
}

/* An alert; that of a handshake that came to nothing stands behind it. */
static void tell_alert(void *context, bool by_client, const struct tls_event *alert) {
    struct visit *visit = context;
    struct session *session = visit->session;
    struct tls_event shaken = {.implicit = visit->served->sealed};
    if (!session)
        return;
    if (alert->fatal && !visit->secured) {
        tls_describe(stream_tls(visit->stream), &shaken);
        session_tls_told(session, SIDE_CLIENT, now_of(visit), &shaken);
    }
    session_tls_told(session, by_client ? SIDE_CLIENT : SIDE_SERVER, now_of(visit), alert);
}

/* ---- what is recorded ---- */

static void record_octets(void *context, bool by_client, struct slice octets) {
    struct visit *visit = context;
    if (visit->recorded.recording)
        recorded_octets(&visit->recorded, by_client ? SIDE_CLIENT : SIDE_SERVER, now_of(visit),
                        octets);
}

static void record_end(struct visit *visit, enum side side, bool was_reset) {
    if (visit->recorded.recording)
        recorded_end(&visit->recorded, side, now_of(visit), was_reset);
}

/* ---- its session ---- */

static const struct protocol *protocol_of(enum service service) {
    return service == SERVICE_POP3   ? &pop3_protocol
           : service == SERVICE_LMTP ? &lmtp_protocol
                                     : &smtp_protocol;
}

static void begin_session(struct visit *visit, const struct endpoint *client,
                          const struct endpoint *server) {
    const struct server_watcher *watcher = &visit->visitors->settings->watcher;
    struct origin origin = {.ends = {[SIDE_CLIENT] = *client, [SIDE_SERVER] = *server},
                            .sides_known = true,
                            .protocol = protocol_of(visit->served->service)};
    if (watcher->begin)
        visit->session = watcher->begin(watcher->context, visit->visitors->all, &origin,
                                        now_of(visit), &visit->own);
}

static void end_session(struct visit *visit) {
    const struct server_watcher *watcher = &visit->visitors->settings->watcher;
    if (visit->session && watcher->end)
        watcher->end(watcher->context, visit->own, now_of(visit));
}

/* ---- its end ---- */

static void release(struct visit *visit) {
    struct visitors *visitors = visit->visitors;
    end_session(visit);
    loop_stop_timer(visitors->loop, &visit->timer);
    stream_free(visit->stream);
    conversation_free(visit->conversation);
    if (visit->before)
        visit->before->after = visit->after;
    else
        visitors->first = visit->after;
    if (visit->after)
        visit->after->before = visit->before;
    visitors->count--;
    free(visit);
}

static void arm(struct visit *visit) {
    struct moment at = {visit->heard.ns + PATIENCE};
    struct moment due = conversation_due(visit->conversation);
    struct moment longest = {visit->began.ns + LONGEST};
    if (moment_before(longest, at))
        at = longest;
    if (visit->closing && visit->ended && stream_waiting(visit->stream) == 0)
        at = now_of(visit);
    else if (visit->closing)
        at.ns = visit->heard.ns + LINGER;
    else if (visit->goes_on)
        at = now_of(visit);
    else if (due.ns != 0 && moment_before(due, at))
        at = due;
    (void)loop_set_timer(visit->visitors->loop, &visit->timer, at);
}

/* All was said. A client that is still sending would lose the last reply to a RST, so it gets some
 * time to close. */
static void finish(struct visit *visit) {
    visit->closing = true;
    visit->heard = now_of(visit);
    stream_finish(visit->stream, false);
    tell_end(visit, SIDE_SERVER, CLOSING_FIN);
    if (stream_waiting(visit->stream) == 0)
        record_end(visit, SIDE_SERVER, false);
    arm(visit);
}

static void reset(struct visit *visit) {
    tell_end(visit, SIDE_SERVER, CLOSING_RESET);
    record_end(visit, SIDE_SERVER, true);
    stream_reset(visit->stream);
    visit->stream = NULL;
    release(visit);
}

/* ---- what goes out ---- */

static void begin_tls(struct visit *visit) {
    struct error error = {0};
    visit->left = 0;
    if (!stream_secure(visit->stream, visit->visitors->settings->tls, NULL, &error))
        finish(visit);
}

/* Something else than TLS, where TLS was announced. */
static void send_garbage(struct visit *visit) {
    struct slice garbage = conversation_garbage(visit->conversation);
    (void)stream_write(visit->stream, garbage);
    tell_octets(visit, SIDE_SERVER, garbage);
    finish(visit);
}

/* What the conversation wishes, once all went out. False: the visit is over. */
static bool obey(struct visit *visit) {
    switch (conversation_wish(visit->conversation)) {
    case WISH_TLS:
        begin_tls(visit);
        return true;
    case WISH_GARBAGE:
        send_garbage(visit);
        return true;
    case WISH_CLOSE:
        finish(visit);
        return true;
    case WISH_RESET:
        reset(visit);
        return false;
    default:
        return true;
    }
}

/* Sends what may go. Returns whether any did. One whose client reads as fast as it is written to
 * goes on in the next turn, so that the others have theirs. */
static bool send_ready(struct visit *visit) {
    size_t sent = 0;
    visit->goes_on = false;
    while (sent < SHARE) {
        struct moment now = loop_look(visit->visitors->loop); /* how long it took shows */
        struct slice ready = conversation_ready(visit->conversation, now);
        ready = slice_first(ready, stream_room(visit->stream));
        if (ready.size == 0 || !stream_write(visit->stream, ready))
            return sent > 0;
        tell_octets(visit, SIDE_SERVER, ready);
        conversation_sent(visit->conversation, ready.size, now);
        visit->heard = now;
        sent += ready.size;
    }
    visit->goes_on = true;
    return true;
}

/* Sends, and does what is to be done then. False: the visit is over. */
static bool go_on(struct visit *visit) {
    if (visit->closing)
        return true;
    (void)send_ready(visit);
    if (!conversation_speaks(visit->conversation) && !obey(visit))
        return false;
    bool waits = visit->goes_on || conversation_due(visit->conversation).ns != 0;
    if (waits && !visit->closing)
        arm(visit);
    return true;
}

static bool is_silent(const struct visit *visit) {
    return !visit->closing && !conversation_speaks(visit->conversation);
}

/* ---- what the stream tells ---- */

static size_t take_text(void *context, struct slice text) {
    struct visit *visit = context;
    size_t taken = 0, more;
    const struct tls *before = stream_tls(visit->stream);
    visit->heard = now_of(visit);
    do {
        if (visit->closing)
            return text.size;
        struct slice rest = slice_from(text, taken);
        more = conversation_take(visit->conversation, rest, visit->heard);
        tell_octets(visit, SIDE_CLIENT, slice_first(rest, more));
        taken += more;
        if (!go_on(visit) || stream_tls(visit->stream) != before)
            return text.size; /* the text is gone */
    } while (more > 0 && taken < text.size);
    visit->left = text.size - taken;
    if (visit->ended && is_silent(visit))
        finish(visit);
    return taken;
}

/* Text that was left may be taken now. */
static void take_rest(struct visit *visit) {
    if (visit->closing)
        return;
    if (visit->left > 0)
        stream_go_on(visit->stream);
    else if (visit->ended && is_silent(visit))
        finish(visit);
}

static void hear_drained(void *context) {
    struct visit *visit = context;
    visit->heard = now_of(visit);
    if (visit->closing)
        record_end(visit, SIDE_SERVER, false);
    if (visit->closing && visit->ended)
        release(visit);
    else if (go_on(visit))
        take_rest(visit);
}

static void greet(struct visit *visit) {
    visit->greeted = true;
    conversation_begin(visit->conversation, now_of(visit));
    (void)go_on(visit);
}

static void hear_secured(void *context) {
    struct visit *visit = context;
    struct tls *tls = stream_tls(visit->stream);
    uint8_t binding[TLS_BINDING];
    size_t size = tls_exporter(tls, binding);
    tell_tls(visit, tls);
    conversation_secured(visit->conversation, binding, size);
    if (!visit->greeted)
        greet(visit);
}

static void hear_end(void *context, bool in_order) {
    struct visit *visit = context;
    (void)in_order;
    tell_end(visit, SIDE_CLIENT, CLOSING_FIN);
    record_end(visit, SIDE_CLIENT, false);
    visit->ended = true;
    if (visit->closing)
        release(visit);
    else if (is_silent(visit))
        finish(visit);
}

static void hear_failure(void *context, const struct error *error, bool was_reset) {
    struct visit *visit = context;
    (void)error;
    tell_end(visit, SIDE_CLIENT, was_reset ? CLOSING_RESET : CLOSING_OPEN);
    if (was_reset)
        record_end(visit, SIDE_CLIENT, true);
    release(visit);
}

static void hear_secret(void *context, const char *line) {
    const struct visit *visit = context;
    const struct server_watcher *watcher = &visit->visitors->settings->watcher;
    if (visit->recorded.recording)
        recording_secret(visit->recorded.recording, line);
    if (watcher->secret)
        watcher->secret(watcher->context, line);
}

static const struct stream_calls calls = {
    .text = take_text,
    .secured = hear_secured,
    .drained = hear_drained,
    .ended = hear_end,
    .failed = hear_failure,
    .wire = record_octets,
    .secret = hear_secret,
    .alert = tell_alert,
};

/* ---- its time ---- */

static void wake(void *context) {
    struct visit *visit = context;
    struct moment now = now_of(visit);
    bool silent = moment_since(now, visit->heard) >= PATIENCE;
    if (visit->closing) {
        release(visit);
        return;
    }
    if (silent || moment_since(now, visit->began) >= LONGEST) {
        conversation_expire(visit->conversation, now, false);
        if (send_ready(visit) || !silent)
            finish(visit);
        else
            release(visit); /* it does not even take what is said */
        return;
    }
    if (!go_on(visit))
        return;
    take_rest(visit);
    if (!visit->timer.slot)
        arm(visit);
}

/* ---- its beginning ---- */

static bool prepare(struct visit *visit, int descriptor, const struct endpoint *client) {
    struct error error = {0};
    visit->stream = stream_new(visit->visitors->loop, descriptor, &calls, visit, &error);
    if (!visit->stream)
        return false;
    visit->conversation =
        conversation_new(visit->visitors->settings->house, visit->served->service, client);
    return visit->conversation != NULL;
}

bool visit_begin(struct visitors *visitors, const struct served *served, int descriptor,
                 const struct endpoint *client, const struct endpoint *server) {
    struct visit *visit = calloc(1, sizeof *visit);
    struct error error = {0};
    if (!visit) {
        (void)close(descriptor);
        return false;
    }
    *visit = (struct visit){.visitors = visitors, .served = served, .after = visitors->first};
    visit->timer = (struct timer){.due = wake, .context = visit};
    visit->began = visit->heard = now_of(visit);
    if (!prepare(visit, descriptor, client)) {
        conversation_free(visit->conversation);
        stream_free(visit->stream);
        free(visit);
        return false;
    }
    if (visitors->first)
        visitors->first->before = visit;
    visitors->first = visit;
    visitors->count++;
    begin_session(visit, client, server);
    visitors->all++;
    if (visitors->settings->recording)
        recorded_begin(&visit->recorded, visitors->settings->recording, client, server,
                       visit->began);
    arm(visit);
    if (!served->sealed)
        greet(visit);
    else if (!stream_secure(visit->stream, visitors->settings->tls, NULL, &error))
        release(visit);
    return true;
}

void visitors_end(struct visitors *visitors) {
    for (struct visit *visit = visitors->first, *next; visit; visit = next) {
        next = visit->after;
        if (visit->greeted && is_silent(visit)) {
            conversation_expire(visit->conversation, now_of(visit), true);
            (void)send_ready(visit);
        }
        if (!visit->closing)
            tell_end(visit, SIDE_SERVER, CLOSING_FIN);
        record_end(visit, SIDE_SERVER, false);
        release(visit);
    }
}
