#include "diagnose/signs.h"

#include <assert.h>

#include "base/rare.h"
#include "base/text.h"
#include "diagnose/names.h"
#include "diagnose/rule.h"

static_assert(SIGNS <= 64, "a bit for each");

/* Below these no bound is exceeded, whichever it is (RFC 1939 3, RFC 5321 4.5.3.1). */
enum {
    COMMAND_SHORT = 255,
    REPLY_SHORT = 500,
    NAME_SHORT = 63,
    CONTENT_LINE_SHORT = 1000,
    EMPTY_REPLY = 5, /* octets: a code and a line end */
};

enum { PAUSE_LEAST = 60, SLOW_LEAST = 2 }; /* seconds */

/* ---- commands ---- */

/* A host name as most clients give it. */
static bool is_plain_host(struct slice name) {
    return name_is_public(name) && name_has_host_letters(name) &&
           !octet_is_digit(name.data[name.size - 1]);
}

/* Letters, digits, hyphen: what host names are made of. */
static bool is_host_octet(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet) || octet == '-';
}

/* Whether it is local@domain of letters, digits and a few marks: an address without anything to it
 * that is rare. */
static bool is_plain_address(struct slice address) {
    unsigned ats = 0;
    bool begins = true;
    for (size_t i = 0; i < address.size; i++) {
        uint8_t octet = address.data[i];
        if (is_host_octet(octet)) {
            begins = false;
            continue;
        }
        bool separates = octet == '.' || octet == '@';
        bool mark = ats == 0 && (octet == '_' || octet == '+' || octet == '=');
        if (!mark && (!separates || begins))
            return false;
        ats += octet == '@';
        begins = separates;
    }
    return ats == 1 && !begins;
}

/* FROM:<address> or TO:<address>, as nearly all are written; <> too. */
static bool is_plain_path(const struct command_event *command) {
    struct slice argument = command->argument;
    size_t open = command->act == ACT_SENDER ? SLICE("FROM:").size : SLICE("TO:").size;
    return (slice_starts(argument, SLICE("FROM:<")) || slice_starts(argument, SLICE("TO:<"))) &&
           argument.size > open + 1 && argument.data[open] == '<' &&
           argument.data[open + 1] != '@' &&
           (command->address.size == 0 || is_plain_address(command->address));
}

/* Nearly all have SIZE and BODY alone, each once at most. */
static uint64_t parameter_signs(const struct course *course, const struct command_event *command) {
    size_t sizes = 0, bodies = 0;
    for (size_t i = 0; i < command->parameter_count; i++) {
        struct slice name = command->parameters[i].name;
        sizes += slice_equal_nocase(name, SLICE("SIZE"));
        bodies += slice_equal_nocase(name, SLICE("BODY"));
    }
    bool odd = sizes > 1 || bodies > 1 || sizes + bodies < command->parameter_count;
    bool agreed = course_offers(course, KEYWORD_SIZE) >= (sizes > 0) &&
                  course_offers(course, KEYWORD_8BITMIME) >= (bodies > 0);
    return sign_if(command->parameter_count > 0, SIGN_PARAMETER) |
           sign_if(odd, SIGN_ODD_PARAMETER) | sign_if(odd || !agreed, SIGN_NOT_AGREED);
}

/* Whether the verb may be one that servers offer before clients use it. */
static bool is_extended(const struct command_event *command) {
    switch (command->act) {
    case ACT_HELLO:
    case ACT_RECIPIENT:
    case ACT_RESET:
    case ACT_QUIT:
        return false;
    case ACT_SENDER:
        return !slice_equal(command->verb, SLICE("MAIL"));
    case ACT_CONTENT:
        return !slice_equal(command->verb, SLICE("DATA"));
    default:
        return true;
    }
}

APART static uint64_t hello_signs(const struct course *course,
                                  const struct command_event *command) {
    return sign_if(!is_plain_host(command->argument), SIGN_ODD_NAME) |
           sign_if(command->argument.size > NAME_SHORT, SIGN_LONG_NAME) |
           sign_if(course->hello_accepted, SIGN_AGAIN) |
           sign_if(slice_equal(command->verb, SLICE("HELO")), SIGN_OLD_HELLO);
}

static uint64_t path_signs(const struct course *course, const struct command_event *command) {
    return sign_if(!is_plain_path(command), SIGN_ODD_NAME) |
           sign_if(command->address.size > NAME_SHORT, SIGN_LONG_NAME) |
           sign_if(course_offers(course, KEYWORD_LIMITS), SIGN_LIMITS);
}

static uint64_t sender_signs(const struct course *course, const struct command_event *command) {
    bool in_clear = !course->secure && !course->tls_asked;
    return path_signs(course, command) | sign_if(course->transaction.open, SIGN_AGAIN) |
           sign_if(!course->hello_tried, SIGN_NO_HELLO) |
           sign_if(command->address.size == 0, SIGN_NOBODY_SENDS) |
           sign_if(in_clear && course_offers(course, KEYWORD_STARTTLS), SIGN_STARTTLS_OPEN);
}

