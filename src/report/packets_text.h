/* packets_text.h: packets as a table: number, time, sender, flags, numbers, octets. */
#ifndef HELOISE_REPORT_PACKETS_TEXT_H
#define HELOISE_REPORT_PACKETS_TEXT_H

#include "index/packets.h"
#include "report/sheet.h"
#include "report/units.h"

/* The row above the table; columns that have no room are left out. `timeline` says how times are
 * written. */
void packets_text_heading(struct sheet *sheet, const struct timeline *timeline);

/* One packet, and under it what is to be said of it. `timeline` has begun. */
void packets_text_row(struct sheet *sheet, struct timeline *timeline,
                      const struct index_packet *packet);

#endif
