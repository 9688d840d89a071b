/* TLS, as far as the handshake and what stands around it show (RFC 3207 5, RFC 8996). */
#include "diagnose/rule.h"

void judge_tls_old_version(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    (void)course;
    if (word_among("SSLv2 SSLv3 TLSv1 TLSv1.0 TLSv1.1", event->tls.version))
        FOUND_SAY(event, N_("{version} was agreed upon"),
                  WORD_SLICE("version", event->tls.version));
}

/* The client said more behind STARTTLS before the handshake. */
void judge_starttls_injection(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct course_command *last = course_last(course);
    (void)event;
    if (course->tls_asked && last && last->act != ACT_TLS)
        FOUND_ON(last->n);
}

/* The server said more behind its go-ahead before the handshake. */
void judge_starttls_response_injection(struct diagnosis *diagnosis, const struct course *course,
                                       const struct event *event) {
    if (course->tls_asked && course->replies_behind_tls > 0)
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
