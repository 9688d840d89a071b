#include "net/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "net/address.h"

enum stream_state { CONNECTING, OPEN, HANDSHAKE, SECURE, FAILED };

struct stream {
    struct loop *loop;
    struct watch watch;
    struct timer again; /* for stream_go_on() */
    const struct stream_calls *calls;
    void *context;
    enum stream_state state;
    struct tls *tls;
    struct buffer kept; /* text that the owner did not take */
    struct buffer out;  /* octets for the wire, from `sent` on */
    size_t sent;
    unsigned depth; /* calls to the owner that have not returned */
    bool freed;     /* within one of them */
    int lost;       /* errno of a send that failed: what the peer said before may still be read */
    bool held, ended, finishing, finished;
    struct endpoint local, peer;
};

/* Octets of one read: what is left of the scratch takes them out of TLS. */
enum { READ = LOOP_SCRATCH / 2 };

static void release(struct stream *stream) {
    loop_stop_timer(stream->loop, &stream->again);
    loop_forget(stream->loop, &stream->watch);
    if (stream->watch.descriptor >= 0)
        (void)close(stream->watch.descriptor);
    tls_free(stream->tls);
    buffer_free(&stream->kept);
    buffer_free(&stream->out);
    free(stream);
}

void stream_free(struct stream *stream) {
    if (!stream)
        return;
    stream->freed = true;
    if (stream->depth == 0)
        release(stream);
}

/* Every call of the owner stands between enter() and leave(); after leave() said no the stream is
 * gone. */
static void enter(struct stream *stream) {
    stream->depth++;
}

static bool leave(struct stream *stream) {
    if (--stream->depth > 0)
        return !stream->freed;
    if (!stream->freed)
        return true;
    release(stream);
    return false;
}

static void fail(struct stream *stream, const struct error *error, bool reset) {
    if (stream->state == FAILED || stream->freed)
        return;
    stream->state = FAILED;
    loop_forget(stream->loop, &stream->watch);
    if (stream->calls->failed)
        stream->calls->failed(stream->context, error, reset);
}

static void fail_system(struct stream *stream, int cause) {
    struct error error = {0};
    bool denied = cause == EACCES || cause == EPERM;
    (void)error_set(&error, denied ? ERROR_PERMISSION : ERROR_TEMPORARY, "%s", strerror(cause));
    fail(stream, &error, cause == ECONNRESET || cause == EPIPE);
}

/* Nothing goes out any more; the owner is told when what the peer said before was read. */
static void lose(struct stream *stream, int cause) {
    stream->lost = cause;
    buffer_free(&stream->out);
    stream->sent = 0;
    stream_go_on(stream);
}

/* Asks the loop for what may happen next. */
static void adjust(struct stream *stream) {
    struct error ignored = {0};
    unsigned events = 0;
    if (stream->state == FAILED || stream->freed)
        return;
    bool full = stream->kept.size >= STREAM_KEPT;
    bool reads = stream->state == HANDSHAKE || (!stream->held && !full);
    if (stream->state != CONNECTING && !stream->ended && reads)
        events |= LOOP_READ;
    if (stream->state == CONNECTING || stream->out.size > stream->sent)
        events |= LOOP_WRITE;
    if (!loop_watch(stream->loop, &stream->watch, events, &ignored)) {
        stream->ended = true;
        lose(stream, ENOMEM);
    }
}

/* ---- out ---- */

/* Everything went out: the end may follow. */
static void rest(struct stream *stream) {
    stream->out.size = stream->sent = 0;
    if (stream->out.room > READ)
        buffer_free(&stream->out);
    if (!stream->finishing || stream->finished)
        return;
    stream->finished = true;
    (void)shutdown(stream->watch.descriptor, SHUT_WR);
}

/* Sends what the socket takes. Whoever writes is not told of a failure in the middle of it: the
 * next read tells. */
static void push(struct stream *stream) {
    while (stream->sent < stream->out.size) {
        struct slice rest_of = slice_from(buffer_slice(&stream->out), stream->sent);
        ssize_t sent = send(stream->watch.descriptor, rest_of.data, rest_of.size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN)
            return;
        if (sent < 0) {
            lose(stream, errno);
            return;
        }
        if (stream->calls->wire)
            stream->calls->wire(stream->context, false, slice_first(rest_of, (size_t)sent));
        stream->sent += (size_t)sent;
    }
    rest(stream);
}

