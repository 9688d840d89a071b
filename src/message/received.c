#include "message/received.h"

#include "message/date.h"
#include "message/token.h"

enum clause {
    CLAUSE_NONE,
    CLAUSE_FROM,
    CLAUSE_BY,
    CLAUSE_VIA,
    CLAUSE_WITH,
    CLAUSE_ID,
    CLAUSE_FOR,
    CLAUSE_TLS,
    CLAUSE_OTHER,
};

static const struct {
    struct slice name;
    enum clause clause;
} clauses[] = {
#define CLAUSE(name, clause)                                                                       \
    { {(const uint8_t *)(name), sizeof(name) - 1}, CLAUSE_##clause }
    CLAUSE("from", FROM), CLAUSE("by", BY),   CLAUSE("via", VIA), CLAUSE("with", WITH),
    CLAUSE("id", ID),     CLAUSE("for", FOR), CLAUSE("tls", TLS), CLAUSE("group", OTHER),
#undef CLAUSE
};

/* A field on its way. */
struct reading {
    struct received *received;
    enum clause clause;
    bool commented; /* a comment came in this clause */
};

static enum clause clause_of(struct slice word) {
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
        if (slice_equal_nocase(word, clauses[i].name))
            return clauses[i].clause;
    return CLAUSE_NONE;
}

/* ---- addresses ---- */

/* 192.0.2.1 or 2001:db8::1; how it looks is enough here. */
static bool looks_numeric(struct slice text) {
    size_t dots = 0, colons = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t octet = text.data[i], upper = octet_upper(octet);
        dots += octet == '.';
        colons += octet == ':';
        if (!octet_is_digit(octet) && octet != '.' && octet != ':' && (upper < 'A' || upper > 'F'))
            return false;
    }
    return (dots == 3 && colons == 0) || colons >= 2;
}

/* The address in a word: [192.0.2.1], [IPv6:2001:db8::1], 192.0.2.1, [192.0.2.1]:4711; size 0: it
 * is none. */
static struct slice address_in(struct slice word) {
    size_t open = slice_find(word, '[');
    if (open != SLICE_NONE) {
        word = slice_from(word, open + 1);
        word = slice_first(word, slice_find(word, ']'));
    }
    if (slice_starts_nocase(word, SLICE("IPv6:")))
        word = slice_from(word, 5);
    return looks_numeric(word) ? word : slice_of(NULL, 0);
}

static void note_address(struct received *received, struct slice text) {
    while (received->address.size == 0 && text.size > 0) {
        struct token token = token_next(&text, ",;");
        if (token.kind == TOKEN_WORD)
            received->address = address_in(token.text);
    }
}

/* ---- TLS ---- */

/* The word behind a key: version=, cipher=. */
static struct slice word_behind(struct slice text, struct slice key) {
    size_t at = slice_search_nocase(text, key);
    if (at == SLICE_NONE)
        return slice_of(NULL, 0);
    struct slice rest = slice_from(text, at + key.size);
    return token_next(&rest, ",;:").text;
}

static bool names_tls(struct slice word) {
    return slice_starts_nocase(word, SLICE("TLS")) || slice_starts_nocase(word, SLICE("SSL"));
}

/* Most comments do not, which is found out quickly. */
static bool mentions_tls(struct slice text) {
    for (size_t i = 0; i + 3 <= text.size; i++)
        if (octet_upper(text.data[i + 1]) == (octet_upper(text.data[i]) == 'T' ? 'L' : 'S') &&
            names_tls(slice_from(text, i)))
            return true;
    return false;
}

/* The forms of Postfix (using TLSv1.3 with cipher X), of Sendmail, Exchange and Google
 * (version=TLS1_3 cipher=X), and of Exim and OpenSMTPD (TLS1.3:X:256). */
