#include "ui/sorting.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(struct sorting *sorting, size_t count) {
    if (count <= sorting->room)
        return true;
    sorting_free(sorting);
    sorting->numbers = calloc(count, sizeof *sorting->numbers);
    sorting->merged = calloc(count, sizeof *sorting->merged);
    sorting->ends = calloc(count, sizeof *sorting->ends);
    if (!sorting->numbers || !sorting->merged || !sorting->ends) {
        sorting_free(sorting);
        return false;
    }
    sorting->room = count;
    return true;
}

bool sorting_begin(struct sorting *sorting, const size_t *numbers, size_t count) {
    if (!make_room(sorting, count + count / 8 + 1))
        return false;
    if (count > 0)
        memcpy(sorting->numbers, numbers, count * sizeof *numbers);
    sorting->count = count;
    sorting->runs = 0;
    sorting->at = 1;
    sorting->state = count > 1 ? SORTING_LOOKING : SORTING_IDLE;
    return true;
}

static bool in_order(const struct sorting_order *order, size_t a, size_t b) {
    return order->compare(order->context, a, b) <= 0;
}

/* ---- merging ---- */

static void begin_pair(struct sorting *sorting) {
    sorting->left = sorting->at;
    sorting->left_end = sorting->right = sorting->ends[sorting->run];
    sorting->right_end = sorting->right;
    if (sorting->run + 1 < sorting->runs)
        sorting->right_end = sorting->ends[sorting->run + 1];
}

static void begin_pass(struct sorting *sorting) {
    sorting->run = sorting->made = sorting->at = 0;
    sorting->state = sorting->runs > 1 ? SORTING_MERGING : SORTING_IDLE;
    if (sorting->state == SORTING_MERGING)
        begin_pair(sorting);
}

static void end_pass(struct sorting *sorting) {
    size_t *merged = sorting->merged;
    sorting->merged = sorting->numbers;
    sorting->numbers = merged;
    sorting->runs = sorting->made;
    begin_pass(sorting);
}

/* What is left of one run when the other is through goes over as it is. */
static void move_rest(struct sorting *sorting, size_t from, size_t end) {
    memcpy(sorting->merged + sorting->at, sorting->numbers + from,
           (end - from) * sizeof *sorting->numbers);
    sorting->at += end - from;
}

static void end_pair(struct sorting *sorting) {
    move_rest(sorting, sorting->left, sorting->left_end);
    move_rest(sorting, sorting->right, sorting->right_end);
    sorting->ends[sorting->made++] = sorting->right_end;
    sorting->run += 2;
    if (sorting->run < sorting->runs)
        begin_pair(sorting);
    else
        end_pass(sorting);
}

static size_t merge(struct sorting *sorting, const struct sorting_order *order, size_t budget) {
    const size_t *numbers = sorting->numbers;
    while (budget > 0 && sorting->left < sorting->left_end && sorting->right < sorting->right_end) {
        bool left = in_order(order, numbers[sorting->left], numbers[sorting->right]);
        sorting->merged[sorting->at++] = numbers[left ? sorting->left++ : sorting->right++];
        budget--;
    }
    if (budget == 0)
        return 0;
    end_pair(sorting);
    return budget - 1;
}

/* ---- runs ---- */

static size_t look(struct sorting *sorting, const struct sorting_order *order, size_t budget) {
    for (; budget > 0 && sorting->at < sorting->count; sorting->at++, budget--)
        if (!in_order(order, sorting->numbers[sorting->at - 1], sorting->numbers[sorting->at]))
            sorting->ends[sorting->runs++] = sorting->at;
    if (sorting->at < sorting->count)
        return 0;
    sorting->ends[sorting->runs++] = sorting->count;
    begin_pass(sorting);
    return budget;
}

bool sorting_step(struct sorting *sorting, const struct sorting_order *order, size_t budget) {
    while (budget > 0 && sorting->state != SORTING_IDLE)
        budget = sorting->state == SORTING_LOOKING ? look(sorting, order, budget)
                                                   : merge(sorting, order, budget);
    return sorting->state != SORTING_IDLE;
}

void sorting_free(struct sorting *sorting) {
    free(sorting->numbers);
    free(sorting->merged);
    free(sorting->ends);
    *sorting = (struct sorting){0};
}
