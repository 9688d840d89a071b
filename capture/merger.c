#include "base/rare.h"
#include "capture/lane.h"

#include <stdlib.h>

enum {
    DEFAULT_OPEN = 128,
    LOOKED_INTO = 64,   /* files that are looked into in one go: then the owner may want to act */
    WOKEN_MOST = 8,     /* files that were let go and opened again for merger_seek() */
    FOLLOW_EVERY = 200, /* ms between looks at files that grow */
};

struct merger {
    struct merger_options options;
    struct lane **lanes; /* by file number */
    size_t count, room;
    struct lane **active; /* those that are open and not over */
    size_t active_count;
    size_t looked_into;   /* lanes whose first packet was looked for */
    bool started;         /* that is done */
    bool pausing;         /* it was interrupted */
    struct lane *top;     /* whose packet was given last; its next one is not read yet */
    struct lane *reading; /* which was the top one last */
    struct reader *alone; /* of the top one, when there is nothing else to heed */
    struct moment until;  /* up to here the top one goes on, whatever the others have */
    struct lane **asleep; /* in the order in which they are to be opened */
    size_t asleep_count, asleep_at;
    struct lane *woken[WOKEN_MOST];
    size_t woken_at;
};

/* ---- lanes ---- */

static bool grow(struct lane ***list, size_t room) {
    struct lane **grown = realloc(*list, room * sizeof(struct lane *));
    if (grown)
        *list = grown;
    return grown != NULL;
}

/* Room for one more lane, also among the active ones. */
static bool make_room(struct merger *merger) {
    size_t room = merger->room ? merger->room * 2 : 4;
    if (merger->count < merger->room)
        return true;
    if (!grow(&merger->lanes, room) || !grow(&merger->active, room))
        return false;
    merger->room = room;
    return true;
}

static struct lane *add_lane(struct merger *merger, const char *name, struct error *error) {
    if (merger->count == MERGER_FILES_MOST) {
        (void)error_set(error, ERROR_INPUT, "is one too many: %d files are the most",
                        MERGER_FILES_MOST);
        error_name(error, name);
        return NULL;
    }
    struct lane *lane = make_room(merger) ? lane_new(name, (uint16_t)merger->count) : NULL;
    if (lane)
        return merger->lanes[merger->count++] = lane;
    (void)error_memory(error);
    return NULL;
}

static void activate(struct merger *merger, struct lane *lane) {
    merger->active[merger->active_count++] = lane;
}

static void deactivate(struct merger *merger, const struct lane *lane) {
    for (size_t i = 0; i < merger->active_count; i++)
        if (merger->active[i] == lane)
            merger->active[i] = merger->active[--merger->active_count];
}

static struct reader_options reading(const struct merger *merger, const struct lane *lane) {
    return (struct reader_options){
        .spool = merger->options.again,
        .patient = merger->options.patient,
        .follow = merger->options.follow,
        .notes = merger->options.notes,
        .device = merger->options.device,
        .file = lane->file,
    };
}

static bool open_lane(struct merger *merger, struct lane *lane, struct error *error) {
    size_t open = 0;
    for (size_t i = 0; i < merger->count; i++)
        open += merger->lanes[i]->reader && reader_holds_file(merger->lanes[i]->reader);
    if (open >= merger->options.most_open) {
        (void)error_set(error, ERROR_INPUT,
                        "is left out: it overlaps in time with %zu other files, and no more are "
                        "read side by side (mergecap can make one of some)",
                        open);
        error_name(error, lane->name);
        lane->state = LANE_OVER;
        return false;
    }
    struct reader_options options = reading(merger, lane);
    if (!lane_open(lane, &options, error))
        return false;
    activate(merger, lane);
    return true;
}

/* Nothing more comes from this lane. */
static void end_lane(struct merger *merger, struct lane *lane) {
    lane_end(lane, merger->options.again);
    if (lane->reader && merger->count > 1)
        reader_let_go(lane->reader);
    deactivate(merger, lane);
}

/* ---- the first packet of each ---- */

