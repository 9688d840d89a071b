#include "live/offers.h"

static bool is_list(const struct transcript *transcript, const struct event *event) {
    if (event->kind != EVENT_REPLY || event->reply.outcome != OUTCOME_OK ||
        event->reply.to >= transcript_count(transcript))
        return false;
    const struct event *asked = &transcript_at(transcript, event->reply.to)->event;
    return asked->kind == EVENT_COMMAND &&
           (asked->command.act == ACT_HELLO || asked->command.act == ACT_ABILITIES);
}

const struct event *offers_find(const struct transcript *transcript) {
    for (size_t n = transcript_count(transcript); n-- > 0;) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!entry->present)
            continue;
        if (entry->event.kind == EVENT_TLS && entry->event.tls.what == TLS_HANDSHAKE)
            return NULL;
        if (is_list(transcript, &entry->event))
            return &entry->event;
    }
    return NULL;
}

struct slice offers_stamp(const struct transcript *transcript) {
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!entry->present || entry->event.kind != EVENT_GREETING ||
            entry->event.reply.line_count == 0)
            continue;
        struct slice line = entry->event.reply.lines[0];
        line = slice_from(line, slice_find(line, '<'));
        size_t close = slice_find(line, '>');
        return close == SLICE_NONE ? slice_of(NULL, 0) : slice_first(line, close + 1);
    }
    return slice_of(NULL, 0);
}

/* Old servers write AUTH=PLAIN. */
static struct slice take_keyword(struct slice *line) {
    struct slice word = slice_word(line);
    size_t equals = slice_find(word, '=');
    if (equals == SLICE_NONE)
        return word;
    *line = slice_of(word.data + equals + 1, word.size - equals - 1 + line->size);
    return slice_first(word, equals);
}

bool offers_have(const struct event *list, struct slice keyword, struct slice *parameters) {
    for (size_t i = 1; list && i < list->reply.line_count; i++) {
        struct slice line = list->reply.lines[i];
        if (!slice_equal_nocase(take_keyword(&line), keyword))
            continue;
        if (parameters)
            *parameters = slice_trim(line);
        return true;
    }
    return false;
}

bool offers_word(struct slice words, struct slice word) {
    while (words.size > 0)
        if (slice_equal_nocase(slice_word(&words), word))
            return true;
    return false;
}
