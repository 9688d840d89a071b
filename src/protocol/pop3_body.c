/* pop3_body.c: what follows a status line up to its dot: messages and listings (RFC 1939 3).
 *
 *            dot, nothing else asked        a reply, the client, or the end of the session
 *     OPEN ---------------------------> ENDED -------------------------------------------> told
 *      ^ ^                                |
 *      | |   another end was found        v anything else
 *      | '----------------------------- AHEAD -- the client, or the end of the session --> told
 *      |
 *      |--- anything else --- LONE   a dot line with a bare LF; else as ENDED
 *      '--- anything else --- DOUBT  octets are missing; a reply: told as broken
 */
#include "base/rare.h"
#include "protocol/pop3_inside.h"

struct piece_context {
    struct session *session;
    struct pop3_body *body;
};

/* ---- where its octets go ---- */

static void keep_listing(struct pop3_body *body, struct slice octets) {
    size_t listed = body->text.size - body->status_size;
    struct slice kept = slice_first(octets, POP3_MOST_LISTING - listed);
    if (!buffer_add(&body->text, kept))
        kept.size = 0;
    for (size_t i = kept.size; i < octets.size; i++)
        body->lost += octets.data[i] == '\n';
    body->head.reply.truncated |= kept.size < octets.size;
}

static void hand_over(void *context, struct slice octets, struct place place) {
    const struct piece_context *piece = context;
    if (piece->body->listing)
        keep_listing(piece->body, octets);
    else if (!session_content(piece->session, piece->body->n, octets, place))
        piece->body->unwanted = true;
}

static dots_piece *receiver(const struct pop3_body *body, const struct session *session) {
    bool wanted = session_wants_content(session) && !body->unwanted;
    return body->listing || wanted ? hand_over : NULL;
}

/* ---- begin ---- */

void pop3_body_init(struct pop3_body *body) {
    body->phase = BODY_NONE;
    body->broken = false;
    body->wait = (struct chunk_store){0};
    body->text = (struct buffer){0};
}

static void begin(struct pop3_body *body, enum dots_mode mode, const struct line *line) {
    body->phase = BODY_OPEN;
    body->end = END_NONE;
    body->listing = body->broken = body->left = body->assumed = body->begun = body->unwanted =
        false;
    body->at = body->last = line->last;
    body->offset = line->offset + line->octets;
    body->packet = 0;
    dots_begin(&body->dots, mode);
}

void pop3_message_begin(struct pop3_body *body, struct session *session, struct slice via,
                        const struct line *line) {
    begin(body, line->end == END_LF ? DOTS_LAX : DOTS_WATCH, line);
    body->dots.uncounted = !session_wants_facts(session);
    body->n = session_number(session);
    body->via = via;
    body->number = body->announced = 0;
}

void pop3_listing_begin(struct pop3_body *body, const struct event *head, const struct line *line) {
    begin(body, DOTS_LAX, line);
    body->listing = true;
    body->n = head->n;
    body->head = *head;
    body->lost = 0;
    body->text.size = 0;
    if (!buffer_add(&body->text, line->text))
        body->head.reply.truncated = true;
    body->status_size = body->text.size;
}

void pop3_body_free(struct pop3_body *body) {
    buffer_free(&body->text);
    chunk_store_free(&body->wait);
}

/* ---- told ---- */

static void tell_message(const struct pop3 *pop3, struct session *session, enum side side,
                         const struct pop3_body *body, enum line_end end) {
    struct event event = {.n = body->n,
                          .kind = EVENT_MESSAGE,
                          .side = side,
                          .at = body->at,
                          .end = body->last,
                          .offset = body->offset,
                          .octets = body->dots.wire_octets,
                          .packet = body->packet,
                          .state = pop3_state_name(pop3->state)};
    event.message = (struct message_event){.octets = body->dots.octets,
                                           .wire_octets = body->dots.wire_octets,
                                           .via = body->via,
                                           .end = end,
                                           .complete = end != END_NONE && !body->broken,
                                           .assumed = body->assumed,
                                           .number = body->number,
                                           .announced = body->announced,
                                           .facts = body->dots.facts};
    session_emit(session, &event);
}

/* Cuts the text into lines behind the first one, which is there already; returns how many there are
 * in all. */
static size_t cut_lines(struct pop3_body *body, struct slice text, struct slice *lines,
                        size_t room) {
    size_t count = 1;
    while (text.size > 0) {
        size_t end = slice_find(text, '\n');
        struct slice line = slice_first(text, end);
        text = slice_from(text, line.size + 1);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        if (count < room)
            lines[count++] = line;
        else
            body->lost++;
    }
    return count;
}

static size_t count_lines(struct slice text) {
    size_t count = 0;
    for (size_t end; (end = slice_find(text, '\n')) != SLICE_NONE; count++)
        text = slice_from(text, end + 1);
    return count + (text.size > 0);
}

