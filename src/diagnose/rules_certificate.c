/* Certificates of servers, as clients that verify them would judge (RFC 5280, RFC 9525). */
#include "base/calendar.h"
#include "diagnose/rule.h"

enum { RSA_SHORTEST = 2048, CURVE_SHORTEST = 224 };

/* The server's own certificate; NULL: none was seen that can be read. */
static const struct tls_certificate *shown(const struct event *event) {
    const struct tls_event *tls = &event->tls;
    bool readable = tls->certificate_count > 0 && tls->certificates[0].readable;
    return readable ? &tls->certificates[0] : NULL;
}

static void found_date(struct diagnosis *diagnosis, const struct event *event, const char *sentence,
                       struct moment moment) {
    struct calendar calendar = {.utc = true};
    struct writer date = {.fd = WRITER_MEMORY};
    calendar_date(&calendar, &date, moment);
    FOUND_SAY(event, sentence, WORD_SLICE("name", tls_certificate_name(shown(event))),
              WORD_SLICE("date", buffer_slice(&date.buffer)));
    writer_free(&date);
}

/* At the time of the capture. */
void judge_tls_cert_expired(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct tls_certificate *certificate = shown(event);
    (void)course;
    if (!certificate || tls_certificate_valid_at(certificate, event->at))
        return;
    if (moment_before(event->at, certificate->begin))
        found_date(diagnosis, event, N_("the certificate of {name} is valid only from {date} on"),
                   certificate->begin);
    else
        found_date(diagnosis, event, N_("the certificate of {name} was valid until {date}"),
                   certificate->end);
}

/* Against the name that the client asked for; without one nobody can tell. */
void judge_tls_cert_name_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    const struct tls_certificate *certificate = shown(event);
    (void)course;
    if (certificate && event->tls.server_name.size > 0 && !event->tls.named)
        FOUND_SAY(event, N_("the client asked for {host}, the certificate is for {name}"),
                  WORD_SLICE("host", event->tls.server_name),
                  WORD_SLICE("name", tls_certificate_name(certificate)));
}

/* A certificate that signed itself is trusted for other reasons, or not at all. */
void judge_tls_cert_weak_signature(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    (void)course;
    for (size_t i = 0; i < event->tls.certificate_count; i++) {
        const struct tls_certificate *certificate = &event->tls.certificates[i];
        if (!certificate->weak_digest || certificate->self_issued)
            continue;
        FOUND_SAY(event, N_("the certificate of {name} is signed by {signature}"),
                  WORD_SLICE("name", tls_certificate_name(certificate)),
                  WORD_SLICE("signature", certificate->signature));
        return;
    }
}

static uint32_t shortest_key(const struct tls_certificate *certificate) {
    return slice_starts(certificate->key, SLICE("RSA")) ||
                   slice_equal(certificate->key, SLICE("DSA"))
               ? RSA_SHORTEST
           : slice_equal(certificate->key, SLICE("EC")) ? CURVE_SHORTEST
                                                        : 0;
}

void judge_tls_cert_short_key(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct tls_certificate *certificate = shown(event);
    (void)course;
    if (certificate && certificate->bits < shortest_key(certificate))
        FOUND_SAY(event, N_("the key of {name} is {kind} of {bits} bits"),
                  WORD_SLICE("name", tls_certificate_name(certificate)),
                  WORD_SLICE("kind", certificate->key), WORD_NUMBER("bits", certificate->bits));
}

/* RFC 5246 7.4.2: each certificate is issued by the next. */
void judge_tls_cert_chain_order(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    (void)course;
    for (size_t i = 1; i < event->tls.certificate_count; i++)
        if (!event->tls.certificates[i].issued_before) {
            FOUND_SAY(event, N_("{subject} did not issue the certificate before it"),
                      WORD_SLICE("subject", event->tls.certificates[i].subject));
            return;
        }
}
