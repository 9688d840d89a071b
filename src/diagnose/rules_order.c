/* The order of things: which command may come when, and what waits for what (RFC 5321 4.1.4, RFC
 * 2920 3.1). */
#include "diagnose/rule.h"

static bool is_verb(const struct event *event, struct slice verb) {
    return slice_equal(event->command.verb, verb);
}

static bool is_chunk(const struct event *event) {
    return event->command.act == ACT_CONTENT && !is_verb(event, SLICE("DATA"));
}

void judge_early_talker_banner(struct diagnosis *diagnosis, const struct view *view,
                               const struct event *event) {
    if (!view->greeted && !view->midstream && !view->gap && view->last_command == EVENT_NOTHING &&
        event->command.known)
        FOUND(event);
}

void judge_mail_in_transaction(struct diagnosis *diagnosis, const struct view *view,
                               const struct event *event) {
    if (event->command.act == ACT_SENDER && view->transaction.open)
        FOUND(event);
}

void judge_rcpt_before_mail(struct diagnosis *diagnosis, const struct view *view,
                            const struct event *event) {
    if (event->command.act == ACT_RECIPIENT && !event->command.allowed && !view->transaction.open &&
        !view->transaction.data && !view->transaction.bdat)
        FOUND(event);
}

void judge_rcpt_after_data(struct diagnosis *diagnosis, const struct view *view,
                           const struct event *event) {
    if (event->command.act == ACT_RECIPIENT && !event->command.allowed &&
        (view->transaction.content_over || view->transaction.bdat))
        FOUND(event);
}

void judge_data_without_rcpt(struct diagnosis *diagnosis, const struct view *view,
                             const struct event *event) {
    const struct view_command *command = view->answered;
    if (command && command->act == ACT_CONTENT && command->replies == 0 && !view->midstream &&
        !view->gap && view->transaction.accepted == 0 && !view->transaction.content_over &&
        event->reply.code != 421)
        FOUND_ON(command->n);
}

void judge_data_bdat_mixed(struct diagnosis *diagnosis, const struct view *view,
                           const struct event *event) {
    bool data = is_verb(event, SLICE("DATA"));
    if (view->transaction.open &&
        ((data && view->transaction.bdat) || (is_chunk(event) && view->transaction.data)))
        FOUND(event);
}

void judge_binarymime_with_data(struct diagnosis *diagnosis, const struct view *view,
                                const struct event *event) {
    if (is_verb(event, SLICE("DATA")) && view->transaction.open && view->transaction.binary)
        FOUND(event);
}

void judge_bdat_after_error(struct diagnosis *diagnosis, const struct view *view,
                            const struct event *event) {
    const struct view_transaction *transaction = &view->transaction;
    if (is_chunk(event) && transaction->bdat && view->unanswered == 0 &&
        (transaction->bdat_failed || transaction->content_over))
        FOUND(event);
}

void judge_bdat_count_mismatch(struct diagnosis *diagnosis, const struct view *view,
                               const struct event *event) {
    const struct view_command *last = view_last(view);
    if (last && last->act == ACT_CONTENT && view->transaction.bdat && !event->command.known &&
        !view->gap)
        FOUND(event);
}

void judge_data_before_354(struct diagnosis *diagnosis, const struct view *view,
                           const struct event *event) {
    if (event->side == SIDE_CLIENT && view->transaction.data && view->transaction.asked &&
        event->message.octets > 0 && moment_before(event->at, view->transaction.asked_at))
        FOUND(event);
}

void judge_rcpt_all_rejected_continue(struct diagnosis *diagnosis, const struct view *view,
                                      const struct event *event) {
    if (event->side == SIDE_CLIENT && event->message.octets > 0 && view->transaction.refused > 0 &&
        view->transaction.accepted == 0 && view->unanswered == 0 && !view->gap)
        FOUND(event);
}

void judge_auth_in_transaction(struct diagnosis *diagnosis, const struct view *view,
                               const struct event *event) {
    if (event->command.act == ACT_LOGIN && (view->transaction.open || view->authenticated))
        FOUND(event);
}

void judge_starttls_in_transaction(struct diagnosis *diagnosis, const struct view *view,
                                   const struct event *event) {
    if (event->command.act == ACT_TLS && view->transaction.open)
        FOUND(event);
}

void judge_starttls_under_tls(struct diagnosis *diagnosis, const struct view *view,
                              const struct event *event) {
    if (event->command.act == ACT_TLS && view->secure)
        FOUND(event);
}

