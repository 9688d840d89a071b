#include "diagnose/course_network.h"

void course_network_begin(struct course_network *network) {
    *network = (struct course_network){0};
    for (int side = 0; side < 2; side++)
        network->again_first[side] = network->runs[side].n = network->closed[side] = EVENT_NOTHING;
}

static void take_again(struct course_network *network, const struct event *event) {
    struct course_run *run = &network->runs[event->side];
    const struct network_event *seen = &event->network;
    network->again[event->side] += seen->count;
    network->again_octets[event->side] += seen->notice.octets;
    if (network->again_first[event->side] == EVENT_NOTHING)
        network->again_first[event->side] = event->n;
    if (run->n == EVENT_NOTHING)
        *run = (struct course_run){.n = event->n, .at = event->at};
    run->count += seen->count;
    run->octets += seen->notice.octets;
    run->end = event->end;
}

static void take_complaint(struct course_network *network, const struct event *event) {
    network->complained = true;
    network->complained_of = event->side;
    network->mtu = event->network.notice.mtu;
    network->router = event->network.notice.from;
}

void course_network_take(struct course_network *network, const struct event *event) {
    enum side side = event->side;
    switch (event->network.notice.kind) {
    case NOTICE_RETRANSMISSION:
        take_again(network, event);
        break;
    case NOTICE_ZERO_WINDOW:
        network->closed[side] = event->n;
        network->closed_at[side] = event->at;
        network->was_closed[side] = true;
        break;
    case NOTICE_WINDOW_OPEN:
        network->closed[side] = EVENT_NOTHING;
        break;
    case NOTICE_FRAGMENTATION_NEEDED:
    case NOTICE_PACKET_TOO_BIG:
        take_complaint(network, event);
        break;
    default:
        break;
    }
}

/* Whether the server is tired of waiting. */
static bool ends_patience(const struct event *event) {
    return event->kind == EVENT_REPLY && event->reply.code == 421;
}

void course_network_heard(struct course_network *network, const struct event *event) {
    if (event->kind == EVENT_CLOSE || event->kind == EVENT_GAP)
        return;
    network->said[event->side] = moment_later(network->said[event->side], event->end);
    struct course_run *run = &network->runs[side_other(event->side)];
    if (run->n != EVENT_NOTHING && !ends_patience(event))
        *run = (struct course_run){.n = EVENT_NOTHING};
}
