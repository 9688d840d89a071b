#include "live/footing.h"

#include "explain/context.h"
#include "live/offers.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"
#include "session/protocol.h"

static void take_reply(struct footing *footing, const struct transcript *transcript,
                       const struct event *reply) {
    const struct event *asked = transcript_event(transcript, reply->reply.to);
    const struct context context = {.protocol = footing->protocol, .transcript = transcript};
    footing->state = context_state_after(&context, reply);
    footing->named = asked && asked->kind == EVENT_COMMAND && reply->reply.outcome == OUTCOME_OK &&
                     slice_equal(asked->command.verb, SLICE("USER"));
}

/* A command that was not answered yet: where it would lead. */
static void take_command(struct footing *footing, const struct event *event) {
    footing->state = event->state;
    if (footing_is_pop3(footing) || !event->state)
        return;
    const struct smtp_verb *verb = smtp_verb_find(event->command.verb);
    enum smtp_state from = smtp_state_find(event->state), to = SMTP_SAME;
    bool lmtp = strcmp(footing->protocol, "lmtp") == 0;
    if (verb && !(verb->flags & SMTP_WAITS) && smtp_verb_allowed(verb, from, lmtp))
        to = smtp_verb_leads(verb, from);
    if (to != SMTP_SAME)
        footing->state = smtp_state_name(to);
}

/* What was said last decides. False: nothing was said here. */
static bool take(struct footing *footing, const struct transcript *transcript,
                 const struct event *event) {
    switch (event->kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        take_reply(footing, transcript, event);
        return true;
    case EVENT_COMMAND:
        take_command(footing, event);
        return true;
    case EVENT_CONTINUATION:
        footing->response = event->side == SIDE_SERVER;
        footing->state = event->state;
        return true;
    case EVENT_MESSAGE:
    case EVENT_TLS:
        footing->state = event->state;
        return true;
    default:
        return false;
    }
}

/* What the whole session tells, and not its latest event alone. */
static void look_back(struct footing *footing, const struct transcript *transcript) {
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct event *event = transcript_event(transcript, n);
        if (event && event->kind == EVENT_TLS && event->tls.version.size > 0)
            footing->secured = true;
    }
    footing->stamped = footing_is_pop3(footing) && offers_stamp(transcript).size > 0;
    footing->offers = offers_find(transcript);
    const struct event *asked =
        footing->offers ? transcript_event(transcript, footing->offers->reply.to) : NULL;
    if (asked && slice_equal(asked->command.verb, SLICE("HELO"))) /* it lists nothing */
        footing->offers = NULL;
}

struct footing footing_of(const struct transcript *transcript, const char *protocol) {
    const struct protocol *known = transcript ? transcript_protocol(transcript) : NULL;
    struct footing footing = {.protocol = known ? known->name : protocol};
    bool pop3 = footing_is_pop3(&footing), said = false;
    for (size_t n = transcript ? transcript_count(transcript) : 0; n-- > 0 && !said;) {
        const struct event *event = transcript_event(transcript, n);
        said = event && take(&footing, transcript, event);
    }
    if (transcript)
        look_back(&footing, transcript);
    if (!said)
        footing.state =
            pop3 ? pop3_state_name(POP3_AUTHORIZATION) : smtp_state_name(SMTP_CONNECTED);
    footing.content = !pop3 && smtp_state_find(footing.state) == SMTP_DATA;
    footing.response |= !pop3 && smtp_state_find(footing.state) == SMTP_SASL;
    return footing;
}
