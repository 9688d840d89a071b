/* word.c: a word of the fact base that is no command: a keyword, a code, a mechanism, a finding. */
#include "explain/tell.h"

/* A kind of fact as it is looked for. */
struct kind_of_word {
    enum fact_kind kind;
    enum part_id part;
    const char *protocol; /* NULL: any */
    const char *name;     /* in `also` */
};

static const struct kind_of_word kinds[] = {
    {FACT_REPLIES, PART_REPLY_CODE, "smtp", N_("reply code")},
    {FACT_ENHANCED, PART_ENHANCED, "smtp", N_("enhanced status code")},
    {FACT_EXTENSIONS, PART_KEYWORD, "smtp", N_("EHLO keyword")},
    {FACT_MECHANISMS, PART_MECHANISM, NULL, N_("SASL mechanism")},
    {FACT_PARAMETERS, PART_PARAMETER, "smtp", N_("parameter")},
    {FACT_POP3_CAPABILITIES, PART_CAPABILITY, "pop3", N_("POP3 capability")},
    {FACT_RESPONSE_CODES, PART_RESPONSE_CODE, "pop3", N_("POP3 response code")},
    {FACT_COMMANDS, PART_VERB, "smtp", N_("moment of SMTP")},
    {FACT_POP3_COMMANDS, PART_VERB, "pop3", N_("moment of POP3")},
    {FACT_FINDINGS, PART_FINDING, NULL, N_("finding")},
    {FACT_ALERTS, PART_ALERT, NULL, N_("alert of TLS")},
};

/* "5.1.1" is looked for as X.1.1. */
static const struct fact *find_enhanced(struct slice word) {
    char id[16];
    if (word.size < 5 || word.size >= sizeof id || !octet_is_digit(word.data[0]))
        return NULL;
    memcpy(id, word.data, word.size);
    id[0] = 'X';
    return fact_find(FACT_ENHANCED, slice_of(id, word.size));
}

/* "IN-USE" is looked for with its brackets, too. */
static const struct fact *find_response_code(struct slice word) {
    char id[32] = "[";
    if (word.size == 0 || word.size + 2 > sizeof id)
        return NULL;
    memcpy(id + 1, word.data, word.size);
    id[word.size + 1] = ']';
    return fact_find(FACT_RESPONSE_CODES, slice_of(id, word.size + 2));
}

static const struct fact *find(enum fact_kind kind, struct slice word) {
    const struct fact *fact = fact_find(kind, word);
    if (!fact && kind == FACT_ENHANCED)
        return find_enhanced(word);
    return !fact && kind == FACT_RESPONSE_CODES ? find_response_code(word) : fact;
}

/* What may stand behind the word: the value of a parameter, what a keyword tells. */
static void tell_rest(struct telling *telling, const struct kind_of_word *kind, struct slice line) {
    if (kind->kind == FACT_EXTENSIONS)
        tell_extension(telling, line);
    else if (kind->kind == FACT_POP3_CAPABILITIES)
        tell_capability(telling, line);
    else if (kind->kind == FACT_PARAMETERS)
        tell_parameter(telling, line, SLICE("MAIL"));
}

static void tell_first(struct telling *telling, const struct kind_of_word *kind,
                       const struct fact *fact, struct slice line) {
    struct slice rest = line;
    struct slice word = slice_word(&rest);
    telling->out->protocol = kind->protocol;
    tell_fact(telling, word, fact);
    if (kind->kind == FACT_REPLIES)
        telling->out->permanence = reply_fact_find(slice_string(fact->id))->permanence;
    if (kind->kind == FACT_EXTENSIONS || kind->kind == FACT_POP3_CAPABILITIES ||
        (kind->kind == FACT_PARAMETERS && slice_find(line, '=') != SLICE_NONE))
        tell_rest(telling, kind, line);
    else
        tell_part_fact(telling, word, kind->part, fact);
}

bool tell_word(struct telling *telling, struct slice line, const char *protocol) {
    struct slice rest = line;
    struct slice word = slice_word(&rest);
    struct slice name = slice_first(word, slice_find(word, '='));
    bool pop3 = protocol && strcmp(protocol, "pop3") == 0;
    bool told = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool value = kinds[i].kind == FACT_PARAMETERS;
        const struct fact *fact = find(kinds[i].kind, word);
        if (!fact && value)
            fact = find(kinds[i].kind, name);
        bool other =
            protocol && kinds[i].protocol && pop3 != (strcmp(kinds[i].protocol, "pop3") == 0);
        if (!fact || other)
            continue;
        if (!told)
            tell_first(telling, &kinds[i], fact, line);
        else if (*fact->title)
            tell_also(telling, NOTE_ALSO_KIND,
                      TELLING_WORDS(WORD("kind", _(kinds[i].name)), WORD("word", fact->id),
                                    WORD("title", _(fact->title))));
        told = true;
    }
    return told;
}
