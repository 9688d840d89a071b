/* Certificates of servers, as clients that verify them would judge (RFC 5280, RFC 9525). */
#include "base/calendar.h"
#include "diagnose/rule.h"

enum { RSA_SHORTEST = 2048, CURVE_SHORTEST = 224 };

/* The certificate at this depth of the chain; NULL: none was seen there that can be read. */
static const struct tls_certificate *shown_at(const struct event *event, uint32_t depth) {
    const struct tls_event *tls = &event->tls;
    bool readable = depth < tls->certificate_count && tls->certificates[depth].readable;
    return readable ? &tls->certificates[depth] : NULL;
}

/* The server's own. */
static const struct tls_certificate *shown(const struct event *event) {
    return shown_at(event, 0);
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

/* Whose certificate it is, at this depth of the chain: where none was seen there, the host that the
 * server's had to be for. */
static struct slice holder(const struct event *event, uint32_t depth) {
    const struct tls_certificate *certificate = shown_at(event, depth);
    return certificate ? tls_certificate_name(certificate) : event->tls.verification->name;
}

/* Of those behind the server's own only a verifier knows which count: it found its way past some.
 */
static void found_expired_behind(struct diagnosis *diagnosis, const struct event *event) {
    const struct tls_verification *verification = event->tls.verification;
    for (size_t i = 0; verification && i < verification->count; i++) {
        const struct tls_fault *fault = &verification->faults[i];
        bool late = fault->kind == TLS_FAULT_EXPIRED, early = fault->kind == TLS_FAULT_EARLY;
        if ((!late && !early) || (fault->depth == 0 && shown(event)))
            continue;
        FOUND_SAY(event,
                  late ? N_("the certificate of {name} is out of date")
                       : N_("the certificate of {name} is not valid yet"),
                  WORD_SLICE("name", holder(event, fault->depth)));
        return;
    }
}

/* At the time of the capture. */
void judge_tls_cert_expired(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct tls_certificate *certificate = shown(event);
    (void)course;
    if (!certificate || tls_certificate_valid_at(certificate, event->at))
        found_expired_behind(diagnosis, event);
    else if (moment_before(event->at, certificate->begin))
        found_date(diagnosis, event, N_("the certificate of {name} is valid only from {date} on"),
                   certificate->begin);
    else
        found_date(diagnosis, event, N_("the certificate of {name} was valid until {date}"),
                   certificate->end);
}

/* Against the host that it was verified for, else the name that the client asked for; without one
 * nobody can tell. */
void judge_tls_cert_name_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    const struct tls_certificate *certificate = shown(event);
    const struct tls_event *tls = &event->tls;
    (void)course;
    if (tls->verification && tls_fault_find(tls, TLS_FAULT_NAME))
        FOUND_SAY(event, N_("the client wanted {host}, the certificate is for {name}"),
                  WORD_SLICE("host", tls->verification->name),
                  WORD_SLICE("name", holder(event, 0)));
    else if (!tls->verification && certificate && tls->server_name.size > 0 && !tls->named)
        FOUND_SAY(event, N_("the client asked for {host}, the certificate is for {name}"),
                  WORD_SLICE("host", tls->server_name),
                  WORD_SLICE("name", tls_certificate_name(certificate)));
}

static struct slice issuer_at(const struct event *event, uint32_t depth) {
    const struct tls_certificate *certificate = shown_at(event, depth);
    return certificate ? certificate->issuer : slice_string(_("somebody"));
}

/* The first fault for which no other rule is there. */
static const struct tls_fault *distrust(const struct event *event) {
    static const enum tls_fault_kind kinds[] = {TLS_FAULT_REVOKED, TLS_FAULT_SELF_SIGNED,
                                                TLS_FAULT_ROOT,    TLS_FAULT_ISSUER,
                                                TLS_FAULT_ABSENT,  TLS_FAULT_OTHER};
    const struct tls_fault *fault = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !fault; i++)
        fault = tls_fault_find(&event->tls, kinds[i]);
    return fault;
}

/* Only who verified it here knows. */
void judge_tls_cert_untrusted(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    static const char *const sentences[TLS_FAULTS] = {
        [TLS_FAULT_SELF_SIGNED] = N_("the certificate of {name} is signed by itself, and nobody "
                                     "who is trusted here vouches for it"),
        [TLS_FAULT_ROOT] = N_("the chain of {host} ends with {name}, who is not trusted here"),
        [TLS_FAULT_ISSUER] = N_("the certificate of {name} is issued by {issuer}, who is not known "
                                "here"),
        [TLS_FAULT_REVOKED] = N_("the certificate of {name} was revoked by its issuer"),
        [TLS_FAULT_ABSENT] = N_("the server showed no certificate, so anybody can stand in for "
                                "{host}"),
        [TLS_FAULT_OTHER] = N_("the certificate of {name} is not trusted here: {why}"),
    };
    const struct tls_fault *fault = distrust(event);
    (void)course;
    if (fault)
        FOUND_SAY(event, sentences[fault->kind], WORD_SLICE("name", holder(event, fault->depth)),
                  WORD_SLICE("issuer", issuer_at(event, fault->depth)),
                  WORD_SLICE("host", event->tls.verification->name),
                  WORD_SLICE("why", fault->words));
}

/* What a verifier here calls too weak, though it is not of the known weak ones. */
static void found_weak(struct diagnosis *diagnosis, const struct event *event,
                       enum tls_fault_kind kind, const char *sentence) {
    const struct tls_fault *fault = tls_fault_find(&event->tls, kind);
    if (fault)
        FOUND_SAY(event, sentence, WORD_SLICE("name", holder(event, fault->depth)));
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
    found_weak(diagnosis, event, TLS_FAULT_WEAK_SIGNATURE,
               N_("the certificate of {name} is signed by a digest that is not accepted here"));
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
    else
        found_weak(diagnosis, event, TLS_FAULT_WEAK_KEY,
                   N_("the key of {name} is shorter than what is accepted here"));
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
