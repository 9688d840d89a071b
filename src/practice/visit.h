/* visit.h: one connection to the practice server: its stream, its conversation, and the session
 * that is decoded from both. For practice/ alone. */
#ifndef HELOISE_PRACTICE_VISIT_H
#define HELOISE_PRACTICE_VISIT_H

#include "practice/server.h"

struct visit;

/* What visits share: they are in a list, which the server keeps. */
struct visitors {
    struct loop *loop;
    const struct server_settings *settings;
    struct visit *first;
    size_t count;
    uint64_t all; /* numbers the next */
};

/* Begins a visit on a connected socket, which becomes its own. False when that fails; the socket
 * is then closed. */
bool visit_begin(struct visitors *visitors, const struct served *served, int descriptor,
                 const struct endpoint *client, const struct endpoint *server);

/* Ends all: the server closes. */
void visitors_end(struct visitors *visitors);

#endif
