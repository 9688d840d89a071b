#include "report/flight.h"

#include <stdlib.h>

/* Whether something of the client waits for an answer that came. */
static bool is_asked(const struct transcript_entry *entry) {
    enum event_kind kind = entry->event.kind;
    bool said = kind == EVENT_COMMAND || kind == EVENT_MESSAGE || kind == EVENT_CONTINUATION;
    return entry->present && said && entry->event.side == SIDE_CLIENT && entry->reply_count > 0;
}

static bool add(struct flights *flights, size_t *room, const struct flight *flight) {
    if (flights->count == *room) {
        size_t more = *room ? *room * 2 : 8;
        struct flight *list = realloc(flights->list, more * sizeof *list);
        if (!list)
            return false;
        flights->list = list;
        *room = more;
    }
    flights->list[flights->count++] = *flight;
    return true;
}

struct flights flights_find(const struct transcript *transcript) {
    struct flights flights = {NULL, 0};
    struct flight open = {.asked = 0};
    size_t room = 0, count = transcript_count(transcript);
    for (size_t n = 0; n < count; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!is_asked(entry))
            continue;
        uint32_t first = entry->replies[0], last = entry->replies[entry->reply_count - 1];
        if (open.asked > 0 && n < open.last) { /* an answer is still to come */
            open.last_asked = (uint32_t)n;
            open.asked++;
            open.last = last > open.last ? last : open.last;
            open.first_answer = first < open.first_answer ? first : open.first_answer;
            continue;
        }
        if (open.asked > 1 && !add(&flights, &room, &open))
            return flights;
        open = (struct flight){(uint32_t)n, (uint32_t)n, first, last, 1};
    }
    if (open.asked > 1)
        (void)add(&flights, &room, &open);
    return flights;
}

void flights_free(struct flights *flights) {
    free(flights->list);
    *flights = (struct flights){NULL, 0};
}

const struct flight *flight_at(const struct flights *flights, uint32_t event) {
    size_t low = 0, high = flights->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (flights->list[middle].last < event)
            low = middle + 1;
        else
            high = middle;
    }
    bool inside = low < flights->count && event >= flights->list[low].first;
    return inside ? &flights->list[low] : NULL;
}

enum flight_place flight_place(const struct flight *flight, uint32_t event) {
    if (!flight)
        return FLIGHT_NONE;
    if (event == flight->first)
        return FLIGHT_FIRST;
    if (event == flight->last)
        return FLIGHT_LAST;
    if (event == flight->first_answer)
        return FLIGHT_TURN;
    return event < flight->first_answer ? FLIGHT_ASKED : FLIGHT_ANSWERED;
}
