/* The table of fields, and the words that some of them know. */
#include "index/filter_readers.h"
#include "protocol/registry.h"

#define none NULL

static size_t protocol_count(void) {
    size_t count = 0;
    while (protocol_registry[count])
        count++;
    return count;
}

/* "unknown" stands behind the protocols. */
static const char *word_protocol(size_t n) {
    size_t count = protocol_count();
    if (n < count)
        return protocol_registry[n]->name;
    return n == count ? "unknown" : NULL;
}

static const char *word_verdict(size_t n) {
    return n <= VERDICT_ABORTED ? verdict_name((enum verdict)n) : NULL;
}

static const char *word_ending(size_t n) {
    return n <= ENDING_SILENT ? ending_name((enum ending)n) : NULL;
}

static const char *word_tls(size_t n) {
    return n <= TLS_REFUSED ? tls_use_name((enum tls_use)n) : NULL;
}

/* The least has no name: there is no finding of it. */
static const char *word_severity(size_t n) {
    return n < SEVERITY_ERROR ? severity_name((enum severity)(n + 1)) : NULL;
}

static const struct filter_field fields[] = {
#define FIELD(name, type, session, event, session_needs, event_needs, word, meaning)               \
    {name, FILTER_##type, session, event, session_needs, event_needs, word, meaning},
#include "index/filter_fields.def"
#undef FIELD
};

const struct filter_field *filter_field_row(size_t n) {
    return n < sizeof fields / sizeof *fields ? &fields[n] : NULL;
}

const struct filter_field *filter_field_find(struct slice name) {
    for (size_t n = 0; n < sizeof fields / sizeof *fields; n++)
        if (slice_equal(slice_string(fields[n].name), name))
            return &fields[n];
    return NULL;
}

const char *filter_type_name(enum filter_type type) {
    static const char *const names[] = {
        [FILTER_FLAG] = N_("flag"),    [FILTER_NUMBER] = N_("number"),
        [FILTER_COUNT] = N_("number"), [FILTER_DURATION] = N_("duration"),
        [FILTER_TIME] = N_("time"),    [FILTER_ADDRESS] = N_("address"),
        [FILTER_TEXT] = N_("text"),    [FILTER_WORD] = N_("word"),
        [FILTER_CHOICE] = N_("word"),  [FILTER_RANK] = N_("word"),
    };
    return names[type];
}
