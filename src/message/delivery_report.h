/* delivery_report.h: bounces as programs write them: multipart/report with a part
 * message/delivery-status (RFC 6522, RFC 3464), or message/global-delivery-status (RFC 6533), and
 * often one more that brings the message back, or its header block.
 *
 * The status is groups of fields with empty lines between: the first one about the message, one
 * more for each recipient. */
#ifndef HELOISE_MESSAGE_DELIVERY_REPORT_H
#define HELOISE_MESSAGE_DELIVERY_REPORT_H

#include "base/arena.h"

enum {
    REPORT_MOST_GROUPS = 4096, /* recipients of one report that are kept */
    REPORT_GROUP_KEPT = 16384, /* octets of one group that are kept */
};

struct delivery_report {
    struct slice message;     /* the group about the message; size 0: there is none */
    struct slice *recipients; /* one group each */
    size_t count;
    bool closed;           /* a boundary ends it: no more groups can follow */
    struct slice returned; /* the message that comes back, as it stands, or its header block alone;
                              it lies in the message that was read; size 0: none does */
};

/* Finds the report in a whole message, its line ends CRLF or LF. Groups are copied into the arena:
 * a field a line, unfolded, lines joined by CRLF. False when there is no report in it or memory ran
 * out: `count` is then 0. */
bool delivery_report_read(struct slice message, struct arena *arena,
                          struct delivery_report *report);

#endif
