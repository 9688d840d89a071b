/* login.c: the steps of SASL exchanges, each named and opened. */
#include "explain/login.h"

#include "base/base64.h"
#include "base/calendar.h"

void login_field(const struct login_text *login, enum part_id part, struct slice value) {
    if (value.size > 0)
        TELL_PART(login->telling, login->where, part, WORD_SLICE("value", value));
}

void login_secret(const struct login_text *login, enum part_id hidden, enum part_id shown,
                  struct slice value) {
    if (value.size == 0)
        return;
    if (login->telling->show_secrets)
        login_field(login, shown, value);
    else
        tell_part(login->telling, login->where, hidden);
}

/* ---- the plain ones ---- */

/* authorization identity NUL user NUL password (RFC 4616 2) */
static void login_plain(const struct login_text *login) {
    struct slice rest = login->text, identity, user;
    if (!take_until(&rest, 0, &identity) || !take_until(&rest, 0, &user)) {
        tell_part(login->telling, login->where, PART_LOGIN_BROKEN);
        return;
    }
    login_field(login, PART_AUTHORIZATION, identity);
    login_field(login, PART_LOGIN_USER, user);
    login_secret(login, PART_PASSWORD, PART_PASSWORD_SHOWN, rest);
}

static void login_login(const struct login_text *login) {
    if (login->side == SIDE_SERVER)
        login_field(login, PART_PROMPT, login->text);
    else if (login->step == 1)
        login_field(login, PART_LOGIN_USER, login->text);
    else
        login_secret(login, PART_PASSWORD, PART_PASSWORD_SHOWN, login->text);
}

/* The clock of a challenge <random.clock@host>, where it is one: seconds since 1970. */
static void tell_clock(const struct login_text *login, struct slice challenge) {
    struct slice rest = challenge, host = challenge, field;
    uint64_t seconds;
    bool clock = take_until(&rest, '.', &field) && take_until(&rest, '@', &field) &&
                 slice_number(field, UINT32_MAX, &seconds) && seconds > 500000000;
    if (!take_until(&host, '@', &field))
        return;
    (void)take_until(&host, '>', &field);
    login_field(login, PART_CHALLENGE_HOST, field);
    if (!clock)
        return;
    struct writer *scratch = &login->telling->scratch;
    struct slice moment;
    scratch->buffer.size = 0;
    calendar_rfc3339(scratch, (struct moment){(int64_t)seconds * DURATION_SECOND});
    moment = arena_copy(login->telling->arena, buffer_slice(&scratch->buffer));
    login_field(login, PART_CHALLENGE_CLOCK, moment);
}

/* <clock@host> from the server; name SP digest from the client (RFC 2195 2). */
static void login_cram(const struct login_text *login) {
    if (login->side == SIDE_SERVER) {
        login_field(login, PART_CHALLENGE, login->text);
        tell_clock(login, login->text);
        return;
    }
    size_t space = login->text.size;
    while (space > 0 && login->text.data[space - 1] != ' ')
        space--;
    login_field(login, PART_LOGIN_USER, slice_first(login->text, space > 0 ? space - 1 : 0));
    login_secret(login, PART_PROOF, PART_PROOF_SHOWN, slice_from(login->text, space));
}

static void login_external(const struct login_text *login) {
    login_field(login, PART_AUTHORIZATION, login->text);
}

static void login_anonymous(const struct login_text *login) {
    login_field(login, PART_TRACE, login->text);
}

/* ---- which one ---- */

struct login_family {
    const char *mechanism; /* a trailing * names a family */
    void (*open)(const struct login_text *login);
};

static const struct login_family families[] = {
    {"PLAIN", login_plain},
    {"LOGIN", login_login},
    {"CRAM-*", login_cram},
    {"DIGEST-MD5", login_digest},
    {"SCRAM-*", login_scram},
    {"NTLM", login_ntlm},
    {"XOAUTH2", login_xoauth2},
    {"GSSAPI", login_gssapi},
    {"GSS-SPNEGO", login_gssapi},
    {"EXTERNAL", login_external},
    {"ANONYMOUS", login_anonymous},
    {"OAUTHBEARER", login_oauthbearer},
    {"PLAIN-CLIENTTOKEN", login_plain},
    {"X-PLAIN-SUBMIT", login_plain},
};

