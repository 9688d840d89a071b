/* pop3_server.c: status lines; which command one answers and what follows from it. */
#include "base/rare.h"
#include "protocol/pop3_inside.h"

const struct pop3_command *pop3_asked_command(const struct outstanding *entry) {
    return entry && entry->what == ASKED_COMMAND ? entry->verb : NULL;
}

static void status_event(const struct pop3 *pop3, struct session *session, const struct line *line,
                         const struct pop3_status *status, struct event *event) {
    line_event(event, session_number(session), EVENT_REPLY, SIDE_SERVER, line);
    event->state = pop3_state_name(pop3->state);
    event->reply = (struct reply_event){.lines = &status->text,
                                        .line_count = 1,
                                        .status = status->indicator,
                                        .response_code = status->response_code,
                                        .outcome = status->outcome,
                                        .to = EVENT_NOTHING,
                                        .recipient = EVENT_NOTHING,
                                        .latency = DURATION_UNKNOWN,
                                        .end = line->end,
                                        .truncated = line->truncated};
}

/* The server could begin at the later of the command's end and the previous reply's. */
static void set_latency(const struct pop3 *pop3, struct event *event, struct moment asked) {
    event->reply.latency = moment_since(event->at, moment_later(asked, pop3->last_reply));
}

/* ---- inside a SASL exchange ---- */

static bool in_exchange(const struct pop3 *pop3, const struct outstanding *front) {
    return front && pop3->auth != EVENT_NOTHING && front->n == pop3->auth;
}

/* What is answered inside an exchange: the client's last line, or AUTH itself. */
static void answer_exchange(const struct pop3 *pop3, struct event *event) {
    if (pop3->sasl_line == EVENT_NOTHING)
        return;
    event->reply.to = pop3->sasl_line;
    set_latency(pop3, event, pop3->sasl_end);
}

RARE static void challenge(struct pop3 *pop3, struct session *session, struct event *event) {
    struct reply_event reply = event->reply;
    arena_clear(&pop3->scratch);
    struct sasl_step step = sasl_server(&pop3->sasl, reply.lines[0], &pop3->scratch);
    event->kind = EVENT_CONTINUATION;
    event->continuation = (struct continuation_event){.line = reply.lines[0],
                                                      .secret = step.secret,
                                                      .status = reply.status,
                                                      .to = reply.to,
                                                      .latency = reply.latency,
                                                      .end = reply.end,
                                                      .step = ++pop3->sasl_step,
                                                      .truncated = reply.truncated};
    pop3->last_reply = event->end;
    pop3->mode = MODE_SASL;
    pop3->sasl_unsure = false;
    session_emit(session, event);
    pop3_client_resume(pop3, session);
}

static void close_exchange(struct pop3 *pop3) {
    pop3->auth = pop3->sasl_line = EVENT_NOTHING;
    pop3->sasl_unsure = false;
    pop3->mode = MODE_COMMANDS;
}

/* ---- what follows from a reply ---- */

/* The table says where +OK leads; nothing else changes the state. */
static void apply_state(struct pop3 *pop3, const struct pop3_command *command, bool ok) {
    enum pop3_state next = ok ? pop3_state_after(pop3->state, command) : pop3->state;
    if (next != POP3_NEVER)
        pop3->state = next;
    bool changes = pop3_state_after(pop3->state, command) != pop3->state;
    if (pop3->asked.count == 0 || (!ok && changes))
        pop3->predicted = pop3->state;
    if (command && command->tells == POP3_NAME && !ok)
        pop3->user_refused = true;
    if (command && slice_equal(command->verb, SLICE("UTF8")) && ok)
        pop3->utf8 = true;
}

/* What was waited for is known now. */
static void apply_waiting(struct pop3 *pop3, struct session *session,
                          const struct pop3_command *command, const struct line *line, bool ok) {
    if (command->answer == POP3_SASL) {
        close_exchange(pop3);
        return;
    }
    if (pop3->mode != MODE_WAITING || command != pop3->waiting)
        return;
    pop3->mode = MODE_COMMANDS;
    if (!ok)
        return;
    if (command->act == ACT_TLS)
        session_expect_tls(session);
    if (command->answer != POP3_CONTENT)
        return;
    pop3_message_begin(&pop3->upload, session, SLICE("XMIT"), line);
    pop3->upload.offset = session_octets(session, SIDE_CLIENT) + session_lost(session, SIDE_CLIENT);
    struct outstanding entry = {.n = pop3->upload.n, .what = ASKED_UPLOAD, .end = line->last};
    (void)outstanding_push(&pop3->asked, &entry, session_arena(session));
    pop3->mode = MODE_CONTENT;
}

