#include <stdlib.h>

#include "index/gather_inside.h"

typedef void settle(struct gatherer *gatherer, const struct asked *asked,
                    const struct event *reply);

/* What a command does once its reply is known. Acts that are not here do nothing. */
static settle *const settle_table[] = {
    [ACT_HELLO] = settle_hello,
    [ACT_SENDER] = settle_sender,
    [ACT_RECIPIENT] = settle_recipient,
    [ACT_CONTENT] = settle_content,
    [ACT_RESET] = settle_reset,
    [ACT_LOGIN] = settle_login,
    [ACT_TLS] = settle_tls,
    [ACT_RETRIEVE] = settle_retrieve,
    [ACT_DELETE] = settle_delete,
    [ACT_IDENTIFY] = settle_identify,
    [ACT_TURN] = settle_reset,
    [ACT_ABILITIES] = settle_abilities,
    [ACT_QUIT] = settle_quit,
};

static settle *settle_of(enum act act) {
    return act < sizeof settle_table / sizeof *settle_table ? settle_table[act] : NULL;
}

static void settle_one(struct gatherer *gatherer, const struct asked *asked,
                       const struct event *reply) {
    if (!asked->message)
        settle_of(asked->act)(gatherer, asked, reply);
    else if (!maildrop_message(gatherer, asked))
        delivery_message(gatherer, asked);
}

static bool is_empty(const struct asked_queue *queue) {
    return queue->first == queue->end;
}

/* Nothing is added while one is settled, so that it may be used in place. */
static void settle_next(struct gatherer *gatherer, const struct event *reply) {
    struct asked_queue *queue = &gatherer->asked;
    settle_one(gatherer, &queue->items[queue->first++], reply);
    if (is_empty(queue))
        queue->first = queue->end = 0;
}

/* Settles the first command. Messages need no reply, only their turn: none is ever first. */
static void settle_first(struct gatherer *gatherer, const struct event *reply) {
    const struct asked_queue *queue = &gatherer->asked;
    settle_next(gatherer, reply);
    while (!is_empty(queue) && queue->items[queue->first].message)
        settle_next(gatherer, NULL);
}

static bool make_room(struct asked_queue *queue) {
    if (queue->end < queue->room)
        return true;
    if (queue->first > queue->room / 2) {
        memmove(queue->items, queue->items + queue->first,
                (queue->end - queue->first) * sizeof *queue->items);
        queue->end -= queue->first;
        queue->first = 0;
        return true;
    }
    size_t room = queue->room ? queue->room * 2 : 16;
    struct asked *items = realloc(queue->items, room * sizeof *items);
    if (!items)
        return false;
    queue->items = items;
    queue->room = room;
    return true;
}

/* By number; but a message stands before the command that carries it (BDAT) or that asked for it,
 * whose reply is also the message's. */
static bool stands_after(const struct asked *other, const struct asked *added) {
    bool carries = added->message && other->act == ACT_CONTENT && !other->message;
    return other->n > added->n || carries;
}

static size_t place_of(const struct asked_queue *queue, const struct asked *asked) {
    size_t at = queue->end;
    while (at > queue->first && stands_after(&queue->items[at - 1], asked))
        at--;
    return at;
}

/* The message lies on its maker's stack. */
static bool keep_message(struct gatherer *gatherer, struct asked *asked) {
    struct message *kept = arena_take(&gatherer->summary->arena, sizeof *kept);
    if (!kept)
        return false;
    *kept = *asked->message;
    asked->message = kept;
    return true;
}

void asked_add(struct gatherer *gatherer, const struct asked *asked) {
    struct asked_queue *queue = &gatherer->asked;
    if (!asked->message && !settle_of(asked->act))
        return;
    if (asked->message && place_of(queue, asked) == queue->first) {
        settle_one(gatherer, asked, NULL);
        return;
    }
    if (queue->end - queue->first >= MOST_ASKED)
        settle_first(gatherer, NULL);
    struct asked added = *asked;
    if (!make_room(queue) || (added.message && !keep_message(gatherer, &added))) {
        gatherer->summary->whole = false;
        return;
    }
    size_t at = place_of(queue, &added);
    memmove(queue->items + at + 1, queue->items + at, (queue->end - at) * sizeof added);
    queue->items[at] = added;
    queue->end++;
}

void asked_settle_before(struct gatherer *gatherer, uint32_t n) {
    const struct asked_queue *queue = &gatherer->asked;
    while (!is_empty(queue) && queue->items[queue->first].awaits < n)
        settle_first(gatherer, NULL);
}

bool asked_settle(struct gatherer *gatherer, const struct event *reply) {
    const struct asked_queue *queue = &gatherer->asked;
    asked_settle_before(gatherer, reply->reply.to);
    if (is_empty(queue) || queue->items[queue->first].awaits != reply->reply.to)
        return false;
    settle_first(gatherer, reply);
    return true;
}

void asked_carry_on(struct gatherer *gatherer, uint32_t command, uint32_t line) {
    struct asked_queue *queue = &gatherer->asked;
    for (size_t i = queue->end; i > queue->first; i--)
        if (queue->items[i - 1].n == command)
            queue->items[i - 1].awaits = line;
}
