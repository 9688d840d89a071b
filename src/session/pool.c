#include "session/pool.h"

#include "base/cache.h"

void *session_pool_take(struct session_pool *pool, size_t size) {
    if (!pool)
        return cache_take(size);
    if (pool->size != size) {
        session_pool_clear(pool);
        pool->size = size;
    }
    return pool->count > 0 ? pool->spare[--pool->count] : cache_take(size);
}

void session_pool_give(struct session_pool *pool, void *memory) {
    if (pool && pool->count < SESSION_POOL)
        pool->spare[pool->count++] = memory;
    else
        free(memory);
}

void session_pool_clear(struct session_pool *pool) {
    while (pool->count > 0)
        free(pool->spare[--pool->count]);
}
