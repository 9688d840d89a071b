#include "index/stillness.h"

#include "index/clock.h"

void stillness_break(struct stillness *stillness, struct moment packet) {
    stillness->lasts = false;
    stillness->packet = packet;
}

duration stillness_go_on(struct stillness *stillness) {
    struct moment now = clock_now();
    if (!stillness->lasts)
        stillness->since = now;
    stillness->lasts = true;
    return moment_since(now, stillness->since);
}

struct moment stillness_time(const struct stillness *stillness, duration lasted) {
    struct moment time;
    if (__builtin_add_overflow(stillness->packet.ns, lasted, &time.ns))
        time.ns = INT64_MAX;
    return time;
}
