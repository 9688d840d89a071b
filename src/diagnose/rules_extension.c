/* What the server offers, and TLS on the way to it (RFC 5321 4.1.1.1, RFC 3207). */
#include "diagnose/rule.h"

/* Asked at a reply that answers EHLO, LHLO or CAPA and lists what is offered. */
static bool is_offer(const struct course *course, const struct event *event) {
    return course->answered && event->reply.outcome == OUTCOME_OK && course->offering.count > 0 &&
           ((course->answered->act == ACT_HELLO &&
             !slice_equal(course->answered->verb, SLICE("HELO"))) ||
            course->answered->act == ACT_ABILITIES);
}

/* The keyword of line `i` of an offer. */
static struct slice keyword_at(const struct course *course, size_t i) {
    return course->offering.items[i - 1].keyword;
}

/* The line that offers this keyword, or SLICE_NONE. */
static size_t offer_line(const struct course *course, struct slice keyword) {
    bool may = (course->offering.names & slice_bit_nocase(keyword)) != 0;
    for (size_t i = 1; may && i <= course->offering.count; i++)
        if (slice_equal_nocase(keyword_at(course, i), keyword))
            return i;
    return SLICE_NONE;
}

/* Whether the answer offers it. */
static bool offers(const struct course *course, enum keyword keyword) {
    return (course->offering.offers >> keyword & 1) != 0;
}

/* Letters of one kind where a keyword should be: XXXXXXXA. */
static bool is_blanked(struct slice keyword) {
    size_t same = 0;
    for (size_t i = 0; i < keyword.size; i++)
        same += octet_upper(keyword.data[i]) == 'X' || octet_upper(keyword.data[i]) == 'A';
    return keyword.size >= 4 && same == keyword.size && octet_upper(keyword.data[0]) == 'X';
}

static bool is_keyword(struct slice keyword) {
    for (size_t i = 0; i < keyword.size; i++) {
        uint8_t octet = keyword.data[i];
        bool inner = octet == '-' || octet == '_' || octet == '=';
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && !(inner && i > 0))
            return false;
    }
    return keyword.size > 0;
}

void judge_ehlo_keyword_malformed(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    if (!is_offer(course, event))
        return;
    for (size_t i = 1; i <= course->offering.count; i++)
        if (!is_keyword(keyword_at(course, i)) || is_blanked(keyword_at(course, i)))
            FOUND_AT(event, i, 0);
}

void judge_ehlo_keyword_duplicate(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    if (!is_offer(course, event))
        return;
    for (size_t i = 2; i <= course->offering.count; i++)
        if (offer_line(course, keyword_at(course, i)) < i) {
            FOUND_AT(event, i, 0);
            return;
        }
}

void judge_auth_offered_in_clear(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    bool looks = is_offer(course, event) && !course->secure && !course->midstream;
    size_t line = looks ? offer_line(course, SLICE("AUTH")) : SLICE_NONE;
    if (line == SLICE_NONE)
        return;
    struct slice rest = event->reply.lines[line];
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest))
        if (slice_equal_nocase(word, SLICE("PLAIN")) || slice_equal_nocase(word, SLICE("LOGIN"))) {
            FOUND_AT(event, line, 0);
            return;
        }
}

void judge_starttls_not_offered(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (is_offer(course, event) && !course->secure && !course->midstream && !course->lmtp &&
        !offers(course, KEYWORD_STARTTLS) && !event->reply.truncated)
        FOUND(event);
}

void judge_starttls_offered_in_tls(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    if (is_offer(course, event) && course->secure && offers(course, KEYWORD_STARTTLS))
        FOUND_AT(event, offer_line(course, SLICE("STARTTLS")), 0);
}

void judge_starttls_stripped(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct course_command *command = course->answered;
    if (command && command->act == ACT_TLS && event->reply.code == 500 &&
        course_extension(course, SLICE("STARTTLS")))
        FOUND(event);
    if (!is_offer(course, event) || course->secure || offers(course, KEYWORD_STARTTLS))
        return;
    if (course->starttls_seen && !course->tls_asked && !course->authenticated &&
        !course->greeted_again && !event->reply.truncated && course_whole(course))
        FOUND_PLAIN_ON(event->n,
                       N_("STARTTLS was on offer before, and is missing from this answer"));
    for (size_t i = 1; i <= course->offering.count; i++)
        if (keyword_at(course, i).size == SLICE("STARTTLS").size &&
            is_blanked(keyword_at(course, i)))
            FOUND_AT(event, i, 0);
}

void judge_smtputf8_without_8bitmime(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    if (is_offer(course, event) && offers(course, KEYWORD_SMTPUTF8) &&
        !offers(course, KEYWORD_8BITMIME))
        FOUND_AT(event, offer_line(course, SLICE("SMTPUTF8")), 0);
}

void judge_holdfor_on_port_25(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    if (is_offer(course, event) && session_end_of(course->session, SIDE_SERVER)->port == 25 &&
        offers(course, KEYWORD_FUTURERELEASE))
        FOUND_AT(event, offer_line(course, SLICE("FUTURERELEASE")), 0);
}

void judge_caps_changed_after_tls(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    if (!is_offer(course, event) || !course->secure || course->before_tls_count == 0 ||
        course->offered_secure)
        return;
    for (size_t i = 0; i < course->before_tls_count; i++) {
        struct slice keyword = course->before_tls[i].keyword;
        if (!slice_equal_nocase(keyword, SLICE("STARTTLS")) &&
            offer_line(course, keyword) == SLICE_NONE) {
            FOUND_SAY(event, N_("{keyword} was offered before TLS and is not any more"),
                      WORD_SLICE("keyword", keyword));
            return;
        }
    }
}

void judge_starttls_not_used(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    if (event->command.act == ACT_SENDER && !course->secure && !course->tls_asked &&
        course_extension(course, SLICE("STARTTLS")))
        FOUND(event);
}

void judge_starttls_454(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    if (course->answered && course->answered->act == ACT_TLS && event->reply.code == 454)
        FOUND(event);
}

void judge_starttls_required_on_mx(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    if (event->reply.code == 530 && course->answered && !course->secure &&
        (course->answered->act == ACT_SENDER || course->answered->act == ACT_RECIPIENT) &&
        session_end_of(course->session, SIDE_SERVER)->port == 25 &&
        reply_says(&event->reply, SLICE("STARTTLS")))
        FOUND(event);
}

void judge_auth_required(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    if (event->reply.code == 530 && course->answered &&
        (course->answered->act == ACT_SENDER || course->answered->act == ACT_RECIPIENT) &&
        !reply_says(&event->reply, SLICE("STARTTLS")))
        FOUND(event);
}

void judge_tls_554_after_handshake(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    if (event->reply.code == 554 && course->secure && course->answered &&
        course->answered->act == ACT_HELLO)
        FOUND(event);
}

void judge_clear_port_spoken_tls(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    struct slice octets = event->kind == EVENT_COMMAND ? event->command.line : event->junk.text;
    if (event->side == SIDE_CLIENT && !course->secure && slice_starts(octets, SLICE("\x16\x03")))
        FOUND(event);
}
