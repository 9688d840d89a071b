#include "tap.h"

enum { MOST_LATE = 8, LONGEST_PAUSE = 60 /* microseconds */ };

void view_begin(struct view *view, size_t size) {
    growing_empty(&view->seen);
    uint8_t *seen = growing_reserve(&view->seen, size);
    if (size > 0)
        memset(seen, 0, size);
    view->seen.size = size;
    view->lossy = view->holds = false;
}

void view_free(struct view *view) {
    growing_free(&view->seen);
}

static void capture(struct tap *tap, struct view *view, const struct path *path,
                    const struct packet *packet, const struct growing *said) {
    tap->now += random_between(tap->random, 1, LONGEST_PAUSE);
    tap->octets += packet_write(tap->file, path, packet, tap->now);
    tap->packets++;
    if (packet->size > 0)
        memset(view->seen.octets + (packet->payload - said->octets), 1, packet->size);
}

static bool happens(const struct tap *tap, enum rate_name rate) {
    return random_chance(tap->random, tap->settings->rates[rate]);
}

/* Where a connection begins and ends is never missed: what a capture without that holds is another
 * question. */
static bool is_missed(const struct tap *tap, const struct packet *packet) {
    return !(packet->flags & (TCP_SYN | TCP_FIN | TCP_RST)) && happens(tap, RATE_lost);
}

void tap_take(struct tap *tap, struct view *view, const struct path *path,
              const struct packet *packet, const struct growing *said) {
    if (is_missed(tap, packet)) {
        view->lossy |= packet->size > 0;
        return;
    }
    if (!view->holds && happens(tap, RATE_late)) {
        view->holds = true;
        view->held = *packet;
        view->held_for = random_between(tap->random, 1, MOST_LATE);
        return;
    }
    capture(tap, view, path, packet, said);
    if (happens(tap, RATE_twice))
        capture(tap, view, path, packet, said);
    if (view->holds && --view->held_for == 0)
        tap_end(tap, view, path, said);
}

void tap_end(struct tap *tap, struct view *view, const struct path *path,
             const struct growing *said) {
    if (view->holds)
        capture(tap, view, path, &view->held, said);
    view->holds = false;
}
