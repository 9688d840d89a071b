#include "facts/software.h"
#include "index/gather_inside.h"
#include "index/verdict.h"
#include "protocol/smtp_reply.h"

static bool was_granted(const struct event *reply) {
    return reply && reply->reply.outcome == OUTCOME_OK;
}

/* ---- extensions ---- */

/* Whether the list is announced again as it is kept. */
static bool is_known(const struct summary *summary, const struct slice *lines, size_t count) {
    if (summary->extension_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!slice_equal(summary->extensions[i], slice_first(lines[i], TEXT_KEPT)))
            return false;
    return true;
}

/* The lines after the first are the extensions, one each (RFC 5321 4.1.1.1, RFC 2449 5). */
static void keep_extensions(struct gatherer *gatherer, const struct reply_event *reply) {
    struct summary *summary = gatherer->summary;
    if (gatherer->brief)
        return;
    size_t count = reply->line_count > 0 ? reply->line_count - 1 : 0;
    if (count > EXTENSIONS_KEPT)
        count = EXTENSIONS_KEPT;
    if (is_known(summary, reply->lines + 1, count))
        return;
    struct slice *extensions = arena_take(&summary->arena, count * sizeof *extensions);
    summary->extensions = extensions;
    summary->extension_count = extensions ? count : 0;
    for (size_t i = 0; i < summary->extension_count; i++)
        extensions[i] = gather_keep(gatherer, reply->lines[i + 1], TEXT_KEPT);
}

void settle_abilities(struct gatherer *gatherer, const struct asked *asked,
                      const struct event *reply) {
    (void)asked;
    if (was_granted(reply))
        keep_extensions(gatherer, &reply->reply);
}

/* ---- who is there ---- */

/* A greeting in return also resets the server's state (RFC 5321 4.1.4). */
void settle_hello(struct gatherer *gatherer, const struct asked *asked, const struct event *reply) {
    if (was_refused(reply))
        return;
    gatherer->summary->hello = asked->text;
    if (was_granted(reply))
        keep_extensions(gatherer, &reply->reply);
    delivery_close(gatherer, CUT_BY_HELLO, asked->n);
}

/* What there is to tell where no transaction tells it. */
static void set_reason(struct gatherer *gatherer, const struct event *reply) {
    gatherer->milestones.decided = reply->n;
    gatherer->summary->reason = gather_reply_text(gatherer, reply);
}

/* Who is logged in stays so, though another try is refused (RFC 4954 4, RFC 1939 4). */
void settle_login(struct gatherer *gatherer, const struct asked *asked, const struct event *reply) {
    struct milestones *milestones = &gatherer->milestones;
    if (!reply || (milestones->login == OUTCOME_OK && was_refused(reply)))
        return;
    bool half = asked->named_only && was_granted(reply);
    milestones->login = reply->reply.outcome;
    if (half)
        milestones->login = OUTCOME_MORE;
    milestones->login_given_up = asked->given_up && was_refused(reply);
    if (was_refused(reply))
        set_reason(gatherer, reply);
    if (was_granted(reply) && milestones->tried_user.size > 0)
        gatherer->summary->user = milestones->tried_user;
}

/* What the server calls itself: the first word, where it is a host name (RFC 5321 4.2). */
static struct slice keep_server_name(struct gatherer *gatherer, const struct reply_event *reply) {
    struct slice rest = reply->line_count > 0 ? reply->lines[0] : slice_of(NULL, 0);
    struct slice name = slice_word(&rest);
    if (enhanced_code_read(name).class > 0)
        name = slice_word(&rest);
    while (name.size > 0 && (name.data[name.size - 1] == ':' || name.data[name.size - 1] == ','))
        name.size--;
    if (slice_find(name, '.') == SLICE_NONE || slice_find(name, '@') != SLICE_NONE)
        return slice_of(NULL, 0);
    return gather_keep(gatherer, name, TEXT_KEPT);
}

void session_greeting(struct gatherer *gatherer, const struct event *greeting) {
    const struct reply_event *reply = &greeting->reply;
    if (gatherer->talk.greeted)
        return;
    gatherer->talk.greeted = true;
    gatherer->milestones.greeting = reply->outcome;
    gatherer->milestones.greeting_code = reply->code;
    gatherer->milestones.greeting_n = greeting->n;
    if (was_refused(greeting))
        set_reason(gatherer, greeting);
    if (gatherer->brief)
        return;
    struct summary *summary = gatherer->summary;
    summary->server_name = keep_server_name(gatherer, reply);
    for (size_t i = 0; i < reply->line_count && summary->software.size == 0; i++)
        summary->software =
            software_find(slice_first(reply->lines[i], REPLY_KEPT), &summary->arena);
}

/* A 421, mostly, that nobody asked for. */
void session_dismissal(struct gatherer *gatherer, const struct event *reply) {
    if (was_refused(reply) && gatherer->summary->reason.size == 0)
        set_reason(gatherer, reply);
}

/* ---- TLS ---- */

