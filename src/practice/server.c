#include "practice/server.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/listener.h"
#include "practice/visit.h"

static const struct served table[] = {
    {"smtp", SERVICE_SMTP, false, 2525},
    {"submission", SERVICE_SUBMISSION, false, 2587},
    {"submissions", SERVICE_SUBMISSION, true, 2465},
    {"lmtp", SERVICE_LMTP, false, 2424},
    {"pop3", SERVICE_POP3, false, 2110},
    {"pop3s", SERVICE_POP3, true, 2995},
};

enum { SERVED = sizeof table / sizeof *table };

const struct served *served_at(size_t n) {
    return n < SERVED ? &table[n] : NULL;
}

const struct served *served_find(struct slice name) {
    for (size_t i = 0; i < SERVED; i++)
        if (slice_equal_nocase(slice_string(table[i].name), name))
            return &table[i];
    return NULL;
}

/* A place where the server listens. */
struct post {
    struct server *server;
    const struct served *served;
    struct listener *listener;
    struct post *next;
};

struct server {
    struct loop *loop;
    struct server_settings settings;
    struct visitors visitors;
    struct post *posts;
};

struct server *server_new(struct loop *loop, const struct server_settings *settings,
                          struct error *error) {
    struct server *server = calloc(1, sizeof *server);
    if (!server) {
        (void)error_memory(error);
        return NULL;
    }
    server->loop = loop;
    server->settings = *settings;
    server->visitors = (struct visitors){.loop = loop, .settings = &server->settings};
    return server;
}

/* One more than there may be: it is told so and has to go. */
static void turn_away(const struct served *served, int descriptor) {
    static const char smtp[] = "421 4.3.2 Too many sessions, try again later\r\n";
    static const char pop3[] = "-ERR [SYS/TEMP] Too many sessions\r\n";
    struct slice text = served->service == SERVICE_POP3 ? slice_string(pop3) : slice_string(smtp);
    if (!served->sealed)
        (void)send(descriptor, text.data, text.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)close(descriptor);
}

static void take(void *context, int descriptor, const struct endpoint *client,
                 const struct endpoint *at) {
    struct post *post = context;
    struct server *server = post->server;
    if (server->visitors.count >= server->settings.sessions_most)
        turn_away(post->served, descriptor);
    else
        (void)visit_begin(&server->visitors, post->served, descriptor, client, at);
}

bool server_listen(struct server *server, const struct served *served, struct endpoint *at,
                   struct error *error) {
    struct post *post = calloc(1, sizeof *post);
    if (!post)
        return error_memory(error);
    *post = (struct post){.server = server, .served = served};
    post->listener = listener_new(server->loop, at, take, post, error);
    if (!post->listener) {
        free(post);
        return false;
    }
    post->next = server->posts;
    server->posts = post;
    *at = listener_at(post->listener);
    return true;
}

size_t server_open_count(const struct server *server) {
    return server->visitors.count;
}

uint64_t server_count(const struct server *server) {
    return server->visitors.all;
}

void server_free(struct server *server) {
    if (!server)
        return;
    for (struct post *post = server->posts, *next; post; post = next) {
        next = post->next;
        listener_free(post->listener);
        free(post);
    }
    visitors_end(&server->visitors);
    free(server);
}
