#include "command/take.h"

#include "protocol/registry.h"

#include <stdio.h>

struct choice {
    const char *word;
    int value;
};

/* Finds the word among the choices; else the error lists them. */
static bool choose(const struct choice *choices, size_t count, struct slice word, int *value,
                   struct error *error) {
    char list[192] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_string(choices[i].word), word)) {
            *value = choices[i].value;
            return true;
        }
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 choices[i].word);
    }
    return error_set(error, ERROR_USAGE, _("'%.*s' is none of %s"), (int)word.size,
                     (const char *)word.data, list);
}

#define CHOOSE(choices, value, chosen, error)                                                      \
    choose((choices), sizeof(choices) / sizeof *(choices), slice_string(value), (chosen), (error))

bool take_read(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->source_by_option = true;
    options->sources[options->source_count++] = value;
    return true;
}

bool take_device(struct options *options, const char *value, struct error *error) {
    if (options->device && strcmp(options->device, value) != 0)
        return error_set(error, ERROR_USAGE, _("one device at a time; any: all of them"));
    options->device = value;
    return true;
}

bool take_packets(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->packets = value;
    return true;
}

bool take_user_of_device(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->user = value;
    return true;
}

/* It is read when the command runs, which can point at what is wrong in it. */
bool take_filter(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->filter = value;
    return true;
}

bool take_format(struct options *options, const char *value, struct error *error) {
    static const struct choice formats[] = {{"text", FORMAT_TEXT},
                                            {"json", FORMAT_JSON},
                                            {"md", FORMAT_MARKDOWN},
                                            {"csv", FORMAT_CSV},
                                            {"tap", FORMAT_TAP}};
    int format = FORMAT_TEXT;
    bool known = CHOOSE(formats, value, &format, error);
    options->format = (enum report_format)format;
    return known;
}

bool take_depth(struct options *options, const char *value, struct error *error) {
    struct choice depths[EXPLAIN_DEPTHS];
    int depth = EXPLAIN_NORMAL;
    for (int i = 0; i < EXPLAIN_DEPTHS; i++)
        depths[i] = (struct choice){explain_depth_name((enum explain_depth)i), i};
    bool known = CHOOSE(depths, value, &depth, error);
    options->depth = (enum explain_depth)depth;
    return known;
}

bool take_severity(struct options *options, const char *value, struct error *error) {
    static const struct choice severities[] = {
        {"note", SEVERITY_NOTE}, {"warning", SEVERITY_WARNING}, {"error", SEVERITY_ERROR}};
    int severity = SEVERITY_NOTE;
    bool known = CHOOSE(severities, value, &severity, error);
    options->severity = (enum severity)severity;
    return known;
}

bool take_only(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->only = value;
    return true;
}

bool take_except(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->except = value;
    return true;
}

bool take_protocol(struct options *options, const char *value, struct error *error) {
    const struct protocol *protocol = protocol_find(slice_string(value));
    if (!protocol)
        return error_set(error, ERROR_USAGE, _("unknown protocol '%s' (smtp, lmtp, pop3)"), value);
    options->protocol = protocol->name;
    return true;
}

bool take_bounce(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->bounce = value;
    return true;
}

bool take_list(struct options *options, const char *value, struct error *error) {
    struct choice kinds[FACT_KINDS];
    int kind = FACT_KINDS;
    for (int i = 0; i < FACT_KINDS; i++)
        kinds[i] = (struct choice){fact_kind_name((enum fact_kind)i), i};
    bool known = CHOOSE(kinds, value, &kind, error);
    options->list = (enum fact_kind)kind;
    return known;
}

bool take_keylog(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->keylog = value;
    return true;
}

bool take_key(struct options *options, const char *value, struct error *error) {
    if (options->server_key_count == SERVER_KEYS_MOST)
        return error_set(error, ERROR_USAGE, _("more than %d private keys"), SERVER_KEYS_MOST);
    options->server_keys[options->server_key_count++] = value;
    return true;
}

bool take_time(struct options *options, const char *value, struct error *error) {
    static const struct choice times[] = {{"a", TIME_CLOCK},
                                          {"ad", TIME_DATE},
                                          {"d", TIME_DELTA},
                                          {"r", TIME_RELATIVE},
                                          {"u", TIME_UTC}};
    int time = TIME_DEFAULT;
    bool known = CHOOSE(times, value, &time, error);
    options->time = (enum time_format)time;
    return known;
}

