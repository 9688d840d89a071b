/* elsewhere.h: how other programs find a session, or do the same again: filters of tshark and
 * tcpdump, commands of swaks and curl. */
#ifndef HELOISE_REPORT_ELSEWHERE_H
#define HELOISE_REPORT_ELSEWHERE_H

#include "report/canvas.h"
#include "report/report.h"

/* Draws them; the lines of each command have a mark of their own, from 0 on. `file`: the capture;
 * `alone`: it is the only one that is read, so that row.stream is Wireshark's number there. */
void elsewhere_draw(struct canvas *canvas, const struct report_options *options,
                    const struct index_row *row, const char *file, bool alone);

#endif