/* The same when the socket takes octets again. */
static void push_waiting(struct stream *stream) {
    push(stream);
    bool empty = stream_waiting(stream) == 0 && !stream->lost;
    if (empty && stream->calls->drained && !stream->freed)
        stream->calls->drained(stream->context);
}

/* What TLS has for the wire waits behind what waits already. */
static bool take_sealed(struct stream *stream) {
    struct slice sealed = tls_wire(stream->tls);
    if (!buffer_add(&stream->out, sealed))
        return false;
    tls_wire_sent(stream->tls);
    return true;
}

/* Sends octets that are on their way, unless the connection does not stand yet. */
static void flush(struct stream *stream) {
    enter(stream);
    if (stream->state != CONNECTING && stream->state != FAILED)
        push(stream);
    adjust(stream);
    (void)leave(stream);
}

bool stream_write(struct stream *stream, struct slice text) {
    struct error error = {0};
    bool open = stream->state == OPEN || stream->state == SECURE || stream->state == CONNECTING;
    if (!open || stream->finishing || stream->lost || text.size > stream_room(stream))
        return false;
    bool added = stream->state == SECURE
                     ? tls_write(stream->tls, text, &error) && take_sealed(stream)
                     : buffer_add(&stream->out, text);
    if (added)
        flush(stream);
    return added;
}

size_t stream_waiting(const struct stream *stream) {
    return stream->out.size - stream->sent;
}

size_t stream_room(const struct stream *stream) {
    size_t waiting = stream_waiting(stream);
    return waiting < STREAM_WAITING ? STREAM_WAITING - waiting : 0;
}

void stream_finish(struct stream *stream, bool quietly) {
    if (stream->finishing || stream->state == FAILED)
        return;
    if (stream->state == SECURE && !quietly) {
        tls_close(stream->tls);
        (void)take_sealed(stream);
    }
    stream->finishing = true;
    flush(stream);
}

