/* The message as it travels: its end, its size, and what stands in for its end (RFC
 * 5321 4.1.1.4, 4.5.2). */
#include "diagnose/rule.h"

enum { SIZE_SLACK = 1000 }; /* octets: servers count in blocks */

static bool is_sent(const struct event *event) {
    return event->side == SIDE_CLIENT;
}

void judge_end_of_data_not_crlf(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    (void)course;
    if (is_sent(event) && event->message.end == END_LF)
        FOUND(event);
}

/* The message is told before a RST, and behind the first FIN. A capture that ends within it shows
 * nothing. */
void judge_missing_end_of_data(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    bool closed = course->closed[SIDE_CLIENT] || course->closed[SIDE_SERVER];
    if (!transaction->asked || !transaction->data || transaction->content_over || course->gap)
        return;
    if (event->kind == EVENT_MESSAGE) {
        if (is_sent(event) && event->message.end == END_NONE && closed)
            FOUND(event);
    } else if (event->closing != CLOSING_OPEN && !closed && transaction->message != EVENT_NOTHING) {
        FOUND_ON(transaction->message);
    }
}

void judge_drop_mid_data(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    const struct course_command *message = course_unanswered_message(course);
    if (course->closed[SIDE_CLIENT] || course->closed[SIDE_SERVER])
        return;
    if (event->closing == CLOSING_OPEN || course->gap || !message)
        return;
    if (course->transaction.content_over)
        FOUND_PLAIN_ON(message->n, N_("the connection broke before the message was answered"));
    else
        FOUND_ON(message->n);
}

void judge_size_wrong(struct diagnosis *diagnosis, const struct course *course,
                      const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    uint64_t octets = event->message.octets, told = transaction->size;
    if (!is_sent(event) || !transaction->has_size || !event->message.complete || told == 0)
        return;
    /* SIZE is an estimate (RFC 1870 6.1): too much of it does no harm, nor does a little more. */
    if (octets > told + told / 10 && octets > told + SIZE_SLACK)
        FOUND_SAY(event, N_("announced were {told} octets, sent {octets}"),
                  WORD_NUMBER("told", told), WORD_NUMBER("octets", octets));
}

void judge_size_missing(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    if (is_sent(event) && event->message.octets > 1000000 &&
        course->transaction.n != EVENT_NOTHING && !course->transaction.has_size &&
        course_whole(course) && course_extension(course, SLICE("SIZE")))
        FOUND_SAY(event, N_("{octets} octets came unannounced"),
                  WORD_NUMBER("octets", event->message.octets));
}

/* How a line of content begins with two dots, and no more: those of "..." and "../" are text. */
static bool is_doubled(struct slice line) {
    bool two = slice_starts(line, SLICE("..")) && line.size > 2;
    return two && line.data[2] != '.' && line.data[2] != '/';
}

/* Every line that begins with a dot begins with two: the dot that the line before this hop was
 * given was kept as text. */
void judge_over_stuffed_dot(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    struct slice rest = buffer_slice(&course->content);
    uint64_t doubled = 0, lone = 0;
    if (course->content_of != event->n)
        return;
    while (rest.size > 0) {
        size_t end = slice_find(rest, '\n');
        if (rest.data[0] == '.' && !is_doubled(rest) && !slice_starts(rest, SLICE("..")))
            return;
        doubled += is_doubled(rest);
        lone += slice_starts(rest, SLICE("..\r\n"));
        rest = slice_from(rest, end == SLICE_NONE ? rest.size : end + 1);
    }
    if (doubled >= 2 || lone > 0)
        FOUND_SAY(event, N_("{count} lines begin with two dots, and none with one"),
                  WORD_NUMBER("count", doubled));
}

/* What ends a line for this reader beside CRLF. */
static const char *breaks_of(enum smuggling_reader reader) {
    static const char *const breaks[READERS] = {"CRLF", "LF", "CR", "CR or LF"};
    return breaks[reader];
}

static uint64_t messages_of(const struct smuggling_reading *reading) {
    uint64_t count = 0;
    for (size_t i = 0; i < reading->count; i++)
        count += reading->items[i].kind == SMUGGLING_MESSAGE;
    return count;
}

