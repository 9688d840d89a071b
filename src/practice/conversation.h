/* conversation.h: what a client says to the practice server, and what it is answered. It knows no
 * sockets and no clock: text goes in, text comes out, and it says what is to happen beside that.
 *
 *     conversation_begin()                       the greeting
 *     conversation_take(text)                    as much as can be taken now
 *     conversation_ready(), conversation_sent()  what may go out now, and that it went
 */
#ifndef HELOISE_PRACTICE_CONVERSATION_H
#define HELOISE_PRACTICE_CONVERSATION_H

#include "base/wire.h"
#include "practice/house.h"

struct conversation;

/* `house` is borrowed for its life. NULL when memory ran out. */
struct conversation *conversation_new(struct house *house, enum service service,
                                      const struct endpoint *client);
void conversation_free(struct conversation *conversation);

/* Greets. */
void conversation_begin(struct conversation *conversation, struct moment now);

/* Takes lines and content off the front of the text; returns how many octets are done with. What
 * is left is to be offered again with what follows, and whenever something went out. */
size_t conversation_take(struct conversation *conversation, struct slice text, struct moment now);

/* Octets that may go out now, at most one piece where it sends in pieces. */
struct slice conversation_ready(struct conversation *conversation, struct moment now);
void conversation_sent(struct conversation *conversation, size_t count, struct moment now);

/* When more may go out; ns 0: no moment is awaited. */
struct moment conversation_due(const struct conversation *conversation);

/* Whether something is still to go out. */
bool conversation_speaks(const struct conversation *conversation);

/* What is to happen once everything went out. */
enum conversation_wish {
    WISH_NOTHING,
    WISH_TLS,     /* the client was told to begin TLS */
    WISH_GARBAGE, /* the same, but what comes in place of TLS stands in conversation_garbage() */
    WISH_CLOSE,
    WISH_RESET,
};

enum conversation_wish conversation_wish(const struct conversation *conversation);
struct slice conversation_garbage(const struct conversation *conversation);

/* TLS stands; what was said before is forgotten (RFC 3207 4.2). `exporter`: its channel binding. */
void conversation_secured(struct conversation *conversation, const uint8_t *exporter, size_t size);

/* Whether the client is in the middle of content, as time limits go by it. */
bool conversation_in_content(const struct conversation *conversation);

/* The client was silent for too long, or the server `shuts` down: tells it so and wishes to close.
 */
void conversation_expire(struct conversation *conversation, struct moment now, bool shuts);

#endif
