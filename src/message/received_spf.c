#include "message/received_spf.h"

#include "message/token.h"

bool received_spf_pair(struct slice *rest, struct slice *key, struct slice *value) {
    while (rest->size > 0) {
        struct token name = token_next(rest, "=;");
        struct slice ahead = *rest;
        if (name.kind != TOKEN_WORD || token_next(&ahead, "=;").kind != TOKEN_SPECIAL ||
            rest->data[0] == ';')
            continue;
        struct slice after = ahead;
        struct token token = token_next(&after, ";");
        bool valued = token.kind == TOKEN_WORD || token.kind == TOKEN_QUOTED;
        *key = name.text;
        *value = valued ? token.text : slice_of(NULL, 0);
        *rest = valued ? after : ahead;
        return true;
    }
    return false;
}

static void keep_pair(struct received_spf *spf, struct slice key, struct slice value) {
    const struct {
        struct slice key;
        struct slice *place;
    } known[] = {
        {SLICE("receiver"), &spf->receiver},    {SLICE("client-ip"), &spf->address},
        {SLICE("envelope-from"), &spf->sender}, {SLICE("helo"), &spf->helo},
        {SLICE("mechanism"), &spf->mechanism},  {SLICE("problem"), &spf->problem},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_equal_nocase(key, known[i].key) && known[i].place->size == 0)
            *known[i].place = value;
}

/* Without angle brackets, which some programs write. */
static struct slice without_brackets(struct slice address) {
    bool bracketed =
        address.size >= 2 && address.data[0] == '<' && address.data[address.size - 1] == '>';
    return bracketed ? slice_part(address, 1, address.size - 2) : address;
}

void received_spf_read(struct slice value, struct received_spf *spf) {
    struct slice rest = value, key, text;
    *spf = (struct received_spf){0};
    struct token token = token_next(&rest, ";");
    if (token.kind == TOKEN_WORD)
        spf->result = token.text;
    struct slice ahead = rest;
    token = token_next(&ahead, ";");
    if (token.kind == TOKEN_COMMENT) {
        spf->comment = token.text;
        rest = ahead;
    }
    while (received_spf_pair(&rest, &key, &text))
        keep_pair(spf, key, text);
    spf->sender = without_brackets(spf->sender);
}