/* Opens a lane, or asks an open one, for its next packet. */
static enum read_result begin_lane(struct merger *merger, struct lane *lane, struct error *error) {
    if (!lane->reader && !open_lane(merger, lane, error))
        return READ_ERROR;
    enum read_result result = lane_read(lane, error);
    if (result == READ_WAIT && merger->options.follow)
        lane->state = LANE_WAITING;
    if (result == READ_END || result == READ_ERROR)
        end_lane(merger, lane);
    return result;
}

/* Finds out when a file begins. Where nothing is in it yet, it is followed from now on; else it
 * sleeps until its time comes. */
static enum read_result look_into_file(struct merger *merger, struct lane *lane,
                                       struct error *error) {
    struct reader_options options = reading(merger, lane);
    options.spool = false;
    options.block = LANE_PEEK;
    if (!lane_open(lane, &options, error))
        return READ_ERROR;
    enum read_result result = lane_read(lane, error);
    lane_sleep(lane);
    if (result == READ_END || result == READ_ERROR)
        lane->state = LANE_OVER;
    return result == READ_WAIT ? begin_lane(merger, lane, error) : result;
}

/* What cannot be opened twice stays open. */
static enum read_result look_into(struct merger *merger, struct lane *lane, struct error *error) {
    return lane_is_file(lane) ? look_into_file(merger, lane, error)
                              : begin_lane(merger, lane, error);
}

static int compare_lanes(const void *a, const void *b) {
    const struct lane *const *first = a, *const *second = b;
    return lane_compare(*first, *second);
}

/* Now that the first packets are known: who sleeps, and who goes first at equal times. */
static bool rank_lanes(struct merger *merger, struct error *error) {
    merger->asleep = malloc(merger->count * sizeof(struct lane *));
    if (!merger->asleep)
        return error_memory(error);
    for (size_t i = 0; i < merger->count; i++)
        merger->asleep[i] = merger->lanes[i];
    qsort(merger->asleep, merger->count, sizeof(struct lane *), compare_lanes);
    for (size_t i = 0; i < merger->count; i++) {
        struct lane *lane = merger->asleep[i];
        lane->rank = i;
        if (lane->state == LANE_ASLEEP)
            merger->asleep[merger->asleep_count++] = lane;
    }
    return true;
}

/* READ_PACKET: all are known. */
static enum read_result look_into_all(struct merger *merger, struct error *error) {
    merger->pausing = false;
    for (size_t done = 0; merger->looked_into < merger->count; done++) {
        if (done == LOOKED_INTO) {
            merger->pausing = true;
            return READ_WAIT;
        }
        struct lane *lane = merger->lanes[merger->looked_into];
        enum read_result result = look_into(merger, lane, error);
        if (result == READ_WAIT && !merger->options.follow)
            return READ_WAIT;
        merger->looked_into++;
        if (result == READ_ERROR)
            return READ_ERROR;
    }
    merger->started = true;
    return rank_lanes(merger, error) ? READ_PACKET : READ_ERROR;
}

/* ---- files that grow ---- */

/* The file of this lane was cut or replaced: another lane goes on under its name. */
static enum read_result replace_lane(struct merger *merger, struct lane *lane,
                                     enum input_change change, struct error *error) {
    struct error ignored = {0};
    struct lane *next = add_lane(merger, lane->name, error);
    if (!next) {
        end_lane(merger, lane);
        return READ_ERROR;
    }
    next->rank = next->file;
    if (!open_lane(merger, next, &ignored)) {
        lane_free(next); /* it is being replaced right now */
        merger->count--;
        return READ_WAIT;
    }
    next->state = LANE_WAITING;
    lane_end(lane, merger->options.again && change == INPUT_REPLACED);
    deactivate(merger, lane);
    (void)error_set(error, ERROR_INPUT,
                    change == INPUT_REPLACED
                        ? "was replaced by another file, which is read from its start"
                        : "is being written anew, and is read from its start");
    error_name(error, lane->name);
    return READ_CHANGED;
}

static enum read_result ask_one(struct merger *merger, struct lane *lane, struct error *error) {
    enum input_change change = merger->options.follow ? reader_change(lane->reader) : INPUT_SAME;
    return change == INPUT_SAME ? begin_lane(merger, lane, error)
                                : replace_lane(merger, lane, change, error);
}