void judge_smuggling_sequence(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    (void)event;
    for (size_t i = 0; i < course->view_count; i++) {
        const struct lens_view *view = &course->views[i];
        const struct smuggling_reading *reading = &view->smuggling->readings[view->reader];
        uint64_t messages = messages_of(reading);
        const struct word words[] = {WORD("break", breaks_of(view->reader)),
                                     WORD_NUMBER("count", messages)};
        if (view->smuggles)
            finding_add(diagnosis, view->n, 0, (size_t)reading->items[0].octets,
                        messages > 1
                            ? N_("a server that takes a lone {break} for a line end reads {count} "
                                 "messages here, a strict one reads one")
                            : N_("a server that takes a lone {break} for a line end carries out "
                                 "commands here that a strict one keeps as text"),
                        words, sizeof words / sizeof *words);
    }
}

/* A server that took the broken end is told by end-of-data-not-crlf. */
void judge_ambiguous_dot(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    (void)event;
    for (size_t i = 0; i < course->view_count; i++) {
        const struct lens_view *view = &course->views[i];
        const struct smuggling_reading *reading = &view->smuggling->readings[view->reader];
        const struct word words[] = {WORD("break", breaks_of(view->reader)),
                                     WORD_NUMBER("octets", reading->items[0].octets)};
        if (!view->smuggles && view->end != END_LF && reading->items[0].after != BREAK_NONE)
            finding_add(diagnosis, view->n, 0, (size_t)reading->items[0].octets,
                        N_("for a server that takes a lone {break} for a line end the message is "
                           "over after {octets} octets"),
                        words, sizeof words / sizeof *words);
    }
}

/* The server takes another message that nobody knowingly sent. */
void judge_smuggled_message(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    if (event->reply.code == 250 && event->reply.to == EVENT_NOTHING && !course->gap &&
        !finding_repeats(diagnosis) && !course->midstream && course->transaction.content_over &&
        course->unanswered == 0)
        FOUND(event);
}

void judge_missing_dot_stuffing(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    /* Right behind the message comes what is no command, and again. */
    if (!event->command.known && event->command.line.size > 0 && course->strays == 1 &&
        course->transaction.data && !course->gap)
        FOUND_ON(course->transaction.message);
}

void judge_smtputf8_unneeded(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    if (is_sent(event) && course->transaction.utf8 && event->message.facts.high == 0 &&
        event->message.complete && !course->utf8_addresses)
        FOUND(event);
}

void judge_lmtp_helo_used(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    if (event->command.act != ACT_HELLO)
        return;
    bool lhlo = slice_equal(event->command.verb, SLICE("LHLO"));
    if (lhlo ? slice_search(course->banner, SLICE(" ESMTP")) != SLICE_NONE
             : slice_search(course->banner, SLICE(" LMTP")) != SLICE_NONE)
        FOUND(event);
}

void judge_lmtp_on_port_25(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    if (slice_equal(event->command.verb, SLICE("LHLO")) &&
        session_end_of(course->session, SIDE_SERVER)->port == 25)
        FOUND(event);
}

void judge_lmtp_partial_delivery(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct course_command *message = course->answered;
    if (message && message->replies > 0 && event->reply.final &&
        event->reply.recipient != EVENT_NOTHING &&
        (message->outcome == OUTCOME_OK) != (event->reply.outcome == OUTCOME_OK))
        FOUND(event);
}

void judge_lmtp_reply_count(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct course_command *message = course_command(course, course->transaction.message);
    bool next = event->kind == EVENT_COMMAND ? event->command.act == ACT_SENDER : true;
    if (next && message && message->replies > 0 && !course->gap &&
        message->replies != course->transaction.accepted)
        FOUND_SAY_ON(message->n, N_("{replies} replies for {accepted} accepted recipients"),
                     WORD_NUMBER("replies", message->replies),
                     WORD_NUMBER("accepted", course->transaction.accepted));
}

/* The content ends in text, a dot and CRLF, and nobody took that for the end. */
void judge_dot_not_crlf_preceded(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    struct slice content = buffer_slice(&course->content);
    if (!is_sent(event) || event->message.end != END_NONE || course->content_of != event->n ||
        course->content_cut || content.size < 4)
        return;
    struct slice tail = slice_from(content, content.size - 3);
    uint8_t before = content.data[content.size - 4];
    if (slice_equal(tail, SLICE(".\r\n")) && before != '\n' && before != '\r')
        FOUND_AT(event, 0, content.size - 3);
}