/* What was said in the clear is forgotten (RFC 3207 4.2). */
static void begin_tls(struct gatherer *gatherer, enum tls_use use, uint32_t n) {
    struct summary *summary = gatherer->summary;
    delivery_close(gatherer, CUT_BY_TLS, n);
    gatherer->talk.secure_from = n;
    if (summary->tls == use)
        return;
    summary->tls = use;
    summary->extensions_before_tls = summary->extensions;
    summary->extension_before_tls_count = summary->extension_count;
    summary->extensions = NULL;
    summary->extension_count = 0;
}

void settle_tls(struct gatherer *gatherer, const struct asked *asked, const struct event *reply) {
    (void)asked;
    if (was_granted(reply))
        begin_tls(gatherer, TLS_STARTTLS, reply->n);
    else if (was_refused(reply) && gatherer->summary->tls == TLS_NONE)
        gatherer->summary->tls = TLS_REFUSED;
}

static void keep_alert(struct gatherer *gatherer, const struct event *event) {
    gatherer->summary->tls_alert = gather_keep(gatherer, event->tls.alert, TEXT_KEPT);
    gatherer->summary->tls_alert_side = event->side;
}

void session_tls(struct gatherer *gatherer, const struct event *event) {
    if (event->tls.what == TLS_ALERT && event->tls.fatal)
        keep_alert(gatherer, event);
    if (event->tls.what != TLS_HANDSHAKE)
        return;
    asked_settle_before(gatherer, event->n);
    if (event->tls.random.size == sizeof gatherer->summary->tls_random) {
        memcpy(gatherer->summary->tls_random, event->tls.random.data, event->tls.random.size);
        gatherer->summary->has_tls_random = true;
    }
    begin_tls(gatherer, event->tls.implicit ? TLS_IMPLICIT : TLS_STARTTLS, event->n);
}

/* ---- the end ---- */

void settle_quit(struct gatherer *gatherer, const struct asked *asked, const struct event *reply) {
    (void)asked;
    gatherer->milestones.quit_answered = was_granted(reply);
}

enum ending session_ending(enum closing closing) {
    static const enum ending endings[] = {
        [CLOSING_FIN] = ENDING_CLOSE,
        [CLOSING_RESET] = ENDING_RESET,
        [CLOSING_TIMEOUT] = ENDING_TIMEOUT,
        [CLOSING_OPEN] = ENDING_OPEN,
    };
    return endings[closing];
}

static enum ending ending_of(const struct gatherer *gatherer) {
    enum closing closing = gatherer->milestones.closing;
    if (outcome_is_refusal(gatherer->milestones.greeting))
        return ENDING_REFUSED;
    if (attempt_unheard(gatherer))
        return attempt_unheard_ending(gatherer);
    bool in_order =
        closing == CLOSING_FIN || (closing == CLOSING_RESET && gatherer->milestones.quit_answered);
    return gatherer->talk.quit && in_order ? ENDING_QUIT : session_ending(closing);
}

/* Of a session without a transaction: the way to the server, the greeting or the login decides. */
static enum verdict quiet_verdict(const struct gatherer *gatherer) {
    const struct summary *summary = gatherer->summary;
    const struct milestones *milestones = &gatherer->milestones;
    bool kept_out = summary->passage && !gatherer->talk.greeted;
    if (kept_out && summary->passage->outcome == OUTCOME_REFUSED)
        return VERDICT_REFUSED;
    if (summary->ending == ENDING_REFUSED)
        return verdict_of(milestones->greeting);
    if (attempt_unheard(gatherer))
        return VERDICT_ABORTED;
    if (outcome_is_refusal(milestones->login))
        return milestones->login_given_up ? VERDICT_ABORTED : verdict_of(milestones->login);
    return VERDICT_UNKNOWN;
}

/* What is told of the end, and who was there. */
static void keep_course(struct gatherer *gatherer) {
    struct summary *summary = gatherer->summary;
    const struct talk *talk = &gatherer->talk;
    summary->login = gatherer->milestones.login;
    summary->login_given_up = gatherer->milestones.login_given_up;
    summary->greeted = talk->greeted;
    summary->replied = talk->replied;
    summary->reset = gatherer->trial.closing == CLOSING_RESET;
    summary->farewell = gatherer->milestones.quit_answered;
    summary->unanswered = talk->said != talk->answered && talk->said != EVENT_NOTHING;
    summary->closed = gatherer->trial.closed && gatherer->trial.closing != CLOSING_OPEN;
    summary->closer = gatherer->trial.closer;
    summary->again = attempt_in_vain(gatherer);
}

void session_over(struct gatherer *gatherer) {
    struct summary *summary = gatherer->summary;
    if (summary->hello.size == 0)
        summary->hello = gatherer->milestones.tried_hello;
    if (summary->user.size == 0)
        summary->user = gatherer->milestones.tried_user;
    keep_course(gatherer);
    summary->ending = ending_of(gatherer);
    summary->decided = EVENT_NOTHING;
    summary->verdict = session_verdict(summary, &summary->decided);
    if (summary->transaction_count > 0)
        return;
    summary->verdict = quiet_verdict(gatherer);
    if (summary->verdict == VERDICT_ABORTED && !summary->login_given_up)
        summary->decided = gatherer->milestones.ending;
    else if (summary->verdict != VERDICT_UNKNOWN)
        summary->decided = gatherer->milestones.decided;
}
