/* The envelope: MAIL and RCPT, their addresses and parameters (RFC 5321 3.3, 4.1.2). */
#include "base/text.h"
#include "diagnose/names.h"
#include "diagnose/rule.h"

enum { LOCAL_PART_MOST = 64, DOMAIN_MOST = 255, LABEL_MOST = 63, ADDRESS_MOST = 254 };

static bool has_address(const struct event *event) {
    return event->command.act == ACT_SENDER || event->command.act == ACT_RECIPIENT;
}

/* What stands behind the colon of FROM: or TO:, blanks included; empty when there is none. */
static struct slice behind_colon(const struct event *event) {
    size_t colon = slice_find(event->command.argument, ':');
    return colon == SLICE_NONE ? slice_of(NULL, 0) : slice_from(event->command.argument, colon + 1);
}

void judge_mail_space_after_colon(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    struct slice path = behind_colon(event);
    (void)course;
    if (has_address(event) && path.size > 0 && octet_is_blank(path.data[0]))
        FOUND(event);
}

void judge_path_no_brackets(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    struct slice path = slice_trim(behind_colon(event));
    (void)course;
    if (has_address(event) && path.size > 0 && path.data[0] != '<')
        FOUND(event);
}

void judge_source_route(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    (void)course;
    if (has_address(event) && slice_starts(slice_trim(behind_colon(event)), SLICE("<@")))
        FOUND(event);
}

void judge_percent_or_bang_path(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    struct slice address = event->command.address;
    (void)course;
    if (!has_address(event) || address.size == 0 || address.data[0] == '"')
        return;
    struct slice domain = name_domain_of(address);
    struct slice local = slice_first(address, address.size - domain.size);
    if (slice_find(local, '%') != SLICE_NONE || slice_find(local, '!') != SLICE_NONE)
        FOUND_SAY(event, N_("{address} tells a route of the old kind"),
                  WORD_SLICE("address", address));
}

void judge_path_syntax(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    struct slice address = event->command.address;
    (void)course;
    if (!has_address(event) || address.size == 0 || event->command.truncated)
        return;
    bool postmaster =
        event->command.act == ACT_RECIPIENT && slice_equal_nocase(address, SLICE("postmaster"));
    if (!postmaster && !name_is_mailbox(address))
        FOUND_SAY(event, N_("{address} is no mail address"), WORD_SLICE("address", address));
}

void judge_path_too_long(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    (void)course;
    if (has_address(event) && event->command.address.size > ADDRESS_MOST)
        FOUND_SAY(event, N_("an address of {count} octets; 254 are what servers have to take"),
                  WORD_NUMBER("count", event->command.address.size));
}

void judge_local_part_too_long(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    struct slice domain = name_domain_of(event->command.address);
    (void)course;
    if (!has_address(event) || domain.size == 0)
        return;
    size_t local = event->command.address.size - domain.size - 1;
    if (local > LOCAL_PART_MOST)
        FOUND_SAY(event, N_("a local part of {count} octets; 64 are what servers have to take"),
                  WORD_NUMBER("count", local));
}

static bool has_long_label(struct slice domain) {
    while (domain.size > 0) {
        size_t dot = slice_find(domain, '.');
        if ((dot == SLICE_NONE ? domain.size : dot) > LABEL_MOST)
            return true;
        domain = dot == SLICE_NONE ? slice_of(NULL, 0) : slice_from(domain, dot + 1);
    }
    return false;
}

void judge_domain_too_long(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    struct slice domain = event->command.act == ACT_HELLO ? event->command.argument
                                                          : name_domain_of(event->command.address);
    (void)course;
    if ((has_address(event) || event->command.act == ACT_HELLO) &&
        (domain.size > DOMAIN_MOST || has_long_label(domain)))
        FOUND(event);
}

void judge_duplicate_parameter(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct command_event *command = &event->command;
    (void)course;
    for (size_t i = 0; i < command->parameter_count; i++)
        for (size_t j = 0; j < i; j++)
            if (slice_equal_nocase(command->parameters[i].name, command->parameters[j].name)) {
                FOUND_SAY(event, N_("{parameter} stands there twice"),
                          WORD_SLICE("parameter", command->parameters[i].name));
                return;
            }
}

void judge_unadvertised_parameter(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    const struct command_event *command = &event->command;
    if (!has_address(event) || !course->extensions_known)
        return;
    for (size_t i = 0; i < command->parameter_count; i++) {
        const struct parameter_fact *fact = parameter_fact_find(command->parameters[i].name);
        if (!fact ||
            (*fact->keyword && *fact->keyword != '(' && !course_offers_any(course, fact->keyword)))
            FOUND_SAY(event, N_("{parameter} was not offered in the answer to EHLO"),
                      WORD_SLICE("parameter", command->parameters[i].name));
    }
}

void judge_notify_never_combined(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    (void)course;
    for (size_t i = 0; i < event->command.parameter_count; i++) {
        const struct parameter *parameter = &event->command.parameters[i];
        if (slice_equal_nocase(parameter->name, SLICE("NOTIFY")) &&
            slice_search_nocase(parameter->value, SLICE("NEVER")) != SLICE_NONE &&
            parameter->value.size > SLICE("NEVER").size)
            FOUND(event);
    }
}

static const struct parameter *find_parameter(const struct event *event, struct slice name) {
    for (size_t i = 0; i < event->command.parameter_count; i++)
        if (slice_equal_nocase(event->command.parameters[i].name, name))
            return &event->command.parameters[i];
    return NULL;
}

