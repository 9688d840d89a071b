#include "base/pattern.h"

#include <stdlib.h>

#include "base/library.h"
#include "base/words.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps that one match may take: a few milliseconds. */
enum { MATCH_STEPS = 200000 };

struct pcre2 {
    __typeof__(&pcre2_compile) compile;
    __typeof__(&pcre2_code_free) code_free;
    __typeof__(&pcre2_match) match;
    __typeof__(&pcre2_match_data_create) match_data_create;
    __typeof__(&pcre2_match_data_free) match_data_free;
    __typeof__(&pcre2_match_context_create) match_context_create;
    __typeof__(&pcre2_match_context_free) match_context_free;
    __typeof__(&pcre2_set_match_limit) set_match_limit;
    __typeof__(&pcre2_get_error_message) get_error_message;
    __typeof__(&pcre2_get_ovector_pointer) get_ovector_pointer;
};

static const struct library_symbol symbols[] = {
    {"pcre2_compile_8", offsetof(struct pcre2, compile)},
    {"pcre2_code_free_8", offsetof(struct pcre2, code_free)},
    {"pcre2_match_8", offsetof(struct pcre2, match)},
    {"pcre2_match_data_create_8", offsetof(struct pcre2, match_data_create)},
    {"pcre2_match_data_free_8", offsetof(struct pcre2, match_data_free)},
    {"pcre2_match_context_create_8", offsetof(struct pcre2, match_context_create)},
    {"pcre2_match_context_free_8", offsetof(struct pcre2, match_context_free)},
    {"pcre2_set_match_limit_8", offsetof(struct pcre2, set_match_limit)},
    {"pcre2_get_error_message_8", offsetof(struct pcre2, get_error_message)},
    {"pcre2_get_ovector_pointer_8", offsetof(struct pcre2, get_ovector_pointer)},
};

struct pattern_engine {
    struct pcre2 pcre2;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

struct pattern {
    pcre2_code *code;
};

struct pattern_engine *pattern_engine_new(struct error *error) {
    struct pattern_engine *engine = calloc(1, sizeof *engine);
    if (!engine) {
        (void)error_memory(error);
        return NULL;
    }
    if (!library_bind("libpcre2-8.so.0", symbols, sizeof symbols / sizeof *symbols,
                      &engine->pcre2)) {
        (void)error_set(error, ERROR_INTERNAL, _("libpcre2-8.so.0 is not installed"));
        free(engine);
        return NULL;
    }
    engine->data = engine->pcre2.match_data_create(1, NULL);
    engine->context = engine->pcre2.match_context_create(NULL);
    if (!engine->data || !engine->context) {
        (void)error_memory(error);
        pattern_engine_free(engine);
        return NULL;
    }
    (void)engine->pcre2.set_match_limit(engine->context, MATCH_STEPS);
    return engine;
}

void pattern_engine_free(struct pattern_engine *engine) {
    if (!engine)
        return;
    engine->pcre2.match_data_free(engine->data);
    engine->pcre2.match_context_free(engine->context);
    free(engine);
}

struct pattern *pattern_compile(struct pattern_engine *engine, struct slice text,
                                struct error *error) {
    const unsigned flags = PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
    int number;
    size_t at;
    struct pattern *pattern = calloc(1, sizeof *pattern);
    if (!pattern) {
        (void)error_memory(error);
        return NULL;
    }
    pattern->code = engine->pcre2.compile(text.data, text.size, flags, &number, &at, NULL);
    if (pattern->code)
        return pattern;
    unsigned char why[120] = "";
    (void)engine->pcre2.get_error_message(number, why, sizeof why);
    (void)error_set(error, ERROR_DATA, _("octet %zu of the pattern: %s"), at, (const char *)why);
    free(pattern);
    return NULL;
}

void pattern_free(struct pattern_engine *engine, struct pattern *pattern) {
    if (!pattern)
        return;
    engine->pcre2.code_free(pattern->code);
    free(pattern);
}

static bool fits(struct pattern_engine *engine, const struct pattern *pattern, struct slice text,
                 size_t from) {
    static const uint8_t none[1] = {0};
    const uint8_t *octets = text.data ? text.data : none;
    return engine->pcre2.match(pattern->code, octets, text.size, from, 0, engine->data,
                               engine->context) >= 0;
}

bool pattern_matches(struct pattern_engine *engine, const struct pattern *pattern,
                     struct slice text) {
    return fits(engine, pattern, text, 0);
}

bool pattern_find(struct pattern_engine *engine, const struct pattern *pattern, struct slice text,
                  size_t from, size_t *start, size_t *end) {
    if (from > text.size || !fits(engine, pattern, text, from))
        return false;
    const size_t *places = engine->pcre2.get_ovector_pointer(engine->data);
    *start = places[0];
    *end = places[1] > places[0] ? places[1] : places[0]; /* \K may turn them round */
    return true;
}
