/* Time: who waited, for what, and who lost patience (RFC 5321 4.5.3.2). */
#include "diagnose/rule.h"

enum { SLOW_BANNER = 5, SLOW_REPLY = 10, TARPIT = 2, TARPIT_REPLIES = 4 };
enum {
    DATA_BLOCK = 180, /* RFC 5321 4.5.3.2.5 */
    HURRY = 5,        /* who leaves sooner did not wait */
};

void judge_banner_delay(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    uint64_t seconds = whole_seconds(moment_since(event->at, course->start));
    if (!course->greeted && !course->midstream && seconds >= SLOW_BANNER)
        FOUND_SAY(event, N_("the server spoke after {seconds} s"), WORD_NUMBER("seconds", seconds));
}

void judge_slow_reply(struct diagnosis *diagnosis, const struct course *course,
                      const struct event *event) {
    (void)course;
    if (event->reply.latency == DURATION_UNKNOWN)
        return;
    uint64_t seconds = whole_seconds(event->reply.latency);
    if (seconds >= SLOW_REPLY)
        FOUND_SAY(event, N_("the reply took {seconds} s"), WORD_NUMBER("seconds", seconds));
}

void judge_tarpit(struct diagnosis *diagnosis, const struct course *course,
                  const struct event *event) {
    if (event->reply.latency != DURATION_UNKNOWN && course->slow_replies + 1 == TARPIT_REPLIES &&
        event->reply.latency >= TARPIT * DURATION_SECOND)
        FOUND(event);
}

/* How long the client had waited for the reply to its last command when it closed; 0: it did not
 * wait. */
static uint64_t waited(const struct course *course, const struct event *event, enum act act) {
    const struct course_command *last = course_last(course);
    if (event->side != SIDE_CLIENT || event->closing == CLOSING_OPEN || !last || last->act != act ||
        last->replies > 0 || course->closed[SIDE_SERVER] || course->gap)
        return 0;
    return whole_seconds(moment_since(event->at, last->end));
}

void judge_timeout_banner(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    uint64_t seconds = whole_seconds(moment_since(event->at, course->start));
    if (event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN && !course->greeted &&
        !course->secure && course_whole(course) && !course->closed[SIDE_SERVER] && seconds > 0 &&
        seconds < 300)
        FOUND_SAY(event, N_("the client gave up after {seconds} s; it should wait 300"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_mail_rcpt(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    uint64_t seconds = waited(course, event, ACT_SENDER) + waited(course, event, ACT_RECIPIENT);
    if (seconds > 0 && seconds < 300)
        FOUND_SAY(event, N_("the client gave up after {seconds} s; it should wait 300"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_data_init(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    uint64_t seconds = waited(course, event, ACT_CONTENT);
    if (seconds > 0 && seconds < 120 && !course->transaction.content_over)
        FOUND_SAY(event, N_("the client gave up after {seconds} s; it should wait 120"),
                  WORD_NUMBER("seconds", seconds));
}

/* The client leaves within the message: how long after its last octet. */
static uint64_t gave_up(const struct course *course, const struct event *event) {
    const struct course_command *message = course_command(course, course->transaction.message);
    if (course->closed[SIDE_SERVER] || course->transaction.content_over)
        return 0;
    if (event->kind == EVENT_MESSAGE)
        return event->message.end == END_NONE && course->closed[SIDE_CLIENT]
                   ? whole_seconds(moment_since(course->closed_at[SIDE_CLIENT], event->end))
                   : 0;
    bool leaves = event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN;
    return leaves && message && message->replies == 0 && !course->closed[SIDE_CLIENT]
               ? whole_seconds(moment_since(event->at, message->end))
               : 0;
}

void judge_timeout_data_block(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (event->side != SIDE_CLIENT || !transaction->data || !transaction->asked || course->gap)
        return;
    bool whole = event->kind == EVENT_MESSAGE;
    uint64_t pause = whole ? whole_seconds(event->message.pause) : 0;
    uint64_t seconds = gave_up(course, event);
    if (pause > DATA_BLOCK && !course->network.was_closed[SIDE_SERVER])
        FOUND_SAY(event, N_("the client paused for {seconds} s within the message"),
                  WORD_NUMBER("seconds", pause));
    if (seconds >= HURRY && seconds < DATA_BLOCK)
        FOUND_SAY_ON(
            whole ? event->n : transaction->message,
            N_("the client gave up {seconds} s after it had sent a part of the message; it "
               "should wait 180"),
            WORD_NUMBER("seconds", seconds));
}

void judge_timeout_data_end(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct course_command *message = course_command(course, course->transaction.message);
    if (event->side != SIDE_CLIENT || event->closing == CLOSING_OPEN || !message ||
        message->replies > 0 || !course->transaction.content_over || course->closed[SIDE_SERVER] ||
        course->gap)
        return;
    uint64_t seconds = whole_seconds(moment_since(event->at, message->end));
    if (seconds > 0 && seconds < 600)
        FOUND_SAY(event, N_("the client gave up {seconds} s after the dot; it should wait 600"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_timeout_server(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    struct moment last = moment_later(course->last[SIDE_SERVER], course->last[SIDE_CLIENT]);
    uint64_t seconds = whole_seconds(moment_since(event->at, last));
    if (event->reply.code == 421 && event->reply.to == EVENT_NOTHING && seconds >= 5 &&
        seconds < 300 && course->unanswered == 0)
        FOUND_SAY(event, N_("the server gave up after {seconds} s of silence; it should wait 300"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_no_banner(struct diagnosis *diagnosis, const struct course *course,
                     const struct event *event) {
    (void)event;
    if (course->connected && !course->greeted && course_whole(course) && !course->proxied &&
        course->replies_seen == 0 && (course->closed[SIDE_CLIENT] || course->closed[SIDE_SERVER]) &&
        !course->secure)
        FOUND_ON(EVENT_NOTHING);
}
