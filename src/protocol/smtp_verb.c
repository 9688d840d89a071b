#include "protocol/smtp_verb.h"

#include <assert.h>

#include "base/rare.h"

/* The words of smtp_verbs.def. */
#define BIT(state) (1u << (state))
enum {
    HELLO = BIT(SMTP_HELLO),
    READY = BIT(SMTP_READY),
    AUTHED = BIT(SMTP_AUTHED),
    MAIL = BIT(SMTP_MAIL),
    RCPT = BIT(SMTP_RCPT),
    BDAT = BIT(SMTP_BDAT),
    TLS = BIT(SMTP_TLS),
    ANY = READY | AUTHED | MAIL | RCPT | BDAT,
    NEVER = 0,
    WAITS = SMTP_WAITS,
    BARE = SMTP_BARE,
    SMTP = SMTP_ONLY_SMTP,
    LMTP = SMTP_ONLY_LMTP,
    FOREIGN = SMTP_FOREIGN,
    ASIDE = SMTP_ASIDE,
    RESETS = SMTP_RESETS,
};

static const struct smtp_verb verbs[] = {
#define VERB(id, name, act, flags, states, after_2yz, after_3yz)                                   \
    {SMTP_VERB_##id,                                                                               \
     {(const uint8_t *)(name), sizeof(name) - 1},                                                  \
     act,                                                                                          \
     flags,                                                                                        \
     states,                                                                                       \
     SMTP_##after_2yz,                                                                             \
     SMTP_##after_3yz},
#include "protocol/smtp_verbs.def"
#undef VERB
};

/* A half of a name in upper case, as a number that sorts as names do. Longer names than two halves
 * are no verbs; no two verbs have the same first half. */
enum { HALF = 8 };

/* The names, filled up with NULs: few lines of cache hold all that a search looks at. */
static const struct padded {
    uint8_t name[2 * HALF];
} padded[] = {
#define VERB(id, name, act, flags, states, after_2yz, after_3yz) {name},
#include "protocol/smtp_verbs.def"
#undef VERB
};

/* Two overlapping ranges, each of a power of two, hold all verbs. */
enum { VERBS = sizeof verbs / sizeof *verbs, RANGE = 32 };
static_assert(VERBS >= RANGE && VERBS <= 2 * RANGE, "two ranges hold all verbs");

const char *smtp_state_name(enum smtp_state state) {
    static const char *const names[SMTP_STATES] = {
        [SMTP_UNKNOWN] = "unknown", [SMTP_CONNECTED] = "connected",
        [SMTP_HELLO] = "hello",     [SMTP_READY] = "ready",
        [SMTP_AUTHED] = "authed",   [SMTP_MAIL] = "mail",
        [SMTP_RCPT] = "rcpt",       [SMTP_DATA] = "data",
        [SMTP_BDAT] = "bdat",       [SMTP_SASL] = "sasl",
        [SMTP_TLS] = "tls",         [SMTP_CLOSED] = "closed",
    };
    return names[state];
}

enum smtp_state smtp_state_find(const char *name) {
    int state = SMTP_UNKNOWN;
    while (name && state < SMTP_STATES &&
           strcmp(smtp_state_name((enum smtp_state)state), name) != 0)
        state++;
    return name && state < SMTP_STATES ? (enum smtp_state)state : SMTP_UNKNOWN;
}

static uint64_t first_half(const struct padded *verb) {
    return read_be64(verb->name);
}

static uint64_t second_half(const struct padded *verb) {
    return read_be64(verb->name + HALF);
}

/* So that the first octet weighs most, as in a verb's half. */
static uint64_t order(uint64_t word) {
    return __builtin_bswap64(word_upper(word));
}

static uint64_t half_of(struct slice name) {
    return order(read_word(name));
}

/* The verb with this first half, or NULL. */
static const struct padded *find_half(uint64_t first) {
    /* The first of those that may be it: half as many after each step, the same steps always. */
    const struct padded *found =
        first < first_half(&padded[VERBS - RANGE]) ? padded : &padded[VERBS - RANGE];
#pragma GCC unroll 8
    for (size_t step = RANGE / 2; step > 0; step /= 2)
        found += first < first_half(&found[step]) ? 0 : step;
    return first == first_half(found) ? found : NULL;
}

const struct smtp_verb *smtp_verb_find(struct slice name) {
    const struct padded *found = name.size <= 2 * HALF ? find_half(half_of(name)) : NULL;
    if (!found || name.size != verbs[found - padded].name.size)
        return NULL;
    bool whole = name.size <= HALF || half_of(slice_from(name, HALF)) == second_half(found);
    return whole ? &verbs[found - padded] : NULL;
}

/* What nearly no line has: blanks in front, or a word of more than a half. */
RARE static const struct smtp_verb *take_long(struct slice *line) {
    return smtp_verb_find(slice_word(line));
}

const struct smtp_verb *smtp_verb_take(struct slice *line) {
    uint64_t front = read_word(*line);
    uint64_t blanks = word_marks(front, ' ') | word_marks(front, '\t');
    size_t size = blanks ? (size_t)__builtin_ctzll(blanks) / 8 : line->size;
    if (size == 0 || size > HALF)
        return take_long(line);
    *line = slice_past(*line, size);
    const struct padded *found = find_half(order(word_up_to(front, blanks)));
    bool whole = found && verbs[found - padded].name.size == size;
    return whole ? &verbs[found - padded] : NULL;
}

bool smtp_verb_allowed(const struct smtp_verb *verb, enum smtp_state state, bool lmtp) {
    if (!verb || state == SMTP_UNKNOWN)
        return true;
    if (verb->flags & (lmtp ? SMTP_ONLY_SMTP : SMTP_ONLY_LMTP))
        return false;
    return (verb->states & BIT(state)) != 0;
}

enum smtp_state smtp_verb_leads(const struct smtp_verb *verb, enum smtp_state from) {
    bool no_hello = from == SMTP_HELLO || from == SMTP_TLS;
    bool login_lasts = from == SMTP_AUTHED && verb->after_2yz == SMTP_READY;
    return login_lasts || (no_hello && verb->flags & SMTP_RESETS) ? SMTP_SAME : verb->after_2yz;
}

const struct smtp_verb *smtp_verb_table(size_t *count) {
    *count = VERBS;
    return verbs;
}
