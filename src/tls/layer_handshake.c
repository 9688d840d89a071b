#include "tls/layer_inside.h"

/* ---- handshake messages ---- */

static uint32_t wanted(const struct tls_state *state) {
    const uint32_t later = UINT32_C(1) << HANDSHAKE_CLIENT_HELLO |
                           UINT32_C(1) << HANDSHAKE_SERVER_HELLO |
                           UINT32_C(1) << HANDSHAKE_KEY_UPDATE;
    uint32_t bits = state->told ? later : negotiation_wants(&state->negotiation);
    return state->decryption ? bits | decryption_wants(state->decryption) : bits;
}

/* Both sides agree anew, under the keys that they have (RFC 5246 7.4.1.1). */
static void begin_again(const struct hearing *hearing) {
    struct tls_state *state = hearing->state;
    bool details = state->negotiation.details;
    negotiation_clear(&state->negotiation);
    state->negotiation = (struct negotiation){.details = details};
    state->event.tls = (struct tls_event){.renewed = true};
    for (int side = 0; side < 2; side++)
        state->sides[side].over = false;
    tls_begin_event(state, hearing->session, hearing->side, hearing->chunk);
}

static void hear_key_update(const struct hearing *hearing) {
    struct tls_event update = {.what = TLS_KEY_UPDATE};
    decryption_update(hearing->state->decryption, hearing->side);
    tls_tell_more(hearing, &update, hearing->chunk, hearing->chunk->octets.size);
}

/* A message after the handshake: a ticket, new keys, or another handshake. */
static void hear_later(const struct hearing *hearing, const struct handshake_message *message) {
    bool older = !state_is_13(hearing->state);
    if (message->type == HANDSHAKE_KEY_UPDATE && !older)
        hear_key_update(hearing);
    else if (message->type == HANDSHAKE_CLIENT_HELLO && hearing->side == SIDE_CLIENT && older)
        begin_again(hearing);
}

/* Without keys for this client, nothing will be read. They are looked for at the last moment:
 * whoever captures a connection that is his own learns its secrets only after the ClientHello. */
static void look_for_keys(const struct hearing *hearing) {
    struct tls_state *state = hearing->state;
    if (decryption_possible(state->decryption))
        return;
    session_debug(hearing->session, "tls: no keys for this client random");
    decryption_free(state->decryption);
    state->decryption = NULL;
    session_stay_sealed(hearing->session);
}

static void hear_keys(const struct hearing *hearing, const struct handshake_message *message) {
    struct tls_state *state = hearing->state;
    if (!state->decryption)
        return;
    decryption_hear(state->decryption, message);
    if (message->type == HANDSHAKE_FINISHED) {
        decryption_finished(state->decryption, hearing->side);
        hearing->from->data = true;
        tls_look_for_end(hearing);
    } else if (message->type == HANDSHAKE_SERVER_HELLO) {
        look_for_keys(hearing);
    }
}

/* False: the message is none that a handshake has here. */
static bool hear_message(const struct hearing *hearing, const struct handshake_message *message) {
    struct tls_state *state = hearing->state;
    if (state->told)
        hear_later(hearing, message);
    bool good = state->told || negotiation_hear(&state->negotiation, hearing->side, message);
    if (state->negotiation.answered)
        state->version = state->negotiation.version;
    if (good)
        hear_keys(hearing, message);
    return good;
}

static void hear_handshake(const struct hearing *hearing, struct slice octets) {
    struct tls_state *state = hearing->state;
    while (!hearing->from->deaf && (!state->told || state->decryption)) {
        struct handshake_message message;
        enum handshake_progress progress =
            handshake_next(&hearing->from->handshake, &octets, wanted(state), &message);
        if (progress == HANDSHAKE_MORE)
            return;
        if (progress == HANDSHAKE_BROKEN || !hear_message(hearing, &message))
            tls_give_up(state, hearing->session, hearing->side, hearing->chunk->at,
                        "not a handshake");
    }
}

/* ---- alerts ---- */

/* A warning may come before the ServerHello (unrecognized_name, RFC 6066 3); a fatal alert ends the
 * handshake, and the connection. */
static void tell_alert(const struct hearing *hearing, size_t record) {
    struct tls_side *from = hearing->from;
    char text[TLS_NUMBER_TEXT];
    struct tls_event alert = {.what = TLS_ALERT,
                              .alert = tls_alert_name(from->alert[1], text),
                              .fatal = from->alert[0] == ALERT_FATAL};
    if (alert.fatal)
        tls_tell(hearing->state, hearing->session, hearing->chunk->at, "fatal alert");
    tls_tell_more(hearing, &alert, &from->alert_begin, record);
}

static void hear_alert(const struct hearing *hearing, struct slice octets, size_t record) {
    struct tls_side *from = hearing->from;
    const struct chunk *chunk = hearing->chunk;
    for (size_t i = 0; i < octets.size; i++) {
        if (from->alert_size == 0)
            from->alert_begin =
                (struct chunk){.at = chunk->at, .place = chunk->place, .offset = chunk->offset + i};
        from->alert[from->alert_size++] = octets.data[i];
        if (from->alert_size < ALERT_SIZE)
            continue;
        from->alert_size = 0;
        tell_alert(hearing, record);
    }
}

/* ---- the rest ---- */

/* In TLS 1.3 it means nothing (RFC 8446 D.4). */
static void hear_change(const struct hearing *hearing) {
    struct tls_state *state = hearing->state;
    hearing->from->changed = hearing->from->over = true;
    if (state->decryption)
        decryption_change(state->decryption, hearing->side);
    tls_look_for_end(hearing);
}

/* Text of the protocol, which was decrypted, or never encrypted. */
static void hear_data(const struct hearing *hearing, struct slice octets) {
    struct tls_state *state = hearing->state;
    struct chunk chunk = *hearing->chunk;
    hearing->from->data = true;
    tls_look_for_end(hearing);
    state->event.tls.finished |= !state->told;
    tls_tell(state, hearing->session, chunk.at, "data");
    tls_secure(hearing, chunk.at);
    chunk.octets = octets;
    session_plain(hearing->session, hearing->side, &chunk);
}

void tls_hear(const struct hearing *hearing, enum record_type type, struct slice octets,
              size_t record) {
    switch (type) {
    case RECORD_HANDSHAKE:
        hear_handshake(hearing, octets);
        break;
    case RECORD_ALERT:
        hear_alert(hearing, octets, record);
        break;
    case RECORD_CHANGE_CIPHER_SPEC:
        hear_change(hearing);
        break;
    case RECORD_APPLICATION_DATA:
        if (octets.size > 0)
            hear_data(hearing, octets);
        break;
    case RECORD_HEARTBEAT:
        break;
    }
}