void judge_starttls_with_argument(struct diagnosis *diagnosis, const struct view *view,
                                  const struct event *event) {
    (void)view;
    if (event->command.act == ACT_TLS && event->command.argument.size > 0)
        FOUND(event);
}

void judge_etrn_in_transaction(struct diagnosis *diagnosis, const struct view *view,
                               const struct event *event) {
    if (is_verb(event, SLICE("ETRN")) && view->transaction.open)
        FOUND(event);
}

void judge_command_after_421(struct diagnosis *diagnosis, const struct view *view,
                             const struct event *event) {
    const struct view_command *last = view_last(view);
    bool told = view->banner_code == 421 || (last && last->code == 421);
    if (told && view->closing && event->command.act != ACT_QUIT &&
        moment_before(view->reply_end, event->at))
        FOUND(event);
}

void judge_permanent_retried(struct diagnosis *diagnosis, const struct view *view,
                             const struct event *event) {
    const struct view_command *last = view_last(view);
    if (last && last->outcome == OUTCOME_REFUSED && last->known &&
        event->command.act != ACT_LOGIN && slice_equal(last->verb, event->command.verb) &&
        slice_equal(last->argument, slice_first(event->command.argument, VIEW_TEXT)))
        FOUND(event);
}

/* Pipelined: the command's first octet was sent before the last reply that it should have waited
 * for. */
static bool did_not_wait(const struct view *view, const struct event *event) {
    const struct view_command *last = view_last(view);
    return last && !view->midstream && !view->gap &&
           (last->replies == 0 || moment_before(event->at, view->reply_end));
}

void judge_pipelining_not_advertised(struct diagnosis *diagnosis, const struct view *view,
                                     const struct event *event) {
    if (did_not_wait(view, event) && view_lacks(view, SLICE("PIPELINING")))
        FOUND(event);
}

void judge_pipelining_past_sync_point(struct diagnosis *diagnosis, const struct view *view,
                                      const struct event *event) {
    static const char last_of_group[] = "EHLO HELO LHLO DATA VRFY EXPN TURN QUIT NOOP STARTTLS";
    const struct view_command *last = view_last(view);
    if (!did_not_wait(view, event) || !view_extension(view, SLICE("PIPELINING")))
        return;
    struct slice rest = slice_string(last_of_group);
    for (struct slice verb = slice_word(&rest); verb.size > 0; verb = slice_word(&rest))
        if (slice_equal(verb, last->verb))
            FOUND_SAY(event, N_("sent behind {verb}, whose reply had to be waited for"),
                      WORD_SLICE("verb", verb));
}

void judge_quit_missing(struct diagnosis *diagnosis, const struct view *view,
                        const struct event *event) {
    if (event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN && !view->quit &&
        !view->closing && !view->closed[SIDE_SERVER] && view->hello_accepted && !view->sealed)
        FOUND(event);
}

void judge_quit_no_wait(struct diagnosis *diagnosis, const struct view *view,
                        const struct event *event) {
    const struct view_command *last = view_last(view);
    if (event->side == SIDE_CLIENT && event->closing != CLOSING_OPEN && view->quit && last &&
        last->act == ACT_QUIT && last->replies == 0 && !view->closed[SIDE_SERVER])
        FOUND(event);
}

void judge_server_close_unasked(struct diagnosis *diagnosis, const struct view *view,
                                const struct event *event) {
    if (event->side == SIDE_SERVER && event->closing != CLOSING_OPEN && view->greeted &&
        !view->quit && !view->closing && !view->closed[SIDE_CLIENT] && !view->gap &&
        view->banner_code / 100 == 2 && !view->sealed)
        FOUND(event);
}

void judge_server_close_on_unknown(struct diagnosis *diagnosis, const struct view *view,
                                   const struct event *event) {
    const struct view_command *last = view_last(view);
    if (event->side == SIDE_SERVER && event->closing != CLOSING_OPEN && last && !last->known &&
        !view->closed[SIDE_CLIENT] && !view->quit)
        FOUND(event);
}

void judge_turn_used(struct diagnosis *diagnosis, const struct view *view,
                     const struct event *event) {
    if (view->answered && slice_equal(view->answered->verb, SLICE("TURN")) &&
        event->reply.outcome == OUTCOME_OK && !view->authenticated)
        FOUND_ON(view->answered->n);
}
