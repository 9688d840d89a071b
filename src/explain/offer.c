/* offer.c: what a server says it can do: the lines of EHLO's and of CAPA's answers. */
#include "explain/tell.h"

static void tell_mechanisms(struct telling *telling, struct slice rest) {
    for (struct slice name = slice_word(&rest); name.size > 0; name = slice_word(&rest)) {
        const struct mechanism_fact *fact = mechanism_fact_for(name);
        tell_part_fact(telling, name, fact ? PART_MECHANISM : PART_MECHANISM_UNKNOWN,
                       fact ? &fact->fact : NULL);
    }
}

static void tell_size_limit(struct telling *telling, struct slice argument) {
    uint64_t octets;
    if (!slice_number(argument, UINT64_MAX, &octets))
        tell_part(telling, argument, PART_BAD_NUMBER);
    else if (octets == 0)
        tell_part(telling, argument, PART_SIZE_NO_LIMIT);
    else
        TELL_PART(telling, argument, PART_SIZE_LIMIT,
                  WORD_SLICE("amount", amount_octets(telling, octets)));
}

static void tell_argument(struct telling *telling, struct slice keyword, struct slice argument) {
    bool login = slice_starts_nocase(keyword, SLICE("AUTH")) ||
                 slice_equal_nocase(keyword, SLICE("SASL")) ||
                 slice_equal_nocase(keyword, SLICE("X-EXPS"));
    if (login)
        tell_mechanisms(telling, argument);
    else if (slice_equal_nocase(keyword, SLICE("SIZE")))
        tell_size_limit(telling, argument);
    else
        tell_part(telling, argument, PART_KEYWORD_ARGUMENT);
}

void tell_extension(struct telling *telling, struct slice line) {
    struct slice rest = line;
    struct slice keyword = slice_word(&rest);
    const struct extension_fact *fact = extension_fact_find(keyword);
    tell_part_fact(telling, keyword, fact ? PART_KEYWORD : PART_KEYWORD_UNKNOWN,
                   fact ? &fact->fact : NULL);
    tell_argument(telling, keyword, slice_trim(rest));
}

void tell_capability(struct telling *telling, struct slice line) {
    struct slice rest = line;
    struct slice keyword = slice_word(&rest);
    const struct capability_fact *fact = capability_fact_find(keyword);
    tell_part_fact(telling, keyword, fact ? PART_CAPABILITY : PART_CAPABILITY_UNKNOWN,
                   fact ? &fact->fact : NULL);
    tell_argument(telling, keyword, slice_trim(rest));
}
