/* Replies: their codes, their lines, and whether they fit what was asked (RFC 5321 4.2, RFC 2034).
 */
#include "diagnose/rule.h"

#include "protocol/queue_id.h"

enum { PATIENCE = 10 }; /* seconds; who leaves sooner did not wait for a line */

void judge_multiline_code_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    (void)course;
    if (event->reply.mixed_codes > 0)
        FOUND(event);
}

/* The server left without its last line, or the client had waited for it in vain. */
void judge_multiline_not_closed(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    bool by_server = event->side == SIDE_SERVER && !course->closed[SIDE_CLIENT];
    struct moment left = course->closed[SIDE_CLIENT] ? course->closed_at[SIDE_CLIENT] : event->at;
    bool in_vain = whole_seconds(moment_since(left, course->reply_end)) >= PATIENCE;
    if (course->unclosed != EVENT_NOTHING && event->closing != CLOSING_OPEN && !course->gap &&
        (by_server || in_vain))
        FOUND_ON(course->unclosed);
}

void judge_reply_code_out_of_range(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    unsigned first = event->reply.code / 100u, second = event->reply.code / 10u % 10u;
    (void)course;
    if (event->reply.code != 0 && (first < 2 || first > 5 || second > 5))
        FOUND_SAY(event, N_("{code} is no code that a server may send"),
                  WORD_NUMBER("code", event->reply.code));
}

void judge_reply_malformed(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    if (event->side == SIDE_SERVER && !course->gap && !course->midstream)
        FOUND(event);
}

void judge_reply_missing_space(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct reply_event *reply = &event->reply;
    (void)course;
    if (reply->line_count == 1 && reply->lines[0].size == 0 && event->octets == 5)
        FOUND(event);
}

/* Whether the code stands in the list, joined by blanks; "dot" and the like never match. */
static bool lists_code(const char *codes, uint16_t code) {
    struct slice rest = slice_string(codes);
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest)) {
        uint64_t number;
        if (slice_number(word, 999, &number) && number == code)
            return true;
    }
    return false;
}

static bool fits(const struct smtp_command_fact *fact, uint16_t code) {
    return code == 421 || code == 500 || code == 501 || lists_code(fact->success, code) ||
           lists_code(fact->intermediate, code) || lists_code(fact->error, code);
}

/* Enhanced codes are registered with the codes that they may stand behind, whatever the command
 * (RFC 5248): 454 4.7.1. */
static bool is_registered(const struct event *event) {
    const struct enhanced_code *code = &event->reply.enhanced;
    const struct enhanced_fact *fact = code->class == event->reply.code / 100u
                                           ? enhanced_fact_for('X', code->subject, code->detail)
                                           : NULL;
    return fact && lists_code(fact->basic, event->reply.code);
}

void judge_reply_illegal_for_command(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    const struct course_command *command = course->answered;
    if (!command || command->verb.size == 0 || event->reply.code == 0)
        return;
    const struct smtp_command_fact *fact = smtp_command_fact_find(command->verb);
    /* An answer to a SASL line answers the exchange; a refused recipient may leave DATA with 554.
     */
    if (fact && *fact->success && !fits(fact, event->reply.code) && !is_registered(event) &&
        (command->act != ACT_CONTENT || event->reply.code != 554))
        FOUND_SAY(event, N_("{code} is not among the answers to {verb}"),
                  WORD_NUMBER("code", event->reply.code), WORD_SLICE("verb", command->verb));
}

static bool has_enhanced(const struct event *event) {
    return event->reply.enhanced.class != 0;
}

void judge_enhanced_class_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    (void)course;
    if (has_enhanced(event) && event->reply.code != 0 &&
        event->reply.enhanced.class != event->reply.code / 100u)
        FOUND_SAY(event, N_("the reply is {code}, its enhanced code begins with {class}"),
                  WORD_NUMBER("code", event->reply.code),
                  WORD_NUMBER("class", event->reply.enhanced.class));
}

static bool answers_hello(const struct course *course, const struct event *event) {
    return event->kind == EVENT_GREETING ||
           (course->answered && course->answered->act == ACT_HELLO);
}

void judge_enhanced_code_in_ehlo(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    if (has_enhanced(event) && answers_hello(course, event) && event->reply.code / 100u == 2)
        FOUND(event);
}

void judge_enhanced_code_missing(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    unsigned class = event->reply.code / 100u;
    if (!finding_repeats(diagnosis) && !has_enhanced(event) && !answers_hello(course, event) &&
        (class == 2 || class == 4 || class == 5) && event->reply.line_count > 0 &&
        course_extension(course, SLICE("ENHANCEDSTATUSCODES")))
        FOUND(event);
}

