/* Whether the connection came about, and who ended it.
 *
 *     SYN-ACK acknowledged   ended by           ending
 *     no                     RST of the server  refused; reset after a SYN-ACK
 *     no                     ICMP error         unreachable
 *     no                     nothing            timeout, once it was to be expected; before: open
 *     yes                    the server         close, reset
 *     yes                    anything else      silent; as it was closed where nobody captured what
 *                                               the server sent: it may have said something */
#include "index/gather_inside.h"

/* Who gets no answer asks again within this time: three times what RFC 6298 2.1 begins with, and as
 * much as it falls back to (5.7). */
#define SYN_PATIENCE (3 * DURATION_SECOND)

void attempt_connect(struct gatherer *gatherer, const struct event *event) {
    gatherer->trial.connect = event->connect;
    gatherer->trial.tried = event->n;
    gatherer->trial.last_syn = event->end;
    gatherer->trial.present |= event->connect.answers > 0;
}

/* That a packet is too large says nothing about a SYN. */
static bool is_complaint(enum notice_kind kind) {
    return kind == NOTICE_UNREACHABLE || kind == NOTICE_TIME_EXCEEDED ||
           kind == NOTICE_PARAMETER_PROBLEM;
}

static void note_again(struct gatherer *gatherer, const struct event *event) {
    struct trial *trial = &gatherer->trial;
    if (!gatherer->talk.again) {
        trial->again = 0;
        trial->again_from = event->at;
    }
    trial->again += event->network.count;
    trial->again_until = event->end;
    gatherer->talk.again = true;
}

/* TCP waits twice as long each time (RFC 6298 5.5): where it had gone on for so long before the
 * end, no acknowledgment had come. */
uint64_t attempt_in_vain(const struct gatherer *gatherer) {
    const struct trial *trial = &gatherer->trial;
    if (!gatherer->talk.again)
        return 0;
    duration spent = moment_since(trial->again_until, trial->again_from);
    return moment_since(trial->over, trial->again_until) <= 2 * spent ? trial->again : 0;
}

void attempt_network(struct gatherer *gatherer, const struct event *event) {
    const struct notice *notice = &event->network.notice;
    if (event->side == SIDE_CLIENT && is_complaint(notice->kind))
        gatherer->trial.complaint = *notice;
    if (event->side == SIDE_CLIENT && is_complaint(notice->kind))
        gatherer->trial.complained = event->n;
    if (event->side == SIDE_CLIENT && notice->kind == NOTICE_RETRANSMISSION)
        note_again(gatherer, event);
    gatherer->trial.rejected |= event->side == SIDE_SERVER && notice->kind == NOTICE_RESET;
    gatherer->trial.present |= event->side == SIDE_SERVER && !notice->text;
}

void attempt_close(struct gatherer *gatherer, const struct event *event) {
    bool sent = event->closing == CLOSING_FIN || event->closing == CLOSING_RESET;
    gatherer->trial.present |= sent && event->side == SIDE_SERVER;
    if (gatherer->trial.closed)
        return;
    gatherer->trial.closed = true;
    gatherer->trial.over = event->at;
    gatherer->trial.closing = event->closing;
    gatherer->trial.closer = event->side;
}

bool attempt_unheard(const struct gatherer *gatherer) {
    const struct summary *summary = gatherer->summary;
    return gatherer->trial.present && !summary->midstream && summary->octets[SIDE_SERVER] == 0 &&
           summary->lost[SIDE_SERVER] == 0;
}

enum ending attempt_unheard_ending(const struct gatherer *gatherer) {
    const struct trial *trial = &gatherer->trial;
    if (trial->closer == SIDE_SERVER && trial->closing == CLOSING_FIN)
        return ENDING_CLOSE;
    if (trial->closer == SIDE_SERVER && trial->closing == CLOSING_RESET)
        return ENDING_RESET;
    return ENDING_SILENT;
}

/* Whether the answer to the last SYN or SYN-ACK should have come by now. */
static bool is_overdue(const struct trial *trial, struct moment until) {
    return trial->connect.syns > 1 || trial->connect.answers > 1 ||
           trial->closing == CLOSING_TIMEOUT ||
           moment_since(until, trial->last_syn) >= SYN_PATIENCE;
}

static enum ending unconnected_ending(const struct trial *trial, struct moment until) {
    if (trial->closing == CLOSING_FIN)
        return ENDING_CLOSE;
    if (trial->rejected && trial->connect.answers == 0)
        return ENDING_REFUSED;
    if (trial->closing == CLOSING_RESET && trial->connect.answers > 0)
        return ENDING_RESET;
    if (trial->complaint.text)
        return ENDING_UNREACHABLE;
    return is_overdue(trial, until) ? ENDING_TIMEOUT : ENDING_OPEN;
}

static enum ending attempt_ending(const struct gatherer *gatherer, struct moment until) {
    const struct trial *trial = &gatherer->trial;
    if (!trial->connect.accepted)
        return unconnected_ending(trial, until);
    if (!trial->present)
        return session_ending(trial->closing);
    return attempt_unheard_ending(gatherer);
}

/* Whether it is certain that no mail was spoken. */
static bool is_certain(const struct trial *trial, enum ending ending) {
    return ending != ENDING_OPEN && (trial->present || !trial->connect.accepted);
}

static void keep(struct gatherer *gatherer, const struct session *session) {
    struct summary *summary = gatherer->summary;
    const struct origin *origin = session_origin(session);
    struct attempt *attempt = arena_take(&summary->arena, sizeof *attempt);
    if (!attempt) {
        summary->whole = false;
        return;
    }
    *attempt = (struct attempt){.hint = origin->protocol ? origin->protocol : origin->hint,
                                .connect = gatherer->trial.connect,
                                .complaint = gatherer->trial.complaint,
                                .unseen = !gatherer->trial.present};
    summary->attempt = attempt;
}

/* What somebody on the way said, what ended the connection, or the SYN that was in vain. */
static uint32_t decided_by(const struct gatherer *gatherer) {
    const struct trial *trial = &gatherer->trial;
    if (trial->complaint.text && !trial->connect.accepted)
        return trial->complained;
    return trial->closing == CLOSING_OPEN || trial->closing == CLOSING_TIMEOUT
               ? trial->tried
               : gatherer->milestones.ending;
}

void attempt_over(struct gatherer *gatherer, const struct session *session, struct moment until) {
    struct summary *summary = gatherer->summary;
    keep(gatherer, session);
    summary->ending = attempt_ending(gatherer, until);
    bool certain = is_certain(&gatherer->trial, summary->ending);
    summary->verdict = certain ? VERDICT_ABORTED : VERDICT_UNKNOWN;
    summary->decided = certain ? decided_by(gatherer) : EVENT_NOTHING;
}
