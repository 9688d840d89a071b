#include "protocol/smuggling.h"

#include "protocol/smtp_verb.h"
#include "protocol/stray.h"

const char *reader_name(enum smuggling_reader reader) {
    static const char *const names[READERS] = {"strict", "lf", "cr", "cr-or-lf"};
    return names[reader];
}

/* ---- lines ---- */

static bool takes(enum smuggling_reader reader, enum line_break end) {
    bool lf = reader == READER_LF || reader == READER_ANY;
    bool cr = reader == READER_CR || reader == READER_ANY;
    return end == BREAK_CRLF || (end == BREAK_LF && lf) || (end == BREAK_CR && cr);
}

/* Which line end begins at octet `at`. */
static enum line_break break_at(struct slice octets, size_t at) {
    if (octets.data[at] == '\n')
        return BREAK_LF;
    if (octets.data[at] != '\r' || at + 1 == octets.size)
        return BREAK_NONE;
    return octets.data[at + 1] == '\n' ? BREAK_CRLF : BREAK_CR;
}

static size_t break_size(enum line_break end) {
    return end == BREAK_CRLF ? 2 : end != BREAK_NONE;
}

/* One line of a reader; without its end where the octets are over. */
struct reader_line {
    struct slice text;
    enum line_break end;
};

/* Takes the next line off the octets from `at` on, and moves past it. */
static struct reader_line next_line(enum smuggling_reader reader, struct slice octets, size_t *at) {
    size_t begin = *at, i = begin;
    enum line_break end = BREAK_NONE;
    while (i < octets.size) {
        end = break_at(octets, i);
        if (takes(reader, end))
            break;
        i += end == BREAK_CRLF ? 2 : 1;
        end = BREAK_NONE;
    }
    *at = i + break_size(end);
    return (struct reader_line){slice_part(octets, begin, i - begin), end};
}

/* ---- messages and commands ---- */

/* A reading that grows. */
struct growing {
    struct smuggling_reading *reading;
    struct slice octets;
    struct arena *arena;
};

static struct smuggling_item *add_item(struct growing *growing, enum smuggling_kind kind,
                                       size_t at) {
    struct smuggling_reading *reading = growing->reading;
    struct smuggling_item *items =
        reading->count < SMUGGLING_ITEMS
            ? arena_grow(growing->arena, reading->items, reading->count, sizeof *items)
            : NULL;
    if (!items) {
        reading->more = true;
        return NULL;
    }
    reading->items = items;
    struct smuggling_item *item = &reading->items[reading->count++];
    *item = (struct smuggling_item){.kind = kind, .at = at};
    return item;
}

/* Content from `at` on; returns where it ends. */
static size_t read_message(struct growing *growing, size_t at) {
    struct slice octets = growing->octets;
    struct smuggling_item *item = add_item(growing, SMUGGLING_MESSAGE, at);
    enum line_break before = BREAK_CRLF; /* the end of the DATA line */
    while (item && at < octets.size) {
        struct reader_line line = next_line(growing->reading->reader, octets, &at);
        bool dot = slice_starts(line.text, SLICE("."));
        if (dot && line.text.size == 1 && line.end != BREAK_NONE) {
            item->before = before;
            item->after = line.end;
            item->end = at;
            return at;
        }
        item->octets += line.text.size - dot + break_size(line.end);
        before = line.end;
        item->end = at;
    }
    return octets.size;
}

/* Octets of a BDAT chunk that follow the command (RFC 3030 2). */
static size_t chunk_octets(struct slice arguments, size_t most) {
    uint64_t count;
    return slice_number(slice_word(&arguments), most, &count) ? (size_t)count : most;
}

/* Commands from `at` on, up to one that content follows, which a MAIL has to stand before. Returns
 * where they end: SIZE_MAX where nothing that can be read follows. */
static size_t read_commands(struct growing *growing, size_t at) {
    struct slice octets = growing->octets;
    struct smuggling_reading *reading = growing->reading;
    for (bool sender = false; at < octets.size;) {
        size_t begin = at;
        struct reader_line line = next_line(reading->reader, octets, &at);
        if (line.end == BREAK_NONE)
            return SIZE_MAX;
        struct smuggling_item *item = add_item(growing, SMUGGLING_COMMAND, begin);
        if (!item)
            return SIZE_MAX;
        item->line = line.text;
        item->end = at;
        item->secret = stray_secret(line.text, STRAY_NOTHING);
        struct slice rest = line.text;
        const struct smtp_verb *verb = smtp_verb_take(&rest);
        sender |= verb && verb->act == ACT_SENDER;
        if (smtp_verb_is(verb, SMTP_VERB_BDAT))
            at += chunk_octets(rest, octets.size - at);
        if (smtp_verb_is(verb, SMTP_VERB_DATA) && sender) {
            item->kind = SMUGGLING_DATA;
            return at;
        }
        reading->more = verb && (verb->act == ACT_LOGIN || verb->act == ACT_TLS);
        if (reading->more || (verb && verb->act == ACT_QUIT))
            return SIZE_MAX;
    }
    return SIZE_MAX;
}

