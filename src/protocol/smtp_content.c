/* smtp_content.c: message content: DATA up to its dot, BDAT by octets, the counted block of
 * XEXCH50. */
#include "base/rare.h"
#include "protocol/smtp_inside.h"

struct piece_context {
    struct session *session;
    struct smtp_message *message;
};

static void hand_over(void *context, struct slice octets, struct place place) {
    const struct piece_context *piece = context;
    if (!session_content(piece->session, piece->message->n, octets, place))
        piece->message->unwanted = true;
}

static dots_piece *receiver(const struct smtp_message *message, const struct session *session) {
    return session_wants_content(session) && !message->unwanted ? hand_over : NULL;
}

/* ---- DATA ---- */

void smtp_message_begin(struct smtp *smtp, struct session *session, bool assumed,
                        struct moment moment) {
    struct smtp_message *message = &smtp->message;
    smtp->message_open = true;
    *message = (struct smtp_message){.assumed = assumed,
                                     .early = !assumed && !chunk_store_empty(&smtp->held),
                                     .broken = smtp->client_gap,
                                     .n = session_number(session),
                                     .at = moment,
                                     .last = moment};
    dots_begin(&message->dots, smtp->lax ? DOTS_LAX : DOTS_WATCH);
    message->dots.uncounted = !session_wants_facts(session);
    smtp->mode = MODE_CONTENT;
}

/* The first octet of the content dates and places the message. */
static void note_chunk(struct smtp_message *message, const struct chunk *chunk) {
    if (!message->dated) {
        message->dated = true;
        message->at = message->last = chunk->at;
        message->offset = chunk->offset;
        message->packet = chunk->place.packet;
    }
    duration pause = moment_since(chunk->at, message->last);
    message->pause = pause > message->pause ? pause : message->pause;
    message->last = moment_later(message->last, chunk->at);
}

RARE static void lone_begin(struct smtp *smtp, enum line_end end) {
    smtp->lone = (struct smtp_lone){.end = end, .strict_end = SIZE_MAX};
    smtp->lone.trial = smtp->message.dots;
    dots_go_on(&smtp->lone.trial, NULL, NULL);
    smtp->mode = MODE_LONE;
}

void smtp_content_bytes(struct smtp *smtp, struct session *session, enum side side,
                        struct chunk *chunk) {
    struct smtp_message *message = &smtp->message;
    struct piece_context piece = {session, message};
    dots_piece *take = receiver(message, session);
    enum line_end end;
    note_chunk(message, chunk);
    switch (dots_read(&message->dots, chunk, take, &piece, &end)) {
    case DOTS_MORE:
        break;
    case DOTS_END:
        smtp_message_end(smtp, session, side, end);
        break;
    case DOTS_LONE:
        lone_begin(smtp, end);
        break;
    }
}

static void ask_for_message(struct smtp *smtp, struct session *session, uint32_t n,
                            struct moment end) {
    struct outstanding *entry = outstanding_next(&smtp->asked, session_arena(session));
    if (entry)
        *entry = (struct outstanding){.n = n, .what = ASKED_MESSAGE, .end = end};
    smtp->predicted = smtp_ready_state(smtp);
}

void smtp_message_end(struct smtp *smtp, struct session *session, enum side side,
                      enum line_end end) {
    struct smtp_message *message = &smtp->message;
    struct piece_context piece = {session, message};
    if (!message->bdat && end == END_NONE)
        dots_break(&message->dots, receiver(message, session), &piece);
    const struct dots *dots = &message->dots;
    struct event event = {.n = message->n,
                          .kind = EVENT_MESSAGE,
                          .side = side,
                          .at = message->at,
                          .end = message->last,
                          .offset = message->offset,
                          .octets = dots->wire_octets,
                          .packet = message->packet,
                          .state = smtp_state_name(message->bdat ? SMTP_BDAT : SMTP_DATA)};
    event.message = (struct message_event){
        .octets = dots->octets,
        .wire_octets = event.octets,
        .via = message->bdat ? SLICE("BDAT") : SLICE("DATA"),
        .end = end,
        .complete = end != END_NONE && !message->broken,
        .assumed = message->assumed,
        .early = message->early,
        .pause = message->bdat ? 0 : message->pause,
        .facts = dots->facts,
    };
    bool answer_due = !message->bdat && end != END_NONE && !message->answered;
    smtp->message_open = false;
    if (smtp->mode == MODE_CONTENT || smtp->mode == MODE_LONE || smtp->mode == MODE_CHUNK)
        smtp->mode = MODE_COMMANDS;
    if (answer_due)
        ask_for_message(smtp, session, event.n, event.end);
    else if (message->answered)
        smtp_transaction_close(smtp);
    session_emit(session, &event);
}

/* ---- a dot line that only tolerant servers take for the end ---- */

void smtp_lone_settle(struct smtp *smtp, struct session *session, enum side side, bool strict) {
    struct smtp_message *message = &smtp->message;
    message->answered = smtp->lone.answered;
    session_debug(session, "message %u: the dot line is %s", (unsigned)message->n,
                  strict ? "content" : "the end");
    if (strict) {
        struct piece_context piece = {session, message};
        dots_go_on(&message->dots, receiver(message, session), &piece);
        message->dots.mode = DOTS_STRICT;
        smtp->mode = MODE_CONTENT;
    } else {
        smtp_message_end(smtp, session, side, smtp->lone.end);
    }
    smtp_client_resume(smtp, session, side);
}

