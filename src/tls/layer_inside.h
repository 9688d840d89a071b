/* layer_inside.h: what the layer is made of. For layer.c, layer_records.c, layer_handshake.c and
 * layer_events.c alone.
 *
 *     layer.c            the layer's calls; what is encrypted and cannot be read
 *     layer_records.c    records that can be decrypted
 *     layer_search.c     the next of them after a hole
 *     layer_early.c      what a client says before the server has answered
 *     layer_handshake.c  what records hold: handshake messages, alerts, changes of cipher
 *     layer_events.c     what is told of it */
#ifndef HELOISE_TLS_LAYER_INSIDE_H
#define HELOISE_TLS_LAYER_INSIDE_H

#include "session/layer.h"
#include "session/protocol.h"
#include "tls/decryption.h"
#include "tls/negotiation.h"
#include "tls/record.h"
#include "tls/rhythm.h"

enum { ALERT_FATAL = 2 };

/* What a record of TLS 1.3 has beside its text: the type and, in nearly all suites, a tag of 16. */
enum { BESIDE_TEXT = 1 + 16 };

struct tls_side {
    struct record_reader records;
    struct handshake_reader handshake;
    uint64_t fragment_offset;  /* of an encrypted record, in the side's stream */
    struct buffer fragment;    /* of an encrypted record that is coming in, where it can be read */
    uint8_t alert[ALERT_SIZE]; /* one that is coming in */
    size_t alert_size;
    struct chunk alert_begin; /* where its first octet was, without octets */
    uint8_t old_header[2];    /* of a hello in the form of SSL 2.0 */
    size_t old_header_size, old_left;
    bool spoke;      /* its first octet was seen */
    bool changed;    /* ChangeCipherSpec: up to TLS 1.2 all that follows is encrypted */
    bool over;       /* the same, in the handshake at hand */
    bool data;       /* TLS 1.3: something was encrypted after the ServerHello, or after Finished */
    bool deaf;       /* its handshake messages are not understood any more */
    bool unreadable; /* nor where its records begin */
    bool partly;     /* octets of the record at hand are missing */
    uint64_t missed; /* which record that was last, as record_reader.count */
    struct tls_search *search; /* for the next record, after a hole; NULL: none goes on */
    unsigned trials;           /* that such searches have taken */
};

/* What the client says before the server has answered. */
struct tls_early_data {
    enum tls_early fate;
    uint32_t number;           /* of its event, and where it began: */
    struct chunk first;        /* without octets */
    struct buffer text;        /* that was opened, until the fate is known */
    struct buffer pieces;      /* struct early_piece of each record of it */
    bool begun, settled, over; /* some was opened; its fate was told; the handshake goes on */
    bool ended;                /* EndOfEarlyData: all of it was opened */
    bool torn;                 /* some was not, or was not kept */
};

struct tls_state {
    struct tls_side sides[2]; /* by enum side */
    struct negotiation negotiation;
    struct decryption *decryption; /* NULL: there are no keys */
    struct event event;            /* of the handshake */
    struct tls_early_data early;
    uint16_t version;      /* that was agreed upon last; 0: none yet */
    struct rhythm *rhythm; /* of what nobody can read; NULL: nobody looks */
    bool begun, told;
    bool secured; /* text was handed on */
};

/* What the functions of the layer share: one call of the session's. */
struct hearing {
    struct tls_state *state;
    struct session *session;
    enum side side;
    struct tls_side *from;
    const struct chunk *chunk; /* at what is heard now */
};

static inline bool state_is_13(const struct tls_state *state) {
    return state->negotiation.chosen && state->negotiation.version >= TLS_1_3;
}

/* Whether something more than the keys of the handshake may open what the client sends. */
static inline bool state_reads_early(const struct tls_state *state, enum side side) {
    return side == SIDE_CLIENT && state->decryption && decryption_reads_early(state->decryption);
}

static inline bool state_reads(const struct tls_state *state, enum side side) {
    return state->decryption && decryption_reads(state->decryption, side);
}

/* ---- layer_events.c ---- */

/* A handshake begins. */
void tls_begin_event(struct tls_state *state, struct session *session, enum side side,
                     const struct chunk *chunk);

/* Tells of the handshake what was read of it, if it was not told. */
void tls_tell(struct tls_state *state, struct session *session, struct moment moment,
              const char *why);

/* Tells it if both sides have gone over to encryption. */
void tls_look_for_end(const struct hearing *hearing);

/* Tells an alert that began at `chunk`, or that the records of a side cannot be read any more.
 * `octets`: of its record. */
void tls_tell_more(const struct hearing *hearing, const struct tls_event *tls,
                   const struct chunk *chunk, size_t octets);

/* Text of the protocol follows, or a hole in it: the session is told so before the first. */
void tls_secure(const struct hearing *hearing, struct moment moment);

/* Nothing more is understood of a side: without a ServerHello to come there is nothing to wait for.
 */
void tls_give_up(struct tls_state *state, struct session *session, enum side side,
                 struct moment moment, const char *why);

/* ---- layer_handshake.c ---- */

/* Hears what a record holds that is not, or not any more, encrypted. `record`: octets of it. */
void tls_hear(const struct hearing *hearing, enum record_type type, struct slice octets,
              size_t record);

/* ---- layer_early.c ---- */

/* Hears a record of early data that was opened. */
void tls_hear_early(const struct hearing *hearing, enum record_type type, struct slice octets,
                    size_t record);

/* A record of the client's, of so many octets, was not opened, and may be one of early data. */
void tls_miss_early(const struct hearing *hearing, size_t size);

/* The client has gone over to the keys of the handshake. */
void tls_end_early(const struct hearing *hearing);

/* What the messages say of its fate: it is told, and text handed on, once the handshake is told. */
void tls_learn_early(const struct hearing *hearing, enum tls_early fate, struct moment moment);

/* The same at the end, whatever is known of it. */
void tls_settle_early(const struct hearing *hearing, struct moment moment);

void tls_clear_early(struct tls_early_data *early);

/* ---- layer_records.c ---- */

/* Takes a piece of an encrypted record of a side that can be read. */
void tls_open_piece(const struct hearing *hearing, const struct record_piece *piece);

/* `count` octets are missing in the side's records, `kept`: within the one at hand. */
void tls_miss(struct tls_state *state, struct session *session, enum side side,
              struct moment moment, uint64_t count, bool kept);

/* Looks for the next record after a hole. True: the search is over, tls_search_end() is due after
 * `found`, all that came since the record that was found, has been read. */
bool tls_recover(struct tls_state *state, struct session *session, enum side side,
                 const struct chunk *chunk, struct chunk *found);

/* ---- layer_search.c ---- */

/* Begins to look for the next record. `count` octets are missing (0: how many is unknown);
 * `version`: of the connection. False: memory ran out. */
bool tls_search_begin(struct tls_side *from, uint16_t version, uint64_t count);

enum tls_search_result { TLS_SEARCH_MORE, TLS_SEARCH_FOUND, TLS_SEARCH_VAIN };

/* Looks among these octets, and those before; takes all of them. TLS_SEARCH_FOUND:
 * tls_search_found() is what begins with the record. */
enum tls_search_result tls_search(struct tls_side *from, struct decryption *decryption,
                                  enum side side, struct slice octets);
struct slice tls_search_found(const struct tls_side *from);

/* Octets in front of what was found, or all where nothing was: nobody can read them. */
size_t tls_search_passed(const struct tls_side *from);

void tls_search_end(struct tls_side *from);

#endif
