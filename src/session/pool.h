/* pool.h: memory of sessions that have ended, for those that begin: it is still in the cache.
 *
 * One pool serves the sessions that share session_options; it must outlive them. */
#ifndef HELOISE_SESSION_POOL_H
#define HELOISE_SESSION_POOL_H

#include <stddef.h>

enum { SESSION_POOL = 256 }; /* sessions whose memory is kept */

/* Zeroed: empty. */
struct session_pool {
    void *spare[SESSION_POOL];
    size_t count;
    size_t size; /* octets of each; 0: none was ever taken */
};

/* Memory of `size` octets from the start of a line of cache on, not zeroed; from the pool if it has
 * some of this size. `pool` may be NULL. NULL when memory ran out. */
void *session_pool_take(struct session_pool *pool, size_t size);

/* Gives back what session_pool_take() gave for this pool. */
void session_pool_give(struct session_pool *pool, void *memory);

/* Frees what is spare; the pool is as new. */
void session_pool_clear(struct session_pool *pool);

#endif