void stream_reset(struct stream *stream) {
    struct linger linger = {.l_onoff = 1};
    (void)setsockopt(stream->watch.descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    stream_free(stream);
}

/* ---- in ---- */

/* Offers text that follows what was kept; what is not taken is kept. False when the stream is gone
 * or no more may be offered now. */
static bool offer(struct stream *stream, struct slice text) {
    bool from_kept = stream->kept.size > 0 || text.size == 0;
    if (from_kept && !buffer_add(&stream->kept, text)) {
        struct error error = {0};
        (void)error_memory(&error);
        fail(stream, &error, false);
        return false;
    }
    struct slice all = from_kept ? buffer_slice(&stream->kept) : text;
    const struct tls *before = stream->tls;
    size_t taken = all.size;
    if (stream->calls->text && all.size > 0)
        taken = stream->calls->text(stream->context, all);
    if (stream->freed || stream->state == FAILED || stream->tls != before)
        return false; /* with TLS begun, what was kept is gone */
    if (from_kept)
        buffer_drop(&stream->kept, taken);
    else if (taken < all.size)
        (void)buffer_add(&stream->kept, slice_from(all, taken));
    if (stream->kept.size == 0)
        buffer_free(&stream->kept);
    return !stream->held;
}

static void end(struct stream *stream, bool in_order) {
    if (stream->ended)
        return;
    stream->ended = true;
    adjust(stream);
    if (stream->calls->ended)
        stream->calls->ended(stream->context, in_order);
}

static void fail_tls(struct stream *stream, const struct error *error) {
    (void)take_sealed(stream); /* the alert */
    push(stream);
    fail(stream, error, false);
}

/* Text out of what TLS holds, until it holds no more or the owner wants no more. */
static void read_sealed(struct stream *stream) {
    uint8_t *text = loop_scratch(stream->loop) + READ;
    struct error error = {0};
    size_t size;
    while (!stream->held && stream->kept.size < STREAM_KEPT) {
        enum tls_progress progress = tls_read(stream->tls, text, READ, &size, &error);
        if (progress == TLS_DONE && offer(stream, slice_of(text, size)))
            continue;
        if (progress == TLS_ENDED)
            end(stream, true);
        else if (progress == TLS_FAILED)
            fail_tls(stream, &error);
        break;
    }
    if (!stream->freed && stream->state == SECURE && tls_wire(stream->tls).size > 0 &&
        take_sealed(stream)) /* what TLS itself has to say */
        push(stream);
}

/* `octets`: what came, and TLS has already. It is told after the secrets that it is read by, and
 * before what is said to it. */
static void shake(struct stream *stream, struct slice octets) {
    struct error error = {0};
    enum tls_progress progress = tls_handshake(stream->tls, &error);
    if (octets.size > 0 && stream->calls->wire)
        stream->calls->wire(stream->context, true, octets);
    if (progress == TLS_FAILED) {
        fail_tls(stream, &error);
        return;
    }
    (void)take_sealed(stream);
    push(stream);
    if (progress != TLS_DONE || stream->freed || stream->state == FAILED)
        return;
    stream->state = SECURE;
    if (stream->calls->secured)
        stream->calls->secured(stream->context);
    if (!stream->freed && stream->state == SECURE)
        read_sealed(stream);
}

static void take_octets(struct stream *stream, struct slice octets) {
    struct error error = {0};
    bool shaking = stream->state == HANDSHAKE;
    if (!shaking && stream->calls->wire)
        stream->calls->wire(stream->context, true, octets);
    if (stream->freed)
        return;
    if (!stream->tls) {
        (void)offer(stream, octets);
        return;
    }
    if (!tls_take_wire(stream->tls, octets)) {
        (void)error_memory(&error);
        fail(stream, &error, false);
    } else if (shaking) {
        shake(stream, octets);
    } else {
        read_sealed(stream);
    }
}

static void pull(struct stream *stream) {
    uint8_t *scratch = loop_scratch(stream->loop);
    ssize_t size = recv(stream->watch.descriptor, scratch, READ, 0);
    if (size > 0) {
        take_octets(stream, slice_of(scratch, (size_t)size));
    } else if (size == 0 && stream->state == HANDSHAKE) {
        struct error error = {0};
        (void)error_set(&error, ERROR_TEMPORARY, "closed during the TLS handshake");
        fail(stream, &error, false);
    } else if (size == 0 && stream->lost) {
        fail_system(stream, stream->lost);
    } else if (size == 0) {
        end(stream, !stream->tls);
    } else if (errno != EAGAIN && errno != EINTR) {
        fail_system(stream, errno);
    }
}

static void offer_again(void *context) {
    struct stream *stream = context;
    enter(stream);
    if (stream->lost && (stream->ended || stream->held))
        fail_system(stream, stream->lost);
    bool more = stream->state != FAILED && !stream->held;
    if (more && stream->kept.size > 0)
        more = offer(stream, slice_of(NULL, 0));
    if (more && stream->state == SECURE && !stream->freed)
        read_sealed(stream);
    adjust(stream);
    (void)leave(stream);
}

void stream_go_on(struct stream *stream) {
    (void)loop_set_timer(stream->loop, &stream->again, loop_now(stream->loop));
}

void stream_hold(struct stream *stream, bool hold) {
    if (stream->held == hold)
        return;
    stream->held = hold;
    if (!hold)
        stream_go_on(stream);
    if (stream->depth == 0)
        adjust(stream);
}

/* ---- its life ---- */

/* The answer to connect(). */
static void settle(struct stream *stream) {
    int cause = 0;
    socklen_t size = sizeof cause;
    if (getsockopt(stream->watch.descriptor, SOL_SOCKET, SO_ERROR, &cause, &size) < 0)
        cause = errno;
    if (cause != 0) {
        fail_system(stream, cause);
        return;
    }
    stream->state = OPEN;
    stream->local = address_local(stream->watch.descriptor);
    if (stream->calls->opened)
        stream->calls->opened(stream->context);
}

static void ready(void *context, unsigned events) {
    struct stream *stream = context;
    enter(stream);
    if (stream->state == CONNECTING)
        settle(stream);
    else if (events & LOOP_WRITE)
        push_waiting(stream);
    if (events & LOOP_READ && !stream->freed && stream->state != FAILED)
        pull(stream);
    adjust(stream);
    (void)leave(stream);
}

static struct stream *make(struct loop *loop, int descriptor, const struct stream_calls *calls,
                           void *context, struct error *error) {
    struct stream *stream = calloc(1, sizeof *stream);
    int on = 1;
    if (!stream) {
        (void)error_memory(error);
        (void)close(descriptor);
        return NULL;
    }
    *stream = (struct stream){.loop = loop, .calls = calls, .context = context, .state = OPEN};
    stream->watch = (struct watch){descriptor, ready, stream, 0, false};
    stream->again = (struct timer){.due = offer_again, .context = stream};
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return stream;
}

struct stream *stream_new(struct loop *loop, int descriptor, const struct stream_calls *calls,
                          void *context, struct error *error) {
    struct stream *stream = make(loop, descriptor, calls, context, error);
    if (!stream)
        return NULL;
    stream->local = address_local(descriptor);
    stream->peer = address_peer(descriptor);
    if (loop_watch(loop, &stream->watch, LOOP_READ, error))
        return stream;
    stream_free(stream);
    return NULL;
}

/* A port without an address: that of any. One that was used a moment ago may be used again. */
static bool bind_to(const struct stream *stream, const struct endpoint *from, struct error *error) {
    struct endpoint end = *from;
    struct sockaddr_storage storage;
    int descriptor = stream->watch.descriptor, on = 1;
    if (end.size == 0)
        end.size = stream->peer.size;
    (void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t size = address_to_socket(&end, &storage);
    return bind(descriptor, (struct sockaddr *)&storage, size) == 0 ||
           error_set(error, ERROR_CONFIGURATION, "cannot connect from that address: %s",
                     strerror(errno));
}

/* Begins to connect; false with `error` filled when it fails at once. */
static bool begin_connect(struct stream *stream, const struct endpoint *from, struct error *error) {
    struct sockaddr_storage storage;
    int descriptor = stream->watch.descriptor;
    if (from && !bind_to(stream, from, error))
        return false;
    socklen_t size = address_to_socket(&stream->peer, &storage);
    stream->state = CONNECTING;
    if (connect(descriptor, (struct sockaddr *)&storage, size) < 0 && errno != EINPROGRESS &&
        errno != EINTR)
        return error_set(error, errno == EACCES ? ERROR_PERMISSION : ERROR_TEMPORARY, "%s",
                         strerror(errno));
    return loop_watch(stream->loop, &stream->watch, LOOP_WRITE, error);
}

struct stream *stream_connect(struct loop *loop, const struct endpoint *to,
                              const struct endpoint *from, const struct stream_calls *calls,
                              void *context, struct error *error) {
    int family = to->size == 16 ? AF_INET6 : AF_INET;
    int descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        (void)error_set(error, ERROR_TEMPORARY, "%s", strerror(errno));
        return NULL;
    }
    struct stream *stream = make(loop, descriptor, calls, context, error);
    if (!stream)
        return NULL;
    stream->peer = *to;
    if (begin_connect(stream, from, error))
        return stream;
    stream_free(stream);
    return NULL;
}

bool stream_secure(struct stream *stream, struct tls_context *context, const char *name,
                   struct error *error) {
    if (stream->tls || stream->state != OPEN)
        return error_set(error, ERROR_INTERNAL, "TLS cannot begin now");
    const struct tls_hearer hearer = {stream->calls->secret, stream->calls->alert, stream->context};
    stream->tls = tls_new(context, name, &hearer);
    if (!stream->tls)
        return error_memory(error);
    buffer_free(&stream->kept);
    stream->state = HANDSHAKE;
    enter(stream);
    shake(stream, slice_of(NULL, 0));
    adjust(stream);
    (void)leave(stream);
    return true;
}

struct tls *stream_tls(const struct stream *stream) {
    return stream->tls;
}

struct endpoint stream_local(const struct stream *stream) {
    return stream->local;
}

struct endpoint stream_peer(const struct stream *stream) {
    return stream->peer;
}