void judge_requiretls_without_tls(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    if (find_parameter(event, SLICE("REQUIRETLS")) && !course->secure && !course->midstream)
        FOUND(event);
}

void judge_smtputf8_not_advertised(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    bool wanted = has_address(event) && (find_parameter(event, SLICE("SMTPUTF8")) ||
                                         text_first_high(event->command.address) != SLICE_NONE);
    if (wanted && course_lacks(course, SLICE("SMTPUTF8")))
        FOUND(event);
}

void judge_size_over_limit(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    uint64_t most, size = 0;
    if (event->kind == EVENT_MESSAGE) {
        size =
            event->side == SIDE_CLIENT && !course->transaction.has_size ? event->message.octets : 0;
    } else {
        const struct parameter *parameter = find_parameter(event, SLICE("SIZE"));
        if (!parameter || !slice_number(parameter->value, UINT64_MAX, &size))
            return;
    }
    const struct course_extension *offer =
        size > 0 ? course_extension(course, SLICE("SIZE")) : NULL;
    if (!offer || !slice_number(offer->arguments, UINT64_MAX, &most) || most == 0)
        return;
    if (size > most)
        FOUND_SAY(event, N_("{size} octets, and the server takes {most}"),
                  WORD_NUMBER("size", size), WORD_NUMBER("most", most));
}

void judge_null_sender(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    (void)course;
    if (command_null_sender(&event->command))
        FOUND(event);
}

void judge_null_sender_many_rcpt(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (event->command.act == ACT_RECIPIENT && transaction->open && transaction->null_sender &&
        transaction->recipient_count == 1)
        FOUND(event);
}

void judge_null_sender_refused(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    if (course->answered && course->answered->act == ACT_SENDER &&
        course->transaction.n == course->answered->n && course->transaction.null_sender &&
        event->reply.outcome == OUTCOME_REFUSED && course->answered->allowed)
        FOUND(event);
}

void judge_postmaster_refused(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct course_recipient *recipient = course->answered_recipient;
    if (!recipient || event->reply.outcome != OUTCOME_REFUSED || event->reply.code == 503 ||
        reply_says(&event->reply, SLICE("relay")))
        return;
    if (slice_equal_nocase(recipient->address, SLICE("postmaster")) ||
        slice_starts_nocase(recipient->address, SLICE("postmaster@")))
        FOUND(event);
}

void judge_relay_denied(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    const struct course_recipient *recipient = course->answered_recipient;
    if (recipient && event->reply.code / 10 == 55 && reply_says(&event->reply, SLICE("relay")))
        FOUND_SAY(event, N_("the server does not pass mail on to {recipient} for this client"),
                  WORD_SLICE("recipient", recipient->address));
}

void judge_too_many_recipients(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct course_recipient *recipient = course->answered_recipient;
    if (recipient && (event->reply.code == 452 || event->reply.code == 552) &&
        reply_says(&event->reply, SLICE("too many recipients")))
        FOUND_SAY(event, N_("the server takes {count} recipients at once"),
                  WORD_NUMBER("count", course->transaction.accepted));
}

void judge_recipient_limit_below_100(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    if (course->answered_recipient && (event->reply.code == 452 || event->reply.code == 552) &&
        reply_says(&event->reply, SLICE("too many recipients")) &&
        course->transaction.accepted < 100 && !course_extension(course, SLICE("LIMITS")))
        FOUND_SAY(event, N_("no more than {count} recipients; a hundred should be possible"),
                  WORD_NUMBER("count", course->transaction.accepted));
}

void judge_rcpt_harvest(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (course->answered_recipient && event->reply.code == 550 &&
        transaction->refused + transaction->accepted + 1 == 10 &&
        transaction->refused + 1 > transaction->accepted)
        FOUND_SAY(event, N_("{count} recipients of this message do not exist"),
                  WORD_NUMBER("count", transaction->refused + 1));
}

void judge_vrfy_expn_probe(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    bool asks = slice_equal(event->command.verb, SLICE("VRFY")) ||
                slice_equal(event->command.verb, SLICE("EXPN"));
    if (asks && course->questions == 2)
        FOUND(event);
}

/* The value of NAME=value among the arguments of LIMITS (RFC 9422); 0: not told. */
static uint64_t limit_of(const struct course *course, struct slice name) {
    const struct course_extension *offer = course_extension(course, SLICE("LIMITS"));
    struct slice rest = offer ? offer->arguments : slice_of(NULL, 0);
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest)) {
        size_t equal = slice_find(word, '=');
        uint64_t value;
        if (equal != SLICE_NONE && slice_equal_nocase(slice_first(word, equal), name) &&
            slice_number(slice_from(word, equal + 1), 999999, &value))
            return value;
    }
    return 0;
}

void judge_limits_exceeded(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    uint64_t recipients = limit_of(course, SLICE("RCPTMAX")),
             mails = limit_of(course, SLICE("MAILMAX"));
    if (event->command.act == ACT_RECIPIENT && recipients > 0 &&
        course->transaction.recipient_count == recipients)
        FOUND_SAY(event, N_("the server said that it takes {most} recipients"),
                  WORD_NUMBER("most", recipients));
    if (event->command.act == ACT_SENDER && mails > 0 && course->mails_sent == mails)
        FOUND_SAY(event, N_("the server said that it takes {most} messages in a session"),
                  WORD_NUMBER("most", mails));
}