/* ---- which command does it answer? ---- */

/* The first reply greets, unless the start was not captured: then it is known by what it says
 * (RFC 1939 4; the timestamp of 7). */
static bool is_greeting(const struct pop3 *pop3, const struct session *session,
                        const struct pop3_status *status) {
    if (pop3->greeted || status->outcome == OUTCOME_MORE)
        return false;
    bool start_seen = !session_origin(session)->midstream && !pop3->server_lost;
    if (start_seen)
        return true;
    struct slice text = status->text;
    return pop3->asked.count == 0 &&
           (slice_search_nocase(text, SLICE("ready")) != SLICE_NONE ||
            slice_search_nocase(text, SLICE("POP")) != SLICE_NONE ||
            (slice_find(text, '<') != SLICE_NONE && slice_find(text, '@') != SLICE_NONE));
}

static void greet(struct pop3 *pop3, struct session *session, struct event *event) {
    event->kind = EVENT_GREETING;
    event->state = pop3_state_name(POP3_AUTHORIZATION);
    if (pop3->state == POP3_UNKNOWN)
        pop3->state = pop3->predicted = POP3_AUTHORIZATION;
    pop3->last_reply = event->end;
    session_emit(session, event);
}

/* Past the bound commands are counted only; their answers come after those of the ones kept. */
static void drop_front(struct pop3 *pop3) {
    if (pop3->asked.count > 0)
        outstanding_drop(&pop3->asked, 1);
    else if (pop3->unkept > 0)
        pop3->unkept--;
}

/* After a hole a client that does not pipeline waits for one answer only, the last. */
static const struct outstanding *find_front(struct pop3 *pop3) {
    if (!pop3->pipelines && outstanding_doubtful(&pop3->asked) > 0)
        outstanding_drop(&pop3->asked, pop3->asked.count - 1);
    return outstanding_at(&pop3->asked, 0);
}

/* Where a client pipelines, a hole leaves open which commands are answered. */
static bool is_unsure(const struct pop3 *pop3, const struct outstanding *entry) {
    return entry->doubtful && pop3->pipelines;
}

static void begin_body(struct pop3 *pop3, struct session *session, const struct event *event,
                       const struct outstanding *entry, const struct line *line) {
    const struct pop3_command *command = pop3_asked_command(entry);
    if (command->answer == POP3_LISTING) {
        pop3_listing_begin(&pop3->body, event, line);
        pop3->body.phase = pop3->lossy ? BODY_DOUBT : BODY_OPEN;
        return;
    }
    pop3_message_begin(&pop3->body, session, command->verb, line);
    pop3->body.broken = is_unsure(pop3, entry);
    pop3->body.number = entry->number;
    pop3->body.announced = pop3_announced(event->reply.lines[0]);
    pop3->body.phase = pop3->lossy ? BODY_DOUBT : BODY_OPEN;
}

void pop3_commands_lost(struct pop3 *pop3) {
    pop3->replied = false;
    if (pop3->pipelines) {
        pop3->shifted = true;
    } else if (pop3->mode == MODE_COMMANDS) {
        outstanding_drop(&pop3->asked, pop3->asked.count);
        pop3->unkept = 0;
    }
}

static void answer(struct pop3 *pop3, struct session *session, struct event *event,
                   const struct outstanding *front, const struct line *line) {
    struct outstanding entry = *front;
    const struct pop3_command *command = pop3_asked_command(&entry);
    bool ok = event->reply.outcome == OUTCOME_OK;
    if (!is_unsure(pop3, &entry)) {
        event->reply.to = entry.n;
        set_latency(pop3, event, entry.end);
    }
    event->reply.final = entry.what == ASKED_UPLOAD;
    if (in_exchange(pop3, front))
        answer_exchange(pop3, event);
    drop_front(pop3);
    pop3->last_reply = event->end;
    bool body =
        ok && command && (command->answer == POP3_LISTING || command->answer == POP3_MESSAGE);
    bool listing = body && command->answer == POP3_LISTING;
    if (!listing)
        session_emit(session, event);
    if (body)
        begin_body(pop3, session, event, &entry, line);
    apply_state(pop3, command, ok);
    if (command)
        apply_waiting(pop3, session, command, line, ok);
    pop3_client_resume(pop3, session);
}

