/* visitor.h: a client of the practice server without a socket: what is said, and what is answered.
 */
#ifndef HELOISE_TESTS_VISITOR_H
#define HELOISE_TESTS_VISITOR_H

#include "practice/conversation.h"

struct visitor {
    struct house house;
    struct conversation *conversation;
    struct buffer heard; /* of the server, since the last visitor_say() */
    struct buffer left;  /* of the client, not taken yet */
    struct moment now;
    size_t piece; /* octets that are offered at a time; 0: all at once */
};

/* Opens a house with the usual accounts and this scenario (may be ""), and begins a conversation.
 * The greeting is in `heard`. */
void visitor_begin(struct visitor *visitor, enum service service, const char *rules);

/* The same house, another conversation. */
void visitor_again(struct visitor *visitor, enum service service);

/* Says octets; returns all that is answered until nothing more comes without a delay, as a string
 * that is valid until the next call. */
const char *visitor_say(struct visitor *visitor, struct slice octets);

/* Lets time pass; returns what is said then. */
const char *visitor_wait(struct visitor *visitor, duration span);

void visitor_end(struct visitor *visitor);

#endif
