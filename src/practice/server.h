/* server.h: the practice server: listeners, and a visit for each connection.
 *
 * One loop, no threads. Mail is kept or refused, never sent on. */
#ifndef HELOISE_PRACTICE_SERVER_H
#define HELOISE_PRACTICE_SERVER_H

#include "index/live.h"
#include "net/loop.h"
#include "net/recording.h"
#include "net/tls.h"
#include "practice/house.h"

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

/* Who is told what happens. Any may be NULL; without `event` and `over` sessions are not decoded.
 */
struct server_watcher {
    void *context;
    /* Event `n` of a session, which has it in its transcript; `mark`: the watcher's own, 0 at
     * first, kept with the session. */
    void (*event)(void *context, const struct index_row *row, void **mark, uint32_t n);
    void (*over)(void *context, const struct index_row *row, void **mark);
    /* A line of a key log. */
    void (*secret)(void *context, const char *line);
};

struct server_settings {
    struct house *house;
    struct tls_context *tls; /* NULL: none */
    size_t sessions_most;
    struct transcript_options transcript;
    const struct diagnoser *diagnoser; /* NULL: nobody looks for findings */
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
