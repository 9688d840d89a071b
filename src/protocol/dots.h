/* dots.h: content that is closed by a line holding a single dot (RFC 5321 4.5.2, RFC 1939 3).
 *
 * Finds the end, takes out stuffed dots, and counts what content_facts asks for. A strict reader
 * ends at CRLF . CRLF alone; where an LF-tolerant reader would see an end too, dots_read() stops
 * with DOTS_LONE and the caller chooses: the message ended here, or dots_go_on() makes the dot
 * content. The result is the same in any cut of chunks.
 *
 * An octet that may belong to the closing line is held until that is clear: at most a dot, a CR and
 * an LF. A dot that turns out to be stuffed is taken out after CRLF only, in DOTS_LAX after any LF.
 */
#ifndef HELOISE_PROTOCOL_DOTS_H
#define HELOISE_PROTOCOL_DOTS_H

#include "base/rare.h"
#include "protocol/content_scan.h"
#include "session/chunk.h"
#include "session/event.h"

/* Takes pieces of content, unstuffed, in order. */
typedef void dots_piece(void *context, struct slice octets, struct place place);

enum dots_mode {
    DOTS_STRICT, /* CRLF . CRLF ends; every other lone dot is content */
    DOTS_WATCH, /* the same, but stop at lone dots that an LF-tolerant reader takes for the end, and
                   at one right after a break */
    DOTS_LAX,   /* a lone dot ends the content whatever the line ends */
};

enum { DOTS_HELD = 3 };

/* What each piece of content passes by comes first. */
struct dots {
    enum dots_mode mode : 8;
    bool uncounted;     /* nobody looks at the facts: for the owner to set */
    uint8_t state;      /* where in CRLF . CRLF the last octet stands */
    uint8_t held_count; /* octets of what may be the closing line */
    uint8_t held[DOTS_HELD];
    uint64_t octets;      /* of content so far, unstuffed */
    uint64_t wire_octets; /* as sent, with what is held and the final dot line */
    struct content_scan scan;
    struct content_facts
        facts; /* final after DOTS_END or dots_break(); of no meaning if uncounted */
    struct place held_at[DOTS_HELD];
};

/* Begins content; the first octet stands at the start of a line. */
void dots_begin(struct dots *dots, enum dots_mode mode);

enum dots_result {
    DOTS_MORE, /* the chunk was used up */
    DOTS_END,  /* the final dot line was taken off the chunk; what is left of it is not content */
    DOTS_LONE, /* DOTS_WATCH: a dot line that only a tolerant reader takes for the end was taken; it
                  counts in wire_octets, not in octets */
};

/* Reads content off the chunk; read on after DOTS_LONE, it makes the dot content. `piece` may be
 * NULL. `end` is filled with DOTS_END and DOTS_LONE: END_CRLF for CRLF . CRLF, END_LF where a bare
 * LF is part of the end. */
enum dots_result dots_read(struct dots *dots, struct chunk *chunk, dots_piece *piece, void *context,
                           enum line_end *end);

/* After DOTS_LONE: the dot line was content (read on, strictly). */
RARE void dots_go_on(struct dots *dots, dots_piece *piece, void *context);

/* After DOTS_END: the sender forgot to stuff this dot; the line was content, dot and all. */
RARE void dots_resume(struct dots *dots, dots_piece *piece, void *context);

/* Content breaks off (a gap, the end of the session): octets held back as a possible dot line are
 * content after all. The next octet may stand anywhere in a line: a dot line that begins there
 * closes the content in DOTS_LAX, gives DOTS_LONE in DOTS_WATCH and is content in DOTS_STRICT. */
RARE void dots_break(struct dots *dots, dots_piece *piece, void *context);

#endif
