#include "explain/context.h"

#include "explain/provider.h"
#include "explain/tell.h"
#include "protocol/smtp_verb.h"
#include "session/protocol.h"

static void look_at_greeting(struct context *context, const struct reply_event *greeting) {
    for (size_t i = 0; i < greeting->line_count && !context->provider; i++)
        context->provider = provider_recognise(greeting->lines[i]);
}

static void look_at_reply(struct context *context, const struct event *event) {
    const struct event *asked = transcript_event(context->transcript, event->reply.to);
    if (!asked || asked->kind != EVENT_COMMAND || event->reply.outcome != OUTCOME_OK)
        return;
    if (asked->command.act != ACT_HELLO && asked->command.act != ACT_ABILITIES)
        return;
    context->hello = event->n;
    if (!context->provider && event->reply.line_count > 0)
        context->provider = provider_recognise(event->reply.lines[0]);
}

static void look_at(struct context *context, const struct transcript_entry *entry) {
    if (!entry->present)
        return;
    if (entry->event.kind == EVENT_GREETING)
        look_at_greeting(context, &entry->event.reply);
    else if (entry->event.kind == EVENT_REPLY)
        look_at_reply(context, &entry->event);
}

struct context context_of(struct context_memo *memo, const struct transcript *transcript,
                          size_t n) {
    const struct event *first = &transcript_at(transcript, 0)->event;
    const struct protocol *protocol = transcript_protocol(transcript);
    bool same = memo->found.transcript == transcript && memo->next <= n &&
                memo->start.ns == first->at.ns && memo->packet == first->packet;
    if (!same)
        *memo = (struct context_memo){.found = {.transcript = transcript, .hello = SIZE_MAX},
                                      .start = first->at,
                                      .packet = first->packet};
    memo->found.protocol = protocol ? protocol->name : NULL;
    for (; memo->next < n; memo->next++)
        look_at(&memo->found, transcript_at(transcript, memo->next));
    struct context found = memo->found;
    found.n = n;
    look_at(&found, transcript_at(transcript, n));
    return found;
}

bool context_offers(const struct context *context, struct slice keyword, bool unknown) {
    if (!context->transcript || context->hello == SIZE_MAX)
        return unknown;
    const struct reply_event *offer =
        &transcript_at(context->transcript, context->hello)->event.reply;
    for (size_t i = 1; i < offer->line_count; i++) {
        struct slice rest = offer->lines[i];
        if (slice_equal_nocase(slice_word(&rest), keyword))
            return true;
    }
    return false;
}

const struct event *context_command_behind(const struct context *context, uint32_t n) {
    const struct event *asked = transcript_event(context->transcript, n);
    if (asked && asked->kind == EVENT_CONTINUATION)
        asked = transcript_event(context->transcript, asked->continuation.to);
    return asked && asked->kind == EVENT_COMMAND ? asked : NULL;
}

/* Replies of SMTP carry the state that they lead to, but for the greeting; those of POP3 that of
 * before. */
const char *context_state_after(const struct context *context, const struct event *reply) {
    const struct event *command = context_command_behind(context, reply->reply.to);
    bool served = reply->reply.code >= 200 && reply->reply.code < 400;
    if (reply->kind == EVENT_GREETING && served)
        return smtp_state_name(SMTP_HELLO);
    if (context_is(context, "pop3") && command && reply->reply.outcome == OUTCOME_OK)
        return pop3_state_behind(command->state, &command->command);
    return reply->state;
}
