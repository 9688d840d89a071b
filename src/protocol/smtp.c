/* smtp.c: the entry of the SMTP and LMTP module: who sends commands, what holes and ends do. */
#include "protocol/registry.h"
#include "protocol/smtp_inside.h"

enum smtp_state smtp_ready_state(const struct smtp *smtp) {
    return smtp->authenticated ? SMTP_AUTHED : SMTP_READY;
}

void smtp_transaction_reset(struct smtp *smtp) {
    smtp->recipients = 0;
    smtp->accepted_count = 0;
}

static void begin(void *state, struct session *session) {
    struct smtp *smtp = state;
    smtp->lmtp = session_protocol(session) == &lmtp_protocol;
    smtp->auth_command = EVENT_NOTHING;
    smtp->state = smtp->predicted = SMTP_CONNECTED;
    if (session_origin(session)->midstream) {
        smtp->state = smtp->predicted = SMTP_UNKNOWN;
        smtp->client_lost = smtp->server_lost = smtp->chunks_lost = true;
    }
}

/* A reply has turned the roles: what is behind it are commands. */
RARE static void turned_bytes(struct smtp *smtp, struct session *session, enum side side,
                              struct chunk *chunk) {
    smtp_client_bytes(smtp, session, side, chunk);
}

FLAT static void bytes(void *state, struct session *session, enum side side, struct chunk *chunk) {
    struct smtp *smtp = state;
    if (side == smtp_commander(smtp)) {
        smtp_client_bytes(smtp, session, side, chunk);
        return;
    }
    smtp_server_bytes(smtp, session, side, chunk);
    if (chunk->octets.size > 0)
        turned_bytes(smtp, session, side, chunk);
}

void smtp_line_flush(struct smtp *smtp, struct session *session, enum side side) {
    struct line line;
    if (!line_flush(&smtp->lines[side], &line))
        return;
    if (side == smtp_commander(smtp))
        smtp_fragment(smtp, session, side, &line);
    else
        smtp_junk_line(session, side, &line);
}

static void client_gap(struct smtp *smtp, struct session *session, enum side side, uint64_t count) {
    smtp->chunks_lost = true;
    if (smtp->message_open && smtp->message.bdat)
        smtp->message.broken = true; /* between two chunks, a third may be in the hole */
    if (smtp->mode == MODE_LONE)
        smtp_client_decide(smtp, session, side, true);
    if (!chunk_store_empty(&smtp->held)) {
        smtp->held_broken = true;
        return;
    }
    smtp->client_gap = true;
    bool counted = smtp->mode == MODE_CHUNK || smtp->mode == MODE_BLOCK;
    if (smtp->mode == MODE_CONTENT || counted) {
        smtp_content_gap(smtp, session, side, count);
        return;
    }
    smtp->sasl_unsure = true;
    sasl_hole(&smtp->sasl);
    smtp->client_lost = smtp->fragment = true;
    const struct line *piece = line_pending(&smtp->lines[side]);
    if (piece)
        smtp_lost_command(smtp, session, piece->last);
    smtp_line_flush(smtp, session, side);
}

static void server_gap(struct smtp *smtp, struct session *session, enum side side) {
    smtp_server_flush(smtp, session, side, false); /* begun before the line that the hole cuts */
    smtp_line_flush(smtp, session, side);
    smtp->server_lost = true;
    outstanding_doubt(&smtp->asked);
    if (smtp->mode == MODE_LONE)
        smtp->message.broken = true; /* the replies that tell where it ends may be lost */
    if (smtp->mode == MODE_WAITING) {
        smtp->waiting_doubtful = true;
        smtp_client_decide(smtp, session, smtp_commander(smtp), false);
    }
}

static void gap(void *state, struct session *session, enum side side, struct moment moment,
                uint64_t count) {
    struct smtp *smtp = state;
    (void)moment;
    if (side == smtp_commander(smtp))
        client_gap(smtp, session, side, count);
    else
        server_gap(smtp, session, side);
}

/* RFC 3207 4.2: both sides forget what they learned before TLS. */
static void secured(void *state, struct session *session, struct moment moment) {
    struct smtp *smtp = state;
    (void)session;
    (void)moment;
    smtp->state = smtp->predicted = SMTP_TLS;
    smtp->authenticated = false;
}

/* Nothing will come any more: whatever waits is told as what it most likely is. */
static void finish(struct smtp *smtp, struct session *session) {
    enum side side = smtp_commander(smtp);
    for (int tries = 0; tries < 4 && !chunk_store_empty(&smtp->held); tries++)
        smtp_client_decide(smtp, session, side, true);
    smtp_line_flush(smtp, session, side);
    if (smtp->mode == MODE_LONE)
        smtp_client_decide(smtp, session, side, true);
    if (smtp->mode == MODE_BLOCK)
        smtp_chunk_end(smtp, session, side);
    if (smtp->message_open)
        smtp_message_end(smtp, session, side, END_NONE);
}

static void end(void *state, struct session *session, enum side side, struct moment moment) {
    struct smtp *smtp = state;
    (void)moment;
    if (side != smtp_commander(smtp))
        smtp_server_flush(smtp, session, side, true);
    smtp_line_flush(smtp, session, side);
    smtp->ended[side] = true;
    if (smtp->ended[side_other(side)])
        finish(smtp, session);
}

static void clear(void *state) {
    struct smtp *smtp = state;
    line_reader_free(&smtp->lines[SIDE_CLIENT]);
    line_reader_free(&smtp->lines[SIDE_SERVER]);
    chunk_store_free(&smtp->held);
    arena_free(&smtp->reply.arena);
}

static const uint16_t smtp_ports[] = {25, 587, 2525, 10025, 10026, 366, 0};
static const uint16_t smtp_sealed_ports[] = {465, 0};
static const uint16_t lmtp_ports[] = {24, 0};

#define MODULE                                                                                     \
    .state_size = sizeof(struct smtp), .raw_size = SMTP_RAW, .begin = begin, .bytes = bytes,       \
    .gap = gap, .secured = secured, .end = end, .clear = clear

const struct protocol smtp_protocol = {
    .name = "smtp",
    .ports = smtp_ports,
    .sealed_ports = smtp_sealed_ports,
    .recognise = smtp_recognise,
    MODULE,
};

const struct protocol lmtp_protocol = {
    .name = "lmtp",
    .ports = lmtp_ports,
    .recognise = lmtp_recognise,
    MODULE,
};