enum { FEW_LISTED = 16 };

/* Where there are more lines than that; `room`: how many, cut down to what is kept. */
static struct slice *take_lines(struct pop3 *pop3, size_t *room) {
    *room = *room < POP3_MOST_LISTED ? *room : POP3_MOST_LISTED;
    arena_clear(&pop3->scratch);
    return arena_take(&pop3->scratch, *room * sizeof(struct slice));
}

static void tell_listing(struct pop3 *pop3, struct session *session, struct pop3_body *body,
                         enum line_end end) {
    struct event event = body->head;
    struct slice text = buffer_slice(&body->text), listed = slice_from(text, body->status_size);
    struct pop3_status status;
    if (!pop3_status_read(slice_first(text, body->status_size), false, &status))
        status = (struct pop3_status){.indicator = SLICE("+OK"), .outcome = OUTCOME_OK};
    struct slice few[FEW_LISTED];
    size_t room = count_lines(listed) + 1;
    struct slice *lines = room <= FEW_LISTED ? few : take_lines(pop3, &room);
    event.reply.lines = lines ? lines : &status.text;
    event.reply.line_count = 1;
    if (lines) {
        lines[0] = status.text;
        event.reply.line_count = cut_lines(body, listed, lines, room);
    }
    event.reply.status = status.indicator;
    event.reply.response_code = status.response_code;
    event.reply.lines_lost = body->lost;
    if (end == END_NONE || body->dots.facts.bare_lf > 0)
        event.reply.end = end == END_NONE ? END_NONE : END_LF;
    event.end = body->last;
    event.octets += body->dots.wire_octets;
    session_emit(session, &event);
}

/* Its answer is due from its last octet on. */
RARE static void note_upload_end(struct pop3 *pop3) {
    for (size_t i = 0; i < pop3->asked.count; i++) {
        struct outstanding *entry = outstanding_at(&pop3->asked, i);
        if (entry->what == ASKED_UPLOAD && entry->n == pop3->upload.n)
            entry->end = pop3->upload.last;
    }
}

/* The body is over; `end` tells how, END_NONE that it broke off. */
static void tell(struct pop3 *pop3, struct session *session, enum side side, enum line_end end) {
    struct pop3_body *body = side == SIDE_SERVER ? &pop3->body : &pop3->upload;
    body->phase = BODY_NONE;
    if (end == END_NONE) {
        struct piece_context piece = {session, body};
        dots_break(&body->dots, receiver(body, session), &piece);
    }
    if (side == SIDE_SERVER)
        pop3->last_reply = body->last;
    else
        note_upload_end(pop3);
    if (body->listing)
        tell_listing(pop3, session, body, end);
    else
        tell_message(pop3, session, side, body, end);
    if (body->text.room > POP3_MOST_HELD)
        buffer_free(&body->text);
}

/* ---- read ---- */

static void note_chunk(struct pop3_body *body, const struct chunk *chunk) {
    if (!body->begun) {
        body->begun = true;
        body->at = body->last = chunk->at;
        body->offset = chunk->offset;
        body->packet = chunk->place.packet;
    }
    body->last = moment_later(body->last, chunk->at);
}

/* Gives the server's octets that waited back to whoever reads now. */
static void release(struct pop3 *pop3, struct session *session) {
    struct chunk_store wait = pop3->body.wait;
    pop3->body.wait = (struct chunk_store){0};
    struct chunk chunk;
    while (chunk_store_peek(&wait, &chunk)) {
        size_t size = chunk.octets.size;
        pop3_server_bytes(pop3, session, &chunk);
        chunk_store_take(&wait, size);
    }
    chunk_store_free(&wait);
}

static void read_open(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    struct pop3_body *body = &pop3->body;
    struct piece_context piece = {session, body};
    note_chunk(body, chunk);
    switch (dots_read(&body->dots, chunk, receiver(body, session), &piece, &body->end)) {
    case DOTS_MORE:
        break;
    case DOTS_LONE:
        body->phase = BODY_LONE;
        break;
    case DOTS_END:
        if (pop3->asked.count == 0 && !session_is_prompt(session))
            body->phase = BODY_ENDED;
        else
            tell(pop3, session, SIDE_SERVER, body->end);
        break;
    }
}

/* What came after the end is no reply. */
RARE static void refuse_end(struct pop3 *pop3, struct session *session) {
    struct pop3_body *body = &pop3->body;
    struct piece_context piece = {session, body};
    switch (body->phase) {
    case BODY_ENDED:
        body->ahead = body->dots;
        dots_resume(&body->ahead, NULL, NULL);
        body->phase = BODY_AHEAD;
        break;
    case BODY_LONE:
        dots_go_on(&body->dots, receiver(body, session), &piece);
        body->phase = BODY_OPEN;
        break;
    default:
        body->phase = BODY_OPEN;
        body->left = false;
        break;
    }
    release(pop3, session);
}

