/* dialogue.h: what two programs say to each other on one generated connection.
 *
 * A dialogue is a list of turns; a turn is octets that one side sends in one go. What a side says
 * after itself belongs to the same turn: that is how pipelining is written. A dialogue is rendered
 * whole before its first packet, into memory that the next one uses again. */
#ifndef HELOISE_BENCH_DIALOGUE_H
#define HELOISE_BENCH_DIALOGUE_H

#include "growing.h"
#include "letter.h"
#include "truth.h"

enum { CLIENT, SERVER };

/* How the connection around the dialogue goes; connection.c has the packets of each. */
enum course {
    COURSE_CONVERSATION,
    COURSE_CUT_OFF, /* the client resets it after the last turn */
    COURSE_UNANSWERED,
    COURSE_REFUSED,
    COURSE_SILENT,
    COURSE_DATAGRAMS, /* UDP */
};

struct turn {
    int side;
    size_t start; /* in the dialogue's octets; it ends where the next one starts */
};

enum { DIALOGUE_TURNS = 256 };

struct dialogue {
    enum course course;
    struct growing said;
    struct turn turns[DIALOGUE_TURNS];
    size_t turn_count;
    struct letter letter; /* the last message that was written */
    struct truth truth;
};

void dialogue_begin(struct dialogue *dialogue, enum course course);
void dialogue_free(struct dialogue *dialogue);

/* Where a turn ends in the dialogue's octets. */
size_t turn_end(const struct dialogue *dialogue, size_t turn);

/* A side says what printf's rules make, at most 1,023 octets. */
void say(struct dialogue *dialogue, int side, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void say_octets(struct dialogue *dialogue, int side, const void *octets, size_t size);
void say_random(struct dialogue *dialogue, int side, size_t size, struct random *random);

/* The letter, dots doubled, and the dot line (RFC 5321 4.5.2). Returns where on the wire it lies.
 */
struct span say_dotted(struct dialogue *dialogue, int side, const struct letter *letter);

/* Octets of a letter as they are: a chunk of BDAT. */
struct span say_chunk(struct dialogue *dialogue, int side, const uint8_t *octets, size_t size);

#endif