/* Of what a command asks for. */
static uint64_t act_signs(const struct course *course, const struct command_event *command) {
    const struct course_transaction *transaction = &course->transaction;
    bool behind_content = transaction->bdat || transaction->data || transaction->binary;
    switch (command->act) {
    case ACT_HELLO:
        return hello_signs(course, command);
    case ACT_SENDER:
        return sender_signs(course, command);
    case ACT_RECIPIENT:
        return path_signs(course, command) | sign_if(transaction->null_sender, SIGN_NOBODY_SENDS);
    case ACT_CONTENT:
        return sign_if(behind_content, SIGN_AGAIN);
    default:
        return 0;
    }
}

static uint64_t command_signs(const struct course *course, const struct event *event) {
    const struct command_event *command = &event->command;
    const struct course_command *last = course_last(course);
    bool hasty = last && (last->replies == 0 || moment_before(event->at, course->reply_end));
    bool verb_alone = command->known && command->line.size == command->verb.size;
    bool plain = verb_alone || text_plain_run(command->line) == command->line.size;
    return sign_if(command->end == END_LF, SIGN_LF_END) | sign_if(!plain, SIGN_ODD_OCTETS) |
           sign_if(event->octets > COMMAND_SHORT, SIGN_LONG) |
           sign_if(command->argument.size > 0 || !command->known, SIGN_ARGUMENT) |
           sign_if(is_extended(command), SIGN_EXTENDED) |
           sign_if(!command->allowed, SIGN_NOT_ALLOWED) | sign_if(hasty, SIGN_HASTY) |
           sign_if(last && last->outcome == OUTCOME_REFUSED, SIGN_BEHIND_REFUSAL) |
           sign_if(course->closing, SIGN_PARTING) | sign_if(course->fresh_secure, SIGN_FRESH_TLS) |
           parameter_signs(course, command) | act_signs(course, command);
}

/* ---- replies ---- */

static bool is_usual_code(uint16_t code) {
    return code == 250 || (code >= 200 && code < 560 && code / 10u % 10u <= 5);
}

/* Whether commands of this kind are answered by this code in nearly all sessions; the facts have
 * it, too. */
static bool is_usual_answer(const struct course *course, uint16_t code) {
    switch (course->answered->act) {
    case ACT_HELLO:
    case ACT_SENDER:
    case ACT_RECIPIENT:
    case ACT_RESET:
        return code == 250;
    case ACT_CONTENT:
        return code == 250 || (code == 354 && answers_command(course, "DATA"));
    case ACT_TLS:
        return code == 220;
    case ACT_QUIT:
        return code == 221;
    default:
        return course->answered->verb.size == 0;
    }
}

/* Whether it is registered, as nearly all are: up to these details each subject has all of them. */
static bool is_usual_enhanced(const struct enhanced_code *code) {
    static const uint8_t most[] = {0, 10, 4, 6, 7, 6, 10, 30};
    return code->subject < sizeof most && code->detail <= most[code->subject];
}

static uint64_t enhanced_signs(const struct course *course, const struct reply_event *reply) {
    const struct enhanced_code *code = &reply->enhanced;
    bool offered = course_offers(course, KEYWORD_ENHANCEDSTATUSCODES);
    if (code->class == 0)
        return sign_if(offered, SIGN_NOT_ENHANCED);
    bool usual = code->class == reply->code / 100u && is_usual_enhanced(code);
    return sign_if(true, SIGN_ENHANCED) | sign_if(!usual, SIGN_ODD_ENHANCED) |
           sign_if(course->esmtp && !offered, SIGN_NOT_OFFERED);
}

/* Of the command that is answered, if there is one. */
static uint64_t answer_signs(const struct course *course, const struct event *event) {
    const struct course_command *asked = course->answered;
    if (!asked)
        return 0;
    bool roles = asked->act == ACT_TURN || asked->act == ACT_CLIENT || asked->act == ACT_FORWARD;
    bool lists = asked->act == ACT_LIST || asked->act == ACT_IDENTIFY;
    bool for_nobody = asked->act == ACT_CONTENT && course->transaction.accepted == 0;
    return sign_if(!is_usual_answer(course, event->reply.code), SIGN_UNUSUAL) |
           sign_if(moment_before(event->at, asked->at), SIGN_BACKWARDS) |
           sign_if(roles, SIGN_ROLES) | sign_if(lists, SIGN_LISTING) |
           sign_if(for_nobody, SIGN_NOBODY_TAKEN) |
           sign_if(course->offering_seen && course->offering.odd, SIGN_ODD_KEYWORD) |
           sign_if(course->offering_seen && course->offering.twice, SIGN_TWICE) |
           sign_if(course->hello_accepted, SIGN_AGAIN);
}