/* Reads on strictly in what is held, to learn where a strict server would see the end. */
static void lone_try(struct smtp *smtp) {
    struct slice held = chunk_store_slice(&smtp->held);
    struct chunk chunk = {.octets = slice_from(held, smtp->lone.tried)};
    smtp->lone.trial.mode = DOTS_STRICT;
    enum line_end end;
    if (dots_read(&smtp->lone.trial, &chunk, NULL, NULL, &end) == DOTS_END)
        smtp->lone.strict_end = held.size - chunk.octets.size;
    smtp->lone.tried = held.size;
}

void smtp_lone_held(struct smtp *smtp, struct session *session, enum side side) {
    if (smtp->resuming)
        return;
    if (smtp->lone.strict_end == SIZE_MAX)
        lone_try(smtp);
    bool found = smtp->lone.strict_end != SIZE_MAX;
    size_t known = found ? smtp->lone.strict_end : chunk_store_size(&smtp->held);
    /* A second message hides behind the dot only if commands follow it. */
    bool harmless = found && !smtp_held_verb(smtp, 0);
    if (harmless || known > SMTP_MOST_HELD)
        smtp_lone_settle(smtp, session, side, true);
}

/* Whether a reply with this code would suit the command. */
static bool suits(const struct smtp_verb *verb, uint16_t code) {
    if (!verb || code >= 400)
        return true;
    switch (verb->act) {
    case ACT_QUIT:
        return code == 221;
    case ACT_CONTENT:
        return verb->flags & SMTP_WAITS ? code == 354 : code == 250;
    default:
        return code != 221 && code != 354;
    }
}

bool smtp_lone_reply(struct smtp *smtp, struct session *session, enum side side, uint16_t code) {
    struct smtp_lone *lone = &smtp->lone;
    if (lone->strict_end == SIZE_MAX) {
        smtp_lone_settle(smtp, session, side, false);
        return false;
    }
    if (!lone->answered) {
        lone->answered = true;
        return true;
    }
    struct slice held = chunk_store_slice(&smtp->held);
    bool silent = lone->strict_end == held.size;
    const struct smtp_verb *strict = smtp_held_verb(smtp, lone->strict_end);
    const struct smtp_verb *tolerant = smtp_held_verb(smtp, 0);
    bool strict_fits = !silent && suits(strict, code);
    smtp_lone_settle(smtp, session, side, strict_fits || (!silent && !suits(tolerant, code)));
    return false;
}

/* ---- BDAT and XEXCH50: octets that are counted ---- */

void smtp_chunk_begin(struct smtp *smtp, struct session *session, const struct line *line,
                      uint64_t size, bool last) {
    struct smtp_message *message = &smtp->message;
    if (!smtp->message_open)
        *message = (struct smtp_message){.bdat = true,
                                         .broken = smtp->chunks_lost,
                                         .n = session_number(session),
                                         .at = line->last,
                                         .last = line->last};
    smtp->message_open = true;
    message->chunk_left = size;
    message->last_chunk = last;
    smtp->mode = MODE_CHUNK;
    if (size == 0)
        smtp_chunk_end(smtp, session, smtp_commander(smtp));
}

void smtp_block_begin(struct smtp *smtp, struct session *session, struct moment moment) {
    smtp->message = (struct smtp_message){
        .n = session_number(session), .at = moment, .last = moment, .chunk_left = smtp->block_size};
    smtp->message_open = false;
    smtp->mode = MODE_BLOCK;
    if (smtp->block_size == 0)
        smtp_chunk_end(smtp, session, smtp_commander(smtp));
}

static void block_end(struct smtp *smtp, struct session *session, enum side side) {
    struct smtp_message *block = &smtp->message;
    struct event event = {.n = block->n,
                          .kind = EVENT_BLOCK,
                          .side = side,
                          .at = block->at,
                          .end = block->last,
                          .offset = block->offset,
                          .octets = block->dots.wire_octets,
                          .packet = block->packet};
    event.message = (struct message_event){.octets = block->dots.octets,
                                           .wire_octets = block->dots.wire_octets,
                                           .via = SLICE("XEXCH50"),
                                           .complete = block->chunk_left == 0 && !block->broken};
    smtp->mode = MODE_COMMANDS;
    session_emit(session, &event);
}

void smtp_chunk_end(struct smtp *smtp, struct session *session, enum side side) {
    if (smtp->mode == MODE_BLOCK)
        block_end(smtp, session, side);
    else if (smtp->message.last_chunk)
        smtp_message_end(smtp, session, side, smtp->message.chunk_left ? END_NONE : END_LAST);
    else
        smtp->mode = MODE_COMMANDS;
}

void smtp_chunk_bytes(struct smtp *smtp, struct session *session, enum side side,
                      struct chunk *chunk) {
    struct smtp_message *message = &smtp->message;
    struct slice octets = chunk->octets;
    if (octets.size > message->chunk_left)
        octets.size = (size_t)message->chunk_left;
    note_chunk(message, chunk);
    if (smtp->mode == MODE_CHUNK && session_wants_facts(session))
        content_count(&message->dots.scan, &message->dots.facts, octets);
    (void)session_content(session, message->n, octets, chunk->place);
    message->dots.octets += octets.size;
    message->dots.wire_octets += octets.size;
    message->chunk_left -= octets.size;
    chunk_skip(chunk, octets.size);
    if (message->chunk_left == 0)
        smtp_chunk_end(smtp, session, side);
}

void smtp_content_gap(struct smtp *smtp, struct session *session, enum side side, uint64_t count) {
    struct smtp_message *message = &smtp->message;
    message->broken = true;
    if (smtp->mode == MODE_CONTENT) {
        struct piece_context piece = {session, message};
        dots_break(&message->dots, receiver(message, session), &piece);
        return;
    }
    message->chunk_left -= count < message->chunk_left ? count : message->chunk_left;
    if (message->chunk_left == 0)
        smtp_chunk_end(smtp, session, side);
}