static bool names(const char *pattern, struct slice mechanism) {
    struct slice name = slice_string(pattern);
    if (name.data[name.size - 1] != '*')
        return slice_equal_nocase(name, mechanism);
    return slice_starts_nocase(mechanism, slice_first(name, name.size - 1));
}

static const struct login_family *family_of(struct slice mechanism) {
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (names(families[i].mechanism, mechanism))
            return &families[i];
    return NULL;
}

/* A step that stands alone gives its mechanism away, or not. */
static struct slice guess(struct slice text, enum side side) {
    size_t nul = slice_find(text, 0);
    if (slice_starts(text, SLICE("NTLMSSP")))
        return SLICE("NTLM");
    if (slice_starts(text, SLICE("user=")) && slice_find(text, 1) != SLICE_NONE)
        return SLICE("XOAUTH2");
    if (slice_search(text, SLICE("auth=Bearer")) != SLICE_NONE)
        return SLICE("OAUTHBEARER");
    if (slice_search(text, SLICE("\"status\"")) != SLICE_NONE)
        return SLICE("XOAUTH2");
    if (slice_starts(text, SLICE("n,")) || slice_starts(text, SLICE("y,")) ||
        slice_starts(text, SLICE("p=")) || slice_starts(text, SLICE("r=")) ||
        slice_starts(text, SLICE("c=")) || slice_starts(text, SLICE("v=")))
        return SLICE("SCRAM-*");
    if (slice_search(text, SLICE("nonce=\"")) != SLICE_NONE)
        return SLICE("DIGEST-MD5");
    if (nul != SLICE_NONE && slice_find(slice_from(text, nul + 1), 0) != SLICE_NONE)
        return SLICE("PLAIN");
    if (side == SIDE_SERVER && text.size > 0 && text.data[0] == '<')
        return SLICE("CRAM-MD5");
    return side == SIDE_SERVER ? SLICE("LOGIN") : slice_of(NULL, 0);
}

struct slice login_guess(struct telling *telling, struct slice line, enum side side) {
    struct slice text;
    if (line.size < 8 || !base64_decode(line, telling->arena, &text))
        return slice_of(NULL, 0);
    return guess(text, side);
}

/* ---- the step ---- */

/* The rows of login_steps.def: what a step of a mechanism is. */
static const struct login_name {
    const char *mechanism;
    enum side side;
    unsigned step; /* 0: any */
    const char *title, *summary;
} steps[] = {
#define STEP(mechanism, who, step, title, summary) {mechanism, SIDE_##who, step, title, summary},
#include "explain/login_steps.def"
#undef STEP
};

static const struct login_name *name_of(struct slice mechanism, enum side side, unsigned step) {
    const size_t count = sizeof steps / sizeof *steps;
    for (size_t i = 0; i < count; i++)
        if (steps[i].side == side && (steps[i].step == 0 || steps[i].step == step) &&
            names(steps[i].mechanism, mechanism))
            return &steps[i];
    return &steps[count - 1 - (side == SIDE_SERVER)];
}

static void name_step(struct telling *telling, const struct login_step *step,
                      struct slice mechanism) {
    const struct login_name *name = name_of(mechanism, step->side, step->step);
    const struct mechanism_fact *fact = mechanism_fact_for(mechanism);
    bool first = telling->out->title.size == 0;
    if (first)
        tell_title(telling, mechanism.size > 0 ? mechanism : SLICE("SASL"), name->title);
    if (first)
        tell_summary(telling, name->summary);
    else
        TELL_NOTE(telling, NOTE_SAYS, WORD("text", _(name->summary)));
    if (fact)
        tell_reference(telling, fact->fact.reference);
    if (fact && first)
        tell_background(telling, fact->fact.background);
}

void tell_login_step(struct telling *telling, const struct login_step *step) {
    struct slice text;
    if (slice_equal(step->line, SLICE("="))) {
        tell_part(telling, step->line, PART_EMPTY_RESPONSE);
        return;
    }
    bool whole = base64_decode(step->line, telling->arena, &text);
    struct slice mechanism = step->mechanism.size > 0 ? step->mechanism : guess(text, step->side);
    const struct login_family *family = family_of(mechanism);
    name_step(telling, step, mechanism);
    tell_part(telling, step->line,
              !whole                      ? PART_BASE64_BROKEN
              : step->side == SIDE_SERVER ? PART_CHALLENGE_LINE
                                          : PART_RESPONSE_LINE);
    const struct login_text login = {telling, step->line, text, step->side, step->step};
    if (whole && family)
        family->open(&login);
}
