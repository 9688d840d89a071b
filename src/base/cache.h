/* cache.h: memory as the processor fetches it, a line at a time.
 *
 * Some hundred sessions speak in turn, and what one of them needs has left the nearest cache when
 * its next packet comes: it costs what the lines that it touches cost. So what every packet and
 * event needs of a session lies together, from the start of a line on. */
#ifndef HELOISE_BASE_CACHE_H
#define HELOISE_BASE_CACHE_H

#include <stddef.h>
#include <stdlib.h>

enum { CACHE_LINE = 64 }; /* octets */

/* Memory of `size` octets from the start of a line on, not zeroed, for free(). NULL when memory ran
 * out. */
static inline void *cache_take(size_t size) {
    size_t lines = size / CACHE_LINE + (size % CACHE_LINE != 0);
    return aligned_alloc(CACHE_LINE, lines * CACHE_LINE);
}

#endif
