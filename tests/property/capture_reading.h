/* capture_reading.h: what a list of packets says: its mail sessions and their events.
 *
 * Packets go the whole way, decapsulator, assembler, session, as in the index; between assembler
 * and session the octets can be cut into other pieces. Each event has a text with what must not
 * depend on the order of packets: not its number, times and packets, but what it says and which
 * event it answers, counted on that one's side. */
#ifndef HELOISE_TESTS_CAPTURE_READING_H
#define HELOISE_TESTS_CAPTURE_READING_H

#include "base/buffer.h"
#include "session/transcript.h"
#include "tests/property/capture_library.h"
#include "tests/property/tcp_simulation.h"

/* How octets are cut between assembler and session. */
enum cut {
    CUT_AS_SENT, /* as the assembler hands them over */
    CUT_SINGLE,  /* octet by octet */
    CUT_PIECES,  /* at random */
    CUT_JOINED,  /* what one side says in a row is one piece */
};

struct cutting {
    enum cut how;
    uint64_t seed; /* CUT_PIECES */
};

/* One event, except what the network did (EVENT_NETWORK). */
struct said {
    enum event_kind kind;
    size_t start, end;  /* its text, line end included, in the side's text */
    uint64_t needed[2]; /* by enum side: octets handed over when it was told, holes included */
    const struct transcript_entry *entry;
};

struct reading_side {
    struct buffer text; /* of all events */
    struct said *events;
    size_t count, room;
    struct place first; /* of its first octet; packet 0: it said nothing */
    uint64_t length;    /* octets handed over, holes included */
    uint64_t hole;      /* where the first hole begins; UINT64_MAX: there is none */
};

struct reading_session {
    struct endpoint ends[2]; /* by enum side */
    const char *protocol;
    bool midstream;
    struct transcript *transcript;
    struct reading_side sides[2]; /* by enum side */
    uint64_t *needed;             /* for each event number: as in struct said, client then server */
    size_t needed_room;
};

struct reading {
    struct reading_session **sessions; /* mail alone, in the order in which they ended */
    size_t count, room;
};

struct reading *reading_of(const struct packet_list *packets, struct cutting cutting);
void reading_free(struct reading *reading);

/* The session between the same two ends as session `n` of another reading, of several the one that
 * is as many-th; NULL when there is none. */
const struct reading_session *reading_find(const struct reading *reading,
                                           const struct reading *other, size_t n);

/* Whether both sessions are between the same two ends. */
bool session_same_ends(const struct reading_session *a, const struct reading_session *b);

/* The text of event `n` of a side; empty past the last. */
struct slice said_text(const struct reading_side *side, size_t n);

#endif
