#include "session/transcript.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "session/event_copy.h"

enum {
    PAGE_ENTRIES = 32,      /* entries stand in pages, so that they never move */
    MOST_ENTRIES = 1 << 24, /* events of one session that are kept */
};

_Static_assert(DIGEST_SIZE == sizeof((struct transcript_entry){0}.sha256), "one size of digest");

struct page {
    struct transcript_entry entries[PAGE_ENTRIES];
};

/* Content that is coming in, of message or block `n`. */
struct content {
    uint32_t n; /* EVENT_NOTHING: none */
    struct buffer preview;
    struct digest *digest; /* made when it is first needed */
};

struct transcript {
    struct arena arena;
    struct transcript_options options;
    struct sink sink;
    struct page **pages;
    size_t page_count, count;
    struct content content;
    size_t previewed; /* octets of all previews */
    uint64_t revision;
    const struct protocol *protocol; /* as of the last event; NULL: not known yet */
    bool broken;                     /* memory ran out: nothing is added any more */
};

/* ---- entries ---- */

static bool add_page(struct transcript *transcript) {
    struct page **pages = arena_grow(&transcript->arena, transcript->pages, transcript->page_count,
                                     sizeof(struct page *));
    struct page *page = pages ? arena_take(&transcript->arena, sizeof *page) : NULL;
    if (!page)
        return false;
    for (size_t i = 0; i < PAGE_ENTRIES; i++)
        page->entries[i].event.n =
            (uint32_t)(transcript->page_count * PAGE_ENTRIES + i); /* also where none ever comes */
    transcript->pages = pages;
    pages[transcript->page_count++] = page;
    return true;
}

/* The entry with number `n`, made when it is not there. NULL when it cannot be kept. */
static struct transcript_entry *entry_at(struct transcript *transcript, uint32_t n) {
    if (n >= MOST_ENTRIES)
        return NULL;
    while (n / PAGE_ENTRIES >= transcript->page_count)
        if (!add_page(transcript))
            return NULL;
    if (n >= transcript->count)
        transcript->count = (size_t)n + 1;
    return &transcript->pages[n / PAGE_ENTRIES]->entries[n % PAGE_ENTRIES];
}

/* ---- content ---- */

static void break_off(struct transcript *transcript) {
    transcript->broken = true;
    transcript->revision++;
}

static bool begin_content(struct transcript *transcript, uint32_t n) {
    struct content *content = &transcript->content;
    if (content->n == n)
        return true;
    content->n = n;
    content->preview.size = 0;
    if (!transcript->options.digest)
        return true;
    if (!content->digest)
        content->digest = digest_new(NULL);
    return content->digest && digest_begin(content->digest);
}

/* Octets of each message that are kept at this moment. */
static size_t preview_room(const struct transcript *transcript) {
    const struct transcript_options *options = &transcript->options;
    bool full = options->previews > 0 && transcript->previewed >= options->previews;
    return full && options->preview > TRANSCRIPT_SHORT_PREVIEW ? TRANSCRIPT_SHORT_PREVIEW
                                                               : options->preview;
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct transcript *transcript = context;
    struct content *content = &transcript->content;
    (void)session;
    (void)place;
    if (transcript->broken)
        return false;
    size_t room = preview_room(transcript);
    bool good = begin_content(transcript, n);
    if (good && content->preview.size < room)
        good = buffer_add(&content->preview, slice_first(octets, room - content->preview.size));
    if (good && content->digest)
        good = digest_add(content->digest, octets);
    if (!good)
        break_off(transcript);
    return good && (content->digest || content->preview.size < room);
}

static bool end_content(struct transcript *transcript, struct transcript_entry *entry) {
    struct content *content = &transcript->content;
    if (!begin_content(transcript, entry->event.n)) /* content of no octets begins here */
        return false;
    entry->preview = arena_copy(&transcript->arena, buffer_slice(&content->preview));
    if (entry->preview.size != content->preview.size)
        return false;
    transcript->previewed += entry->preview.size;
    content->n = EVENT_NOTHING;
    if (!content->digest)
        return true;
    entry->has_digest = digest_finish(content->digest, entry->sha256);
    return entry->has_digest;
}

