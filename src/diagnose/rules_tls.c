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

/* The same for POP3, where it is a finding of its own. */
void judge_pop3_stls_injection(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    judge_starttls_injection(diagnosis, course, event);
}