bool take_color(struct options *options, const char *value, struct error *error) {
    static const struct choice colors[] = {
        {"auto", COLOR_AUTO}, {"always", COLOR_ALWAYS}, {"never", COLOR_NEVER}};
    int color = COLOR_AUTO;
    bool known = CHOOSE(colors, value, &color, error);
    options->color = (enum color_choice)color;
    return known;
}

/* 0: no port. */
static uint16_t port_of(struct slice text) {
    uint64_t port;
    return slice_number(text, UINT16_MAX, &port) ? (uint16_t)port : 0;
}

bool take_port(struct options *options, const char *value, struct error *error) {
    struct slice text = slice_string(value);
    size_t equals = slice_find(text, '=');
    struct slice name = equals == SLICE_NONE ? slice_of(NULL, 0) : slice_from(text, equals + 1);
    const struct protocol *protocol = protocol_find(name);
    if (equals == SLICE_NONE || port_of(slice_first(text, equals)) == 0)
        return error_set(error, ERROR_USAGE, _("'%s' is not PORT=PROTOCOL"), value);
    if (!protocol && !slice_equal_nocase(name, SLICE("none")))
        return error_set(error, ERROR_USAGE, _("unknown protocol '%.*s' (smtp, lmtp, pop3, none)"),
                         (int)name.size, (const char *)name.data);
    options->rules[options->rule_count++] =
        (struct port_rule){port_of(slice_first(text, equals)), protocol};
    return true;
}

/* ---- the practice server ---- */

static bool give(struct options *options, enum given_kind kind, const char *value) {
    options->given[options->given_count++] = (struct given){kind, value};
    return true;
}

bool take_listen(struct options *options, const char *value, struct error *error) {
    (void)error;
    return give(options, GIVEN_LISTEN, value);
}

bool take_user(struct options *options, const char *value, struct error *error) {
    (void)error;
    return give(options, GIVEN_USER, value);
}

bool take_users(struct options *options, const char *value, struct error *error) {
    (void)error;
    return give(options, GIVEN_USERS, value);
}

bool take_domain(struct options *options, const char *value, struct error *error) {
    (void)error;
    return give(options, GIVEN_DOMAIN, value);
}

bool take_scenario(struct options *options, const char *value, struct error *error) {
    (void)error;
    return give(options, GIVEN_SCENARIO, value);
}

bool take_maildir(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->maildir = value;
    return true;
}

bool take_write(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->write = value;
    return true;
}

bool take_certificate(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->certificate = value;
    return true;
}

bool take_certificate_key(struct options *options, const char *value, struct error *error) {
    (void)error;
    options->certificate_key = value;
    return true;
}

static bool take_amount(const char *value, uint64_t most, uint64_t *amount, struct error *error) {
    if (slice_number(slice_string(value), most, amount) && *amount > 0)
        return true;
    return error_set(error, ERROR_USAGE, _("'%s' is no number from 1 to %llu"), value,
                     (unsigned long long)most);
}

bool take_buffer(struct options *options, const char *value, struct error *error) {
    enum { KIB = 1024, KIB_MOST = 1024 * 1024 };
    bool good = take_amount(value, KIB_MOST, &options->buffer, error);
    options->buffer *= KIB;
    return good;
}

bool take_max_sessions(struct options *options, const char *value, struct error *error) {
    return take_amount(value, 1000000, &options->max_sessions, error);
}

bool take_max_size(struct options *options, const char *value, struct error *error) {
    return take_amount(value, 256 * 1024 * 1024, &options->max_size, error);
}

bool take_debug(struct options *options, const char *value, struct error *error) {
    static const struct choice layers[] = {{"flow", 0}, {"protocol", 1}, {"index", 2}};
    struct slice rest = slice_string(value);
    int layer;
    for (bool more = true; more;) {
        size_t comma = slice_find(rest, ',');
        if (!choose(layers, sizeof layers / sizeof *layers, slice_first(rest, comma), &layer,
                    error))
            return false;
        more = comma != SLICE_NONE;
        rest = slice_from(rest, comma == SLICE_NONE ? rest.size : comma + 1);
    }
    options->debug = value;
    return true;
}

bool take_generate(struct options *options, const char *value, struct error *error) {
    static const struct choice documents[] = {{"man", 0}, {"bash", 1}, {"zsh", 2}, {"fish", 3}};
    int document;
    options->generate = value;
    return CHOOSE(documents, value, &document, error);
}