/* READ_PACKET: nothing is to be told. */
static enum read_result ask_waiting(struct merger *merger, struct error *error) {
    for (size_t i = merger->active_count; i > 0; i--) {
        struct lane *lane = merger->active[i - 1];
        if (lane->state == LANE_READY)
            continue;
        enum read_result result = ask_one(merger, lane, error);
        if (result == READ_ERROR || result == READ_CHANGED)
            return result;
    }
    return READ_PACKET;
}

bool merger_over(const struct merger *merger) {
    return merger->started && merger->active_count == 0 &&
           merger->asleep_at == merger->asleep_count;
}

void merger_look(struct merger *merger) {
    if (merger->options.follow)
        merger->until.ns = INT64_MIN;
}

/* ---- whose turn it is ---- */

/* The earliest of those whose next packet is known, but for one. NULL: there is none. */
static struct lane *earliest(const struct merger *merger, const struct lane *but) {
    struct lane *first = NULL;
    for (size_t i = 0; i < merger->active_count; i++) {
        struct lane *lane = merger->active[i];
        if (lane == but || lane->state != LANE_READY)
            continue;
        if (!first || lane_before(lane, first))
            first = lane;
    }
    return first;
}

static struct lane *first_asleep(const struct merger *merger) {
    return merger->asleep_at < merger->asleep_count ? merger->asleep[merger->asleep_at] : NULL;
}

/* Opens the file whose time has come. READ_PACKET: it takes part now, or has nothing any more. */
static enum read_result wake(struct merger *merger, struct error *error) {
    struct lane *lane = merger->asleep[merger->asleep_at++];
    return begin_lane(merger, lane, error) == READ_ERROR ? READ_ERROR : READ_PACKET;
}

/* Until when the first one may go on without a look at the others. */
static struct moment goes_on_until(const struct merger *merger, const struct lane *first) {
    const struct lane *rival = earliest(merger, first), *asleep = first_asleep(merger);
    if (!rival || (asleep && lane_before(asleep, rival)))
        rival = asleep;
    if (!rival)
        return (struct moment){INT64_MAX};
    bool yields = rival->rank < first->rank && rival->key.ns > INT64_MIN;
    return (struct moment){rival->key.ns - yields};
}

static bool somebody_waits(const struct merger *merger) {
    for (size_t i = 0; i < merger->active_count; i++)
        if (merger->active[i]->state != LANE_READY)
            return true;
    return false;
}

static enum read_result choose(struct merger *merger, struct packet *packet, struct error *error) {
    struct lane *first;
    for (;;) {
        first = earliest(merger, NULL);
        struct lane *asleep = first_asleep(merger);
        if (!asleep || (first && !lane_before(asleep, first)))
            break;
        if (wake(merger, error) == READ_ERROR)
            return READ_ERROR;
    }
    if (!first)
        return somebody_waits(merger) ? READ_WAIT : READ_END;
    merger->top = merger->reading = first;
    merger->until = goes_on_until(merger, first);
    *packet = first->next;
    return READ_PACKET;
}

/* Puts what the top one gave back among the others. READ_PACKET: somebody is to be chosen. */
static enum read_result put_back(struct merger *merger, enum read_result result,
                                 const struct packet *packet) {
    struct lane *lane = merger->top;
    if (result == READ_WAIT && !merger->options.follow)
        return READ_WAIT; /* the others wait for it */
    merger->top = NULL;
    merger->alone = NULL;
    if (result == READ_PACKET) {
        lane->next = *packet;
        lane->state = LANE_READY;
    } else if (result == READ_WAIT) {
        lane->state = LANE_WAITING;
    } else {
        end_lane(merger, lane);
    }
    return result == READ_ERROR ? READ_ERROR : READ_PACKET;
}

/* A packet is not simply the next one of the file that gave the last. */
static __attribute__((noinline)) enum read_result
turn(struct merger *merger, enum read_result result, struct packet *packet, struct error *error) {
    if (merger->top)
        result = put_back(merger, result, packet);
    else if (!merger->started)
        result = look_into_all(merger, error);
    if (result == READ_PACKET)
        result = ask_waiting(merger, error);
    return result == READ_PACKET ? choose(merger, packet, error) : result;
}

