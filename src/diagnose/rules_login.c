/* Logins (RFC 4954, RFC 5034). */
#include "diagnose/names.h"
#include "diagnose/rule.h"

/* Mechanisms that show the password or a token to whoever listens. */
static bool gives_away(struct slice mechanism) {
    const struct mechanism_fact *fact = mechanism_fact_find(mechanism);
    return fact && (slice_starts(slice_string(fact->password), SLICE("plain")) ||
                    slice_starts(slice_string(fact->password), SLICE("token")));
}

static bool is_login(const struct event *event) {
    return event->command.act == ACT_LOGIN;
}

void judge_cleartext_auth(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    if (is_login(event) && !course->secure && gives_away(event->command.mechanism))
        FOUND_SAY(event, N_("the password travels readable in AUTH {mechanism}"),
                  WORD_SLICE("mechanism", event->command.mechanism));
}

void judge_auth_weak_mechanism(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (!is_login(event) || course->secure)
        return;
    if (is_command(event, "APOP"))
        FOUND(event);
    if (word_among("CRAM-MD5 DIGEST-MD5 NTLM", event->command.mechanism))
        FOUND_SAY(event, N_("{mechanism} without TLS can be guessed at offline"),
                  WORD_SLICE("mechanism", event->command.mechanism));
}

void judge_auth_mechanism_not_offered(struct diagnosis *diagnosis, const struct course *course,
                                      const struct event *event) {
    const struct course_extension *offer =
        course_extension(course, course->pop3 ? SLICE("SASL") : SLICE("AUTH"));
    bool apop = is_command(event, "APOP"); /* offered by the greeting (RFC 1939 7) */
    if (!is_login(event) || !offer || apop || event->command.mechanism.size == 0)
        return;
    struct slice rest = offer->arguments;
    for (struct slice name = slice_word(&rest); name.size > 0; name = slice_word(&rest))
        if (slice_equal_nocase(name, event->command.mechanism))
            return;
    FOUND_SAY(event, N_("{mechanism} is not among the mechanisms on offer"),
              WORD_SLICE("mechanism", event->command.mechanism));
}

void judge_auth_failed(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    const struct course_command *command = course->answered;
    if (!command || command->act != ACT_LOGIN || command->given_up ||
        event->reply.outcome != OUTCOME_REFUSED)
        return;
    bool password = course->pop3
                        ? !slice_equal(command->verb, SLICE("USER")) &&
                              !slice_equal_nocase(event->reply.response_code, SLICE("IN-USE"))
                        : event->reply.code == 535;
    if (password)
        FOUND(event);
}

void judge_auth_brute_force(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct course_command *command = course->answered;
    if (command && command->act == ACT_LOGIN && event->reply.outcome == OUTCOME_REFUSED &&
        course->failed_logins == 4)
        FOUND_SAY(event, N_("{count} logins failed in this session"), WORD_NUMBER("count", 5));
}

static bool is_base64(struct slice text) {
    size_t padding = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t octet = text.data[i];
        bool letter =
            octet_is_alpha(octet) || octet_is_digit(octet) || octet == '+' || octet == '/';
        padding += octet == '=';
        if ((!letter && octet != '=') || (letter && padding > 0))
            return false;
    }
    return text.size % 4 == 0 && padding <= 2;
}

void judge_auth_bad_base64(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    const struct continuation_event *step = &event->continuation;
    (void)course;
    if (event->side == SIDE_CLIENT && !step->cancel && !step->truncated &&
        !slice_equal(step->line, SLICE("=")) && !is_base64(step->line))
        FOUND(event);
}

void judge_oauth_error_challenge(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    /* base64 of {"status, {"scheme and {"scope: the server writes its fields in any order */
    (void)course;
    if (event->side == SIDE_SERVER &&
        (slice_starts(event->continuation.line, SLICE("eyJzdGF0dXM")) ||
         slice_starts(event->continuation.line, SLICE("eyJzY2hlbWV")) ||
         slice_starts(event->continuation.line, SLICE("eyJzY29wZ"))))
        FOUND(event);
}

/* The octet that the first four base64 letters begin with: what PLAIN's first field begins with. */
void judge_auth_plain_authzid(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    struct slice rest = event->command.argument;
    struct slice mechanism = slice_word(&rest), text = slice_trim(rest);
    (void)course;
    if (is_login(event) && slice_equal_nocase(mechanism, SLICE("PLAIN")) && text.size >= 4 &&
        !slice_starts(text, SLICE("A")))
        FOUND(event);
}

void judge_xclient_untrusted(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct course_command *command = course->answered;
    if (command && event->reply.outcome == OUTCOME_OK &&
        (slice_equal(command->verb, SLICE("XCLIENT")) ||
         slice_equal(command->verb, SLICE("XFORWARD"))) &&
        endpoint_is_public(session_end_of(course->session, SIDE_CLIENT)))
        FOUND_ON(command->n);
}
