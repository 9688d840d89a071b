/* explainer.c: an event in its session becomes an explanation. */
#include <stdlib.h>

#include "base/text.h"
#include "explain/provider.h"
#include "explain/tell.h"
#include "session/mask.h"

struct explainer {
    bool show_secrets;
    struct provider_rules *rules;
    struct context_memo memo;
};

const char *explain_depth_name(enum explain_depth depth) {
    static const char *const names[EXPLAIN_DEPTHS] = {
        [EXPLAIN_BRIEF] = "brief", [EXPLAIN_NORMAL] = "normal", [EXPLAIN_TEACH] = "teach"};
    return names[depth];
}

struct explainer *explainer_new(const struct explainer_options *options, struct error *error) {
    struct explainer *explainer = calloc(1, sizeof *explainer);
    if (!explainer) {
        (void)error_memory(error);
        return NULL;
    }
    explainer->show_secrets = options && options->show_secrets;
    explainer->rules = provider_rules_new(options ? options->rules : NULL,
                                          options ? options->rules_name : NULL, error);
    if (explainer->rules)
        return explainer;
    free(explainer);
    return NULL;
}

void explainer_free(struct explainer *explainer) {
    if (!explainer)
        return;
    provider_rules_free(explainer->rules);
    free(explainer);
}

struct telling explainer_telling(struct explainer *explainer, struct arena *arena,
                                 const struct context *context, enum explain_depth depth,
                                 struct explanation *explanation) {
    return (struct telling){
        .arena = arena,
        .depth = depth,
        .show_secrets = explainer->show_secrets,
        .context = context,
        .rules = explainer->rules,
        .out = explanation,
    };
}

/* ---- what a reply answers ---- */

static struct answered answered_command(const struct command_event *command) {
    return (struct answered){.verb = command->verb,
                             .argument = command->argument,
                             .mechanism = command->mechanism,
                             .final_dot = command->last};
}

/* The line of a SASL exchange belongs to the AUTH before it. */
static struct answered answered_step(const struct transcript *transcript,
                                     const struct continuation_event *step) {
    const struct event *login = transcript_event(transcript, step->to);
    struct answered answered = {.verb = step->cancel ? SLICE("(auth-cancel)")
                                                     : SLICE("(auth-response)")};
    if (login && login->kind == EVENT_COMMAND)
        answered.mechanism = login->command.mechanism;
    return answered;
}

static struct answered answered_by(const struct context *context, const struct event *event) {
    const struct event *asked = transcript_event(context->transcript, event->reply.to);
    if (event->kind == EVENT_GREETING)
        return (struct answered){.verb = context_is(context, "pop3") ? SLICE("(greeting)")
                                                                     : SLICE("(connect)")};
    if (!asked)
        return (struct answered){0};
    if (asked->kind == EVENT_COMMAND)
        return answered_command(&asked->command);
    if (asked->kind == EVENT_CONTINUATION)
        return answered_step(context->transcript, &asked->continuation);
    return (struct answered){.verb = SLICE("(end-of-data)"), .final_dot = true};
}

/* ---- lines ---- */

/* Writes a reply as it was sent: code and separator before each line, or POP3's status before the
 * first. */
static void write_reply(struct writer *writer, const struct reply_event *reply) {
    for (size_t i = 0; i < reply->line_count && writer->buffer.size < TELLING_INPUT_KEPT; i++) {
        if (i > 0)
            writer_string(writer, "\r\n");
        if (reply->code) {
            writer_number(writer, reply->code, 3);
            writer_put(writer, i + 1 < reply->line_count ? '-' : ' ');
        } else if (i == 0 && reply->status.size > 0) {
            writer_add(writer, reply->status);
            if (reply->lines[i].size > 0)
                writer_put(writer, ' ');
        }
        writer_add(writer, reply->lines[i]);
    }
}

/* The lines of an event, in the arena. False when memory ran out. */
static bool raw_reply(struct arena *arena, const struct reply_event *reply, struct slice *raw) {
    struct writer writer = {.fd = WRITER_MEMORY};
    write_reply(&writer, reply);
    *raw = arena_copy(arena, buffer_slice(&writer.buffer));
    bool whole = writer.cause == 0 && raw->size == writer.buffer.size;
    writer_free(&writer);
    return whole;
}

static bool explain_reply(struct telling *telling, const struct event *event) {
    struct slice raw;
    if (!raw_reply(telling->arena, &event->reply, &raw))
        return false;
    telling_begin(telling, raw);
    struct answered answered = answered_by(telling->context, event);
    const struct event *asked = transcript_event(telling->context->transcript, event->reply.to);
    telling->out->before = event->kind == EVENT_GREETING ? event->state
                           : asked                       ? asked->state
                                                         : NULL;
    telling->out->after = context_state_after(telling->context, event);
    if (event->reply.code)
        tell_smtp_reply(telling, raw, &answered);
    else
        tell_pop3_reply(telling, &answered);
    if (event->kind == EVENT_REPLY && event->reply.to == EVENT_NOTHING)
        tell_note(telling, NOTE_ANSWERS_NOTHING);
    if (event->reply.mixed_codes)
        tell_note(telling, NOTE_MIXED_CODES);
    if (event->reply.outcome != OUTCOME_MORE || event->reply.code == 0)
        tell_next_commands(telling, telling->out->after);
    return telling_end(telling);
}

/* What is odd about a command in its session. */
static void tell_place(struct telling *telling, const struct event *event) {
    const struct command_event *command = &event->command;
    if (command->known && !command->allowed && event->state)
        TELL_NOTE(telling, NOTE_NOT_ALLOWED, WORD_SLICE("verb", command->verb),
                  WORD("state", event->state));
    if (command->end == END_LF)
        tell_note(telling, NOTE_BARE_LF);
    if (command->truncated)
        tell_note(telling, NOTE_TRUNCATED);
}

