/* date.h: the date and time of a header field (RFC 5322 3.3, and the obsolete forms of 4.3). */
#ifndef HELOISE_MESSAGE_DATE_H
#define HELOISE_MESSAGE_DATE_H

#include "base/moment.h"
#include "base/slice.h"

/* Reads "Tue, 24 Nov 2026 02:52:08 +0100 (CET)"; comments are passed over. False when it is no
 * date, or one that no moment can hold (before 1677, after 2262);
 * `weekday_fits` tells whether the day of the week, if one is named, is that of the date. */
bool date_read(struct slice text, struct moment *moment, bool *weekday_fits);

#endif