/* BODY_ENDED, BODY_LONE, BODY_DOUBT: takes octets one by one until they show whether a reply begins
 * here. */
static void read_prefix(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    struct pop3_body *body = &pop3->body;
    enum pop3_prefix prefix = POP3_UNSURE;
    while (prefix == POP3_UNSURE && chunk->octets.size > 0) {
        struct chunk octet = *chunk;
        octet.octets.size = 1;
        chunk_skip(chunk, 1);
        if (!chunk_store_add(&body->wait, &octet))
            break;
        prefix = pop3_prefix_read(chunk_store_slice(&body->wait));
    }
    if (prefix == POP3_NO_REPLY) {
        refuse_end(pop3, session);
    } else if (prefix == POP3_REPLY) {
        if (body->phase == BODY_DOUBT && !body->left)
            outstanding_doubt(&pop3->asked);
        tell(pop3, session, SIDE_SERVER, body->phase == BODY_DOUBT ? END_NONE : body->end);
        release(pop3, session);
    }
}

/* BODY_AHEAD: the dot line that was found is content if another end follows, or so much that it can
 * be nothing else. */
RARE static void read_ahead(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    struct pop3_body *body = &pop3->body;
    struct chunk taken = *chunk;
    enum line_end end;
    bool ends = dots_read(&body->ahead, chunk, NULL, NULL, &end) == DOTS_END;
    taken.octets = slice_first(taken.octets, taken.octets.size - chunk->octets.size);
    if (!chunk_store_add(&body->wait, &taken))
        body->broken = true;
    if (!ends && chunk_store_slice(&body->wait).size <= POP3_MOST_HELD)
        return;
    struct piece_context piece = {session, body};
    session_debug(session, "event %u: a lone dot was content", (unsigned)body->n);
    dots_resume(&body->dots, receiver(body, session), &piece);
    body->phase = BODY_OPEN;
    release(pop3, session);
}

void pop3_body_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    if (chunk->octets.size == 0)
        return;
    switch (pop3->body.phase) {
    case BODY_OPEN:
        read_open(pop3, session, chunk);
        break;
    case BODY_AHEAD:
        read_ahead(pop3, session, chunk);
        break;
    default:
        read_prefix(pop3, session, chunk);
        break;
    }
}

void pop3_upload_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    struct pop3_body *body = &pop3->upload;
    struct piece_context piece = {session, body};
    note_chunk(body, chunk);
    enum dots_result result =
        dots_read(&body->dots, chunk, receiver(body, session), &piece, &body->end);
    if (result == DOTS_LONE)
        dots_go_on(&body->dots, receiver(body, session), &piece);
    if (result != DOTS_END)
        return;
    pop3->mode = MODE_COMMANDS;
    tell(pop3, session, SIDE_CLIENT, body->end);
}

/* ---- the other side, holes, the end ---- */

/* Its end was found, and only what follows can tell that it was none. */
static bool seems_ended(const struct pop3_body *body) {
    return body->phase == BODY_ENDED || body->phase == BODY_LONE || body->phase == BODY_AHEAD;
}

void pop3_body_client_speaks(struct pop3 *pop3, struct session *session) {
    struct pop3_body *body = &pop3->body;
    /* What waited may begin a message, which the client's next octet is behind as well. */
    while (seems_ended(body)) {
        tell(pop3, session, SIDE_SERVER, body->end);
        release(pop3, session);
    }
    if (body->phase != BODY_NONE && body->broken && !pop3->pipelines) {
        body->phase = BODY_DOUBT;
        body->left = true;
    }
}

void pop3_body_gap(struct pop3 *pop3, struct session *session, enum side side) {
    struct pop3_body *body = side == SIDE_SERVER ? &pop3->body : &pop3->upload;
    if (body->phase == BODY_DOUBT && !body->left) {
        body->phase = BODY_OPEN;
        release(pop3, session);
    }
    if (body->phase != BODY_OPEN) {
        pop3_body_close(pop3, session, side);
        return;
    }
    struct piece_context piece = {session, body};
    dots_break(&body->dots, receiver(body, session), &piece);
    body->broken = true;
    if (side == SIDE_SERVER)
        body->phase = BODY_DOUBT;
}

void pop3_body_close(struct pop3 *pop3, struct session *session, enum side side) {
    struct pop3_body *body = side == SIDE_SERVER ? &pop3->body : &pop3->upload;
    bool ended = seems_ended(body);
    if (body->phase == BODY_NONE)
        return;
    tell(pop3, session, side, ended ? body->end : END_NONE);
    release(pop3, session);
}