void smuggling_read(struct smuggling_reading *reading, enum smuggling_reader reader,
                    struct slice octets, struct arena *arena) {
    *reading = (struct smuggling_reading){.reader = reader};
    struct growing growing = {reading, octets, arena};
    for (size_t at = 0; at < octets.size && !reading->more;) {
        at = read_message(&growing, at);
        at = read_commands(&growing, at);
    }
}

/* ---- comparison ---- */

size_t smuggling_count(const struct smuggling_reading *reading, size_t until) {
    size_t count = 0;
    while (count < reading->count && reading->items[count].at < until)
        count++;
    return count;
}

static bool items_same(const struct smuggling_item *a, const struct smuggling_item *b) {
    return a->kind == b->kind && a->at == b->at && a->end == b->end &&
           (a->after == BREAK_NONE) == (b->after == BREAK_NONE);
}

bool smuggling_same(const struct smuggling_reading *a, const struct smuggling_reading *b,
                    size_t until) {
    size_t count = smuggling_count(a, until);
    if (count != smuggling_count(b, until))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!items_same(&a->items[i], &b->items[i]))
            return false;
    return true;
}

/* Whether the code can be the answer to the item. */
static bool suits(const struct smuggling_item *item, uint16_t code) {
    if (code == 421)
        return true;
    if (item->kind == SMUGGLING_DATA)
        return code == 354 || code >= 400;
    struct slice rest = item->line;
    const struct smtp_verb *verb = smtp_verb_take(&rest);
    bool quits = item->kind == SMUGGLING_COMMAND && verb && verb->act == ACT_QUIT;
    bool nonsense = item->kind == SMUGGLING_COMMAND && !verb;
    return code != 354 && (code == 221) == quits && (!nonsense || code >= 400);
}

/* Whether an answer is due to the item: to content that does not end there is none. */
static bool is_due(const struct smuggling_item *item) {
    return item->kind != SMUGGLING_MESSAGE || item->after != BREAK_NONE;
}

static bool reading_fits(const struct smuggling_reading *reading,
                         const struct smuggling_replies *replies) {
    size_t due = 0;
    while (due < reading->count && is_due(&reading->items[due]))
        due++;
    for (size_t i = 0; i < due && i < replies->count; i++) {
        uint16_t code = replies->codes[i];
        if (!suits(&reading->items[i], code))
            return false;
        if (reading->items[i].kind == SMUGGLING_DATA && code >= 400)
            return true; /* what follows is no content then: nobody knows how many replies are due
                          */
    }
    if (reading->more)
        return replies->count >= due;
    return replies->count == due || (!replies->all && replies->count < due);
}

bool smuggling_fit(struct smuggling_reading readings[READERS],
                   const struct smuggling_replies *replies, size_t until) {
    const struct smuggling_reading *first = NULL;
    bool one = replies->count > 0;
    for (int reader = 0; reader < READERS; reader++) {
        struct smuggling_reading *reading = &readings[reader];
        reading->fits = reading_fits(reading, replies);
        if (reading->fits && first)
            one &= smuggling_same(first, reading, until);
        else if (reading->fits)
            first = reading;
    }
    for (int reader = 0; reader < READERS; reader++)
        readings[reader].fits &= one;
    return one && first;
}

static bool keep_item(struct smuggling_item *item, struct arena *arena) {
    struct slice line = slice_first(item->line, SMUGGLING_LINE);
    size_t hidden = item->secret.size > 0 ? (size_t)(item->secret.data - item->line.data) : 0;
    item->line = arena_copy(arena, line);
    item->secret = item->secret.size > 0 ? slice_part(item->line, hidden, item->secret.size)
                                         : slice_of(NULL, 0);
    return item->line.size == line.size;
}

bool smuggling_keep(struct smuggling *kept, const struct smuggling *all, size_t until,
                    struct arena *arena) {
    bool whole = true;
    *kept = *all;
    for (int reader = 0; reader < READERS; reader++) {
        struct smuggling_reading *reading = &kept->readings[reader];
        size_t count = smuggling_count(reading, until);
        struct smuggling_item *items = arena_take(arena, count * sizeof *items);
        if (!items)
            return false;
        for (size_t i = 0; i < count; i++) {
            items[i] = reading->items[i];
            whole &= keep_item(&items[i], arena);
        }
        reading->more &= count == reading->count;
        reading->items = items;
        reading->count = count;
    }
    return whole;
}
