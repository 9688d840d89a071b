#include "diagnose/lens.h"

#include "protocol/smtp_verb.h"

enum { LENS_IDLE = 64 * 1024 }; /* octets of memory that a session without a message may hold */

/* Gives back what a large message needed, when little is left in it. */
static void shrink(struct buffer *octets) {
    struct buffer fitting = {0};
    if (octets->room <= LENS_IDLE || octets->size > LENS_IDLE / 2)
        return;
    if (!buffer_add(&fitting, buffer_slice(octets)))
        return;
    buffer_free(octets);
    *octets = fitting;
}

void lens_begin(struct lens *lens) {
    struct buffer octets = lens->octets;
    octets.size = 0;
    shrink(&octets);
    memset(lens, 0, offsetof(struct lens, replies));
    lens->octets = octets;
}

void lens_free(struct lens *lens) {
    buffer_free(&lens->octets);
}

/* ---- what is kept ---- */

void lens_octets(struct lens *lens, uint64_t offset, struct slice octets) {
    size_t room = LENS_OCTETS - lens->octets.size;
    if (lens->octets.size == 0 && !lens->cut)
        lens->from = offset;
    lens->broken |= lens->suspect_count > 0 && offset != lens->next;
    lens->next = offset + octets.size;
    lens->cut |= octets.size > room;
    if (lens->cut && room == 0)
        return;
    lens->cut |= !buffer_add(&lens->octets, slice_first(octets, room));
}

/* What stands before this command is not needed any more; it is dropped in large pieces. */
static void forget(struct lens *lens, uint64_t offset) {
    uint64_t passed = offset > lens->from ? offset - lens->from : 0;
    if (lens->suspect_count > 0 || passed * 2 < lens->octets.size)
        return;
    buffer_drop(&lens->octets, (size_t)passed);
    lens->from += passed;
    shrink(&lens->octets);
    if (lens->octets.size == 0)
        lens->cut = false;
}

static void take_reply(struct lens *lens, const struct reply_event *reply) {
    if (reply->code == 354 && lens->suspect_count == 0)
        lens->reply_count = 0;
    if (lens->reply_count == LENS_REPLIES) {
        lens->broken = true;
        return;
    }
    lens->several |= reply->recipient != EVENT_NOTHING;
    lens->replies[lens->reply_count++] = (struct lens_reply){reply->code, lens->next};
    if (reply->code == 354)
        lens->content_replies = lens->reply_count;
}

static bool is_kept(const struct lens *lens, uint64_t offset) {
    return offset >= lens->from && offset - lens->from < lens->octets.size;
}

static void take_message(struct lens *lens, const struct event *event) {
    const struct message_event *message = &event->message;
    bool odd = message->facts.bare_lf + message->facts.bare_cr > 0 || message->end == END_LF;
    bool data = slice_equal(message->via, SLICE("DATA")) && !message->assumed;
    if (!odd || !data || event->side != SIDE_CLIENT || lens->suspect_count == LENS_SUSPECTS ||
        !is_kept(lens, event->offset))
        return;
    lens->suspects[lens->suspect_count++] =
        (struct lens_suspect){event->n, message->end, event->offset, lens->content_replies};
}

void lens_take(struct lens *lens, const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        forget(lens, event->offset);
        break;
    case EVENT_REPLY:
        take_reply(lens, &event->reply);
        break;
    case EVENT_MESSAGE:
        take_message(lens, event);
        break;
    case EVENT_GAP:
        lens->broken = true;
        break;
    case EVENT_CLOSE:
        lens->closed |= event->closing != CLOSING_OPEN &&
                        (event->side == SIDE_SERVER || event->closing != CLOSING_FIN);
        break;
    default:
        break;
    }
}

/* ---- what is seen ---- */

/* How far the readings matter: what the client had sent when the message's strict end was there and
 * a reply came. What it said later it said knowing that reply. */
static size_t look_until(const struct lens *lens, const struct lens_suspect *suspect,
                         const struct smuggling_reading *strict, size_t size) {
    size_t end = strict->count > 1 ? strict->items[1].at : size;
    for (size_t i = suspect->replies; i < lens->reply_count; i++) {
        uint64_t offset = lens->replies[i].offset;
        if (offset >= suspect->offset + end && offset - suspect->offset < size)
            return (size_t)(offset - suspect->offset);
    }
    return size;
}

/* Whether the server, which answered so, is one of the readers. */
static void fit(const struct lens *lens, const struct lens_suspect *suspect,
                struct smuggling *smuggling, size_t until) {
    uint16_t codes[LENS_REPLIES];
    size_t count = lens->reply_count - suspect->replies;
    for (size_t i = 0; i < count; i++)
        codes[i] = lens->replies[suspect->replies + i].code;
    const struct smuggling_replies replies = {codes, count, lens->closed && !lens->cut};
    smuggling->known = !lens->several && smuggling_fit(smuggling->readings, &replies, until);
}

/* Whether a sender is named where a strict reader reads on. */
static bool names_sender(const struct smuggling_reading *reading, size_t strict_end) {
    for (size_t i = 1; i < reading->count && reading->items[i].at < strict_end; i++) {
        struct slice rest = reading->items[i].line;
        const struct smtp_verb *verb = smtp_verb_find(slice_word(&rest));
        if (verb && verb->act == ACT_SENDER)
            return true;
    }
    return false;
}

/* The first reader that disagrees with the strict one; READER_STRICT: none does. */
static enum smuggling_reader disagrees(const struct smuggling *smuggling, size_t until) {
    for (int reader = READER_LF; reader < READERS; reader++)
        if (!smuggling_same(&smuggling->readings[READER_STRICT], &smuggling->readings[reader],
                            until))
            return (enum smuggling_reader)reader;
    return READER_STRICT;
}

static bool ends_whole(const struct smuggling_reading *reading) {
    return reading->count > 0 && reading->items[0].after != BREAK_NONE;
}

/* False where all agree, or memory ran out. */
static bool look(const struct lens *lens, const struct lens_suspect *suspect, struct arena *arena,
                 struct lens_view *view) {
    struct arena scratch = {0};
    struct smuggling all = {0}, *kept = arena_take(arena, sizeof *kept);
    struct slice octets =
        slice_from(buffer_slice(&lens->octets), (size_t)(suspect->offset - lens->from));
    for (int reader = 0; reader < READERS; reader++)
        smuggling_read(&all.readings[reader], (enum smuggling_reader)reader, octets, &scratch);
    const struct smuggling_reading *strict = &all.readings[READER_STRICT];
    size_t until = look_until(lens, suspect, strict, octets.size);
    fit(lens, suspect, &all, until);
    *view = (struct lens_view){
        .n = suspect->n, .end = suspect->end, .reader = disagrees(&all, until), .smuggling = kept};
    size_t strict_end = strict->count > 1 ? strict->items[1].at : until;
    for (int reader = READERS - 1; reader > READER_STRICT && ends_whole(strict); reader--)
        if (names_sender(&all.readings[reader], strict_end)) {
            view->smuggles = true;
            view->reader = (enum smuggling_reader)reader;
        }
    bool good = kept && view->reader != READER_STRICT && smuggling_keep(kept, &all, until, arena);
    arena_free(&scratch);
    return good;
}

const struct lens_view *lens_views(const struct lens *lens, struct arena *arena, size_t *count) {
    struct lens_view *views = arena_take(arena, (lens->suspect_count + 1) * sizeof *views);
    *count = 0;
    for (size_t i = 0; views && !lens->broken && i < lens->suspect_count; i++)
        if (look(lens, &lens->suspects[i], arena, &views[*count]))
            ++*count;
    return views;
}
