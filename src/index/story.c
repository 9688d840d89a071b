#include "index/reason.h"
#include "index/story_inside.h"

/* ---- sentences ---- */

/* In this language. */
static const char *sentence_of(enum story_part part, uint64_t count) {
    switch (part) {
#define STORY(name, sentence)                                                                      \
    case STORY_##name:                                                                             \
        return _(sentence);
#define STORY_COUNT(name, one, many)                                                               \
    case STORY_##name:                                                                             \
        return P_(one, many, count);
#include "index/story.def"
#undef STORY
#undef STORY_COUNT
    case STORY_PARTS:
        break;
    }
    return "";
}

void story_say_words(struct story *story, enum story_part part, uint64_t count,
                     const struct word *words, size_t word_count) {
    words_write(story->writer, sentence_of(part, count), words, word_count);
}

static struct slice keep(struct story *story, struct writer *writer) {
    struct slice kept = arena_copy(&story->arena, buffer_slice(&writer->buffer));
    writer_free(writer);
    return kept;
}

static struct writer begin_phrase(const struct story *story) {
    struct writer writer = writer_to(WRITER_MEMORY);
    writer.ascii = story->writer->ascii;
    return writer;
}

struct slice story_phrase_words(struct story *story, enum story_part part, uint64_t count,
                                const struct word *words, size_t word_count) {
    struct writer writer = begin_phrase(story);
    words_write(&writer, sentence_of(part, count), words, word_count);
    return keep(story, &writer);
}

/* ---- what places are filled with ---- */

/* Only servers of this machine have no address: a UNIX socket, a command. */
struct slice story_endpoint(struct story *story, const struct endpoint *end) {
    char address[ENDPOINT_TEXT];
    endpoint_address_text(end, address);
    return STORY_PHRASE(story, STORY_ADDRESS_AND_PORT, 1,
                        WORD("address", end->size > 0 ? address : "localhost"),
                        WORD_NUMBER("port", end->port));
}

struct slice story_server(struct story *story) {
    const struct summary *summary = story->summary;
    return summary->server_name.size > 0 ? summary->server_name
                                         : story_endpoint(story, &summary->server);
}

struct slice story_side(enum side side) {
    return slice_string(sentence_of(side == SIDE_CLIENT ? STORY_THE_CLIENT : STORY_THE_SERVER, 1));
}

struct slice story_reason(struct story *story, struct slice line) {
    struct writer writer = begin_phrase(story);
    reason_write(&writer, line);
    return keep(story, &writer);
}

struct slice story_span(struct story *story, duration span) {
    char text[DURATION_TEXT];
    duration_words(span, text);
    return arena_copy(&story->arena, slice_string(text));
}

/* ---- which story ---- */

/* The greeting let nobody in, whatever the client said after it. */
static bool turned_away(const struct summary *summary) {
    return summary->ending == ENDING_REFUSED &&
           (summary->verdict == VERDICT_DEFERRED || summary->verdict == VERDICT_REFUSED);
}

void story_write(struct writer *writer, const struct summary *summary) {
    struct story story = {.writer = writer, .summary = summary};
    bool delivers = false;
    for (size_t i = 0; i < summary->transaction_count; i++)
        delivers |= summary->transactions[i].kind == TRANSACTION_DELIVERY;
    if (summary->attempt)
        story_tell_attempt(&story);
    else if (turned_away(summary))
        story_tell_quiet(&story);
    else if (delivers)
        story_tell_deliveries(&story);
    else if (summary->transaction_count > 0)
        story_tell_maildrop(&story);
    else if (summary->protocol)
        story_tell_quiet(&story);
    if (!summary->attempt && summary->protocol)
        story_tell_time(&story);
    arena_free(&story.arena);
}
