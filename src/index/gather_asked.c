#include <stdlib.h>

#include "base/rare.h"
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
    [ACT_COUNT] = settle_count,
    [ACT_LIST] = settle_count,
    [ACT_IDENTIFY] = settle_identify,
    [ACT_TURN] = settle_reset,
    [ACT_CLIENT] = settle_client,
    [ACT_FORWARD] = settle_forward,
    [ACT_ABILITIES] = settle_abilities,
    [ACT_QUIT] = settle_quit,
};

static settle *settle_of(enum act act) {
    return act < sizeof settle_table / sizeof *settle_table ? settle_table[act] : NULL;
}

bool asked_matters(enum act act) {
    return settle_of(act) != NULL;
}

static void settle_one(struct gatherer *gatherer, const struct asked *asked,
                       const struct event *reply) {
    if (asked->message)
        delivery_message(gatherer, asked);
    else
        settle_of(asked->act)(gatherer, asked, reply);
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

APART static bool make_room(struct asked_queue *queue) {
    if (queue->first > queue->room / 2) {
        memmove(queue->items, queue->items + queue->first,
                (queue->end - queue->first) * sizeof *queue->items);
        queue->end -= queue->first;
        queue->first = 0;
        return true;
    }
    uint32_t room = queue->room ? queue->room * 2 : 16;
    struct asked *items = cache_take(room * sizeof *items);
    if (!items)
        return false;
    if (queue->end > 0)
        memcpy(items, queue->items, queue->end * sizeof *items);
    free(queue->items);
    queue->items = items;
    queue->room = room;
    return true;
}

/* By number; but a message stands before the command that carries it (BDAT), whose reply is also
 * the message's. */
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
RARE static const struct message *keep_message(struct gatherer *gatherer,
                                               const struct message *message) {
    struct message *kept = arena_take(&gatherer->summary->arena, sizeof *kept);
    if (kept)
        *kept = *message;
    return kept;
}

struct asked *asked_add(struct gatherer *gatherer) {
    struct asked_queue *queue = &gatherer->asked;
    if (queue->end - queue->first >= MOST_ASKED)
        settle_first(gatherer, NULL);
    if (queue->end == queue->room && !make_room(queue)) {
        gatherer->summary->whole = false;
        return NULL;
    }
    return &queue->items[queue->end++];
}

/* Fills the last place with what stands after it, and so on, down to its own. */
static void put_in_place(struct asked_queue *queue, const struct asked *asked) {
    size_t at = queue->end - 1;
    for (; at > queue->first && stands_after(&queue->items[at - 1], asked); at--)
        queue->items[at] = queue->items[at - 1];
    queue->items[at] = *asked;
}

void asked_add_message(struct gatherer *gatherer, const struct message *message) {
    struct asked asked = {.n = message->event, .awaits = message->event, .message = message};
    if (place_of(&gatherer->asked, &asked) == gatherer->asked.first) {
        settle_one(gatherer, &asked, NULL);
        return;
    }
    asked.message = keep_message(gatherer, message);
    if (!asked.message)
        gatherer->summary->whole = false;
    else if (asked_add(gatherer))
        put_in_place(&gatherer->asked, &asked);
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

bool asked_settle_retrieval(struct gatherer *gatherer, uint64_t number) {
    const struct asked_queue *queue = &gatherer->asked;
    for (size_t i = queue->first; i < queue->end; i++)
        if (queue->items[i].act == ACT_RETRIEVE && queue->items[i].number == number) {
            asked_settle_before(gatherer, queue->items[i].awaits + 1);
            return true;
        }
    return false;
}

void asked_carry_on(struct gatherer *gatherer, uint32_t command, uint32_t line, bool given_up) {
    struct asked_queue *queue = &gatherer->asked;
    for (size_t i = queue->end; i > queue->first; i--)
        if (queue->items[i - 1].n == command) {
            queue->items[i - 1].awaits = line;
            queue->items[i - 1].given_up = given_up;
        }
}
