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

static int compare(struct slice word, struct slice name) {
    size_t size = word.size < name.size ? word.size : name.size;
    for (size_t i = 0; i < size; i++) {
        int difference = octet_upper(word.data[i]) - name.data[i];
        if (difference != 0)
            return difference;
    }
    return word.size < name.size ? -1 : word.size > name.size;
}

const struct smtp_verb *smtp_verb_find(struct slice name) {
    size_t low = 0;
    size_t high = VERBS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int difference = compare(name, verbs[middle].name);
        if (difference == 0)
            return &verbs[middle];
        if (difference < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool smtp_verb_allowed(const struct smtp_verb *verb, enum smtp_state state, bool lmtp) {
    if (!verb || state == SMTP_UNKNOWN)
        return true;
    if (verb->flags & (lmtp ? SMTP_ONLY_SMTP : SMTP_ONLY_LMTP))
        return false;
    return (verb->states & BIT(state)) != 0;
}

const struct smtp_verb *smtp_verb_table(size_t *count) {
    *count = VERBS;
    return verbs;
}
