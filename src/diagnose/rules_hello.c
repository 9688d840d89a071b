/* The hello: how the client introduces itself (RFC 5321 4.1.1.1, 4.1.4). */
#include "diagnose/names.h"
#include "diagnose/rule.h"

static bool is_hello(const struct event *event) {
    return event->command.act == ACT_HELLO;
}

void judge_helo_missing_argument(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    (void)course;
    if (is_hello(event) && event->command.argument.size == 0)
        FOUND(event);
}

void judge_helo_bare_ip(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    struct endpoint address;
    (void)course;
    if (is_hello(event) && name_is_address(event->command.argument, &address))
        FOUND_SAY(event, N_("the client calls itself {name}, an address without brackets"),
                  WORD_SLICE("name", event->command.argument));
}

void judge_helo_literal(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    struct endpoint address;
    if (is_hello(event) && name_is_literal(event->command.argument, &address) &&
        endpoint_same_address(&address, session_end_of(course->session, SIDE_CLIENT)))
        FOUND(event);
}

void judge_helo_literal_mismatch(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    struct endpoint address;
    const struct endpoint *client = session_end_of(course->session, SIDE_CLIENT);
    if (is_hello(event) && client->size > 0 && name_is_literal(event->command.argument, &address) &&
        !endpoint_same_address(&address, client))
        FOUND_SAY(event, N_("the client calls itself {name} and comes from another address"),
                  WORD_SLICE("name", event->command.argument));
}

void judge_helo_not_fqdn(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    struct endpoint address;
    struct slice name = event->command.argument;
    (void)course;
    if (is_hello(event) && name.size > 0 && name.data[0] != '[' &&
        !name_is_address(name, &address) && !name_is_public(name))
        FOUND_SAY(event, N_("{name} is no full host name"), WORD_SLICE("name", name));
}

void judge_helo_underscore(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    struct slice name = event->command.argument;
    struct endpoint address;
    (void)course;
    if (is_hello(event) && name.size > 0 && name.data[0] != '[' &&
        !name_is_address(name, &address) && !name_has_host_letters(name))
        FOUND_SAY(event, N_("{name} has characters that host names do not have"),
                  WORD_SLICE("name", name));
}

void judge_helo_is_server_name(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    struct slice rest = course->banner;
    struct slice server = slice_word(&rest);
    if (is_hello(event) && slice_equal_nocase(event->command.argument, server) &&
        name_is_public(server))
        FOUND_SAY(event, N_("the client calls itself {name}, as the server does"),
                  WORD_SLICE("name", server));
}

void judge_helo_repeated_different(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    if (is_hello(event) && course->hello_accepted && course->hello.size > 0 &&
        !course->greeted_again && !course->fresh_secure &&
        !slice_equal_nocase(event->command.argument, course->hello))
        FOUND_SAY(event, N_("first {before}, now {name}"), WORD_SLICE("before", course->hello),
                  WORD_SLICE("name", event->command.argument));
}

void judge_helo_used(struct diagnosis *diagnosis, const struct course *course,
                     const struct event *event) {
    if (slice_equal(event->command.verb, SLICE("HELO")) && !course->hello_tried &&
        !course->midstream)
        FOUND(event);
}

void judge_ehlo_refused_fallback(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct course_command *last = course_last(course);
    if (slice_equal(event->command.verb, SLICE("HELO")) && last &&
        slice_equal(last->verb, SLICE("EHLO")) && last->outcome == OUTCOME_REFUSED)
        FOUND(event);
}

void judge_ehlo_missing(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    if (event->command.act == ACT_SENDER && !course->hello_tried && course->greeted && !course->gap)
        FOUND(event);
}

void judge_ehlo_not_repeated_after_tls(struct diagnosis *diagnosis, const struct course *course,
                                       const struct event *event) {
    if (course->fresh_secure && course->tls_asked && event->command.known && !is_hello(event) &&
        event->command.act != ACT_QUIT)
        FOUND(event);
}
