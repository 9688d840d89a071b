#include "diagnose/alignment.h"

#include <stdlib.h>

#include "diagnose/timekeeper.h"

/* Where both sessions are longer than this, what follows is put side by side as it comes. */
enum { ALIGNED_MOST = 1000 };

/* One side: the events that are compared, and their stages. */
struct column {
    const struct transcript *transcript;
    struct item {
        const struct transcript_entry *entry;
        enum stage stage;
    } * items;
    size_t count;
};

static bool is_compared(const struct transcript_entry *entry) {
    return entry->present && entry->event.kind != EVENT_NETWORK;
}

static bool fill_column(struct column *column, const struct transcript *transcript) {
    size_t count = transcript_count(transcript);
    struct timekeeper keeper;
    column->transcript = transcript;
    column->items = calloc(count + 1, sizeof *column->items);
    if (!column->items)
        return false;
    timekeeper_begin(&keeper);
    for (size_t n = 0; n < count; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!is_compared(entry))
            continue;
        column->items[column->count++] =
            (struct item){entry, timekeeper_hear(&keeper, &entry->event)};
    }
    return true;
}

/* ---- what two events have in common ---- */

/* The command that a reply answers; size 0: none. */
static struct slice answered_verb(const struct column *column, const struct event *event) {
    uint32_t to = event->reply.to;
    if (event->kind != EVENT_REPLY || to >= transcript_count(column->transcript))
        return slice_of(NULL, 0);
    const struct transcript_entry *entry = transcript_at(column->transcript, to);
    if (!entry->present || entry->event.kind != EVENT_COMMAND)
        return SLICE("(content)");
    return entry->event.command.verb;
}

static bool stand_together(const struct column *left, const struct item *a,
                           const struct column *right, const struct item *b) {
    const struct event *one = &a->entry->event, *other = &b->entry->event;
    if (a->stage != b->stage || one->kind != other->kind || one->side != other->side)
        return false;
    if (one->kind == EVENT_TLS)
        return one->tls.what == other->tls.what;
    if (one->kind == EVENT_COMMAND)
        return slice_equal(one->command.verb, other->command.verb);
    return one->kind != EVENT_REPLY ||
           slice_equal(answered_verb(left, one), answered_verb(right, other));
}

static bool same_enhanced(const struct enhanced_code *a, const struct enhanced_code *b) {
    return a->class == b->class && a->subject == b->subject && a->detail == b->detail;
}

/* The first line of a reply names the server, the others its extensions or what it lists. */
static enum relation relate_replies(const struct reply_event *a, const struct reply_event *b) {
    bool same = a->line_count == b->line_count;
    if (a->code != b->code || !slice_equal(a->status, b->status) ||
        !same_enhanced(&a->enhanced, &b->enhanced))
        return RELATION_OTHER;
    for (size_t i = 1; same && i < a->line_count; i++)
        same = slice_equal(a->lines[i], b->lines[i]);
    if (!same)
        return RELATION_OTHER;
    bool words = a->line_count == 0 || slice_equal(a->lines[0], b->lines[0]);
    return words ? RELATION_SAME : RELATION_ALIKE;
}

static enum relation relate_messages(const struct message_event *a, const struct message_event *b) {
    if (a->complete != b->complete || !slice_equal(a->via, b->via))
        return RELATION_OTHER;
    return a->octets == b->octets ? RELATION_SAME : RELATION_ALIKE;
}

static enum relation relate_tls(const struct tls_event *a, const struct tls_event *b) {
    bool same = a->implicit == b->implicit && a->finished == b->finished &&
                slice_equal(a->version, b->version) && slice_equal(a->cipher, b->cipher) &&
                slice_equal(a->alert, b->alert);
    if (!same)
        return RELATION_OTHER;
    return slice_equal(a->server_name, b->server_name) ? RELATION_SAME : RELATION_ALIKE;
}

static enum relation wording(bool same) {
    return same ? RELATION_SAME : RELATION_ALIKE;
}

static enum relation relate(const struct event *a, const struct event *b) {
    switch (a->kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        return relate_replies(&a->reply, &b->reply);
    case EVENT_COMMAND:
        return a->command.allowed == b->command.allowed
                   ? wording(slice_equal(a->command.line, b->command.line))
                   : RELATION_OTHER;
    case EVENT_CONTINUATION:
        return wording(slice_equal(a->continuation.line, b->continuation.line));
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        return relate_messages(&a->message, &b->message);
    case EVENT_TLS:
        return relate_tls(&a->tls, &b->tls);
    case EVENT_CLOSE:
        return a->closing == b->closing ? RELATION_SAME : RELATION_OTHER;
    case EVENT_CONNECT:
        return a->connect.accepted == b->connect.accepted ? RELATION_SAME : RELATION_OTHER;
    case EVENT_JUNK:
        return wording(slice_equal(a->junk.text, b->junk.text));
    default:
        return wording(a->octets == b->octets);
    }
}

/* ---- the longest way through both ---- */

/* What a pair is worth: pairs of the same words go before others. */
enum { WORTH_OTHER = 2, WORTH_ALIKE, WORTH_SAME };

static unsigned worth(const struct column *left, const struct item *a, const struct column *right,
                      const struct item *b) {
    static const unsigned worths[] = {[RELATION_SAME] = WORTH_SAME,
                                      [RELATION_ALIKE] = WORTH_ALIKE,
                                      [RELATION_OTHER] = WORTH_OTHER};
    if (!stand_together(left, a, right, b))
        return 0;
    return worths[relate(&a->entry->event, &b->entry->event)];
}

