#include "base/units.h"
#include "explain/tell.h"

/* Below it a number is read as easily as its short form. */
enum { SMALL_OCTETS = 100000, SMALL_SECONDS = 600 };

static struct slice phrase(struct telling *telling, const char *plain, const char *both,
                           uint64_t number, const struct writer *form) {
    const struct word words[] = {WORD_NUMBER("number", number),
                                 WORD_SLICE("form", buffer_slice(&form->buffer))};
    telling->failed |= form->cause != 0;
    return tell_words(telling, form->buffer.size > 0 ? both : plain, words, 2);
}

struct slice amount_octets(struct telling *telling, uint64_t octets) {
    struct writer form = {.fd = WRITER_MEMORY};
    if (octets >= SMALL_OCTETS)
        octets_write(&form, octets);
    struct slice text = phrase(telling, P_(N_("{number} octet"), N_("{number} octets"), octets),
                               N_("{number} octets ({form})"), octets, &form);
    writer_free(&form);
    return text;
}

struct slice amount_seconds(struct telling *telling, uint64_t seconds) {
    const uint64_t most = INT64_MAX / DURATION_SECOND;
    struct writer form = {.fd = WRITER_MEMORY};
    if (seconds >= SMALL_SECONDS)
        duration_write(&form, (duration)(seconds < most ? seconds : most) * DURATION_SECOND);
    struct slice text = phrase(telling, P_(N_("{number} second"), N_("{number} seconds"), seconds),
                               N_("{number} seconds ({form})"), seconds, &form);
    writer_free(&form);
    return text;
}
