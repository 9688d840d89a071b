/* POP3: the maildrop: numbers, sizes, unique ids, deletions (RFC 1939 5 to 7). */
#include "diagnose/fingerprint.h"
#include "diagnose/rule.h"

enum { UNIQUE_ID_MOST = 70, LINE_MOST = 1000 };

static bool names_message(const struct event *event) {
    return event->command.argument.size > 0 &&
           word_among("RETR TOP LIST DELE UIDL", event->command.verb);
}

void judge_pop3_message_number(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    struct slice rest = event->command.argument;
    uint64_t number = 0;
    if (!names_message(event))
        return;
    bool good = slice_number(slice_word(&rest), UINT64_MAX, &number) && number > 0;
    if (!good || (course->maildrop.has_count && number > course->maildrop.count))
        FOUND(event);
}

void judge_pop3_deleted_accessed(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    struct slice rest = event->command.argument;
    uint64_t number = 0;
    if (!names_message(event) || !slice_number(slice_word(&rest), UINT64_MAX, &number))
        return;
    const struct course_mail *mail = course_mail(course, number);
    if (mail && course_mail_deleted(course, mail) && !course->gap)
        FOUND_SAY(event, N_("message {number} is marked as deleted"),
                  WORD_NUMBER("number", number));
}

void judge_pop3_dele_before_retr(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct course_mail *mail = course_mail(course, event->command.number);
    if (event->command.act == ACT_DELETE && event->command.number > 0 &&
        event->command.number <= COURSE_MAILS && course_whole(course) &&
        (!mail || !mail->retrieved))
        FOUND_SAY(event, N_("message {number} was not fetched in this session"),
                  WORD_NUMBER("number", event->command.number));
}

void judge_pop3_list_retr_size(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct course_mail *mail = course_mail(course, event->message.number);
    if (event->side == SIDE_SERVER && event->message.complete && mail && mail->listed &&
        slice_equal(event->message.via, SLICE("RETR")) && mail->size != event->message.octets)
        FOUND_SAY(event, N_("LIST said {listed} octets, {octets} came"),
                  WORD_NUMBER("listed", mail->size), WORD_NUMBER("octets", event->message.octets));
}

void judge_pop3_line_too_long(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    (void)course;
    if (event->side == SIDE_SERVER && event->message.facts.longest_line > LINE_MOST)
        FOUND(event);
}

void judge_pop3_multiline_not_closed(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    if (event->side == SIDE_SERVER && event->message.end == END_NONE && !course->gap &&
        !event->message.complete)
        FOUND(event);
}

/* Whether the reply lists all messages, and all of its lines are there. */
static bool is_listing(const struct course *course, const struct event *event, const char *verb) {
    return answers_command(course, verb) && course->answered->argument.size == 0 &&
           event->reply.outcome == OUTCOME_OK && event->reply.lines_lost == 0;
}

void judge_pop3_list_count_text(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    uint64_t told;
    if (!is_listing(course, event, "LIST") || event->reply.line_count == 0)
        return;
    struct slice rest = event->reply.lines[0];
    bool counts = slice_number(slice_word(&rest), UINT64_MAX, &told) &&
                  !slice_starts_nocase(slice_trim(rest), SLICE("octets"));
    if (counts && told != event->reply.line_count - 1)
        FOUND_SAY(event, N_("the text says {told}, the listing has {count} lines"),
                  WORD_NUMBER("told", told), WORD_NUMBER("count", event->reply.line_count - 1));
}

void judge_pop3_stat_list_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    uint64_t sum = 0, number, size;
    if (!is_listing(course, event, "LIST") || !course->maildrop.has_count ||
        course->maildrop.deleted > 0)
        return;
    for (size_t i = 1; i < event->reply.line_count; i++) {
        struct slice rest = event->reply.lines[i];
        if (slice_number(slice_word(&rest), UINT64_MAX, &number) &&
            slice_number(slice_word(&rest), UINT64_MAX - sum, &size))
            sum += size;
    }
    uint64_t count = event->reply.line_count > 0 ? event->reply.line_count - 1 : 0;
    if (count != course->maildrop.count || sum != course->maildrop.octets)
        FOUND_SAY(event, N_("STAT: {count} messages, {octets} octets; LIST: {listed}, {sum}"),
                  WORD_NUMBER("count", course->maildrop.count),
                  WORD_NUMBER("octets", course->maildrop.octets), WORD_NUMBER("listed", count),
                  WORD_NUMBER("sum", sum));
}

/* The unique-id of a line of UIDL. */
static struct slice id_at(const struct event *event, size_t i) {
    struct slice rest = event->reply.lines[i];
    (void)slice_word(&rest);
    return slice_trim(rest);
}

static bool is_unique_id(struct slice id) {
    for (size_t i = 0; i < id.size; i++)
        if (id.data[i] < 0x21 || id.data[i] > 0x7e)
            return false;
    return id.size > 0 && id.size <= UNIQUE_ID_MOST;
}

void judge_pop3_uidl_syntax(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    for (size_t i = 1; is_listing(course, event, "UIDL") && i < event->reply.line_count; i++)
        if (!is_unique_id(id_at(event, i)))
            FOUND_AT(event, i, 0);
}

/* Ids of one listing that are compared, and the places of the table in which they are looked up. */
enum { IDS_COMPARED = 2048, ID_PLACES = 4 * IDS_COMPARED };

/* How many places a listing of so many lines takes: a power of two, a quarter of them filled at
 * most. */
static size_t places_for(size_t lines) {
    size_t places = 4;
    while (places < ID_PLACES && places < 4 * lines)
        places *= 2;
    return places;
}

/* Where an id of the listing is in the table, or would be: its line, or 0. */
static uint16_t *id_place(uint16_t *places, size_t count, const struct event *event,
                          struct slice id) {
    size_t at = (size_t)fingerprint_text(FINGERPRINT_BEGIN, id) & (count - 1);
    while (places[at] != 0 && !slice_equal(id_at(event, places[at]), id))
        at = (at + 1) & (count - 1);
    return &places[at];
}

static void find_duplicates(struct diagnosis *diagnosis, const struct event *event) {
    uint16_t places[ID_PLACES];
    size_t count = places_for(event->reply.line_count);
    memset(places, 0, count * sizeof *places);
    for (size_t i = 1; i < event->reply.line_count && i < IDS_COMPARED; i++) {
        uint16_t *place = id_place(places, count, event, id_at(event, i));
        if (*place != 0)
            FOUND_AT(event, i, 0);
        *place = (uint16_t)i;
    }
}

void judge_pop3_uidl_duplicate(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (is_listing(course, event, "UIDL"))
        find_duplicates(diagnosis, event);
}

/* Lines of the content that begin with a dot; `lax`: a lone LF ends a line, too. */
static uint64_t count_dot_lines(struct slice content, bool lax) {
    uint64_t count = 0;
    bool line_start = true;
    for (size_t i = 0; i < content.size; i++) {
        count += line_start && content.data[i] == '.';
        line_start = content.data[i] == '\n' && (lax || (i > 0 && content.data[i - 1] == '\r'));
    }
    return count;
}

/* Each of them must have had a second dot on the way. */
void judge_pop3_missing_byte_stuffing(struct diagnosis *diagnosis, const struct course *course,
                                      const struct event *event) {
    if (event->side == SIDE_SERVER && course->content_of == event->n && !course->content_cut &&
        !course->gap &&
        count_dot_lines(buffer_slice(&course->content), event->message.end == END_LF) >
            event->message.facts.stuffed_dots)
        FOUND(event);
}