/* ---- events ---- */

/* The number of the event that this one answers, or EVENT_NOTHING. */
static uint32_t answered_by(const struct event *event) {
    if (event->kind == EVENT_REPLY || event->kind == EVENT_GREETING)
        return event->reply.to;
    if (event->kind == EVENT_CONTINUATION && event->side == SIDE_SERVER)
        return event->continuation.to;
    return EVENT_NOTHING;
}

static bool note_answer(struct transcript *transcript, const struct event *event) {
    uint32_t to = answered_by(event);
    if (to == EVENT_NOTHING)
        return true;
    struct transcript_entry *asked = entry_at(transcript, to);
    if (!asked)
        return false;
    uint32_t *replies = arena_grow(&transcript->arena, (void *)(uintptr_t)asked->replies,
                                   asked->reply_count, sizeof *replies);
    if (!replies)
        return false;
    size_t at = asked->reply_count++;
    for (; at > 0 && replies[at - 1] > event->n; at--)
        replies[at] = replies[at - 1];
    replies[at] = event->n;
    asked->replies = replies;
    return true;
}

static bool take_event(struct transcript *transcript, const struct event *event) {
    struct transcript_entry *entry = entry_at(transcript, event->n);
    if (!entry || !event_copy(&entry->event, event, &transcript->arena))
        return false;
    bool has_content = event->kind == EVENT_MESSAGE || event->kind == EVENT_BLOCK;
    if (has_content && !end_content(transcript, entry))
        return false;
    entry->present = true;
    return note_answer(transcript, event);
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct transcript *transcript = context;
    if (transcript->broken)
        return;
    if (session) /* events may come from elsewhere */
        transcript->protocol = session_protocol(session);
    if (!take_event(transcript, event))
        break_off(transcript);
    transcript->revision++;
}

/* ---- for its owner ---- */

struct transcript *transcript_new(const struct transcript_options *options) {
    struct transcript *transcript = calloc(1, sizeof *transcript);
    if (!transcript)
        return NULL;
    transcript->options = *options;
    transcript->content.n = EVENT_NOTHING;
    return transcript;
}

void transcript_free(struct transcript *transcript) {
    if (!transcript)
        return;
    digest_free(transcript->content.digest);
    buffer_free(&transcript->content.preview);
    arena_free(&transcript->arena);
    free(transcript);
}

const struct sink *transcript_sink(struct transcript *transcript, const struct sink *next) {
    bool content = transcript->options.preview > 0 || transcript->options.digest;
    transcript->sink = (struct sink){.event = hear_event,
                                     .content = content ? hear_content : NULL,
                                     .context = transcript,
                                     .next = next};
    return &transcript->sink;
}

size_t transcript_count(const struct transcript *transcript) {
    return transcript->count;
}

const struct transcript_entry *transcript_at(const struct transcript *transcript, size_t n) {
    return &transcript->pages[n / PAGE_ENTRIES]->entries[n % PAGE_ENTRIES];
}

const struct event *transcript_event(const struct transcript *transcript, size_t n) {
    if (n >= transcript->count)
        return NULL;
    const struct transcript_entry *entry = transcript_at(transcript, n);
    return entry->present ? &entry->event : NULL;
}

void transcript_cut_previews(struct transcript *transcript, size_t most) {
    for (size_t n = 0; n < transcript->count; n++) {
        struct slice *preview =
            &transcript->pages[n / PAGE_ENTRIES]->entries[n % PAGE_ENTRIES].preview;
        *preview = slice_first(*preview, most);
    }
    transcript->revision++;
}

const struct protocol *transcript_protocol(const struct transcript *transcript) {
    return transcript->protocol;
}

uint64_t transcript_revision(const struct transcript *transcript) {
    return transcript->revision;
}

bool transcript_whole(const struct transcript *transcript) {
    return !transcript->broken;
}
