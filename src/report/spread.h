/* spread.h: how a quantity of many sizes is spread: percentiles, from counts in classes whose width
 * grows with their size, so that each is told to within a hundredth. */
#ifndef HELOISE_REPORT_SPREAD_H
#define HELOISE_REPORT_SPREAD_H

#include "base/moment.h"

#include <stddef.h>

/* Classes in each power of two; powers of two. */
enum { SPREAD_FINE = 64, SPREAD_CLASSES = SPREAD_FINE * 58 };

/* Zeroed: nothing was seen. */
struct spread {
    uint32_t classes[SPREAD_CLASSES];
    uint64_t count;
    duration least, most;
};

/* Negative spans count as 0. */
void spread_add(struct spread *spread, duration span);

/* The least span that at least `percent` of a hundred do not pass; DURATION_UNKNOWN: none was seen.
 */
duration spread_percentile(const struct spread *spread, unsigned percent);

#endif
