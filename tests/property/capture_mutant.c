#include "tests/property/capture_mutant.h"

#include "tests/property/capture_survey.h"

enum { LATER_BY = 8 };

#define SPACING (DURATION_SECOND / 100)
#define WINDOW  (DURATION_SECOND / 2)

void packets_space(struct packet_list *list) {
    for (size_t i = 0; i < list->count; i++)
        list->packets[i].at.ns = DURATION_SECOND + (int64_t)i * SPACING;
}

/* How many packets from `start` on belong to one window. */
static size_t window_size(const struct packet_list *list, const bool *again, size_t start,
                          size_t most) {
    size_t size = 1;
    if (again[start])
        return 1;
    while (size < most && start + size < list->count && !again[start + size]) {
        duration lasts = moment_since(list->packets[start + size].at, list->packets[start].at);
        if (lasts < 0 || lasts > WINDOW)
            break;
        size++;
    }
    return size;
}

void packets_shuffle(struct packet_list *list, struct dice *dice, size_t window) {
    struct survey survey = survey_of(list);
    size_t size;
    for (size_t start = 0; start < list->count; start += size) {
        size = window_size(list, survey.again, start, window);
        for (size_t i = size - 1; i > 0; i--) {
            size_t other = start + dice_roll(dice, (uint32_t)i + 1);
            struct packet packet = list->packets[start + i];
            list->packets[start + i] = list->packets[other];
            list->packets[other] = packet;
        }
    }
    survey_free(&survey);
}

/* Packets that will come a second time. */
struct echo {
    struct packet packets[LATER_BY];
    size_t due[LATER_BY], count;
};

/* Adds those that are due before packet `next`. */
static void add_due(struct packet_list *to, struct echo *echo, size_t next) {
    for (size_t i = 0; i < echo->count;) {
        if (echo->due[i] > next) {
            i++;
            continue;
        }
        packet_list_add(to, &echo->packets[i]);
        echo->count--;
        echo->packets[i] = echo->packets[echo->count];
        echo->due[i] = echo->due[echo->count];
    }
}

void packets_double(struct packet_list *list, struct dice *dice, uint32_t percent) {
    struct survey survey = survey_of(list);
    struct packet_list doubled = {.keys = list->keys};
    struct echo echo = {.count = 0};
    for (size_t i = 0; i < list->count; i++) {
        add_due(&doubled, &echo, survey.again[i] ? SIZE_MAX : i);
        packet_list_add(&doubled, &list->packets[i]);
        if (echo.count < LATER_BY && dice_chance(dice, percent)) {
            echo.packets[echo.count] = list->packets[i];
            echo.due[echo.count++] = i + 1 + dice_roll(dice, LATER_BY);
        }
    }
    add_due(&doubled, &echo, SIZE_MAX);
    survey_free(&survey);
    packet_list_free(list);
    *list = doubled;
}

void packets_drop(struct packet_list *list, struct dice *dice, uint32_t permille) {
    if (list->count == 0)
        return;
    size_t kept = 0, certain = dice_roll(dice, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++)
        if (i != certain && dice_roll(dice, 1000) >= permille)
            list->packets[kept++] = list->packets[i];
    list->count = kept;
}

static void remove_packets(struct packet_list *list, size_t start, size_t end) {
    if (end > list->count)
        end = list->count;
    memmove(list->packets + start, list->packets + end,
            (list->count - end) * sizeof *list->packets);
    list->count -= end - start;
}

void packets_drop_run(struct packet_list *list, struct dice *dice, size_t count) {
    if (list->count == 0)
        return;
    size_t start = dice_roll(dice, (uint32_t)list->count);
    remove_packets(list, start, start + count);
}

void packets_cut(struct packet_list *list, struct dice *dice, bool front) {
    if (list->count == 0)
        return;
    size_t at = dice_roll(dice, (uint32_t)list->count);
    remove_packets(list, front ? 0 : at, front ? at : list->count);
}
