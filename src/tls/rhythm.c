#include "tls/rhythm.h"

#include "tls/handshake.h"
#include "tls/names.h"
#include "tls/record.h"

enum { TYPE = 1 }; /* octets of it, in TLS 1.3 behind the text */

void rhythm_begin(struct rhythm *rhythm, uint16_t version, uint16_t cipher) {
    rhythm->version = version;
    rhythm->known = suite_find(cipher, &rhythm->suite);
    rhythm->finishing = version >= TLS_1_3;
    rhythm->told.exact = rhythm->known && rhythm->suite.mode != SUITE_BLOCKS;
}

/* What a record has beside its text; of padding as much as there is on average. */
static uint64_t beside_text(const struct rhythm *rhythm) {
    const struct suite *suite = &rhythm->suite;
    if (rhythm->version >= TLS_1_3)
        return suite->block + TYPE;
    switch (suite->mode) {
    case SUITE_NONCE:
    case SUITE_COUNTED:
        return EXPLICIT_NONCE + suite->block;
    case SUITE_MIXED:
        return suite->block;
    case SUITE_BLOCKS:
        return (rhythm->version > TLS_1_0 ? suite->block : 0) + suite->mac_size +
               (suite->block + 1) / 2;
    default:
        return suite->mac_size;
    }
}

/* In TLS 1.3 data, handshake and alerts look alike but for their sizes (RFC 8446 4.4.4, 6). What
 * the client sends up to its Finished is handshake; if that cannot be told, up to the server's
 * next word. */
static bool is_handshake(struct rhythm *rhythm, enum side side, uint64_t text) {
    if (!rhythm->finishing)
        return false;
    bool finished = text == HANDSHAKE_HEADER + rhythm->suite.prf_size;
    rhythm->finishing = side == SIDE_CLIENT && !finished;
    return side == SIDE_CLIENT;
}

static void add(struct rhythm *rhythm, enum side side, uint64_t text) {
    struct tls_rhythm *told = &rhythm->told;
    if (rhythm->flights[side] == 0 || rhythm->speaker != side) {
        told->turns += side == SIDE_SERVER && rhythm->flights[SIDE_CLIENT] > 0;
        rhythm->speaker = side;
        rhythm->flights[side]++;
        rhythm->flight = 0;
    }
    uint64_t before = rhythm->flight;
    rhythm->flight += text;
    told->records[side]++;
    told->octets[side] += text;
    if (side == SIDE_SERVER && rhythm->flights[side] == 1)
        return; /* tickets may be among it */
    if (rhythm->flight > told->longest[side])
        told->longest[side] = rhythm->flight;
    if (rhythm->flight < TLS_FLIGHT_LONG)
        return;
    told->long_flights[side] += before < TLS_FLIGHT_LONG;
    told->long_flight_octets[side] += before < TLS_FLIGHT_LONG ? rhythm->flight : text;
}

void rhythm_hear(struct rhythm *rhythm, enum side side, uint64_t size) {
    if (!rhythm->known)
        return;
    uint64_t beside = beside_text(rhythm);
    uint64_t text = size > beside ? size - beside : 0;
    bool alert = rhythm->version >= TLS_1_3 && text == ALERT_SIZE;
    if (text > 0 && !alert && !is_handshake(rhythm, side, text))
        add(rhythm, side, text);
}
