/* spares.h: things that nobody uses now, for whoever needs one next.
 *
 * The one that was given back last is taken first: it is still in the cache. Nothing is asked of
 * the things themselves, which may have left it. */
#ifndef HELOISE_BASE_SPARES_H
#define HELOISE_BASE_SPARES_H

#include <stdbool.h>
#include <stddef.h>

enum { SPARES_KEPT = 1024 };

/* Zeroed: none. */
struct spares {
    void *things[SPARES_KEPT];
    size_t count;
};

/* NULL: there is none. */
static inline void *spares_take(struct spares *spares) {
    return spares->count > 0 ? spares->things[--spares->count] : NULL;
}

/* False when there are enough of them: it stays its holder's. */
static inline bool spares_keep(struct spares *spares, void *thing) {
    if (spares->count == SPARES_KEPT)
        return false;
    spares->things[spares->count++] = thing;
    return true;
}

#endif
