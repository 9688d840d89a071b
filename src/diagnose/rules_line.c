/* Lines: their ends, their length, the octets in them (RFC 5321 2.3.8, 4.5.3.1). */
#include "diagnose/rule.h"

#include "base/text.h"

enum {
    COMMAND_LINE_MOST = 512, /* RFC 5321 4.5.3.1.4; line end included */
    SASL_LINE_MOST = 12288,  /* RFC 4954 4 */
    REPLY_LINE_MOST = 512,   /* RFC 5321 4.5.3.1.5 */
    REPLY_FRAME = 6,         /* code, blank, line end */
    CONTENT_LINE_MOST = 1000,
};

/* A command as text; a handshake of TLS that the server takes for text is told by
 * clear-port-spoken-tls, and its octets mean nothing. */
static bool is_text(const struct course *course, const struct event *event) {
    return event->kind == EVENT_COMMAND && !course->hello_of_tls;
}

void judge_bare_lf(struct diagnosis *diagnosis, const struct course *course,
                   const struct event *event) {
    if (is_text(course, event) && event->command.end == END_LF)
        FOUND(event);
    if (event->kind == EVENT_MESSAGE && event->side == SIDE_CLIENT &&
        event->message.facts.bare_lf > 0 && !course->transaction.binary)
        FOUND_SAY(event,
                  event->message.facts.bare_lf == 1
                      ? N_("a line of the message ends in LF alone")
                      : N_("{count} lines of the message end in LF alone"),
                  WORD_NUMBER("count", event->message.facts.bare_lf));
}

void judge_bare_cr(struct diagnosis *diagnosis, const struct course *course,
                   const struct event *event) {
    if (is_text(course, event) && slice_find(event->command.line, '\r') != SLICE_NONE)
        FOUND_AT(event, 0, slice_find(event->command.line, '\r'));
    if (event->kind == EVENT_MESSAGE && event->side == SIDE_CLIENT &&
        event->message.facts.bare_cr > 0 && !course->transaction.binary)
        FOUND_SAY(event,
                  event->message.facts.bare_cr == 1
                      ? N_("a CR in the message has no LF behind it")
                      : N_("{count} CR in the message have no LF behind them"),
                  WORD_NUMBER("count", event->message.facts.bare_cr));
}

void judge_nul_octet(struct diagnosis *diagnosis, const struct course *course,
                     const struct event *event) {
    if (is_text(course, event) && slice_find(event->command.line, '\0') != SLICE_NONE)
        FOUND_AT(event, 0, slice_find(event->command.line, '\0'));
    if (event->kind == EVENT_MESSAGE && event->side == SIDE_CLIENT &&
        event->message.facts.nul > 0 && !course->transaction.binary)
        FOUND_SAY(event,
                  event->message.facts.nul == 1 ? N_("a NUL octet in the message")
                                                : N_("{count} NUL octets in the message"),
                  WORD_NUMBER("count", event->message.facts.nul));
}

void judge_server_bare_lf(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    (void)course;
    if (event->reply.end == END_LF)
        FOUND(event);
}

/* The command's parameters say whether UTF-8 was agreed upon; MAIL's hold for the transaction. */
static bool allows_utf8(const struct course *course, const struct event *event) {
    for (size_t i = 0; i < event->command.parameter_count; i++)
        if (slice_equal_nocase(event->command.parameters[i].name, SLICE("SMTPUTF8")))
            return true;
    return event->command.act == ACT_RECIPIENT && course->transaction.utf8;
}

void judge_8bit_in_command(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    size_t at = text_first_high(event->command.line);
    if (at != SLICE_NONE && event->command.secret.size == 0 && event->command.known &&
        !allows_utf8(course, event))
        FOUND_AT(event, 0, at);
}

void judge_invalid_utf8(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    bool allowed = course->pop3 || allows_utf8(course, event);
    if (allowed && event->command.secret.size == 0 && event->command.known &&
        !text_valid(event->command.line))
        FOUND(event);
}

/* Octets that extensions on offer add to the line (RFC 5321 4.5.3.1.4, and their own). */
static size_t growth(const struct course *course, const struct event *event) {
    static const struct {
        struct slice keyword;
        size_t mail, rcpt;
    } grown[] = {
        {{(const uint8_t *)"SIZE", 4}, 26, 0},
        {{(const uint8_t *)"AUTH", 4}, 500, 0},
        {{(const uint8_t *)"SMTPUTF8", 8}, 10, 0},
        {{(const uint8_t *)"8BITMIME", 8}, 16, 0},
        {{(const uint8_t *)"DSN", 3}, 120, 531},
        {{(const uint8_t *)"MT-PRIORITY", 11}, 15, 0},
        {{(const uint8_t *)"DELIVERBY", 9}, 17, 0},
        {{(const uint8_t *)"RRVS", 4}, 0, 33},
        {{(const uint8_t *)"REQUIRETLS", 10}, 11, 0},
        {{(const uint8_t *)"FUTURERELEASE", 13}, 34, 0},
    };
    size_t octets = 0;
    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++)
        if (course_extension(course, grown[i].keyword))
            octets += event->command.act == ACT_SENDER      ? grown[i].mail
                      : event->command.act == ACT_RECIPIENT ? grown[i].rcpt
                                                            : 0;
    return octets;
}

void judge_command_line_too_long(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    if (event->octets <= COMMAND_LINE_MOST)
        return;
    size_t most = event->command.act == ACT_LOGIN ? (size_t)SASL_LINE_MOST
                                                  : COMMAND_LINE_MOST + growth(course, event);
    if (is_text(course, event) && event->octets > most)
        FOUND_SAY(event, N_("{count} octets; {most} are what servers have to take"),
                  WORD_NUMBER("count", event->octets), WORD_NUMBER("most", most));
}

void judge_auth_line_too_long(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    (void)course;
    if (event->side == SIDE_CLIENT && event->octets > SASL_LINE_MOST)
        FOUND(event);
}

void judge_reply_line_too_long(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    (void)course;
    for (size_t i = 0; i < event->reply.line_count; i++)
        if (event->reply.lines[i].size + REPLY_FRAME > REPLY_LINE_MOST)
            FOUND_AT(event, i, 0);
}

void judge_text_line_too_long(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    if (event->side == SIDE_CLIENT && !course->transaction.binary &&
        event->message.facts.longest_line > CONTENT_LINE_MOST)
        FOUND_SAY(event, N_("a line of {count} octets in the message; {most} are allowed"),
                  WORD_NUMBER("count", event->message.facts.longest_line),
                  WORD_NUMBER("most", CONTENT_LINE_MOST));
}

void judge_8bit_without_8bitmime(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    if (event->side == SIDE_CLIENT && event->message.facts.high > 0 &&
        course_lacks(course, SLICE("8BITMIME")))
        FOUND(event);
}

void judge_8bit_without_body_param(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (event->side == SIDE_CLIENT && event->message.facts.high > 0 &&
        course_extension(course, SLICE("8BITMIME")) && !transaction->eight_bit &&
        !transaction->binary && !transaction->utf8)
        FOUND(event);
}

void judge_command_unknown(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    if (is_text(course, event) && !event->command.known && !course->gap &&
        event->command.secret.size == 0 && !course_extension(course, event->command.verb) &&
        !line_is_http(event->command.line))
        FOUND(event);
}

void judge_http_on_smtp(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    (void)course;
    if (line_is_http(event->command.line))
        FOUND(event);
}

void judge_command_arg_forbidden(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    (void)course;
    if (event->command.argument.size > 0 && word_among("DATA RSET QUIT", event->command.verb))
        FOUND(event);
}
