#include "capture/disorder.h"

#include <stdlib.h>

enum {
    PATIENCE_PACKETS = 32,
    /* A tap may exchange neighbours, each of them seen twice; their times then jump. So time alone
     * decides nothing before this many packets. */
    REORDERED_PACKETS = 16,
};

#define PATIENCE_TIME DURATION_SECOND

static void list_append(struct disorder_list *list, struct disorder *disorder) {
    struct disorder *first = list->first ? list->first : disorder;
    struct disorder *last = list->first ? first->previous : disorder;
    list->first = first;
    disorder->following = first;
    disorder->previous = last;
    last->following = first->previous = disorder;
}

static void list_remove(struct disorder_list *list, struct disorder *disorder) {
    disorder->previous->following = disorder->following;
    disorder->following->previous = disorder->previous;
    if (list->first == disorder)
        list->first = disorder->following == disorder ? NULL : disorder->following;
}

void disorder_start_lane(struct disorder *disorder, unsigned end) {
    struct lane *lane = &disorder->lanes[end];
    lane->acknowledged = lane->sent = lane->joined = disorder->flow->next[end];
}

static struct disorder *take_spare(struct disorder_list *list) {
    struct disorder *spare = list->spare;
    if (!spare)
        return malloc(sizeof *spare);
    list->spare = spare->following;
    return spare;
}

struct disorder *disorder_of(struct disorder_list *list, struct flow *flow) {
    if (flow->disorder)
        return flow->disorder;
    struct disorder *disorder = take_spare(list);
    if (!disorder)
        return NULL;
    *disorder = (struct disorder){.flow = flow};
    for (unsigned end = 0; end < 2; end++)
        disorder_start_lane(disorder, end);
    list_append(list, disorder);
    flow->disorder = disorder;
    flow->disordered = true;
    disorder_count(list, disorder);
    return disorder;
}

void disorder_count(struct disorder_list *list, struct disorder *disorder) {
    list->cost -= disorder->cost;
    disorder->cost = sizeof *disorder + held_cost(disorder->held) +
                     disorder->lanes[0].waiting.cost + disorder->lanes[1].waiting.cost;
    list->cost += disorder->cost;
}

struct disorder *disorder_turn(struct disorder_list *list) {
    struct disorder *disorder = list->first;
    list->first = disorder->following;
    return disorder;
}

struct disorder *disorder_after(const struct disorder_list *list, const struct disorder *disorder) {
    return disorder->following == list->first ? NULL : disorder->following;
}

static bool lane_is_over(const struct lane *lane, uint32_t next) {
    return lane->waiting.count == 0 && !serial_after(lane->acknowledged, next) &&
           !serial_after(lane->sent, next);
}

bool disorder_is_over(const struct disorder *disorder) {
    const struct flow *flow = disorder->flow;
    return flow->state <= FLOW_LIVE && !disorder->held && !disorder->reset.patience.runs &&
           lane_is_over(&disorder->lanes[0], flow->next[0]) &&
           lane_is_over(&disorder->lanes[1], flow->next[1]);
}

void disorder_drop(struct disorder_list *list, struct flow *flow) {
    struct disorder *disorder = flow->disorder;
    if (!disorder)
        return;
    flow->disorder = NULL;
    flow->disordered = false;
    list->cost -= disorder->cost;
    list_remove(list, disorder);
    held_free(disorder->held);
    waiting_clear(&disorder->lanes[0].waiting);
    waiting_clear(&disorder->lanes[1].waiting);
    disorder->following = list->spare;
    list->spare = disorder;
}

void disorder_list_clear(struct disorder_list *list) {
    while (list->first)
        disorder_drop(list, list->first->flow);
    while (list->spare)
        free(take_spare(list));
    *list = (struct disorder_list){0};
}

void patience_start(struct patience *patience, const struct flow *flow, struct moment since) {
    *patience = (struct patience){.runs = true, .packets = flow->packets, .since = since};
}

bool patience_is_over(const struct patience *patience, const struct flow *flow,
                      enum urgency urgency, struct moment now) {
    if (!patience->runs)
        return false;
    if (urgency >= URGENCY_KNOWN)
        return true;
    bool late = moment_since(now, patience->since) >= PATIENCE_TIME;
    uint32_t further = flow->packets - patience->packets;
    return further >= PATIENCE_PACKETS ||
           (late && (urgency == URGENCY_TIME || further >= REORDERED_PACKETS));
}
