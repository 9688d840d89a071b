/* layer.h: what stands between the carrier and the protocol module (TLS).
 *
 * The session pushes a layer when a protocol says that it may follow, and offers every layer the
 * first octets of a session. A pushed layer gets all octets; it hands text on with session_plain(),
 * counts what it cannot read with session_sealed(), and may take itself out with
 * session_pop_layer() when what follows is not for it. */
#ifndef HELOISE_SESSION_LAYER_H
#define HELOISE_SESSION_LAYER_H

#include "session/chunk.h"
#include "session/session.h"
#include "session/tls_rhythm.h"

/* Whose first octets are offered to it: those of a side at the start, those of both after STARTTLS.
 * A layer that comes after STARTTLS seals. */
enum { LAYER_BY_CLIENT = 1, LAYER_BY_SERVER = 2, LAYER_AFTER_STARTTLS = 4 };

enum layer_match { LAYER_NO, LAYER_UNSURE, LAYER_YES };

struct layer {
    const char *name;
    unsigned where;    /* LAYER_ flags */
    size_t state_size; /* zeroed before begin() */
    /* Whether these first octets of a side are this layer's. More octets never turn a yes into a
     * no. */
    enum layer_match (*match)(enum side side, struct slice octets);
    void (*begin)(void *state, struct session *session, bool implicit, struct moment moment);
    void (*bytes)(void *state, struct session *session, enum side side, const struct chunk *chunk);
    void (*gap)(void *state, struct session *session, enum side side, struct moment moment,
                uint64_t count);
    void (*end)(void *state, struct session *session, enum side side, struct moment moment);
    void (*clear)(void *state);
};

/* Hands text of `side` on: to the protocol, or where no layer is left on top to whoever is next. */
void session_plain(struct session *session, enum side side, const struct chunk *chunk);

/* Takes the layer out: octets go to the protocol again. */
void session_pop_layer(struct session *session);

/* The same, because the octets were not for it: none is offered to layers at the start any more. */
void session_decline_layer(struct session *session);

/* What the layer decrypted is text of the protocol from here on, which forgets what RFC 3207 wants
 * forgotten. */
void session_secured(struct session *session, struct moment moment);

/* `count` octets of what the layer hands on as text are missing (0: how many is not known). */
void session_plain_gap(struct session *session, enum side side, struct moment moment,
                       uint64_t count);

/* Tells of the holes so far that nothing was handed on before: they come before what the layer
 * tells next. */
void session_tell_holes(struct session *session);

/* Nothing of what the layer hides will be read: the port tells what is spoken, or nobody. */
void session_stay_sealed(struct session *session);

/* What the sizes of sealed records show; it is the layer's, and grows. */
void session_note_rhythm(struct session *session, const struct tls_rhythm *rhythm);

/* The keys that a layer may decrypt by, or NULL. */
struct key_ring *session_keys(const struct session *session);

/* What the port of the true server suggests, where that of the connection suggests nothing. NULL,
 * or a protocol that the session may not speak: nothing. */
void session_suggest(struct session *session, const struct protocol *hint, bool sealed);

/* Whether somebody looks at each session, so that a layer is to tell what takes time to find out.
 */
bool session_wants_details(const struct session *session);

/* No octet will tell what it would have spoken: it is what the port suggests, if anything. */
void session_assume(struct session *session);

#endif
