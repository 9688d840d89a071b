#include "explained.h"

#include "dialogue.h"
#include "message/header.h"

static void check_rules(const struct explanation *it) {
    size_t before = 0;
    assert_true(it->title.size > 0);
    assert_true(it->summary.size > 0);
    for (size_t i = 0; i < it->part_count; i++) {
        const struct explanation_part *part = &it->parts[i];
        assert_true(part->start >= before);
        assert_true(part->start <= part->end);
        assert_true(part->end <= it->input.size);
        assert_true(part->name.size > 0);
        before = part->start;
    }
}

static void begin(struct explained *explained) {
    struct error error = {0};
    *explained = (struct explained){.explainer = explainer_new(NULL, &error)};
    assert_non_null(explained->explainer);
}

void explained_line(struct explained *explained, const char *line, const char *protocol,
                    enum explain_depth depth) {
    begin(explained);
    assert_true(explain_line(explained->explainer, &explained->arena, slice_string(line), protocol,
                             depth, &explained->it));
    check_rules(&explained->it);
}

/* Moves what was explained out of the transcript, which goes. */
static void keep(struct explained *explained) {
    struct explanation *it = &explained->it;
    it->input = arena_copy(&explained->arena, it->input);
    for (size_t i = 0; i < it->next_count; i++)
        it->next[i] = arena_copy(&explained->arena, it->next[i]);
}

void explained_event(struct explained *explained, const struct dialogue *dialogue, const char *text,
                     size_t n, enum explain_depth depth) {
    begin(explained);
    struct transcript *transcript =
        transcript_new(&(struct transcript_options){.preview = HEADER_BLOCK_KEPT});
    assert_non_null(transcript);
    struct session *session =
        dialogue_play(dialogue, text, CUT_WHOLE, transcript_sink(transcript, NULL));
    session_free(session);
    assert_true(explain_event(explained->explainer, &explained->arena, transcript, n, depth,
                              &explained->it));
    keep(explained);
    check_rules(&explained->it);
    transcript_free(transcript);
}

void explained_free(struct explained *explained) {
    explainer_free(explained->explainer);
    arena_free(&explained->arena);
}

bool explained_has(struct slice text, const char *part) {
    return slice_search(text, slice_string(part)) != SLICE_NONE;
}

bool explained_part(const struct explained *explained, const char *name, const char *text,
                    const char *meaning) {
    const struct explanation *it = &explained->it;
    for (size_t i = 0; i < it->part_count; i++) {
        const struct explanation_part *part = &it->parts[i];
        struct slice there = slice_part(it->input, part->start, part->end - part->start);
        if (slice_equal(part->name, slice_string(name)) && slice_equal(there, slice_string(text)) &&
            (!meaning || explained_has(part->meaning, meaning)))
            return true;
    }
    return false;
}

void explained_check_part(const struct explained *explained, const char *name, const char *text,
                          const char *meaning, const char *file, int line) {
    if (explained_part(explained, name, text, meaning))
        return;
    print_error("no part %s '%s': %s\n", name, text, meaning ? meaning : "");
    _fail(file, line);
}

bool explained_lists(const struct slice *list, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (slice_equal(list[i], slice_string(text)))
            return true;
    return false;
}
