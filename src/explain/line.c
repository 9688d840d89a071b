/* line.c: one line as a person typed or pasted it: what is it? */
#include "explain/explainer.h"
#include "explain/tell.h"
#include "protocol/pop3_command.h"
#include "protocol/pop3_status.h"
#include "protocol/sasl.h"
#include "protocol/smtp_reply.h"
#include "protocol/smtp_verb.h"

/* ---- what kind of line ---- */

static bool is_smtp_reply(struct slice line) {
    bool more;
    return smtp_reply_code(line, &more) >= 200;
}

static bool is_pop3_reply(struct slice line) {
    struct pop3_status status;
    return pop3_status_read(line, false, &status);
}

static struct slice verb_of(struct slice line) {
    return slice_word(&line);
}

static bool is_smtp_verb(struct slice line) {
    return smtp_command_fact_find(verb_of(line)) != NULL && line.data[0] != '(';
}

static bool is_pop3_verb(struct slice line) {
    struct slice rest = line;
    struct slice verb = slice_word(&rest);
    return line.data[0] != '(' && pop3_fact(verb, slice_trim(rest), NULL) != NULL;
}

/* ---- secrets of a line that no session has looked at ---- */

/* What the SASL module would mask of the client's first message. */
static struct slice secret_of_step(struct telling *telling, struct slice mechanism,
                                   struct slice line) {
    struct sasl sasl;
    sasl_begin(&sasl, mechanism);
    return sasl_client(&sasl, line, telling->arena).secret;
}

/* The initial response of AUTH. */
static struct slice initial_secret(struct telling *telling, struct slice argument) {
    struct slice mechanism = slice_word(&argument);
    return secret_of_step(telling, mechanism, slice_trim(argument));
}

/* A line that is nothing but a step of a login. */
static struct slice lone_secret(struct telling *telling, struct slice line) {
    struct slice mechanism = login_guess(telling, line, SIDE_CLIENT);
    return mechanism.size > 0 ? secret_of_step(telling, mechanism, line) : slice_of(NULL, 0);
}

static struct slice secret_of(struct telling *telling, struct slice line) {
    struct slice rest = line;
    struct slice verb = slice_word(&rest);
    struct slice argument = slice_trim(rest);
    const struct smtp_verb *smtp = smtp_verb_find(verb);
    const struct pop3_command *pop3 = pop3_command_find(verb, argument);
    if ((smtp && smtp->act == ACT_LOGIN) || (pop3 && pop3->tells == POP3_MECHANISM))
        return initial_secret(telling, argument);
    if (pop3 && pop3->tells == POP3_PASSWORD)
        return argument;
    if (pop3 && pop3->tells == POP3_DIGEST) {
        (void)slice_word(&argument);
        return slice_trim(argument);
    }
    return lone_secret(telling, line);
}

/* ---- the kinds ---- */

static void tell_other_meaning(struct telling *telling, const char *protocol,
                               const struct fact *fact) {
    if (*fact->title)
        tell_also(telling, NOTE_ALSO,
                  TELLING_WORDS(WORD("protocol", protocol), WORD("word", fact->id),
                                WORD("title", _(fact->title))));
}

static void tell_smtp_line(struct telling *telling, struct slice line, bool also) {
    struct slice rest = line;
    struct slice verb = slice_word(&rest);
    const struct pop3_command_fact *other = pop3_fact(verb, slice_trim(rest), NULL);
    telling->out->protocol = slice_equal_nocase(verb, SLICE("LHLO")) ? "lmtp" : "smtp";
    tell_smtp_request(telling, line);
    if (also && other && other->fact.id[0] != '(')
        tell_other_meaning(telling, "POP3", &other->fact);
    const struct extension_fact *keyword = extension_fact_find(verb);
    if (also && keyword && rest.size == 0) {
        tell_other_meaning(telling, "EHLO", &keyword->fact);
        tell_reference(telling, keyword->fact.reference);
    }
}

static void tell_pop3_line(struct telling *telling, struct slice line, bool also) {
    struct slice rest = line;
    struct slice verb = slice_word(&rest);
    const struct smtp_command_fact *other = smtp_command_fact_find(verb);
    const struct capability_fact *keyword = capability_fact_find(verb);
    telling->out->protocol = "pop3";
    tell_pop3_request(telling, line);
    if (also && other)
        tell_other_meaning(telling, "SMTP", &other->fact);
    if (also && keyword && rest.size == 0)
        tell_other_meaning(telling, "CAPA", &keyword->fact);
}

/* What follows 334 or + is a challenge. */
static void tell_challenge(struct telling *telling, struct slice text) {
    const struct login_step step = {slice_trim(text), slice_of(NULL, 0), SIDE_SERVER, 1};
    if (login_guess(telling, step.line, SIDE_SERVER).size > 0)
        tell_login_step(telling, &step);
}

/* A step of the client that stands alone. */
static bool tell_lone_step(struct telling *telling, struct slice line) {
    const struct login_step step = {line, login_guess(telling, line, SIDE_CLIENT), SIDE_CLIENT, 1};
    if (step.mechanism.size == 0)
        return false;
    tell_login_step(telling, &step);
    return true;
}

static bool wants(const char *protocol, const char *this) {
    return !protocol || strcmp(protocol, this) == 0;
}

static bool wants_smtp(const char *protocol) {
    return wants(protocol, "smtp") || wants(protocol, "lmtp");
}

static void tell_any(struct telling *telling, struct slice line, const char *protocol) {
    const struct answered nothing = {0};
    if (line.size == 0) {
        tell_topic(telling, TOPIC_EMPTY_LINE);
        tell_empty_part(telling, PART_EMPTY_LINE);
    } else if (wants(protocol, "pop3") && is_pop3_reply(line)) {
        telling->out->protocol = "pop3";
        tell_pop3_reply(telling, &nothing);
        if (line.data[0] == '+' && line.size > 2 && line.data[1] == ' ')
            tell_challenge(telling, slice_from(line, 2));
    } else if (wants_smtp(protocol) && is_smtp_reply(line)) {
        telling->out->protocol = protocol ? protocol : "smtp";
        tell_smtp_reply(telling, line, &nothing);
        if (slice_starts(line, SLICE("334 ")))
            tell_challenge(telling, slice_from(line, 4));
    } else if (wants_smtp(protocol) && is_smtp_verb(line)) {
        tell_smtp_line(telling, line, !protocol);
    } else if (wants(protocol, "pop3") && is_pop3_verb(line)) {
        tell_pop3_line(telling, line, !protocol);
    } else if (!tell_report_block(telling, line) && !tell_header_line(telling, line) &&
               !tell_log_line(telling, line) && !tell_word(telling, line, protocol) &&
               !tell_lone_step(telling, line)) {
        tell_nearest(telling, line);
    }
}

/* Without the line end, and without blanks around it. */
static struct slice trim_line(struct slice line) {
    while (line.size > 0 && (line.data[line.size - 1] == '\n' || line.data[line.size - 1] == '\r'))
        line.size--;
    return slice_trim(line);
}

bool explain_line(struct explainer *explainer, struct arena *arena, struct slice line,
                  const char *protocol, enum explain_depth depth, struct explanation *explanation) {
    const struct context context = {.protocol = protocol, .hello = SIZE_MAX};
    struct telling telling = explainer_telling(explainer, arena, &context, depth, explanation);
    telling_begin(&telling, trim_line(line));
    telling.secret = secret_of(&telling, telling.raw);
    tell_any(&telling, telling.raw, protocol);
    return telling_end(&telling);
}
