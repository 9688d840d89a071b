/* pop3.c: the entry of the POP3 module: holes, TLS, ends. */
#include "protocol/pop3_inside.h"
#include "protocol/registry.h"

static void begin(void *state, struct session *session) {
    struct pop3 *pop3 = state;
    bool midstream = session_origin(session)->midstream;
    pop3->state = pop3->predicted = midstream ? POP3_UNKNOWN : POP3_AUTHORIZATION;
    pop3->server_lost = pop3->client_lost = midstream;
    pop3->auth = pop3->sasl_line = EVENT_NOTHING;
    pop3_body_init(&pop3->body);
    pop3_body_init(&pop3->upload);
}

static void bytes(void *state, struct session *session, enum side side, struct chunk *chunk) {
    if (side == SIDE_CLIENT)
        pop3_client_bytes(state, session, chunk);
    else
        pop3_server_bytes(state, session, chunk);
}

/* Part of a line before a hole is all that will ever be known of it. */
static void drop_line(struct pop3 *pop3, struct session *session, enum side side) {
    struct line line;
    if (line_flush(&pop3->lines[side], &line))
        pop3_junk_line(pop3, session, side, &line);
}

static void client_gap(struct pop3 *pop3, struct session *session) {
    pop3_body_client_speaks(pop3, session);
    pop3_client_decide(pop3, session);
    drop_line(pop3, session, SIDE_CLIENT);
    pop3_body_gap(pop3, session, SIDE_CLIENT);
    pop3_commands_lost(pop3);
    pop3->client_lost = true;
    sasl_hole(&pop3->sasl);
    if (pop3->mode == MODE_SASL)
        pop3->sasl_unsure = true;
}

static void server_gap(struct pop3 *pop3, struct session *session) {
    pop3_body_gap(pop3, session, SIDE_SERVER);
    drop_line(pop3, session, SIDE_SERVER);
    if (pop3->body.phase != BODY_DOUBT) {
        outstanding_doubt(&pop3->asked);
        pop3_client_decide(pop3, session);
    }
    pop3->server_lost = true;
    pop3->replied = false;
}

static void gap(void *state, struct session *session, enum side side, struct moment moment,
                uint64_t count) {
    struct pop3 *pop3 = state;
    (void)moment, (void)count;
    pop3->lossy = true;
    if (side == SIDE_CLIENT)
        client_gap(pop3, session);
    else
        server_gap(pop3, session);
    if (pop3->state == POP3_AUTHORIZATION)
        pop3->state = pop3->predicted = POP3_UNKNOWN;
}

/* RFC 2595 4: both sides begin anew in the AUTHORIZATION state. */
static void secured(void *state, struct session *session, struct moment moment) {
    struct pop3 *pop3 = state;
    (void)session, (void)moment;
    pop3->sealed = true;
    pop3->state = pop3->predicted = POP3_AUTHORIZATION;
    pop3->mode = MODE_COMMANDS;
    chunk_store_clear(&pop3->held);
    pop3->login_tried = false;
    outstanding_drop(&pop3->asked, pop3->asked.count);
    pop3->unkept = 0;
}

/* Nothing will come any more: whatever waits is told as what it most likely is. */
static void finish(struct pop3 *pop3, struct session *session) {
    struct line line;
    while (pop3->mode == MODE_WAITING && !chunk_store_empty(&pop3->held))
        pop3_client_decide(pop3, session);
    pop3_body_close(pop3, session, SIDE_CLIENT);
    if (!line_flush(&pop3->lines[SIDE_CLIENT], &line))
        return;
    if (pop3->mode == MODE_SASL)
        pop3_sasl_line(pop3, session, &line);
    else
        pop3_command_line(pop3, session, &line);
}

static void end(void *state, struct session *session, enum side side, struct moment moment) {
    struct pop3 *pop3 = state;
    (void)moment;
    pop3->ended[side] = true;
    if (side == SIDE_SERVER) {
        pop3_body_close(pop3, session, SIDE_SERVER);
        pop3_server_flush(pop3, session);
        pop3_body_close(pop3, session, SIDE_SERVER);
        while (pop3->mode == MODE_WAITING)
            pop3_client_decide(pop3, session);
    }
    if (pop3->ended[SIDE_SERVER] && pop3->ended[SIDE_CLIENT])
        finish(pop3, session);
}

static void clear(void *state) {
    struct pop3 *pop3 = state;
    line_reader_free(&pop3->lines[SIDE_CLIENT]);
    line_reader_free(&pop3->lines[SIDE_SERVER]);
    chunk_store_free(&pop3->held);
    arena_free(&pop3->scratch);
    pop3_body_free(&pop3->body);
    pop3_body_free(&pop3->upload);
}

static const uint16_t ports[] = {110, 0};
static const uint16_t sealed_ports[] = {995, 0};

const struct protocol pop3_protocol = {
    .name = "pop3",
    .ports = ports,
    .sealed_ports = sealed_ports,
    .state_size = sizeof(struct pop3),
    .raw_size = POP3_RAW,
    .recognise = pop3_recognise,
    .begin = begin,
    .bytes = bytes,
    .gap = gap,
    .secured = secured,
    .end = end,
    .clear = clear,
};
