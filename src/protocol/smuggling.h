/* smuggling.h: how servers that disagree about line ends would split the same octets into messages
 * and commands.
 *
 * The octets are what a client sent from the first octet of a message on: content up to the line
 * that ends it for this reader, then commands, after DATA content again, and so on. Readers differ
 * in nothing but what ends a line; a line that holds one dot ends the content, a dot at the start
 * of any other line is taken out (RFC 5321 4.5.2). So their ends of content are
 *
 *     strict      CRLF.CRLF
 *     LF          CRLF.CRLF  LF.CRLF  CRLF.LF  LF.LF
 *     CR          CRLF.CRLF  CR.CRLF  CRLF.CR  CR.CR
 *     CR or LF    all of these, and LF.CR, CR.LF
 *
 * A CR and the LF behind it are one line end to all of them. A CR that comes last of all ends
 * nothing: an LF may follow. Where no CR and no LF stands alone, all agree. */
#ifndef HELOISE_PROTOCOL_SMUGGLING_H
#define HELOISE_PROTOCOL_SMUGGLING_H

#include "base/arena.h"

enum smuggling_reader { READER_STRICT, READER_LF, READER_CR, READER_ANY, READERS };

/* "strict", "lf", "cr", "cr-or-lf"; static strings. */
const char *reader_name(enum smuggling_reader reader);

enum line_break { BREAK_NONE, BREAK_CRLF, BREAK_LF, BREAK_CR };

enum smuggling_kind {
    SMUGGLING_MESSAGE,
    SMUGGLING_COMMAND,
    SMUGGLING_DATA, /* a command after which content follows */
};

/* A message or a command, as one reader sees it. */
struct smuggling_item {
    enum smuggling_kind kind;
    size_t at, end;                /* where it begins in the octets, and where it is over */
    uint64_t octets;               /* message: as the reader keeps it */
    enum line_break before, after; /* message: what stands around the dot that ends it; both
                                      BREAK_NONE: it does not end */
    struct slice line, secret;     /* command: as sent, and the part that has to be masked */
};

enum {
    SMUGGLING_ITEMS = 64, /* of one reading, kept */
    SMUGGLING_LINE = 512, /* octets of a command, kept */
};

/* What one reader makes of the octets. */
struct smuggling_reading {
    enum smuggling_reader reader;
    size_t count;
    bool more; /* there is more: past the bound, or what is no commands (AUTH, STARTTLS) */
    bool fits; /* the server's replies are those that this reading asks for; see smuggling_fit() */
    struct smuggling_item *items;
};

/* Reads the octets from the start of a message on. Items lie in the arena, their slices in the
 * octets. Where memory runs out the reading ends with `more`. */
void smuggling_read(struct smuggling_reading *reading, enum smuggling_reader reader,
                    struct slice octets, struct arena *arena);

/* Whether both split the octets at the same places up to `until`. Which dots they take out of a
 * message may differ. */
bool smuggling_same(const struct smuggling_reading *a, const struct smuggling_reading *b,
                    size_t until);

/* The replies that came for the octets: their codes, in order, from the one to the message on. */
struct smuggling_replies {
    const uint16_t *codes;
    size_t count;
    bool all; /* no more can come: the connection is closed */
};

/* Marks the readings that fit the replies: as many as there are items, each with a code that can be
 * an answer to its item. Where all that fit see the same up to `until`, this server read so, and
 * true is returned; else no reading is marked. */
bool smuggling_fit(struct smuggling_reading readings[READERS],
                   const struct smuggling_replies *replies, size_t until);

/* How many items begin before `until`. */
size_t smuggling_count(const struct smuggling_reading *reading, size_t until);

/* What all readers make of a message and of what came with it. */
struct smuggling {
    struct smuggling_reading readings[READERS];
    bool known; /* this server is the reader whose reading fits */
};

/* Keeps of each reading what begins before `until`; everything lies in the arena then. False when
 * memory ran out. */
bool smuggling_keep(struct smuggling *kept, const struct smuggling *all, size_t until,
                    struct arena *arena);

#endif
