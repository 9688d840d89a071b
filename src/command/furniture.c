#include "command/furniture.h"

#include "command/complain.h"
#include "report/whole_file.h"

/* Octets of a file of accounts or of a scenario. */
enum { FILE_MOST = 1024 * 1024 };

static bool read_users(struct furniture *furniture, const char *file, struct error *error) {
    struct buffer text = {NULL, 0, 0};
    bool read = whole_file_read(file, FILE_MOST, &text, NULL, error) &&
                accounts_read(&furniture->house.accounts, buffer_slice(&text), file, error);
    buffer_free(&text);
    return read;
}

/* One that comes with the program, else a file. */
static bool read_scenario(struct furniture *furniture, const char *name, struct error *error) {
    const struct scenario_text *known = scenario_text_find(name);
    struct buffer text = {NULL, 0, 0};
    bool absent = false;
    if (known)
        return scenario_add(furniture->house.scenario, slice_string(known->rules), name, error);
    bool read = whole_file_read(name, FILE_MOST, &text, &absent, error) &&
                scenario_add(furniture->house.scenario, buffer_slice(&text), name, error);
    buffer_free(&text);
    if (!absent)
        return read;
    *error = (struct error){0};
    return error_set(error, ERROR_INPUT,
                     _("'%s' is neither a scenario (--list-scenarios) nor a file"), name);
}

static bool take_given(struct furniture *furniture, const struct given *given,
                       struct error *error) {
    struct slice value = slice_string(given->value);
    switch (given->kind) {
    case GIVEN_USER:
        return accounts_add(&furniture->house.accounts, value, error);
    case GIVEN_USERS:
        return read_users(furniture, given->value, error);
    case GIVEN_DOMAIN:
        return accounts_add_domain(&furniture->house.accounts, value, error);
    case GIVEN_SCENARIO:
        return read_scenario(furniture, given->value, error);
    default: /* of other commands; where to listen comes later */
        return true;
    }
}

static enum tls_version version_of(struct slice word) {
    static const struct {
        const char *word;
        enum tls_version version;
    } versions[] = {{"1.0", TLS_1_0}, {"1.1", TLS_1_1}, {"1.2", TLS_1_2}};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (slice_equal(slice_string(versions[i].word), word))
            return versions[i].version;
    return TLS_ANY_VERSION;
}

static bool make_tls(struct furniture *furniture, const struct options *options,
                     struct error *error) {
    enum tls_version most = version_of(scenario_tls_version(furniture->house.scenario));
    furniture->tls = tls_context_new(
        &(struct tls_settings){
            .side = SIDE_SERVER,
            .least = most != TLS_ANY_VERSION && most < TLS_1_2 ? most : TLS_ANY_VERSION,
            .most = most,
            .certificate = options->certificate,
            .key = options->certificate_key,
            .name = furniture->house.host,
            .expired = scenario_has(furniture->house.scenario, ACTION_EXPIRED),
        },
        error);
    furniture->house.tls = furniture->tls != NULL;
    return furniture->house.tls;
}

/* Logins by SASL need a library that may not be there: the server does without, and says so. */
static void bind_mechanisms(struct furniture *furniture) {
    struct error error = {0};
    furniture->house.mechanisms = mechanism_library_new(&error);
    if (!furniture->house.mechanisms)
        (void)complain(&error);
}

bool furniture_init(struct furniture *furniture, const struct options *options,
                    struct error *error) {
    struct house *house = &furniture->house;
    house->scenario = scenario_new(error);
    if (!house->scenario)
        return false;
    for (size_t i = 0; i < options->given_count; i++)
        if (!take_given(furniture, &options->given[i], error))
            return false;
    if (!accounts_fill(&house->accounts, error))
        return false;
    house->host = accounts_host(&house->accounts);
    house->size_most = options->max_size;
    house->store = store_new(options->maildir, house->host, error);
    if (!house->store || !make_tls(furniture, options, error))
        return false;
    bind_mechanisms(furniture);
    return true;
}

void furniture_clear(struct furniture *furniture) {
    tls_context_free(furniture->tls);
    mechanism_library_free(furniture->house.mechanisms);
    store_free(furniture->house.store);
    scenario_free(furniture->house.scenario);
    accounts_free(&furniture->house.accounts);
}
