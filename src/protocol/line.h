/* line.h: octets of one side, cut into lines.
 *
 * A line ends at LF; a CR before it belongs to the line end. A bare CR is an octet like any other.
 * A line inside one chunk is used in place, one that spans chunks is put together in the reader's
 * buffer; past the bound its octets are counted and dropped. */
#ifndef HELOISE_PROTOCOL_LINE_H
#define HELOISE_PROTOCOL_LINE_H

#include "session/chunk.h"
#include "session/event.h"

/* Octets of a line that are kept. RFC 4954 4 asks for 12,288 in AUTH; everything else is far
 * shorter. */
enum { LINE_KEPT = 16384 };

struct line {
    struct slice text; /* without the line end; borrowed until the next call */
    enum line_end end; /* END_CRLF or END_LF; END_NONE: the side fell silent before the line end */
    bool in_place;  /* text lies in the chunk, not in the reader: it stays until the chunk goes */
    bool truncated; /* longer than LINE_KEPT: text is its beginning */
    struct moment at, last; /* of its first and last octet */
    uint64_t offset;        /* of the first octet in the side's stream */
    uint64_t octets;        /* line end included */
    struct place place;     /* of the first octet */
};

struct unfinished_line;

/* Zeroed: at the start of a line. */
struct line_reader {
    struct unfinished_line *unfinished; /* NULL until a line spans chunks: few ever do */
};

/* Takes octets off the chunk up to and with the next line end. False when the chunk was used up
 * before one was found; where memory ran out what was seen of the line may be lost. */
bool line_next(struct line_reader *reader, struct chunk *chunk, struct line *line);

/* Fills what a line tells of its event: all but state and meaning. The member for its kind is the
 * caller's to fill, and not zeroed before: there is one for nearly each packet. */
static inline void line_event(struct event *event, uint32_t n, enum event_kind kind, enum side side,
                              const struct line *line) {
    event->n = n;
    event->kind = kind;
    event->side = side;
    event->at = line->at;
    event->end = line->last;
    event->offset = line->offset;
    event->octets = line->octets;
    event->packet = line->place.packet;
    event->state = NULL;
}

/* The beginning of a line that waits for its end, or NULL. Its text is not put together yet. */
const struct line *line_pending(const struct line_reader *reader);

/* Hands out the unfinished line (END_NONE) and starts anew. False when there is none. */
bool line_flush(struct line_reader *reader, struct line *line);

void line_reader_free(struct line_reader *reader);

#endif
