/* TLS: what was agreed upon, how it broke off or ended, and what stood around the handshake
 * (RFC 3207 5, RFC 8996, RFC 8446 6). */
#include "diagnose/rule.h"
#include "facts/facts.h"

static bool is_handshake(const struct event *event) {
    return event->tls.what == TLS_HANDSHAKE;
}

/* ---- what was agreed upon ---- */

void judge_tls_old_version(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    (void)course;
    if (is_handshake(event) && word_among("SSLv2 SSLv3 TLSv1 TLSv1.0 TLSv1.1", event->tls.version))
        FOUND_SAY(event, N_("{version} was agreed upon"),
                  WORD_SLICE("version", event->tls.version));
}

/* Without encryption, with keys that can be tried out, or with ciphers that leak. Suites without a
 * certificate (anon) are none of these: who does not verify the other side loses nothing by them.
 */
void judge_tls_weak_cipher(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    static const char *const weak[] = {"_NULL_", "EXPORT", "_RC4_", "_RC2_", "DES", "_IDEA_"};
    (void)course;
    for (size_t i = 0; is_handshake(event) && i < sizeof weak / sizeof *weak; i++)
        if (slice_search(event->tls.cipher, slice_string(weak[i])) != SLICE_NONE) {
            FOUND_SAY(event, N_("{cipher} was agreed upon"),
                      WORD_SLICE("cipher", event->tls.cipher));
            return;
        }
}

/* ---- how it broke off, how it ended ---- */

static const struct alert_fact *fatal_alert(const struct event *event) {
    bool fatal = event->tls.what == TLS_ALERT && event->tls.fatal;
    return fatal ? alert_fact_find(event->tls.alert) : NULL;
}

void judge_tls_cert_refused(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct alert_fact *alert = fatal_alert(event);
    (void)course;
    if (alert && alert->about == ALERT_CERTIFICATE)
        FOUND_SAY(event,
                  event->side == SIDE_CLIENT
                      ? N_("the client refused the certificate: {alert}, {title}")
                      : N_("the server refused the client's certificate: {alert}, {title}"),
                  WORD("alert", alert->fact.id), WORD("title", _(alert->fact.title)));
}

/* Under TLS 1.3 the alert that says why is sealed: nothing but the end is to be seen. */
static void judge_silent_failure(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    if (event->closing == CLOSING_FIN && course->tls_chosen && !course->tls_finished &&
        !course->tls_broken && !course->gap && !course->closed[side_other(event->side)])
        FOUND_PLAIN_ON(event->n, event->side == SIDE_CLIENT
                                     ? N_("the client closed in the middle of the handshake")
                                     : N_("the server closed in the middle of the handshake"));
}

void judge_tls_handshake_failed(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (event->kind == EVENT_CLOSE) {
        judge_silent_failure(diagnosis, course, event);
        return;
    }
    const struct alert_fact *alert = fatal_alert(event);
    if (alert && alert->about == ALERT_OTHER && !course->tls_finished)
        FOUND_SAY(event,
                  event->side == SIDE_CLIENT
                      ? N_("the client gave up the handshake: {alert}, {title}")
                      : N_("the server gave up the handshake: {alert}, {title}"),
                  WORD("alert", alert->fact.id), WORD("title", _(alert->fact.title)));
}

/* Who closes first has to say so; the other side may leave its answer out. */
void judge_tls_truncated_close(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (event->closing == CLOSING_FIN && course->tls_finished && course->tls_alerts_show &&
        !course->gap && !course->tls_alerted[event->side] &&
        !course->closed[side_other(event->side)])
        finding_add(diagnosis, event->n, 0, 0,
                    event->side == SIDE_CLIENT ? N_("the client closed without close_notify")
                                               : N_("the server closed without close_notify"),
                    NULL, 0);
}

/* It is a fault of the capture or of the keys, and not of the session. */
void judge_tls_decryption_lost(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    (void)course;
    if (event->tls.what == TLS_LOST)
        finding_add(diagnosis, event->n, 0, 0,
                    event->side == SIDE_CLIENT
                        ? N_("the client's octets cannot be decrypted from here on")
                        : N_("the server's octets cannot be decrypted from here on"),
                    NULL, 0);
}

/* ---- what stood around it ---- */

/* The client said more behind STARTTLS before the handshake. */
void judge_starttls_injection(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct course_command *last = course_last(course);
    if (is_handshake(event) && course->tls_asked && last && last->act != ACT_TLS)
        FOUND_ON(last->n);
}

/* The server said more behind its go-ahead before the handshake. */
void judge_starttls_response_injection(struct diagnosis *diagnosis, const struct course *course,
                                       const struct event *event) {
    if (is_handshake(event) && course->tls_asked && course->replies_behind_tls > 0)
        FOUND(event);
}

/* Octets of an alert record (RFC 8446 5.1). */
static bool is_alert(struct slice octets) {
    return slice_starts(octets, SLICE("\x15\x03"));
}

/* The client spoke text, and the server answers in records of TLS, or not at all where the port is
 * one of TLS. */
void judge_tls_port_spoken_clear(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct course_command *first = course_command(course, course->first_command);
    if (!first || course->greeted || course->secure || finding_repeats(diagnosis))
        return;
    bool alert = event && event->kind == EVENT_JUNK && event->side == SIDE_SERVER &&
                 is_alert(event->junk.text);
    bool refused = event && event->kind == EVENT_TLS && event->tls.version.size == 0;
    bool waits = !event && session_origin(course->session)->hint_sealed && course_whole(course) &&
                 course->connected && session_octets(course->session, SIDE_SERVER) == 0;
    if (alert || refused || waits)
        FOUND_ON(first->n);
}

/* The same for POP3, where it is a finding of its own. */
void judge_pop3_stls_injection(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    judge_starttls_injection(diagnosis, course, event);
}