static bool explain_command(struct telling *telling, const struct event *event) {
    const struct command_event *command = &event->command;
    bool hidden = mask_hides_verb(command) && !telling->show_secrets;
    telling_begin(telling, command->line);
    telling->secret = command->secret;
    telling->out->before = event->state;
    if (hidden) {
        tell_topic(telling, TOPIC_LOST_SECRET);
        tell_part(telling, command->line, PART_LOST_SECRET);
    } else if (context_is(telling->context, "pop3")) {
        tell_pop3_request(telling, command->line);
    } else {
        tell_smtp_request(telling, command->line);
    }
    tell_place(telling, event);
    return telling_end(telling);
}

/* ---- SASL ---- */

/* The server's line, with what stands before the challenge. */
static bool raw_challenge(struct arena *arena, const struct continuation_event *step,
                          struct slice *raw) {
    const struct reply_event reply = {
        .lines = &step->line, .line_count = 1, .code = step->code, .status = step->status};
    return raw_reply(arena, &reply, raw);
}

/* Whether AUTH brought the client's first message along. */
static bool has_initial(const struct command_event *command) {
    struct slice rest = command->argument;
    (void)slice_word(&rest);
    return slice_trim(rest).size > 0;
}

/* Lines of this side in the exchange, up to this one. */
static unsigned step_number(const struct context *context, const struct event *event,
                            const struct event *login) {
    unsigned count = 1;
    if (!login)
        return event->side == SIDE_CLIENT ? event->continuation.step : count;
    count += event->side == SIDE_CLIENT && has_initial(&login->command);
    for (uint32_t n = login->n + 1; n < event->n; n++) {
        const struct event *between = transcript_event(context->transcript, n);
        count += between && between->kind == EVENT_CONTINUATION && between->side == event->side;
    }
    return count;
}

static void tell_challenge_head(struct telling *telling, const struct continuation_event *step) {
    if (step->code)
        tell_part_fact(telling, slice_first(telling->raw, 3), PART_REPLY_CODE,
                       &reply_fact_find(SLICE("334"))->fact);
    else
        tell_part(telling, slice_first(telling->raw, step->status.size), PART_STATUS_MORE);
}

static void tell_empty_step(struct telling *telling, bool server) {
    tell_topic(telling, server ? TOPIC_EMPTY_CHALLENGE : TOPIC_EMPTY_RESPONSE);
    if (telling->raw.size == 0)
        tell_empty_part(telling, PART_EMPTY_LINE);
}

static bool explain_continuation(struct telling *telling, const struct event *event) {
    const struct continuation_event *step = &event->continuation;
    struct slice raw = step->line;
    bool server = event->side == SIDE_SERVER;
    if (server && !raw_challenge(telling->arena, step, &raw))
        return false;
    telling_begin(telling, raw);
    telling->secret = server ? slice_of(NULL, 0) : step->secret;
    telling->out->before = telling->out->after = event->state;
    telling->out->permanence = server ? PERMANENCE_INTERMEDIATE : PERMANENCE_NONE;
    struct slice line = slice_trim(slice_from(raw, raw.size - step->line.size));
    /* the server's step answers the client's last one, which says so itself */
    const struct event *login = context_command_behind(telling->context, event->continuation.to);
    const struct login_step opened = {line, login ? login->command.mechanism : slice_of(NULL, 0),
                                      event->side, step_number(telling->context, event, login)};
    if (server)
        tell_challenge_head(telling, step);
    if (step->cancel)
        tell_topic(telling, TOPIC_LOGIN_CANCELLED);
    else if (line.size == 0)
        tell_empty_step(telling, server);
    else
        tell_login_step(telling, &opened);
    tell_part(telling, step->cancel ? line : slice_of(NULL, 0), PART_CANCEL);
    tell_reference(telling, context_is(telling->context, "pop3") ? "RFC 5034 4" : "RFC 4954 4");
    return telling_end(telling);
}

/* ---- events ---- */

static bool explain_happening(struct telling *telling, const struct transcript_entry *entry) {
    struct slice raw;
    if (!happening_line(&entry->event, telling->arena, &raw))
        return false;
    telling_begin(telling, raw);
    if (entry->event.kind == EVENT_JUNK)
        telling->secret = entry->event.junk.secret;
    telling->out->before = telling->out->after = entry->event.state;
    tell_happening(telling, entry);
    return telling_end(telling);
}

bool explain_event(struct explainer *explainer, struct arena *arena,
                   const struct transcript *transcript, size_t n, enum explain_depth depth,
                   struct explanation *explanation) {
    *explanation = (struct explanation){0};
    if (n >= transcript_count(transcript) || !transcript_at(transcript, n)->present)
        return false;
    const struct transcript_entry *entry = transcript_at(transcript, n);
    const struct context context = context_of(&explainer->memo, transcript, n);
    struct telling telling = explainer_telling(explainer, arena, &context, depth, explanation);
    bool told;
    switch (entry->event.kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        told = explain_reply(&telling, &entry->event);
        break;
    case EVENT_COMMAND:
        told = explain_command(&telling, &entry->event);
        break;
    case EVENT_CONTINUATION:
        told = explain_continuation(&telling, &entry->event);
        break;
    case EVENT_MESSAGE:
        told = explain_message(&telling, entry);
        break;
    default:
        told = explain_happening(&telling, entry);
        break;
    }
    explanation->protocol = context.protocol;
    return told;
}
