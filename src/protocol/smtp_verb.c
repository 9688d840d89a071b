#include "protocol/smtp_verb.h"

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
     name,                                                                                         \
     act,                                                                                          \
     flags,                                                                                        \
     states,                                                                                       \
     SMTP_##after_2yz,                                                                             \
     SMTP_##after_3yz},
#include "protocol/smtp_verbs.def"
#undef VERB
};

enum { VERBS = sizeof verbs / sizeof *verbs };

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

/* A name in upper case, as a number that sorts as names do. Longer names than KEY octets are no
 * verbs. */
enum { KEY = 16 };

struct key {
    uint64_t first, last;
};

static struct key key_of(const uint8_t octets[KEY]) {
    return (struct key){read_be64(octets), read_be64(octets + KEY / 2)};
}

/* So that the first octet weighs most, as in key_of(). */
static uint64_t half_of_key(struct slice name) {
    return __builtin_bswap64(word_upper(read_word(name)));
}

static struct key key_of_name(struct slice name) {
    return (struct key){half_of_key(name), half_of_key(slice_from(name, KEY / 2))};
}

static bool key_equal(struct key a, struct key b) {
    return a.first == b.first && a.last == b.last;
}

static bool key_precedes(struct key a, struct key b) {
    return a.first < b.first || (a.first == b.first && a.last < b.last);
}

const struct smtp_verb *smtp_verb_find(struct slice name) {
    if (name.size > KEY)
        return NULL;
    struct key key = key_of_name(name);
    const struct smtp_verb *verb = verbs; /* the last that may be it, once one is left */
    for (size_t left = VERBS; left > 1; left -= left / 2)
        verb += key_precedes(key, key_of(verb[left / 2].padded)) ? 0 : left / 2;
    return key_equal(key, key_of(verb->padded)) && verb->name.size == name.size ? verb : NULL;
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