static uint64_t reply_signs(const struct course *course, const struct event *event) {
    const struct reply_event *reply = &event->reply;
    bool odd = reply->mixed_codes > 0 || (reply->code != 0 && !is_usual_code(reply->code)) ||
               event->octets <= EMPTY_REPLY;
    bool slow =
        reply->latency != DURATION_UNKNOWN && reply->latency >= SLOW_LEAST * DURATION_SECOND;
    return sign_if(reply->end == END_LF, SIGN_LF_END) |
           sign_if(event->octets > REPLY_SHORT, SIGN_LONG) | sign_if(odd, SIGN_ODD_REPLY) |
           sign_if(reply->to == EVENT_NOTHING, SIGN_UNASKED) | sign_if(slow, SIGN_SLOW) |
           sign_if(reply->final && reply->outcome == OUTCOME_OK, SIGN_TAKEN) |
           sign_if(reply->outcome != OUTCOME_OK, SIGN_NO_SUCCESS) |
           sign_if(reply->response_code.size > 0, SIGN_RESPONSE_CODE) |
           sign_if(course->secure, SIGN_TLS_AROUND) | enhanced_signs(course, reply) |
           answer_signs(course, event);
}

/* ---- messages ---- */

APART static uint64_t message_signs(const struct course *course, const struct event *event) {
    const struct message_event *message = &event->message;
    const struct content_facts *facts = &message->facts;
    const struct course_transaction *transaction = &course->transaction;
    bool larger = transaction->has_size && message->octets > transaction->size;
    return sign_if(message->end == END_LF || facts->bare_lf > 0, SIGN_LF_END) |
           sign_if(message->end == END_NONE, SIGN_NO_END) |
           sign_if(facts->bare_cr > 0 || facts->nul > 0, SIGN_ODD_OCTETS) |
           sign_if(facts->high > 0, SIGN_HIGH_OCTETS) |
           sign_if(facts->longest_line > CONTENT_LINE_SHORT, SIGN_LONG) |
           sign_if(transaction->accepted == 0, SIGN_NOBODY_TAKEN) |
           sign_if(message->early, SIGN_EARLY) |
           sign_if(message->pause >= PAUSE_LEAST * DURATION_SECOND, SIGN_PAUSE) |
           sign_if(!transaction->has_size, SIGN_UNANNOUNCED) | sign_if(larger, SIGN_LARGER) |
           sign_if(transaction->utf8, SIGN_UTF8) | signs_of_header(course, event);
}

/* ---- ends ---- */

/* Whether the session may have ended in the middle of something. */
static bool is_abrupt(const struct course *course) {
    const struct course_transaction *transaction = &course->transaction;
    const struct course_command *last = course_last(course);
    const struct course_command *message = course_command(course, transaction->message);
    bool content_open = transaction->asked && !transaction->content_over;
    return !course->quit || !course->greeted || !last || last->replies == 0 ||
           (message && message->replies == 0) || content_open || course->unclosed != EVENT_NOTHING;
}

static uint64_t close_signs(const struct course *course) {
    return sign_if(is_abrupt(course), SIGN_ABRUPT) |
           sign_if(course->tls_going || course->tls_finished, SIGN_TLS_AROUND);
}

/* Of the end, and of all events of which there are few. */
static uint64_t other_signs(const struct course *course) {
    const struct course_network *network = &course->network;
    bool silent = session_octets(course->session, SIDE_CLIENT) == 0 ||
                  session_octets(course->session, SIDE_SERVER) == 0;
    bool early = course->early != EVENT_NOTHING || course->unwaited != EVENT_NOTHING;
    bool disturbed = network->again[0] > 0 || network->again[1] > 0 ||
                     network->closed[0] != EVENT_NOTHING || network->closed[1] != EVENT_NOTHING;
    return sign_if(!course->quit, SIGN_ABRUPT) | sign_if(early, SIGN_EARLY) |
           sign_if(!course->greeted, SIGN_UNGREETED) | sign_if(disturbed, SIGN_DISTURBED) |
           sign_if(silent, SIGN_ONE_SIDE);
}

uint64_t signs_of(const struct course *course, const struct event *event) {
    switch (event ? event->kind : EVENT_KINDS) {
    case EVENT_COMMAND:
        return command_signs(course, event);
    case EVENT_GREETING:
    case EVENT_REPLY:
        return reply_signs(course, event);
    case EVENT_MESSAGE:
        return message_signs(course, event);
    case EVENT_CLOSE:
        return close_signs(course);
    case EVENT_JUNK:
        return sign_if(true, SIGN_ODD_OCTETS) | other_signs(course);
    default:
        return other_signs(course);
    }
}
