#include "practice/login.h"

/* In the order in which they are offered. */
static const struct {
    const char *name;
    bool bound; /* to the TLS connection */
    bool ours;
} mechanisms[] = {
    {"SCRAM-SHA-256-PLUS", true, false},
    {"SCRAM-SHA-1-PLUS", true, false},
    {"SCRAM-SHA-256", false, false},
    {"SCRAM-SHA-1", false, false},
    {"CRAM-MD5", false, false},
    {"PLAIN", false, false},
    {"LOGIN", false, false},
    {"OAUTHBEARER", false, true},
    {"XOAUTH2", false, true},
};

enum { MECHANISMS = sizeof mechanisms / sizeof *mechanisms };

static bool offered(const struct house *house, size_t n, bool exporter) {
    if (mechanisms[n].bound && !exporter)
        return false;
    if (mechanisms[n].ours)
        return true;
    return house->mechanisms && mechanism_has(house->mechanisms, SIDE_SERVER, mechanisms[n].name);
}

void login_offer(const struct house *house, bool exporter, struct writer *writer) {
    for (size_t i = 0; i < MECHANISMS; i++) {
        if (!offered(house, i, exporter))
            continue;
        writer_put(writer, ' ');
        writer_string(writer, mechanisms[i].name);
    }
}

static const char *password_of(void *context, const char *user) {
    const struct login *login = context;
    const struct account *account = accounts_find(&login->house->accounts, slice_string(user));
    return account ? account->password : NULL;
}

bool login_begin(struct login *login, const struct house *house, struct slice mechanism,
                 const char *service, const uint8_t *exporter, size_t exporter_size) {
    struct error ignored = {0};
    size_t n = 0;
    while (n < MECHANISMS && !slice_equal_nocase(slice_string(mechanisms[n].name), mechanism))
        n++;
    if (n == MECHANISMS || !offered(house, n, exporter_size > 0))
        return false;
    login_end(login);
    *login = (struct login){.house = house,
                            .bearer = mechanisms[n].ours,
                            .google = strcmp(mechanisms[n].name, "XOAUTH2") == 0,
                            .exporter_size = exporter_size};
    if (exporter_size > 0)
        memcpy(login->exporter, exporter, exporter_size);
    login->identity = (struct mechanism_identity){
        .service = service,
        .host = house->host,
        .exporter = slice_of(login->exporter, exporter_size),
        .password_of = password_of,
        .context = login,
    };
    if (mechanisms[n].ours)
        return true;
    login->mechanism = mechanism_begin(house->mechanisms, SIDE_SERVER, mechanisms[n].name,
                                       &login->identity, &ignored);
    return login->mechanism != NULL;
}

void login_end(struct login *login) {
    mechanism_end(login->mechanism);
    login->mechanism = NULL;
    buffer_free(&login->output);
}

/* ---- OAUTHBEARER and XOAUTH2 ---- */

/* The value behind `key` in fields that end with ^A. */
static struct slice field(struct slice text, struct slice key) {
    while (text.size > 0) {
        size_t end = slice_find(text, 1);
        struct slice one = slice_first(text, end);
        text = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(text, end + 1);
        if (slice_starts_nocase(one, key))
            return slice_from(one, key.size);
    }
    return slice_of(NULL, 0);
}

/* "n,a=user@example.org,": the user of OAUTHBEARER stands in the header of GS2 (RFC 5801 4). */
static struct slice user_of_header(struct slice text) {
    struct slice header = slice_first(text, slice_find(text, 1));
    size_t start = slice_search(header, SLICE(",a="));
    if (start == SLICE_NONE)
        return slice_of(NULL, 0);
    struct slice user = slice_from(header, start + 3);
    return slice_first(user, slice_find(user, ','));
}

static enum login_progress step_bearer(struct login *login, struct slice input,
                                       struct slice *output) {
    static const char refusal[] = "{\"status\":\"invalid_token\",\"scope\":\"mail\"}";
    if (input.size == 0)
        return LOGIN_MORE;
    struct slice user = login->google ? field(input, SLICE("user=")) : user_of_header(input);
    struct slice token = field(input, SLICE("auth=Bearer "));
    const struct account *account = accounts_find(&login->house->accounts, user);
    if (account && slice_equal(slice_trim(token), SLICE(PRACTICE_TOKEN))) {
        login->account = account;
        return LOGIN_DONE;
    }
    login->last = true;
    *output = slice_string(refusal);
    return LOGIN_MORE;
}

/* ---- those of GNU SASL ---- */

/* Who it is that logged in. Nobody may act for another. */
static enum login_progress settle(struct login *login) {
    struct slice user = mechanism_user(login->mechanism);
    struct slice other = mechanism_authorization(login->mechanism);
    const struct accounts *accounts = &login->house->accounts;
    login->account = accounts_find(accounts, user);
    if (other.size > 0 && accounts_find(accounts, other) != login->account)
        login->account = NULL;
    return login->account ? LOGIN_DONE : LOGIN_FAILED;
}

enum login_progress login_step(struct login *login, struct slice input, struct slice *output) {
    struct error error = {0};
    *output = slice_of(NULL, 0);
    if (login->last)
        return login->account ? LOGIN_DONE : LOGIN_FAILED;
    if (login->bearer)
        return step_bearer(login, input, output);
    switch (mechanism_step(login->mechanism, input, output, &error)) {
    case MECHANISM_MORE:
        return LOGIN_MORE;
    case MECHANISM_DONE:
        if (settle(login) == LOGIN_FAILED || output->size == 0)
            return login->account ? LOGIN_DONE : LOGIN_FAILED;
        login->last = true; /* the last word goes as one more challenge (RFC 4954 4) */
        return LOGIN_MORE;
    default:
        return error.kind == ERROR_PROTOCOL ? LOGIN_NONSENSE : LOGIN_FAILED;
    }
}