struct way {
    const struct column *left, *right;
    size_t first, rows, columns; /* what is left behind the part that both begin with alike */
    uint32_t *sums;              /* of the best way from there to the end */
};

static uint32_t *sum_at(const struct way *way, size_t row, size_t column) {
    return &way->sums[row * (way->columns + 1) + column];
}

static unsigned worth_at(const struct way *way, size_t row, size_t column) {
    return worth(way->left, &way->left->items[way->first + row], way->right,
                 &way->right->items[way->first + column]);
}

static void sum_up(const struct way *way) {
    for (size_t row = way->rows; row-- > 0;)
        for (size_t column = way->columns; column-- > 0;) {
            unsigned here = worth_at(way, row, column);
            uint32_t best = here ? here + *sum_at(way, row + 1, column + 1) : 0;
            uint32_t down = *sum_at(way, row + 1, column), aside = *sum_at(way, row, column + 1);
            best = down > best ? down : best;
            *sum_at(way, row, column) = aside > best ? aside : best;
        }
}

/* ---- pairs ---- */

static void add_pair(struct alignment *alignment, const struct item *a, const struct item *b) {
    alignment->pairs[alignment->count++] = (struct alignment_pair){
        .left = a->entry->event.n,
        .right = b->entry->event.n,
        .stage = a->stage,
        .relation = relate(&a->entry->event, &b->entry->event),
    };
}

static void add_alone(struct alignment *alignment, const struct item *item, enum relation side) {
    bool left = side == RELATION_LEFT;
    alignment->pairs[alignment->count++] = (struct alignment_pair){
        .left = left ? item->entry->event.n : EVENT_NOTHING,
        .right = left ? EVENT_NOTHING : item->entry->event.n,
        .stage = item->stage,
        .relation = side,
    };
}

static void follow(const struct way *way, struct alignment *alignment) {
    const struct item *left = way->left->items + way->first;
    const struct item *right = way->right->items + way->first;
    size_t row = 0, column = 0;
    while (row < way->rows && column < way->columns) {
        unsigned here = worth_at(way, row, column);
        if (here && *sum_at(way, row, column) == here + *sum_at(way, row + 1, column + 1))
            add_pair(alignment, &left[row++], &right[column++]);
        else if (*sum_at(way, row, column) == *sum_at(way, row + 1, column))
            add_alone(alignment, &left[row++], RELATION_LEFT);
        else
            add_alone(alignment, &right[column++], RELATION_RIGHT);
    }
    while (row < way->rows)
        add_alone(alignment, &left[row++], RELATION_LEFT);
    while (column < way->columns)
        add_alone(alignment, &right[column++], RELATION_RIGHT);
}

/* What follows the bound: pairs as they come, as long as they stand together. */
static void add_rest(const struct column *left, const struct column *right, size_t row,
                     size_t column, struct alignment *alignment) {
    while (row < left->count && column < right->count) {
        const struct item *a = &left->items[row++], *b = &right->items[column++];
        if (stand_together(left, a, right, b)) {
            add_pair(alignment, a, b);
            continue;
        }
        add_alone(alignment, a, RELATION_LEFT);
        add_alone(alignment, b, RELATION_RIGHT);
    }
    while (row < left->count)
        add_alone(alignment, &left->items[row++], RELATION_LEFT);
    while (column < right->count)
        add_alone(alignment, &right->items[column++], RELATION_RIGHT);
}

static bool align(const struct column *left, const struct column *right,
                  struct alignment *alignment) {
    struct way way = {.left = left, .right = right};
    size_t shorter = left->count < right->count ? left->count : right->count;
    alignment->pairs = calloc(left->count + right->count + 1, sizeof *alignment->pairs);
    if (!alignment->pairs)
        return false;
    while (way.first < shorter && worth_at(&way, 0, 0) == WORTH_SAME) {
        add_pair(alignment, &left->items[way.first], &right->items[way.first]);
        way.first++;
    }
    way.rows = left->count - way.first;
    way.columns = right->count - way.first;
    way.rows = way.rows < ALIGNED_MOST ? way.rows : ALIGNED_MOST;
    way.columns = way.columns < ALIGNED_MOST ? way.columns : ALIGNED_MOST;
    way.sums = calloc((way.rows + 1) * (way.columns + 1), sizeof *way.sums);
    if (!way.sums)
        return false;
    sum_up(&way);
    follow(&way, alignment);
    free(way.sums);
    add_rest(left, right, way.first + way.rows, way.first + way.columns, alignment);
    return true;
}

bool alignment_of(const struct transcript *left, const struct transcript *right,
                  struct alignment *alignment, struct error *error) {
    struct column columns[2] = {{.items = NULL}, {.items = NULL}};
    *alignment = (struct alignment){NULL, 0};
    bool good = fill_column(&columns[0], left) && fill_column(&columns[1], right) &&
                align(&columns[0], &columns[1], alignment);
    free(columns[0].items);
    free(columns[1].items);
    if (good)
        return true;
    alignment_free(alignment);
    return error_memory(error);
}

void alignment_free(struct alignment *alignment) {
    free(alignment->pairs);
    *alignment = (struct alignment){NULL, 0};
}

size_t alignment_difference(const struct alignment *alignment, size_t from) {
    while (from < alignment->count && !relation_parts(alignment->pairs[from].relation))
        from++;
    return from;
}