void judge_enhanced_code_not_advertised(struct diagnosis *diagnosis, const struct course *course,
                                        const struct event *event) {
    if (!finding_repeats(diagnosis) && has_enhanced(event) && !answers_hello(course, event) &&
        course->esmtp && course_lacks(course, SLICE("ENHANCEDSTATUSCODES")))
        FOUND(event);
}

void judge_enhanced_code_unknown(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct enhanced_code *code = &event->reply.enhanced;
    (void)course;
    if (has_enhanced(event) && !enhanced_fact_for('X', code->subject, code->detail))
        FOUND_SAY(event, N_("{class}.{subject}.{detail} is not in the registry"),
                  WORD_NUMBER("class", code->class), WORD_NUMBER("subject", code->subject),
                  WORD_NUMBER("detail", code->detail));
}

void judge_ehlo_advertised_but_502(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    const struct course_command *command = course->answered;
    const struct enhanced_code *why = &event->reply.enhanced;
    bool argument = why->class == 5 && why->subject == 5 && why->detail == 4; /* RFC 3463 3.6 */
    if (command && command->act != ACT_HELLO && !argument &&
        (event->reply.code == 500 || event->reply.code == 502) &&
        course_extension(course, command->verb))
        FOUND_SAY(event, N_("{verb} was offered and is not understood"),
                  WORD_SLICE("verb", command->verb));
}

void judge_unadvertised_command(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    /* in brackets, a remark: the keyword may be left out, as those of EXPN and HELP */
    const struct smtp_command_fact *fact = smtp_command_fact_find(event->command.verb);
    if (fact && *fact->keyword && !strchr(fact->keyword, '(') && course->extensions_known &&
        !course_offers_any(course, fact->keyword))
        FOUND_SAY(event, N_("{verb} was not offered in the answer to EHLO"),
                  WORD_SLICE("verb", event->command.verb));
}

/* ---- what single replies mean ---- */

void judge_banner_421(struct diagnosis *diagnosis, const struct course *course,
                      const struct event *event) {
    (void)course;
    if (event->reply.code == 421)
        FOUND(event);
}

void judge_banner_554(struct diagnosis *diagnosis, const struct course *course,
                      const struct event *event) {
    (void)course;
    if (event->reply.code == 554 || event->reply.code == 521)
        FOUND(event);
}

/* Most of the text is one and the same mark. */
static bool is_blotted(struct slice text) {
    size_t marks = 0;
    if (text.size < 8 || slice_find(text, '*') == SLICE_NONE)
        return false;
    for (size_t i = 0; i < text.size; i++)
        marks += text.data[i] == '*' || text.data[i] == '2' || text.data[i] == '0';
    return marks * 10 >= text.size * 9;
}

void judge_banner_asterisks(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    (void)course;
    if (event->reply.line_count > 0 && is_blotted(event->reply.lines[0]))
        FOUND(event);
}

void judge_banner_not_fqdn(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    struct slice rest = event->reply.line_count > 0 ? event->reply.lines[0] : slice_of(NULL, 0);
    struct slice name = slice_word(&rest);
    (void)course;
    if (event->reply.code == 220 && slice_find(name, '.') == SLICE_NONE && !is_blotted(name) &&
        !(name.size > 0 && name.data[0] == '['))
        FOUND(event);
}

void judge_greylisting(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    (void)course;
    if (reply_greylists(&event->reply))
        FOUND(event);
}

void judge_not_queued_id(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    (void)course;
    if (event->reply.final && event->reply.outcome == OUTCOME_OK && event->reply.line_count > 0 &&
        queue_id_find(event->reply.lines[0]).size == 0)
        FOUND(event);
}

/* More replies than there was anything to answer; a 421 may come unasked, a second 250 after a
 * message is told by smuggled-message, and behind the client's end a piece of a line may be
 * answered. */
void judge_reply_count_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    bool second_message = course->transaction.content_over && event->reply.code == 250;
    if (event->reply.to == EVENT_NOTHING && event->reply.code != 421 && course_whole(course) &&
        course->commands_sent > 0 && !second_message && !course->closed[SIDE_CLIENT])
        FOUND(event);
}

void judge_server_refuses_helo_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                        const struct event *event) {
    (void)course;
    if (event->reply.outcome == OUTCOME_REFUSED && reply_says(&event->reply, SLICE("helo")) &&
        (reply_says(&event->reply, SLICE("not match")) ||
         reply_says(&event->reply, SLICE("mismatch"))))
        FOUND(event);
}
