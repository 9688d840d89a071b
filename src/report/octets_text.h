/* octets_text.h: octets as they travelled, for a person: hexadecimal and text beside it.
 *
 *     000000 45 48 4c 4f 20 63 6c 69 EHLO cli
 *     000008 65 6e 74 0d 0a          ent␍␊           a row ends with its line
 *
 * What is no printable ASCII has a picture of its own (␍ ␊ ␉ ␀), a high octet is ·, where only
 * ASCII may be drawn both are ~. */
#ifndef HELOISE_REPORT_OCTETS_TEXT_H
#define HELOISE_REPORT_OCTETS_TEXT_H

#include "report/sheet.h"

struct octets_look {
    uint64_t offset;            /* of the first octet in its stream */
    size_t secret, secret_size; /* octets that are drawn as stars */
    bool dots;       /* it is content that ends with a dot line: dots that were put in front of
                        lines are told (RFC 5321 4.5.2, RFC 1939 3) */
    bool line_start; /* the first octet begins a line */
};

/* How the first `size` octets of an event are drawn: secrets as stars unless they are to be shown.
 */
struct octets_look octets_look_of(const struct event *event, size_t size, bool show_secrets);

/* Draws rows as wide as the sheet allows: 16, 12, 8 or 4 octets. */
void octets_dump(struct sheet *sheet, struct slice octets, const struct octets_look *look);

#endif
