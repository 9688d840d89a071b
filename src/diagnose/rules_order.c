/* The order of things: which command may come when, and what waits for what (RFC 5321 4.1.4, RFC
 * 2920 3.1). */
#include "diagnose/rule.h"

static bool is_chunk(const struct event *event) {
    return event->command.act == ACT_CONTENT && !is_command(event, "DATA");
}

void judge_early_talker_banner(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    (void)event;
    bool before =
        course->greeted ? moment_before(course->early_at, course->greeted_at) : course->connected;
    if (course->early != EVENT_NOTHING && before && course_whole(course) && !course->early_agreed)
        FOUND_ON(course->early);
}

void judge_mail_in_transaction(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (event->command.act == ACT_SENDER && transaction->open && !transaction->reset_sent &&
        !transaction->content_over && !course->gap)
        FOUND(event);
}

void judge_rcpt_before_mail(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    if (event->command.act == ACT_RECIPIENT && !event->command.allowed && course_whole(course) &&
        !course->transaction.open && !course->transaction.data && !course->transaction.bdat)
        FOUND(event);
}

void judge_rcpt_after_data(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    if (event->command.act == ACT_RECIPIENT && !event->command.allowed && !course->gap &&
        (course->transaction.content_over || course->transaction.bdat))
        FOUND(event);
}

/* DATA in one group with RCPT is no fault: the client cannot know yet that all are refused (RFC
 * 2920 3.1). */
void judge_data_without_rcpt(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct course_command *command = course->answered;
    if (command && command->act == ACT_CONTENT && command->replies == 0 && !course->midstream &&
        !course->gap && !command->group && course->transaction.accepted == 0 &&
        !course->transaction.content_over && event->reply.code != 421)
        FOUND_SAY_ON(command->n, N_("{verb} without an accepted recipient"),
                     WORD_SLICE("verb", command->verb));
}

void judge_data_bdat_mixed(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    bool data = is_command(event, "DATA");
    if (course->transaction.open &&
        ((data && course->transaction.bdat) || (is_chunk(event) && course->transaction.data)))
        FOUND(event);
}

void judge_binarymime_with_data(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (is_command(event, "DATA") && course->transaction.open && course->transaction.binary)
        FOUND(event);
}

void judge_bdat_after_error(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (is_chunk(event) && transaction->bdat && course->unanswered == 0 &&
        (transaction->bdat_failed || transaction->content_over))
        FOUND(event);
}

void judge_bdat_count_mismatch(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct course_command *last = course_last(course);
    if (last && last->act == ACT_CONTENT && course->transaction.bdat && !event->command.known &&
        !course->gap)
        FOUND(event);
}

void judge_data_before_354(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    if (event->side == SIDE_CLIENT && course->transaction.data && course->transaction.asked &&
        event->message.octets > 0 && event->message.early)
        FOUND(event);
}

void judge_rcpt_all_rejected_continue(struct diagnosis *diagnosis, const struct course *course,
                                      const struct event *event) {
    if (event->side == SIDE_CLIENT && event->message.octets > 0 &&
        course->transaction.refused > 0 && course->transaction.accepted == 0 &&
        course->unanswered == 0 && !course->gap)
        FOUND(event);
}

void judge_auth_in_transaction(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (event->command.act != ACT_LOGIN)
        return;
    if (course->transaction.open)
        FOUND(event);
    else if (course->authenticated)
        FOUND_SAY(event, N_("{verb} again, after a login that succeeded"),
                  WORD_SLICE("verb", event->command.verb));
}

void judge_starttls_in_transaction(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    if (event->command.act == ACT_TLS && course->transaction.open && !course->gap)
        FOUND(event);
}

void judge_starttls_under_tls(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    if (event->command.act == ACT_TLS && course->secure)
        FOUND(event);
}

void judge_starttls_with_argument(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    (void)course;
    if (event->command.act == ACT_TLS && event->command.argument.size > 0)
        FOUND(event);
}

void judge_etrn_in_transaction(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (is_command(event, "ETRN") && course->transaction.open && !course->gap)
        FOUND(event);
}

void judge_command_after_421(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct course_command *last = course_last(course);
    bool told = course->banner_code == 421 || (last && last->code == 421);
    if (told && course->closing && event->command.act != ACT_QUIT &&
        moment_before(course->reply_end, event->at))
        FOUND(event);
}

void judge_permanent_retried(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct course_command *last = course_last(course);
    if (last && last->outcome == OUTCOME_REFUSED && last->known &&
        event->command.act != ACT_LOGIN && slice_equal(last->verb, event->command.verb) &&
        slice_equal(last->argument, slice_first(event->command.argument, COURSE_TEXT)))
        FOUND(event);
}

