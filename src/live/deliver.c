#include "live/deliver.h"

#include "base/text.h"
#include "base/words.h"
#include "live/answer.h"
#include "live/content.h"
#include "live/offers.h"

/* Octets of one BDAT. */
enum { CHUNK = 512 * 1024 };

enum deliver_stage deliver_stage_find(const char *word) {
    static const char *const words[DELIVER_STAGES] = {
#define STAGE(id, word) word,
#include "live/stages.def"
#undef STAGE
    };
    for (int i = 0; i < DELIVER_STAGES; i++)
        if (strcmp(words[i], word) == 0)
            return (enum deliver_stage)i;
    return DELIVER_STAGES;
}

/* A delivery on its way. */
struct course {
    struct caller *caller;
    const struct delivery *delivery;
    size_t accepted;      /* recipients */
    struct error refusal; /* of the recipient that weighs most */
    bool sent;            /* the envelope, pipelined */
};

static const struct event *offers(const struct course *course) {
    return offers_find(caller_row(course->caller)->transcript);
}

static bool says(struct writer *line, struct course *course, struct error *error) {
    bool said = (line->cause == 0 || error_memory(error)) &&
                caller_say(course->caller, buffer_slice(&line->buffer), error);
    writer_free(line);
    return said;
}

/* ---- the envelope ---- */

static bool has_high_address(const struct delivery *delivery) {
    bool high = text_first_high(slice_string(delivery->sender)) != SLICE_NONE;
    for (size_t i = 0; i < delivery->recipient_count; i++)
        high |= text_first_high(slice_string(delivery->recipients[i])) != SLICE_NONE;
    return high;
}

static void write_mail(struct writer *line, const struct course *course) {
    const struct delivery *delivery = course->delivery;
    const struct event *list = offers(course);
    writer_string(line, "MAIL FROM:<");
    writer_string(line, delivery->sender);
    writer_put(line, '>');
    if (offers_have(list, SLICE("SIZE"), NULL)) {
        writer_string(line, " SIZE=");
        writer_number(line, delivery->content.size, 1);
    }
    if (text_first_high(delivery->content) != SLICE_NONE &&
        offers_have(list, SLICE("8BITMIME"), NULL))
        writer_string(line, " BODY=8BITMIME");
    if (has_high_address(delivery))
        writer_string(line, " SMTPUTF8");
    writer_string(line, "\r\n");
}

static void write_rcpt(struct writer *line, const char *recipient) {
    writer_string(line, "RCPT TO:<");
    writer_string(line, recipient);
    writer_string(line, ">\r\n");
}

static bool is_pipelined(const struct course *course) {
    return course->delivery->pipeline && offers_have(offers(course), SLICE("PIPELINING"), NULL);
}

/* MAIL, all RCPT and DATA in one go (RFC 2920). */
static bool say_envelope(struct course *course, struct error *error) {
    const struct delivery *delivery = course->delivery;
    struct writer lines = writer_to(WRITER_MEMORY);
    write_mail(&lines, course);
    for (size_t i = 0; i < delivery->recipient_count; i++)
        write_rcpt(&lines, delivery->recipients[i]);
    if (!delivery->chunking && delivery->quit_after > DELIVER_RCPT &&
        delivery->drop_after > DELIVER_RCPT)
        writer_string(&lines, "DATA\r\n");
    course->sent = true;
    return says(&lines, course, error);
}

static bool mail(struct course *course, struct error *error) {
    struct writer line = writer_to(WRITER_MEMORY);
    if (has_high_address(course->delivery) && !offers_have(offers(course), SLICE("SMTPUTF8"), NULL))
        return error_set(error, ERROR_REFUSED,
                         _("the server takes no addresses beyond ASCII (SMTPUTF8)"));
    if (is_pipelined(course)) {
        if (!say_envelope(course, error))
            return false;
    } else {
        write_mail(&line, course);
        if (!says(&line, course, error))
            return false;
    }
    const struct event *reply = caller_reply(course->caller, error);
    if (!reply)
        return false;
    return answer_outcome(reply) == OUTCOME_OK ||
           answer_fail(reply, _("The sender"), ERROR_REFUSED, error);
}

/* A refusal weighs more than a deferral, the first of its kind is told. */
static void take_refusal(struct course *course, const struct event *reply, const char *recipient) {
    struct error error = {0};
    (void)answer_fail(reply, recipient, ERROR_REFUSED, &error);
    if (course->refusal.kind == ERROR_NONE ||
        (course->refusal.kind == ERROR_TEMPORARY && error.kind == ERROR_REFUSED))
        course->refusal = error;
}

static bool rcpt(struct course *course, struct error *error) {
    const struct delivery *delivery = course->delivery;
    for (size_t i = 0; i < delivery->recipient_count; i++) {
        struct writer line = writer_to(WRITER_MEMORY);
        write_rcpt(&line, delivery->recipients[i]);
        if (course->sent)
            writer_free(&line);
        else if (!says(&line, course, error))
            return false;
        const struct event *reply = caller_reply(course->caller, error);
        if (!reply)
            return false;
        if (answer_outcome(reply) == OUTCOME_OK)
            course->accepted++;
        else
            take_refusal(course, reply, delivery->recipients[i]);
    }
    if (course->accepted > 0 || course->sent)
        return true;
    *error = course->refusal;
    return false;
}

