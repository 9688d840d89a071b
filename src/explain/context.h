/* context.h: what a line's session tells of it: protocol, provider, extensions on offer. */
#ifndef HELOISE_EXPLAIN_CONTEXT_H
#define HELOISE_EXPLAIN_CONTEXT_H

#include "session/transcript.h"

struct context {
    const char *protocol;                /* "smtp", "lmtp", "pop3"; NULL: unknown */
    const char *provider;                /* as provider_recognise() names it; NULL: unknown */
    const struct transcript *transcript; /* NULL: the line stands alone */
    size_t n;                            /* the event that is explained */
    size_t hello; /* the event that answered the last EHLO or CAPA before it; SIZE_MAX: none */
};

/* Where the last look at a transcript ended, so that a whole transcript is looked at once. */
struct context_memo {
    struct context found;
    size_t next;         /* events before it were looked at */
    struct moment start; /* of the first event: the same address may hold another transcript */
    uint64_t packet;
};

/* The context of event `n`; the memo is zeroed before the first use. */
struct context context_of(struct context_memo *memo, const struct transcript *transcript, size_t n);

/* Whether the server offers the keyword. `unknown`: what to say where its offer was not seen. */
bool context_offers(const struct context *context, struct slice keyword, bool unknown);

/* The command that event `n` is, or the AUTH that it is a step of; NULL: neither, or it was not
 * seen. */
const struct event *context_command_behind(const struct context *context, uint32_t n);

/* The state that a greeting or reply leads to, or the one before where it leads nowhere; NULL:
 * unknown. Of the context protocol and transcript count. */
const char *context_state_after(const struct context *context, const struct event *reply);

static inline bool context_is(const struct context *context, const char *protocol) {
    return context->protocol && strcmp(context->protocol, protocol) == 0;
}

#endif
