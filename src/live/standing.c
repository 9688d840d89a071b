#include "live/standing.h"

#include "explain/context.h"
#include "live/offers.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"
#include "session/protocol.h"

static const struct event *event_at(const struct transcript *transcript, size_t n) {
    if (n >= transcript_count(transcript))
        return NULL;
    const struct transcript_entry *entry = transcript_at(transcript, n);
    return entry->present ? &entry->event : NULL;
}

static void take_reply(struct standing *standing, const struct transcript *transcript,
                       const struct event *reply) {
    const struct event *asked = event_at(transcript, reply->reply.to);
    const struct context context = {.protocol = standing->protocol, .transcript = transcript};
    standing->state = context_state_after(&context, reply);
    standing->named = asked && asked->kind == EVENT_COMMAND && reply->reply.outcome == OUTCOME_OK &&
                      slice_equal(asked->command.verb, SLICE("USER"));
}

/* A command that was not answered yet: where it would lead. */
static void take_command(struct standing *standing, const struct event *event) {
    standing->state = event->state;
    if (standing_is_pop3(standing) || !event->state)
        return;
    const struct smtp_verb *verb = smtp_verb_find(event->command.verb);
    enum smtp_state from = smtp_state_find(event->state), to = SMTP_SAME;
    bool lmtp = strcmp(standing->protocol, "lmtp") == 0;
    if (verb && !(verb->flags & SMTP_WAITS) && smtp_verb_allowed(verb, from, lmtp))
        to = smtp_verb_leads(verb, from);
    if (to != SMTP_SAME)
        standing->state = smtp_state_name(to);
}

/* What was said last decides. False: nothing was said here. */
static bool take(struct standing *standing, const struct transcript *transcript,
                 const struct event *event) {
    switch (event->kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        take_reply(standing, transcript, event);
        return true;
    case EVENT_COMMAND:
        take_command(standing, event);
        return true;
    case EVENT_CONTINUATION:
        standing->response = event->side == SIDE_SERVER;
        standing->state = event->state;
        return true;
    case EVENT_MESSAGE:
    case EVENT_TLS:
        standing->state = event->state;
        return true;
    default:
        return false;
    }
}

static bool has_stamp(const struct event *greeting) {
    struct slice line =
        greeting->reply.line_count > 0 ? greeting->reply.lines[0] : slice_of(NULL, 0);
    size_t open = slice_find(line, '<');
    return open != SLICE_NONE && slice_find(slice_from(line, open), '>') != SLICE_NONE;
}

/* What the whole session tells, and not its latest event alone. */
static void look_back(struct standing *standing, const struct transcript *transcript) {
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct event *event = event_at(transcript, n);
        if (event && event->kind == EVENT_TLS && event->tls.version.size > 0)
            standing->secured = true;
        else if (event && event->kind == EVENT_GREETING)
            standing->stamped = standing_is_pop3(standing) && has_stamp(event);
    }
    standing->offers = offers_find(transcript);
    const struct event *asked =
        standing->offers ? event_at(transcript, standing->offers->reply.to) : NULL;
    if (asked && slice_equal(asked->command.verb, SLICE("HELO"))) /* it lists nothing */
        standing->offers = NULL;
}

struct standing standing_of(const struct transcript *transcript, const char *protocol) {
    const struct protocol *known = transcript ? transcript_protocol(transcript) : NULL;
    struct standing standing = {.protocol = known ? known->name : protocol};
    bool pop3 = standing_is_pop3(&standing), said = false;
    for (size_t n = transcript ? transcript_count(transcript) : 0; n-- > 0 && !said;) {
        const struct event *event = event_at(transcript, n);
        said = event && take(&standing, transcript, event);
    }
    if (transcript)
        look_back(&standing, transcript);
    if (!said)
        standing.state =
            pop3 ? pop3_state_name(POP3_AUTHORIZATION) : smtp_state_name(SMTP_CONNECTED);
    standing.content = !pop3 && smtp_state_find(standing.state) == SMTP_DATA;
    standing.response |= !pop3 && smtp_state_find(standing.state) == SMTP_SASL;
    return standing;
}
