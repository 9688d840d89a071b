#include "protocol/sasl.h"

#include "base/base64.h"
#include "protocol/sasl_shape.h"

struct sasl_mechanism {
    const char *name; /* a trailing * names a family */
    enum sasl_shape shape;
};

static const struct sasl_mechanism mechanisms[] = {
#define MECHANISM(name, shape) {name, SHAPE_##shape},
#include "protocol/sasl_mechanisms.def"
#undef MECHANISM
};

static bool names(const struct sasl_mechanism *mechanism, struct slice word) {
    struct slice name = slice_string(mechanism->name);
    if (name.data[name.size - 1] != '*')
        return slice_equal_nocase(name, word);
    return slice_starts_nocase(word, slice_first(name, name.size - 1));
}

static const struct sasl_mechanism *find(struct slice word) {
    for (size_t i = 0; i < sizeof mechanisms / sizeof mechanisms[0]; i++)
        if (names(&mechanisms[i], word))
            return &mechanisms[i];
    return NULL;
}

bool sasl_known(struct slice word) {
    return find(word) != NULL;
}

bool sasl_names_mechanism(struct slice word) {
    enum { LONGEST_NAME = 20 };
    bool upper = false, lower = false;
    for (size_t i = 0; i < word.size; i++) {
        uint8_t octet = word.data[i];
        bool alpha = octet_is_alpha(octet);
        if (!alpha && !octet_is_digit(octet) && octet != '-' && octet != '_')
            return false;
        upper |= alpha && octet == octet_upper(octet);
        lower |= alpha && octet != octet_upper(octet);
    }
    return sasl_known(word) || (word.size <= LONGEST_NAME && !(upper && lower));
}

void sasl_begin(struct sasl *sasl, struct slice mechanism) {
    *sasl = (struct sasl){.mechanism = find(mechanism)};
}

static void count(uint8_t *steps) {
    if (*steps < UINT8_MAX)
        ++*steps;
}

struct sasl_step sasl_client(struct sasl *sasl, struct slice line, struct arena *arena) {
    if (slice_equal(line, SLICE("*")))
        return (struct sasl_step){.cancel = true};
    count(&sasl->client_steps);
    if (line.size == 0 || slice_equal(line, SLICE("=")))
        return (struct sasl_step){0};
    struct slice text;
    if (!base64_decode(line, arena, &text))
        return (struct sasl_step){.secret = line, .malformed = true};
    enum sasl_shape shape = sasl->mechanism ? sasl->mechanism->shape : SHAPE_OPAQUE;
    struct sasl_finding finding =
        sasl_shape_read(shape, text, sasl->client_steps, sasl->asked_password, arena);
    return (struct sasl_step){.secret = finding.secret ? line : (struct slice){0},
                              .user = finding.user};
}

void sasl_hole(struct sasl *sasl) {
    count(&sasl->client_steps);
}

struct sasl_step sasl_server(struct sasl *sasl, struct slice text, struct arena *arena) {
    count(&sasl->server_steps);
    struct slice challenge;
    bool is_base64 = base64_decode(text, arena, &challenge);
    sasl->asked_password = slice_starts_nocase(challenge, SLICE("pass"));
    return (struct sasl_step){.malformed = text.size > 0 && !is_base64};
}