/* ---- the content ---- */

static bool say_dots(struct course *course, struct slice content, struct error *error) {
    struct writer dotted = writer_to(WRITER_MEMORY);
    content_dots(&dotted, content);
    return says(&dotted, course, error);
}

static bool data(struct course *course, struct error *error) {
    if (course->delivery->chunking)
        return offers_have(offers(course), SLICE("CHUNKING"), NULL) ||
               error_set(error, ERROR_PROTOCOL, _("the server does not offer CHUNKING"));
    if (!course->sent && !caller_say_line(course->caller, SLICE("DATA"), error))
        return false;
    const struct event *reply = caller_reply(course->caller, error);
    if (!reply)
        return false;
    if (answer_outcome(reply) != OUTCOME_MORE)
        return answer_fail(reply, "DATA", ERROR_REFUSED, error);
    if (course->accepted > 0)
        return true;
    /* 354 though it took no recipient: nothing is sent (RFC 2920 3.1) */
    *error = course->refusal;
    struct error ignored = {0};
    if (say_dots(course, slice_of(NULL, 0), &ignored))
        (void)caller_reply(course->caller, &ignored);
    return false;
}

/* One reply for each chunk, the last one excepted, which dot() takes. */
static bool say_chunks(struct course *course, struct error *error) {
    struct slice rest = course->delivery->content;
    do {
        struct slice chunk = slice_first(rest, CHUNK);
        struct writer line = writer_to(WRITER_MEMORY);
        rest = slice_from(rest, chunk.size);
        writer_string(&line, "BDAT ");
        writer_number(&line, chunk.size, 1);
        writer_string(&line, rest.size > 0 ? "\r\n" : " LAST\r\n");
        writer_add(&line, chunk);
        if (!says(&line, course, error))
            return false;
        const struct event *reply = rest.size > 0 ? caller_reply(course->caller, error) : NULL;
        if (rest.size > 0 && !reply)
            return false;
        if (reply && answer_outcome(reply) != OUTCOME_OK)
            return answer_fail(reply, "BDAT", ERROR_REFUSED, error);
    } while (rest.size > 0);
    return true;
}

/* The content could not be sent to its end. Where the server has said why before it hung up, that
 * is what is told. */
static bool break_off(struct course *course, struct error *error) {
    struct error refusal = {0};
    const struct event *reply = error->kind == ERROR_TEMPORARY && caller_hears(course->caller)
                                    ? caller_reply(course->caller, &refusal)
                                    : NULL;
    if (!reply || answer_outcome(reply) == OUTCOME_OK)
        return false;
    (void)answer_fail(reply, _("The message"), ERROR_REFUSED, &refusal);
    *error = refusal;
    return false;
}

/* LMTP answers for each recipient (RFC 2033 4.2). */
static bool dot(struct course *course, struct error *error) {
    bool said = course->delivery->chunking ? say_chunks(course, error)
                                           : say_dots(course, course->delivery->content, error);
    if (!said)
        return break_off(course, error);
    do {
        const struct event *reply = caller_reply(course->caller, error);
        if (!reply)
            return false;
        if (answer_outcome(reply) != OUTCOME_OK)
            take_refusal(course, reply, _("The message"));
    } while (caller_owed(course->caller) > 0);
    return true;
}

/* ---- its stages ---- */

static bool connect_to(struct course *course, struct error *error) {
    return caller_connect(course->caller, course->delivery->target, error);
}

static bool banner(struct course *course, struct error *error) {
    return entry_greet(course->caller, error);
}

static bool ehlo(struct course *course, struct error *error) {
    return entry_hello(course->caller, &course->delivery->entry, error);
}

static bool tls(struct course *course, struct error *error) {
    return entry_secure(course->caller, &course->delivery->entry, error);
}

static bool auth(struct course *course, struct error *error) {
    const struct credentials *credentials = course->delivery->entry.credentials;
    return !credentials || authenticate(course->caller, credentials, error);
}

static bool (*const stages[DELIVER_STAGES])(struct course *course, struct error *error) = {
    [DELIVER_CONNECT] = connect_to,
    [DELIVER_BANNER] = banner,
    [DELIVER_EHLO] = ehlo,
    [DELIVER_TLS] = tls,
    [DELIVER_AUTH] = auth,
    [DELIVER_MAIL] = mail,
    [DELIVER_RCPT] = rcpt,
    [DELIVER_DATA] = data,
    [DELIVER_DOT] = dot,
};

bool deliver(struct caller *caller, const struct delivery *delivery, struct error *error) {
    struct course course = {.caller = caller, .delivery = delivery};
    bool good = true, more = true;
    for (int stage = 0; stage < DELIVER_STAGES && good && more; stage++) {
        good = stages[stage](&course, error);
        more = stage != (int)delivery->quit_after && stage != (int)delivery->drop_after;
        if (good && stage == (int)delivery->drop_after) {
            caller_end(caller, false);
            return true;
        }
    }
    if (good && course.refusal.kind != ERROR_NONE) {
        *error = course.refusal;
        good = false;
    }
    if (!caller_is_lost(caller) && error->kind != ERROR_PROTOCOL)
        entry_quit(caller); /* who refused is told goodbye, too */
    caller_end(caller, false);
    return good;
}
