/* elsewhere.h: how other programs find a session, or do the same again: filters of tshark and
 * tcpdump, commands of swaks and curl. */
#ifndef HELOISE_REPORT_ELSEWHERE_H
#define HELOISE_REPORT_ELSEWHERE_H

#include "report/canvas.h"
#include "report/report.h"

/* Where the session was found. */
struct elsewhere_source {
    const char *name; /* of a capture, or of a device */
    bool device;
    bool alone; /* it is the only capture that is read: row.stream is Wireshark's number there */
};

/* Draws them; the lines of each command have a mark of their own, from 0 on. */
void elsewhere_draw(struct canvas *canvas, const struct report_options *options,
                    const struct index_row *row, const struct elsewhere_source *source);

#endif
