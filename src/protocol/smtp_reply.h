/* smtp_reply.h: SMTP replies (RFC 5321 4.2): a code and one or more lines.
 *
 * One of several lines is put together: feed them to smtp_reply_line() until the reply is whole,
 * then call smtp_reply_reset(). Lines are borrowed from their chunk; before that goes,
 * smtp_reply_keep() copies those of a reply that is not whole yet. */
#ifndef HELOISE_PROTOCOL_SMTP_REPLY_H
#define HELOISE_PROTOCOL_SMTP_REPLY_H

#include "base/arena.h"
#include "base/rare.h"
#include "protocol/line.h"

enum { SMTP_REPLY_HEAD = 4 }; /* octets before the text: a code, and a hyphen or blank */

/* Lines of one reply that are kept; further ones are counted. Most replies have few: a power of
 * two. */
enum { SMTP_MOST_REPLY_LINES = 512, SMTP_FEW_LINES = 16 };

struct smtp_reply {
    uint16_t code; /* of the first line */
    struct enhanced_code enhanced;
    struct slice *lines; /* without code, separator and line end */
    size_t count;        /* 0: no reply was begun */
    uint64_t lost;       /* lines past the bound */
    uint32_t mixed_codes;
    uint16_t *codes;        /* of each line, once they differ */
    enum line_end end;      /* END_LF once a line ended so */
    bool truncated;         /* a line was cut, or a hole swallowed some */
    bool unclosed;          /* no last line came */
    struct moment at, last; /* of its first and last octet */
    uint64_t offset;        /* of its first octet */
    uint64_t octets;
    uint64_t packet; /* of its first octet */
    size_t kept;     /* lines that were copied: the others lie in the chunk */
    struct arena arena;
    struct slice few[SMTP_FEW_LINES]; /* raw: this alone need not be zeroed for a new reply */
};

/* Takes the next line of the server; the first has a code. True once the reply is whole. */
bool smtp_reply_line(struct smtp_reply *reply, const struct line *line);

/* While it is not whole: takes the lines that follow `line` in its chunk, as long as they are whole
 * and begin as it does, with a code and a hyphen. So do nearly all lines of long replies. */
APART void smtp_reply_more(struct smtp_reply *reply, const struct line *line, struct chunk *chunk);

/* Copies the lines that were not copied yet. */
APART void smtp_reply_copy(struct smtp_reply *reply);

/* The chunk goes: copies the lines that lie in it. A line for which memory ran out becomes empty.
 */
static inline void smtp_reply_keep(struct smtp_reply *reply) {
    if (reply->kept < reply->count)
        smtp_reply_copy(reply);
}

/* Forgets the reply; the next line begins a new one. */
void smtp_reply_reset(struct smtp_reply *reply);

/* Reads the code of a reply line: three digits, then blank, hyphen or the end. `more` tells of a
 * hyphen. 0: none. */
WITHIN uint16_t smtp_reply_code(struct slice line, bool *more) {
    *more = false;
    if (line.size < 3)
        return 0;
    uint8_t hundreds = (uint8_t)(line.data[0] - '0'), tens = (uint8_t)(line.data[1] - '0'),
            ones = (uint8_t)(line.data[2] - '0');
    uint8_t separator = line.size > 3 ? line.data[3] : ' ';
    if ((hundreds > 9) | (tens > 9) | (ones > 9))
        return 0;
    *more = separator == '-';
    return *more || octet_is_blank(separator) ? (uint16_t)(hundreds * 100 + tens * 10 + ones) : 0;
}

/* Reads "2.1.5" at the start of a text (RFC 3463); class 0 when there is none. */
struct enhanced_code enhanced_code_read(struct slice text);

/* What the first digit says (RFC 5321 4.2.1). */
enum outcome smtp_outcome(uint16_t code);

#endif
