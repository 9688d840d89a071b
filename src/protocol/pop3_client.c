/* pop3_client.c: octets of the client; those that must wait for an answer. */
#include "protocol/pop3_inside.h"

static size_t held_size(const struct pop3 *pop3) {
    return chunk_store_slice(&pop3->held).size;
}

/* Reads one line, or content, off the chunk. */
static void take(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    if (pop3->mode == MODE_CONTENT) {
        pop3_upload_bytes(pop3, session, chunk);
        return;
    }
    struct line line;
    if (!line_next(&pop3->lines[SIDE_CLIENT], chunk, &line))
        return;
    if (pop3->mode == MODE_SASL)
        pop3_sasl_line(pop3, session, &line);
    else
        pop3_command_line(pop3, session, &line);
}

static void take_held(struct pop3 *pop3, struct session *session) {
    struct chunk chunk;
    while (pop3->mode != MODE_WAITING && chunk_store_peek(&pop3->held, &chunk)) {
        size_t size = chunk.octets.size;
        take(pop3, session, &chunk);
        chunk_store_take(&pop3->held, size - chunk.octets.size);
    }
}

void pop3_client_resume(struct pop3 *pop3, struct session *session) {
    if (pop3->resuming)
        return;
    pop3->resuming = true;
    take_held(pop3, session);
    pop3->resuming = false;
}

/* The first held line begins with a command of the table. */
static bool command_is_held(const struct pop3 *pop3) {
    struct slice held = chunk_store_slice(&pop3->held);
    struct slice line = slice_first(held, slice_find(held, '\n'));
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return pop3_is_command(line);
}

void pop3_client_decide(struct pop3 *pop3, struct session *session) {
    if (pop3->mode != MODE_WAITING)
        return;
    session_debug(session, "no answer to %.*s was seen", (int)pop3->waiting->verb.size,
                  (const char *)pop3->waiting->verb.data);
    pop3->mode = MODE_COMMANDS;
    if (pop3->waiting->act == ACT_TLS)
        session_expect_tls(session);
    if (pop3->waiting->answer == POP3_SASL) {
        pop3->mode = MODE_SASL;
        pop3->sasl_unsure = true;
    }
    if (pop3->waiting->answer == POP3_CONTENT && held_size(pop3) > 0 && !command_is_held(pop3)) {
        struct chunk chunk;
        (void)chunk_store_peek(&pop3->held, &chunk);
        struct line line = {.last = chunk.at, .end = END_CRLF};
        pop3_message_begin(&pop3->upload, session, SLICE("XMIT"), &line);
        pop3->upload.assumed = true;
        pop3->mode = MODE_CONTENT;
    }
    pop3_client_resume(pop3, session);
}

/* Past the bound nobody waits any longer. */
static void hold(struct pop3 *pop3, struct session *session, const struct chunk *chunk) {
    if (!chunk_store_add(&pop3->held, chunk))
        pop3->client_lost = true;
    while (pop3->mode == MODE_WAITING && held_size(pop3) > POP3_MOST_HELD)
        pop3_client_decide(pop3, session);
}

void pop3_client_bytes(struct pop3 *pop3, struct session *session, struct chunk *chunk) {
    pop3_body_client_speaks(pop3, session);
    while (pop3->mode != MODE_WAITING && chunk->octets.size > 0) {
        take(pop3, session, chunk);
        /* A server that is gone answers no more: at once, whatever came in the same piece. */
        if (pop3->ended[SIDE_SERVER])
            pop3_client_decide(pop3, session);
    }
    if (chunk->octets.size > 0)
        hold(pop3, session, chunk);
}
