#include "ui/filter_words.h"

#include "base/words.h"
#include "index/filter.h"
#include "ui/candidates.h"

/* What the language expects at a spot. */
enum expected { EXPECT_FIELD, EXPECT_RELATION, EXPECT_VALUE, EXPECT_JOIN };

/* Where the text ends. */
struct spot {
    enum expected expected;
    size_t field;      /* of the table, the latest; SIZE_MAX: none yet */
    bool quoted;       /* within a text */
    bool several;      /* within { } */
    struct slice word; /* that is being written; may be empty */
};

static const char *const functions[] = {"not", "exchange(", "all(", "count("};
static const char *const relations[] = {"==",      "!=", "<=",  ">=", "contains",
                                        "matches", "in", "and", "or"};
static const char *const joins[] = {"and", "or"};

enum {
    FUNCTIONS = sizeof functions / sizeof *functions,
    RELATIONS = sizeof relations / sizeof *relations,
    JOINS = sizeof joins / sizeof *joins,
};

/* ---- where the text ends ---- */

static bool of_word(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet) || strchr("._-:/@*", octet);
}

static size_t field_named(struct slice name) {
    struct filter_field_info info;
    for (size_t n = 0; filter_field_at(n, &info); n++)
        if (slice_equal(slice_string(info.name), name))
            return n;
    return SIZE_MAX;
}

static bool is_join(struct slice word) {
    return slice_equal(word, SLICE("and")) || slice_equal(word, SLICE("or"));
}

/* A whole word was passed. */
static void pass_word(struct spot *spot, struct slice word) {
    size_t field = field_named(word);
    if (is_join(word)) {
        spot->expected = EXPECT_FIELD;
    } else if (spot->expected == EXPECT_FIELD && field != SIZE_MAX) {
        spot->field = field;
        spot->expected = EXPECT_RELATION;
    } else if (spot->expected == EXPECT_RELATION) {
        spot->expected = EXPECT_VALUE;
    } else if (spot->expected == EXPECT_VALUE && !spot->several) {
        spot->expected = EXPECT_JOIN;
    }
}

static void pass_sign(struct spot *spot, uint8_t sign) {
    if (strchr("=<>", sign) || (sign == '!' && spot->expected == EXPECT_RELATION))
        spot->expected = EXPECT_VALUE;
    else if (strchr("(!&|", sign))
        spot->expected = EXPECT_FIELD;
    else if (strchr(")}", sign))
        spot->expected = EXPECT_JOIN;
    if (sign == '{' || sign == '}')
        spot->several = sign == '{';
}

/* Passes over a text in quotes, at which `rest` begins. */
static void pass_text(struct spot *spot, struct slice *rest) {
    size_t end = 1;
    while (end < rest->size && rest->data[end] != '"')
        end += rest->data[end] == '\\' ? 2 : 1;
    if (end >= rest->size) {
        spot->quoted = true;
        spot->word = slice_from(*rest, 1);
        *rest = slice_of(NULL, 0);
        return;
    }
    *rest = slice_from(*rest, end + 1);
    if (!spot->several)
        spot->expected = EXPECT_JOIN;
}

static struct spot find_spot(struct slice before) {
    struct spot spot = {EXPECT_FIELD, SIZE_MAX, false, false, {NULL, 0}};
    while (before.size > 0) {
        size_t size = 0;
        while (size < before.size && of_word(before.data[size]))
            size++;
        if (size > 0 && size == before.size)
            spot.word = before;
        else if (size > 0)
            pass_word(&spot, slice_first(before, size));
        else if (before.data[0] == '"') {
            pass_text(&spot, &before);
            continue;
        } else
            pass_sign(&spot, before.data[0]);
        before = slice_from(before, size ? size : 1);
    }
    return spot;
}

/* ---- what can follow ---- */

/* Word `n` that can stand there, whatever is written of it; false past the last. */
static bool candidate(const void *context, size_t n, struct slice *word) {
    const struct spot *spot = context;
    struct filter_field_info info;
    const char *string = NULL;
    if (spot->expected == EXPECT_FIELD && filter_field_at(n, &info))
        string = info.name;
    else if (spot->expected == EXPECT_FIELD) {
        size_t fields = n;
        while (fields > 0 && !filter_field_at(fields - 1, &info))
            fields--;
        string = n - fields < FUNCTIONS ? functions[n - fields] : NULL;
    } else if (spot->expected == EXPECT_RELATION)
        string = n < RELATIONS ? relations[n] : NULL;
    else if (spot->expected == EXPECT_JOIN)
        string = n < JOINS ? joins[n] : NULL;
    else if (spot->field != SIZE_MAX)
        string = filter_field_word(spot->field, n);
    *word = string ? slice_string(string) : slice_of(NULL, 0);
    return string != NULL;
}

/* A value that was begun in quotes ends with one; any other word is followed by a blank. */
static void finish_word(const struct spot *spot, struct writer *more) {
    bool quoted = spot->quoted || spot->word.size == 0;
    if (spot->expected == EXPECT_VALUE && quoted)
        writer_string(more, "\"");
    else if (more->buffer.size == 0 || more->buffer.data[more->buffer.size - 1] != '(')
        writer_string(more, " ");
}

size_t filter_words_complete(struct slice before, struct writer *more) {
    const struct spot spot = find_spot(before);
    const struct candidates words = {.word = candidate, .context = &spot};
    struct writer common = writer_to(WRITER_MEMORY);
    size_t count = candidates_complete(&words, spot.word, &common);
    if (count > 0 && spot.expected == EXPECT_VALUE && !spot.quoted && spot.word.size == 0)
        writer_string(more, "\"");
    writer_add(more, buffer_slice(&common.buffer));
    if (count == 1)
        finish_word(&spot, more);
    writer_free(&common);
    return count;
}

static void describe(const struct spot *spot, struct writer *hint) {
    struct filter_field_info info;
    if (spot->field == SIZE_MAX || !filter_field_at(spot->field, &info))
        return;
    SAY(hint, _("{name}: {meaning} ({type})"), WORD("name", info.name),
        WORD("meaning", _(info.meaning)), WORD("type", _(info.type)));
}

void filter_words_hint(struct slice before, struct writer *hint) {
    const struct spot spot = find_spot(before);
    candidates_hint(&(struct candidates){.word = candidate, .context = &spot}, spot.word, hint);
    if (hint->buffer.size == 0 && spot.expected == EXPECT_VALUE)
        describe(&spot, hint);
}