static void status_line(struct pop3 *pop3, struct session *session, const struct line *line,
                        const struct pop3_status *status) {
    struct event event;
    status_event(pop3, session, line, status, &event);
    bool greets = is_greeting(pop3, session, status);
    pop3->greeted = true;
    pop3->unasked_ok = false;
    if (greets) {
        greet(pop3, session, &event);
        return;
    }
    const struct outstanding *front = find_front(pop3);
    pop3->replied = true;
    if (front && status->outcome == OUTCOME_MORE && in_exchange(pop3, front)) {
        event.reply.to = front->n;
        set_latency(pop3, &event, front->end);
        answer_exchange(pop3, &event);
        challenge(pop3, session, &event);
    } else if (front) {
        answer(pop3, session, &event, front, line);
    } else {
        pop3->unasked_ok = pop3->unkept == 0 && status->outcome == OUTCOME_OK;
        drop_front(pop3);
        pop3->last_reply = event.end;
        session_emit(session, &event);
    }
}

/* ---- lines that are no status lines ---- */

/* A header field: a name without blanks, a colon (RFC 5322 2.2). */
static bool looks_like_header(struct slice line) {
    struct slice name = slice_first(line, slice_find(line, ':'));
    if (name.size == 0 || name.size == line.size)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] <= ' ' || name.data[i] > '~')
            return false;
    return true;
}

/* The line as octets of content, its line end put back. */
RARE static void give_to_body(struct pop3 *pop3, struct session *session, const struct line *line) {
    struct slice end = line->end == END_CRLF ? SLICE("\r\n")
                       : line->end == END_LF ? SLICE("\n")
                                             : SLICE("");
    struct chunk text = {line->text, line->at, line->place, line->offset};
    struct chunk rest = {end, line->last, line->place, line->offset + line->text.size};
    rest.place.offset += line->text.size;
    pop3_body_bytes(pop3, session, &text);
    pop3_body_bytes(pop3, session, &rest);
}

/* A line of LIST or UIDL: a number, a blank, something. */
static bool looks_listed(struct slice line) {
    uint64_t number;
    struct slice word = slice_word(&line);
    return slice_number(word, UINT64_MAX, &number) && slice_trim(line).size > 0;
}

/* Content whose +OK was lost, or whose RETR was: a message of unknown start. */
RARE static bool is_stray_content(struct pop3 *pop3, const struct line *line) {
    const struct pop3_command *command = pop3_asked_command(find_front(pop3));
    if (slice_equal(line->text, SLICE(".")))
        return false;
    if (pop3->server_lost && command)
        return command->answer == POP3_MESSAGE;
    if (pop3->asked.count > 0)
        return false;
    bool mid_content = pop3->server_lost && !pop3->greeted && !looks_listed(line->text);
    return mid_content ||
           ((pop3->unasked_ok || pop3->server_lost) && looks_like_header(line->text));
}

RARE static void begin_stray(struct pop3 *pop3, struct session *session, const struct line *line) {
    const struct outstanding *front = outstanding_at(&pop3->asked, 0);
    const struct pop3_command *command = pop3_asked_command(front);
    bool asked = command && command->answer == POP3_MESSAGE;
    struct line before = *line;
    before.last = line->at;
    before.octets = 0;
    pop3_message_begin(&pop3->body, session, asked ? command->verb : SLICE("RETR"), &before);
    pop3->body.number = asked ? front->number : 0;
    pop3->body.broken = pop3->body.assumed = true;
    if (asked)
        drop_front(pop3);
    dots_break(&pop3->body.dots, NULL, NULL);
    give_to_body(pop3, session, line);
}

RARE static void other_line(struct pop3 *pop3, struct session *session, const struct line *line) {
    if (is_stray_content(pop3, line)) {
        begin_stray(pop3, session, line);
        return;
    }
    const struct pop3_command *command = pop3_asked_command(outstanding_at(&pop3->asked, 0));
    bool dot = slice_equal(line->text, SLICE("."));
    pop3_junk_line(pop3, session, SIDE_SERVER, line);
    if (dot && pop3->server_lost && command && command->answer == POP3_LISTING)
        drop_front(pop3);
    pop3->unasked_ok = false;
}

static void server_line(struct pop3 *pop3, struct session *session, const struct line *line) {
    struct pop3_status status;
    bool exchange = in_exchange(pop3, outstanding_at(&pop3->asked, 0));
    if (pop3_status_read(line->text, exchange, &status)) {
        status_line(pop3, session, line, &status);
        pop3->server_lost = false;
    } else {
        other_line(pop3, session, line);
    }
}

void pop3_server_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    while (chunk->octets.size > 0) {
        struct line line;
        if (pop3->body.phase != BODY_NONE)
            pop3_body_bytes(pop3, session, chunk);
        else if (line_next(&pop3->lines[SIDE_SERVER], chunk, &line))
            server_line(pop3, session, &line);
    }
}

void pop3_server_flush(struct pop3 *pop3, struct session *session) {
    struct line line;
    if (line_flush(&pop3->lines[SIDE_SERVER], &line))
        server_line(pop3, session, &line);
}