static void note_tls(struct received *received, struct slice comment) {
    static const struct slice versions[] = {{(const uint8_t *)"using ", 6},
                                            {(const uint8_t *)"version=", 8}};
    static const struct slice ciphers[] = {{(const uint8_t *)"with cipher ", 12},
                                           {(const uint8_t *)"cipher=", 7}};
    struct slice version = slice_of(NULL, 0), rest = comment;
    if (received->tls.size > 0 || !mentions_tls(comment))
        return;
    for (size_t i = 0; i < 2 && !names_tls(version); i++)
        version = word_behind(comment, versions[i]);
    bool form = names_tls(version);
    if (!form)
        version = token_next(&rest, ":,;").text;
    if (!names_tls(version))
        return;
    received->tls = version;
    for (size_t i = 0; form && i < 2 && received->cipher.size == 0; i++)
        received->cipher = word_behind(comment, ciphers[i]);
    if (!form && rest.size > 0 && rest.data[0] == ':') {
        rest = slice_from(rest, 1);
        received->cipher = token_next(&rest, ":,;").text;
    }
}

/* ---- clauses ---- */

static struct slice *value_of(struct reading *reading) {
    struct received *received = reading->received;
    switch (reading->clause) {
    case CLAUSE_FROM:
        return &received->from;
    case CLAUSE_BY:
        return &received->by;
    case CLAUSE_VIA:
        return &received->via;
    case CLAUSE_WITH:
        return &received->with;
    case CLAUSE_ID:
        return &received->id;
    case CLAUSE_FOR:
        return &received->recipient;
    case CLAUSE_TLS:
        return &received->cipher;
    default:
        return NULL;
    }
}

static void take_word(struct reading *reading, struct slice word) {
    struct slice *value = value_of(reading);
    if (!value)
        return;
    if (reading->clause == CLAUSE_FROM && reading->received->address.size == 0)
        reading->received->address = address_in(word);
    if (value->size == 0)
        *value = word;
    else if (reading->clause == CLAUSE_WITH && !reading->commented) /* Microsoft SMTP Server */
        value->size = (size_t)(word.data + word.size - value->data);
}

static void take_comment(struct reading *reading, struct slice comment) {
    struct received *received = reading->received;
    if (reading->clause == CLAUSE_NONE && received->remark.size == 0)
        received->remark = comment;
    if (reading->clause == CLAUSE_FROM && !reading->commented) {
        received->seen = comment;
        note_address(received, comment);
    }
    note_tls(received, comment);
    reading->commented = true;
}

static void take_token(struct reading *reading, const struct token *token) {
    if (token->kind == TOKEN_COMMENT) {
        take_comment(reading, token->text);
        return;
    }
    enum clause clause = token->kind == TOKEN_WORD ? clause_of(token->text) : CLAUSE_NONE;
    if (clause == CLAUSE_NONE) {
        take_word(reading, token->text);
        return;
    }
    reading->clause = clause;
    reading->commented = false;
}

/* "by uid 7" of qmail names no host. */
static void tidy(struct received *received) {
    struct slice *recipient = &received->recipient;
    if (slice_equal_nocase(received->by, SLICE("uid")))
        received->by = slice_of(NULL, 0);
    if (recipient->size >= 2 && recipient->data[0] == '<' &&
        recipient->data[recipient->size - 1] == '>')
        *recipient = slice_part(*recipient, 1, recipient->size - 2);
}

/* The last semicolon of all, where a comment was never closed. */
static struct slice behind_last_semicolon(struct slice value) {
    for (size_t i = value.size; i > 0; i--)
        if (value.data[i - 1] == ';')
            return slice_from(value, i);
    return slice_of(NULL, 0);
}

void received_read(struct slice value, struct received *received) {
    struct reading reading = {.received = received};
    struct slice rest = value;
    *received = (struct received){0};
    for (struct token token = token_next(&rest, ";"); token.kind != TOKEN_END;
         token = token_next(&rest, ";")) {
        if (token.kind == TOKEN_SPECIAL)
            received->date = rest;
        else if (received->date.size == 0)
            take_token(&reading, &token);
    }
    if (!received->date.data)
        received->date = behind_last_semicolon(value);
    received->date = token_trim(received->date);
    tidy(received);
}

bool received_moment(const struct received *received, struct moment *moment) {
    bool weekday_fits;
    return received->date.size > 0 && date_read(received->date, moment, &weekday_fits);
}
