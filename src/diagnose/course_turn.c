#include "diagnose/course_turn.h"

/* Whether a line of the client is a handshake record of TLS (RFC 8446 5.1). */
static bool begins_tls(const struct event *event) {
    bool strange = event->kind == EVENT_COMMAND && !event->command.known;
    struct slice octets = strange                     ? event->command.line
                          : event->kind == EVENT_JUNK ? event->junk.text
                                                      : slice_of(NULL, 0);
    return octets.size > 1 && octets.data[0] == 0x16 && octets.data[1] == 0x03;
}

void course_look_turn(struct course *course, const struct event *event) {
    if (event->side == SIDE_CLIENT && !course->secure)
        course->hello_of_tls |= begins_tls(event);
}

/* Counts lines behind a message that are no commands. Whoever waited for its answer knew that it
 * was over: what follows is no rest of it. */
static void note_stray(struct course *course, const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    bool first = transaction->content_over && course->last_command < transaction->message &&
                 course_unanswered_message(course);
    bool behind = transaction->content_over && (course->strays > 0 || first);
    bool stray = !event->command.known && event->command.line.size > 0 && behind;
    course->strays = stray ? course->strays + 1 : 0;
}

static void note_early(struct course *course, const struct event *event) {
    if (course->greeted || course->last_command != EVENT_NOTHING || !event->command.known)
        return;
    course->early = event->n;
    course->early_at = event->at;
}

/* A command behind the first hello, whose answer was to say whether it may be sent. The clock is
 * asked as well: the answer may have gone down in a greeting without an end. */
static void note_unwaited(struct course *course, const struct event *event) {
    const struct course_command *last = course_last(course);
    bool behind = last && last->act == ACT_HELLO && last->replies == 0 && !course->hello_accepted;
    bool silence = behind && session_octets(course->session, SIDE_SERVER) == course->heard &&
                   !moment_before(last->at, course->last[SIDE_SERVER]);
    if (silence && course->unwaited == EVENT_NOTHING && event->command.act != ACT_QUIT)
        course->unwaited = event->n;
}

void course_take_turn(struct course *course, const struct event *event) {
    note_stray(course, event);
    note_early(course, event);
    note_unwaited(course, event);
}
