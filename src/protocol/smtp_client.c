/* smtp_client.c: octets of the side that sends commands, and those that must wait for a reply.
 *
 * Whether octets after DATA are content, and those after AUTH a SASL step, only the server's answer
 * tells. Until it comes they are held. What is decided then depends on octets and replies alone,
 * never on the pieces in which they came. */
#include "base/rare.h"
#include "protocol/smtp_inside.h"

static bool blocked(const struct smtp *smtp) {
    return smtp->mode == MODE_WAITING || smtp->mode == MODE_LONE;
}

/* After a hole in the exchange nobody knows whether the client still answers a challenge. */
RARE static bool is_sasl_step(const struct smtp *smtp, const struct line *line) {
    struct slice rest = line->text;
    struct slice word = slice_word(&rest);
    return !smtp->sasl_unsure || (slice_trim(rest).size == 0 && !smtp_verb_find(word));
}

static void command_bytes(struct smtp *smtp, struct session *session, enum side side,
                          struct chunk *chunk) {
    struct line line;
    if (!line_next(&smtp->lines[side], chunk, &line))
        return;
    bool sasl = smtp->mode == MODE_SASL && is_sasl_step(smtp, &line);
    smtp->mode = MODE_COMMANDS;
    smtp->sasl_unsure = false;
    if (sasl)
        smtp_sasl_line(smtp, session, side, &line);
    else
        smtp_command_line(smtp, session, side, &line);
}

/* Takes what can be taken now; the rest of the chunk has to wait, or belongs to turned roles. */
WITHIN void take(struct smtp *smtp, struct session *session, enum side side, struct chunk *chunk) {
    while (chunk->octets.size > 0 && !blocked(smtp) && side == smtp_commander(smtp)) {
        if (smtp->mode == MODE_CONTENT)
            smtp_content_bytes(smtp, session, side, chunk);
        else if (smtp->mode == MODE_CHUNK || smtp->mode == MODE_BLOCK)
            smtp_chunk_bytes(smtp, session, side, chunk);
        else
            command_bytes(smtp, session, side, chunk);
    }
}

/* ---- octets that wait ---- */

const struct smtp_verb *smtp_held_verb(const struct smtp *smtp, size_t from) {
    struct slice rest = slice_from(chunk_store_slice(&smtp->held), from);
    size_t end = slice_find(rest, '\n');
    if (end == SLICE_NONE)
        return NULL;
    rest.size = end > 0 && rest.data[end - 1] == '\r' ? end - 1 : end;
    return smtp_verb_take(&rest);
}

static struct moment held_moment(const struct smtp *smtp) {
    struct chunk chunk;
    return chunk_store_peek(&smtp->held, &chunk) ? chunk.at : smtp->last_reply;
}

/* DATA without its reply: octets that begin like a command are commands, since the server may have
 * refused. */
static bool held_is_content(const struct smtp *smtp) {
    return !smtp->server_spoke || !smtp_held_verb(smtp, 0);
}

static bool held_has_end(const struct smtp *smtp) {
    struct slice held = chunk_store_slice(&smtp->held);
    return slice_starts(held, SLICE(".\r\n")) ||
           slice_search(held, SLICE("\r\n.\r\n")) != SLICE_NONE;
}

/* The octets show that the server said 354; if a hole has that reply, nothing is due to DATA any
 * more. */
static void assume_content(struct smtp *smtp, struct session *session) {
    const struct outstanding *oldest = outstanding_at(&smtp->asked, 0);
    while (smtp->waiting_doubtful && oldest) {
        bool data = oldest->n == smtp->waiting_for;
        outstanding_drop(&smtp->asked, 1);
        oldest = data ? NULL : outstanding_at(&smtp->asked, 0);
    }
    smtp_message_begin(smtp, session, true, held_moment(smtp));
}

void smtp_client_decide(struct smtp *smtp, struct session *session, enum side side, bool final) {
    if (smtp->mode == MODE_LONE) {
        smtp_lone_settle(smtp, session, side, true);
        return;
    }
    if (smtp->mode != MODE_WAITING)
        return;
    bool held = !chunk_store_empty(&smtp->held);
    if (smtp_verb_is(smtp->waiting_verb, SMTP_VERB_DATA)) {
        bool enough = !smtp->server_spoke || chunk_store_size(&smtp->held) > SMTP_MOST_HELD ||
                      held_has_end(smtp);
        if (!final && (!held || !enough))
            return;
        smtp->mode = MODE_COMMANDS;
        if (held && held_is_content(smtp))
            assume_content(smtp, session);
    } else if (smtp_verb_is(smtp->waiting_verb, SMTP_VERB_STARTTLS) ||
               smtp_verb_is(smtp->waiting_verb, SMTP_VERB_X_ANONYMOUSTLS)) {
        smtp->mode = MODE_COMMANDS;
        session_expect_tls(session);
    } else if (smtp_verb_is(smtp->waiting_verb, SMTP_VERB_XEXCH50) && held &&
               !smtp_held_verb(smtp, 0)) {
        smtp_block_begin(smtp, session, held_moment(smtp));
    } else {
        bool login = !smtp->waiting_verb || smtp->waiting_verb->act == ACT_LOGIN;
        smtp->mode = login ? MODE_SASL : MODE_COMMANDS;
        smtp->sasl_unsure = login;
    }
    session_debug(session, "no reply to event %u was seen: mode %d", (unsigned)smtp->waiting_for,
                  (int)smtp->mode);
    smtp_client_resume(smtp, session, side);
}

static void hold(struct smtp *smtp, struct session *session, enum side side,
                 const struct chunk *chunk) {
    smtp->holds = true;
    if (!chunk_store_add(&smtp->held, chunk))
        smtp->held_broken = true;
    if (smtp->mode == MODE_LONE)
        smtp_lone_held(smtp, session, side);
    else if (smtp->waiting_doubtful || chunk_store_size(&smtp->held) > SMTP_MOST_HELD)
        smtp_client_decide(smtp, session, side, chunk_store_size(&smtp->held) > SMTP_MOST_HELD);
}

void smtp_client_go_on(struct smtp *smtp, struct session *session, enum side side) {
    if (smtp->resuming)
        return;
    smtp->resuming = true;
    if (smtp->held_broken) {
        if (smtp->message_open)
            smtp->message.broken = true;
        smtp->client_gap = true;
        smtp->held_broken = false;
    }
    struct chunk chunk;
    while (!blocked(smtp) && chunk_store_peek(&smtp->held, &chunk)) {
        size_t size = chunk.octets.size;
        if (side == smtp_commander(smtp))
            take(smtp, session, side, &chunk);
        else
            smtp_server_bytes(smtp, session, side, &chunk);
        chunk_store_take(&smtp->held, size - chunk.octets.size);
    }
    smtp->resuming = false;
    smtp->holds = !chunk_store_empty(&smtp->held);
    if (smtp->mode == MODE_LONE)
        smtp_lone_held(smtp, session, side);
}

void smtp_client_bytes(struct smtp *smtp, struct session *session, enum side side,
                       struct chunk *chunk) {
    take(smtp, session, side, chunk);
    if (chunk->octets.size > 0 && blocked(smtp))
        hold(smtp, session, side, chunk);
}
