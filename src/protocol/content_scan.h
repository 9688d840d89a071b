/* content_scan.h: the one pass over message content.
 *
 * Nearly all octets of a mail capture are content, so they are looked at once, 64 at a time,
 * without cutting lines: only a dot at the start of a line matters, and what content_facts counts,
 * where somebody wants to know it. Ordinary content (ASCII, CRLF) costs one branch for 64 octets.
 */
#ifndef HELOISE_PROTOCOL_CONTENT_SCAN_H
#define HELOISE_PROTOCOL_CONTENT_SCAN_H

#include "session/event.h"

/* Where the pass stands between two pieces. */
struct content_scan {
    uint8_t before; /* the octet before the next piece: CR and LF matter, anything else is text */
    uint64_t line;  /* octets of the unfinished line */
};

/* Looks at octets up to the first dot that follows an LF; returns its index, or the size when there
 * is none. What stands before that index is counted in `facts` (stuffed_dots is left alone). A CR
 * is called bare when the octet after it is seen: one at the very end waits in `before`. */
size_t content_scan(struct content_scan *scan, struct content_facts *facts, struct slice octets);

/* Only looks for that dot. Of `scan` it uses and keeps `before` alone. */
size_t content_find_dot(struct content_scan *scan, struct slice octets);

/* Looks at octets of counted content (BDAT, RFC 3030), where a dot at the start of a line is text
 * as any other: counts all of them in `facts`. The same octets in other pieces give the same facts.
 */
void content_count(struct content_scan *scan, struct content_facts *facts, struct slice octets);

/* The ways in which this machine can do it; the functions above take the best. For tests. */
struct content_scanner {
    const char *name;
    size_t (*scan)(struct content_scan *scan, struct content_facts *facts, struct slice octets);
    size_t (*find_dot)(struct content_scan *scan, struct slice octets);
};

/* The table of them, ending with a NULL name. */
const struct content_scanner *content_scanners(void);

#endif
