/* POP3: the session (RFC 1939, 2449, 2595). */
#include "diagnose/rule.h"

enum { COMMAND_MOST = 255, REPLY_MOST = 512, REPLY_FRAME = 6, AUTOLOGOUT = 600 };

void judge_pop3_cleartext_login(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (!course->secure &&
        (is_command(event, "PASS") ||
         (is_command(event, "AUTH") && word_among("PLAIN LOGIN", event->command.mechanism))))
        FOUND(event);
}

void judge_pop3_stls_not_used(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    if (!course->secure && !course->tls_asked && event->command.act == ACT_LOGIN &&
        !is_command(event, "USER") && course_extension(course, SLICE("STLS")))
        FOUND(event);
}

void judge_pop3_apop_weak(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    (void)course;
    if (is_command(event, "APOP"))
        FOUND(event);
}

/* <left@right> of printable ASCII. */
static bool is_stamp(struct slice text) {
    size_t at = slice_find(text, '@');
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] >= 0x7f)
            return false;
    return at != SLICE_NONE && at > 1 && at + 2 < text.size;
}

void judge_pop3_apop_bad_timestamp(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    (void)course;
    if (event->reply.line_count == 0)
        return;
    struct slice text = event->reply.lines[0];
    size_t open = slice_find(text, '<');
    if (open == SLICE_NONE)
        return;
    size_t close = slice_find(slice_from(text, open), '>');
    if (close == SLICE_NONE || !is_stamp(slice_part(text, open, close + 1)))
        FOUND_AT(event, 0, open);
}

void judge_pop3_command_wrong_state(struct diagnosis *diagnosis, const struct course *course,
                                    const struct event *event) {
    if (event->command.known && !event->command.allowed && course_whole(course) &&
        !is_command(event, "PASS"))
        FOUND(event);
}

void judge_pop3_pass_without_user(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    const struct course_command *last = course_last(course);
    bool pipelined = last && slice_equal(last->verb, SLICE("USER")) && last->replies == 0;
    if (is_command(event, "PASS") && !course->maildrop.user_accepted && !pipelined &&
        !course->midstream && !course->gap)
        FOUND(event);
}

void judge_pop3_command_too_long(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    (void)course;
    if (event->octets > COMMAND_MOST)
        FOUND_SAY(event, N_("{count} octets; {most} are allowed"),
                  WORD_NUMBER("count", event->octets), WORD_NUMBER("most", COMMAND_MOST));
}

void judge_pop3_keyword_length(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    size_t size = event->command.verb.size;
    (void)course;
    if (event->command.secret.size == 0 && !event->command.known && size > 0 &&
        (size < 3 || size > 4))
        FOUND(event);
}

void judge_pop3_bare_lf(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    (void)course;
    bool bare = event->kind == EVENT_COMMAND   ? event->command.end == END_LF
                : event->kind == EVENT_MESSAGE ? event->message.facts.bare_lf > 0
                                               : event->reply.end == END_LF;
    if (bare)
        FOUND(event);
}

void judge_pop3_pipelining_not_advertised(struct diagnosis *diagnosis, const struct course *course,
                                          const struct event *event) {
    const struct course_command *last = course_last(course);
    if (last && !course->midstream && !course->gap && course_lacks(course, SLICE("PIPELINING")) &&
        (last->replies == 0 || moment_before(event->at, course->reply_end)))
        FOUND(event);
}

void judge_pop3_stls_after_utf8(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (event->command.act == ACT_TLS && course->maildrop.utf8)
        FOUND(event);
}

void judge_pop3_capa_not_repeated(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    if (event->command.act == ACT_LOGIN && course->secure && course->maildrop.capa_asked &&
        !course->maildrop.capa_asked_secure)
        FOUND(event);
}

void judge_pop3_reply_malformed(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (event->side == SIDE_SERVER && !course->gap && !course->midstream)
        FOUND(event);
}

void judge_pop3_reply_too_long(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    (void)course;
    if (event->reply.line_count > 0 && event->reply.lines[0].size + REPLY_FRAME > REPLY_MOST)
        FOUND(event);
}

void judge_pop3_in_use(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    (void)course;
    if (event->reply.outcome != OUTCOME_OK &&
        (slice_equal_nocase(event->reply.response_code, SLICE("IN-USE")) ||
         reply_says(&event->reply, SLICE("locked"))))
        FOUND(event);
}

void judge_pop3_login_delay(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    (void)course;
    if (slice_starts_nocase(event->reply.response_code, SLICE("LOGIN-DELAY")))
        FOUND(event);
}

void judge_pop3_utf8_needed(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    (void)course;
    if (event->reply.outcome == OUTCOME_REFUSED &&
        slice_equal_nocase(event->reply.response_code, SLICE("UTF8")))
        FOUND(event);
}

void judge_pop3_resp_code_not_advertised(struct diagnosis *diagnosis, const struct course *course,
                                         const struct event *event) {
    if (!finding_repeats(diagnosis) && event->reply.response_code.size > 0 &&
        course_lacks(course, SLICE("RESP-CODES")) && event->kind == EVENT_REPLY)
        FOUND(event);
}

void judge_pop3_top_unsupported(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    if (answers_command(course, "TOP") && event->reply.outcome == OUTCOME_REFUSED &&
        !course_extension(course, SLICE("TOP")) && course->maildrop.retrieved == 0)
        FOUND(event);
}

void judge_pop3_update_failed(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    if (answers_command(course, "QUIT") && event->reply.outcome == OUTCOME_REFUSED)
        FOUND(event);
}

void judge_pop3_expire_zero(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    if (!course->answered || course->answered->act != ACT_ABILITIES)
        return;
    for (size_t i = 1; i < event->reply.line_count; i++) {
        struct slice rest = event->reply.lines[i];
        struct slice keyword = slice_word(&rest);
        if (slice_equal_nocase(keyword, SLICE("EXPIRE")) &&
            slice_equal(slice_word(&rest), SLICE("0")))
            FOUND_AT(event, i, 0);
    }
}

void judge_pop3_dele_without_quit(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    (void)event;
    if (course->maildrop.deleted > 0 && !course->quit && !course->gap &&
        (course->closed[SIDE_CLIENT] || course->closed[SIDE_SERVER]))
        FOUND_ON(EVENT_NOTHING);
}

void judge_pop3_no_quit(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    (void)event;
    if (course->authenticated && course->maildrop.deleted == 0 && !course->quit && !course->gap &&
        (course->closed[SIDE_CLIENT] || course->closed[SIDE_SERVER]) && !course_sealed(course))
        FOUND_ON(EVENT_NOTHING);
}

void judge_pop3_leaves_all(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    const struct course_maildrop *maildrop = &course->maildrop;
    (void)event;
    if (course->quit && maildrop->has_count && maildrop->count >= 10 &&
        maildrop->retrieved == maildrop->count && maildrop->deleted == 0)
        FOUND_ON(EVENT_NOTHING);
}

void judge_pop3_autologout(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    struct moment last = moment_later(course->last[SIDE_SERVER], course->last[SIDE_CLIENT]);
    uint64_t seconds = whole_seconds(moment_since(event->at, last));
    if (event->side == SIDE_SERVER && event->closing != CLOSING_OPEN && course->authenticated &&
        !course->quit && !course->closed[SIDE_CLIENT] && !course->gap && seconds > 0 &&
        seconds < AUTOLOGOUT)
        FOUND_SAY(event, N_("the server hung up after {seconds} s of silence; it should wait 600"),
                  WORD_NUMBER("seconds", seconds));
}
