/* Time: who waited, for what, and who lost patience (RFC 5321 4.5.3.2). */
#include "diagnose/rule.h"

enum { SLOW_BANNER = 5, SLOW_REPLY = 10, TARPIT = 2, TARPIT_REPLIES = 4 };

static uint64_t whole_seconds(duration span) {
    return span > 0 ? (uint64_t)(span / DURATION_SECOND) : 0;
}

void judge_banner_delay(struct diagnosis *diagnosis, const struct view *view,
                        const struct event *event) {
    uint64_t seconds = whole_seconds(moment_since(event->at, view->start));
    if (!view->greeted && !view->midstream && seconds >= SLOW_BANNER)
        FOUND_SAY(event, N_("the server spoke after {seconds} s"), WORD_NUMBER("seconds", seconds));
}

void judge_slow_reply(struct diagnosis *diagnosis, const struct view *view,
                      const struct event *event) {
    (void)view;
    if (event->reply.latency == DURATION_UNKNOWN)
        return;
    uint64_t seconds = whole_seconds(event->reply.latency);
    if (seconds >= SLOW_REPLY)
        FOUND_SAY(event, N_("the reply took {seconds} s"), WORD_NUMBER("seconds", seconds));
}

void judge_tarpit(struct diagnosis *diagnosis, const struct view *view, const struct event *event) {
    if (event->reply.latency != DURATION_UNKNOWN && view->slow_replies + 1 == TARPIT_REPLIES &&
        event->reply.latency >= TARPIT * DURATION_SECOND)
        FOUND(event);
}

/* How long the client had waited for the reply to its last command when it closed; 0: it did not
 * wait. */
static uint64_t waited(const struct view *view, const struct event *event, enum act act) {
    const struct view_command *last = view_last(view);
    if (event->side != SIDE_CLIENT || event->closing == CLOSING_OPEN || !last || last->act != act ||
        last->replies > 0 || view->closed[SIDE_SERVER] || view->gap)
        return 0;
    return whole_seconds(moment_since(event->at, last->end));
}

void judge_timeout_banner(struct diagnosis *diagnosis, const struct view *view,
                          const struct event *event) {
    uint64_t seconds = whole_seconds(moment_since(event->at, view->start));
    if (event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN && !view->greeted &&
        !view->midstream && !view->closed[SIDE_SERVER] && seconds > 0 && seconds < 300)
        FOUND_SAY(event, N_("the client gave up after {seconds} s; it should wait 300"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_mail_rcpt(struct diagnosis *diagnosis, const struct view *view,
                             const struct event *event) {
    uint64_t seconds = waited(view, event, ACT_SENDER) + waited(view, event, ACT_RECIPIENT);
    if (seconds > 0 && seconds < 300)
        FOUND_SAY(event, N_("the client gave up after {seconds} s; it should wait 300"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_data_init(struct diagnosis *diagnosis, const struct view *view,
                             const struct event *event) {
    uint64_t seconds = waited(view, event, ACT_CONTENT);
    if (seconds > 0 && seconds < 120 && !view->transaction.content_over)
        FOUND_SAY(event, N_("the client gave up after {seconds} s; it should wait 120"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_data_end(struct diagnosis *diagnosis, const struct view *view,
                            const struct event *event) {
    const struct view_command *message = view_command(view, view->transaction.message);
    if (event->side != SIDE_CLIENT || event->closing == CLOSING_OPEN || !message ||
        message->replies > 0 || !view->transaction.content_over || view->closed[SIDE_SERVER] ||
        view->gap)
        return;
    uint64_t seconds = whole_seconds(moment_since(event->at, message->end));
    if (seconds > 0 && seconds < 600)
        FOUND_SAY(event, N_("the client gave up {seconds} s after the dot; it should wait 600"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_server(struct diagnosis *diagnosis, const struct view *view,
                          const struct event *event) {
    struct moment last = moment_later(view->last[SIDE_SERVER], view->last[SIDE_CLIENT]);
    uint64_t seconds = whole_seconds(moment_since(event->at, last));
    if (event->reply.code == 421 && event->reply.to == EVENT_NOTHING && seconds >= 5 &&
        seconds < 300 && view->unanswered == 0)
        FOUND_SAY(event, N_("the server gave up after {seconds} s of silence; it should wait 300"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_no_banner(struct diagnosis *diagnosis, const struct view *view,
                     const struct event *event) {
    (void)event;
    if (!view->greeted && !view->midstream && !view->gap && view->replies_seen == 0 &&
        (view->closed[SIDE_CLIENT] || view->closed[SIDE_SERVER]) && !view->secure)
        FOUND_ON(EVENT_NOTHING);
}