APART static enum read_result next_of_several(struct merger *merger, struct packet *packet,
                                              struct error *error) {
    struct lane *top = merger->top;
    if (!top)
        return turn(merger, READ_PACKET, packet, error);
    enum read_result result = lane_next(top, packet, error);
    if (result == READ_PACKET && !moment_before(merger->until, top->key))
        return READ_PACKET;
    return turn(merger, result, packet, error);
}

/* The usual way: one file that is there as a whole. */
enum read_result merger_next(struct merger *merger, struct packet *packet, struct error *error) {
    if (!merger->alone)
        return next_of_several(merger, packet, error);
    enum read_result result = reader_next(merger->alone, packet, error);
    return result == READ_PACKET ? result : turn(merger, result, packet, error);
}

struct merger_wait merger_wait(const struct merger *merger) {
    struct merger_wait wait = {-1, -1};
    if (merger->pausing)
        wait.milliseconds = 0;
    for (size_t i = 0; i < merger->active_count && !merger->pausing; i++) {
        const struct lane *lane = merger->active[i];
        if (lane->state == LANE_READY && lane != merger->top)
            continue;
        int descriptor = reader_descriptor(lane->reader);
        if (descriptor >= 0 && wait.descriptor < 0)
            wait.descriptor = descriptor;
        else
            wait.milliseconds = FOLLOW_EVERY;
    }
    return wait;
}

/* ---- again, and at all ---- */

/* A file that was let go is opened again; the one that was so longest ago is let go for it. */
static void note_woken(struct merger *merger, struct lane *lane) {
    struct lane **place = &merger->woken[merger->woken_at];
    if (*place && *place != lane && (*place)->reader)
        reader_let_go((*place)->reader);
    *place = lane;
    merger->woken_at = (merger->woken_at + 1) % WOKEN_MOST;
}

bool merger_seek(struct merger *merger, uint64_t record, uint64_t number, struct packet *packet,
                 struct error *error) {
    size_t file = record_file(record);
    struct lane *lane = file < merger->count ? merger->lanes[file] : NULL;
    if (!lane || !lane->reader) {
        (void)error_set(error, ERROR_IO, "cannot be read again");
        error_name(error, lane ? lane->name : "");
        return false;
    }
    uint64_t place = record & ((UINT64_C(1) << RECORD_FILE_SHIFT) - 1);
    if (!reader_holds_file(lane->reader))
        note_woken(merger, lane);
    if (!reader_seek(lane->reader, place, number, packet, error))
        return false;
    packet->file = lane->file;
    packet->record = record;
    return true;
}

size_t merger_reading(const struct merger *merger) {
    return merger->reading ? merger->reading->file : 0;
}

struct moment merger_time(const struct merger *merger) {
    return merger->reading ? merger->reading->key : (struct moment){0};
}

size_t merger_count(const struct merger *merger) {
    return merger->count;
}

struct merger_file merger_file(const struct merger *merger, size_t n) {
    return lane_describe(merger->lanes[n]);
}

struct merger *merger_new(const char *const *names, size_t count,
                          const struct merger_options *options, struct error *error) {
    struct merger *merger = calloc(1, sizeof *merger);
    if (!merger) {
        (void)error_memory(error);
        return NULL;
    }
    merger->options = *options;
    if (!merger->options.most_open)
        merger->options.most_open = DEFAULT_OPEN;
    bool good = true;
    for (size_t i = 0; i < count && good; i++)
        good = add_lane(merger, names[i], error) != NULL;
    if (good && count == 1) {
        good = open_lane(merger, merger->lanes[0], error);
        merger->top = merger->reading = merger->lanes[0];
        merger->until = (struct moment){INT64_MAX};
        merger->started = true;
    }
    if (good && count == 1 && !options->follow && reader_descriptor(merger->top->reader) < 0)
        merger->alone = merger->top->reader;
    if (good)
        return merger;
    merger_free(merger);
    return NULL;
}

void merger_free(struct merger *merger) {
    if (!merger)
        return;
    for (size_t i = 0; i < merger->count; i++)
        lane_free(merger->lanes[i]);
    free(merger->lanes);
    free(merger->active);
    free(merger->asleep);
    free(merger);
}
