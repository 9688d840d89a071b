/* server.h: the practice server: listeners, and a visit for each connection.
 *
 * One loop, no threads. Mail is kept or refused, never sent on. */
#ifndef HELOISE_PRACTICE_SERVER_H
#define HELOISE_PRACTICE_SERVER_H

#include "net/loop.h"
#include "net/recording.h"
#include "net/tls.h"
#include "practice/house.h"
#include "session/session.h"

/* What can be listened for. */
struct served {
    const char *name; /* "submissions" */
    enum service service;
    bool sealed;   /* TLS from the first octet */
    uint16_t port; /* by default */
};

/* Row `n`, or NULL past the last; the row with this name, or NULL. */
const struct served *served_at(size_t n);
const struct served *served_find(struct slice name);

/* Who is told what happens. Any may be NULL; without `begin` sessions are not decoded. */
struct server_watcher {
    void *context;
    /* Session `id` begins: what its octets, TLS and ends are told to (session.h), and which the
     * watcher frees. `own`: the watcher's, kept with the connection. NULL: it is not wanted. */
    struct session *(*begin)(void *context, uint64_t id, const struct origin *origin,
                             struct moment now, void **own);
    /* It is over. */
    void (*end)(void *context, void *own, struct moment now);
    /* A line of a key log. */
    void (*secret)(void *context, const char *line);
};

struct server_settings {
    struct house *house;
    struct tls_context *tls; /* NULL: none */
    size_t sessions_most;
    struct server_watcher watcher;
    struct recording *recording; /* where all is written down; NULL: nowhere */
};

struct server;

/* All that the settings point to is borrowed for its life. NULL with `error` filled. */
struct server *server_new(struct loop *loop, const struct server_settings *settings,
                          struct error *error);

/* Listens; `at` is filled with the port that was found. False with `error` filled. */
bool server_listen(struct server *server, const struct served *served, struct endpoint *at,
                   struct error *error);

/* Sessions that are open, and that there were. */
size_t server_open_count(const struct server *server);
uint64_t server_count(const struct server *server);

/* Tells everybody that it closes (421), and lets go of all. */
void server_free(struct server *server);

#endif