/* Pipelined: the command was sent before the last reply that it should have waited for. Where the
 * module holds octets until a reply, only the clock tells; else the order does, which a tap that
 * exchanges packets cannot spoil. A server that answers one time too few seems to owe a reply for
 * ever; whoever let it speak before each command did wait. */
static bool did_not_wait(const struct course *course, const struct event *event) {
    const struct course_command *last = course_last(course);
    bool silence = session_octets(course->session, SIDE_SERVER) == course->heard;
    bool held =
        last && (last->act == ACT_CONTENT || last->act == ACT_TLS || last->act == ACT_LOGIN);
    return last && !course->midstream && !course->gap && !course->out_of_step &&
           ((last->replies == 0 && silence) ||
            (held && moment_before(event->at, course->reply_end)));
}

void judge_pipelining_not_advertised(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    if (!finding_repeats(diagnosis) && did_not_wait(course, event) &&
        course_lacks(course, SLICE("PIPELINING")))
        FOUND(event);
}

/* Only the whole session tells whether the server lets clients speak early. */
static bool did_not_wait_for_hello(const struct course *course) {
    return course->unwaited != EVENT_NOTHING && course->greeted && course_whole(course) &&
           !course->early_agreed;
}

void judge_pipelining_past_sync_point(struct diagnosis *diagnosis, const struct course *course,
                                      const struct event *event) {
    const struct course_command *last = course_last(course);
    if (!event && did_not_wait_for_hello(course))
        FOUND_PLAIN_ON(course->unwaited,
                       N_("sent behind the hello, whose answer had to be waited for"));
    if (!event || !last)
        return;
    bool message =
        course->transaction.message != EVENT_NOTHING && last->n < course->transaction.message;
    if (did_not_wait(course, event) && course_extension(course, SLICE("PIPELINING")) && !message &&
        word_among("EHLO HELO LHLO DATA VRFY EXPN TURN QUIT NOOP STARTTLS", last->verb))
        FOUND_SAY(event, N_("sent behind {verb}, whose reply had to be waited for"),
                  WORD_SLICE("verb", last->verb));
}

/* Where the connection broke in a message that is told, and no client says QUIT there. */
void judge_quit_missing(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    if (event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN && !course->quit &&
        !course->closing && !course->closed[SIDE_SERVER] && course->hello_accepted &&
        !course->gap && !course_sealed(course) && !course_unanswered_message(course))
        FOUND(event);
}

void judge_quit_no_wait(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    const struct course_command *last = course_last(course);
    if (event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN && course->quit && last &&
        last->act == ACT_QUIT && last->replies == 0 && !course->gap && !course->closed[SIDE_SERVER])
        FOUND(event);
}

/* Nothing was said since the server refused a command. */
static bool is_behind_refusal(const struct course *course) {
    const struct course_command *last = course_last(course);
    return last && last->outcome == OUTCOME_REFUSED && course->unanswered == 0;
}

/* A reset where TLS should have begun is told by tls-reset, the end of a handshake by
 * tls-handshake-failed. */
void judge_server_close_unasked(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    bool in_front = event->closing == CLOSING_RESET && course->tls_going && !course->tls_chosen;
    bool in_handshake =
        event->closing == CLOSING_FIN && course->tls_chosen && !course->tls_finished;
    if (in_front || in_handshake)
        return;
    if (event->side == SIDE_SERVER && event->closing != CLOSING_OPEN && course->greeted &&
        !course->quit && !course->closing && !course->closed[SIDE_CLIENT] && !course->gap &&
        course->banner_code / 100 == 2 && !course_sealed(course) && !course->tls_broken) {
        if (is_behind_refusal(course))
            FOUND_SAY(event, N_("the server hung up behind its refusal: {code}"),
                      WORD_NUMBER("code", course_last(course)->code));
        else
            FOUND(event);
    }
}

void judge_server_close_on_unknown(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    const struct course_command *last = course_last(course);
    if (event->side == SIDE_SERVER && event->closing != CLOSING_OPEN && last && !last->known &&
        !course->closed[SIDE_CLIENT] && !course->quit && !course->gap)
        FOUND(event);
}

void judge_turn_used(struct diagnosis *diagnosis, const struct course *course,
                     const struct event *event) {
    if (course->answered && slice_equal(course->answered->verb, SLICE("TURN")) &&
        event->reply.outcome == OUTCOME_OK && !course->authenticated)
        FOUND_ON(course->answered->n);
}
