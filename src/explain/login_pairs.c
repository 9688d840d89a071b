/* login_pairs.c: mechanisms whose messages are lists of names and values. */
#include "base/text.h"
#include "explain/login.h"

struct pair {
    const char *name;
    enum part_id part;
    enum part_id shown; /* of a secret, where it is shown; else the same */
};

static void tell_pair(const struct login_text *login, const struct pair *pairs, size_t count,
                      struct slice name, struct slice value) {
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal_nocase(name, slice_string(pairs[i].name)))
            continue;
        if (pairs[i].shown != pairs[i].part)
            login_secret(login, pairs[i].part, pairs[i].shown, value);
        else
            login_field(login, pairs[i].part, value);
    }
}

#define TELL_PAIR(login, pairs, name, value)                                                       \
    tell_pair((login), (pairs), sizeof(pairs) / sizeof *(pairs), (name), (value))

/* ---- DIGEST-MD5 (RFC 2831 2.1): name="value", name=value ---- */

/* Takes a value off the front: quoted, or up to the next comma. */
static struct slice take_value(struct slice *rest) {
    struct slice value = *rest;
    if (rest->size == 0 || rest->data[0] != '"') {
        (void)take_until(rest, ',', &value);
        return slice_trim(value);
    }
    size_t size = 1;
    while (size < rest->size && rest->data[size] != '"')
        size += rest->data[size] == '\\' ? 2 : 1;
    value = slice_part(*rest, 1, size - 1);
    *rest = slice_from(*rest, size + 1);
    struct slice before_comma;
    (void)take_until(rest, ',', &before_comma);
    return value;
}

void login_digest(const struct login_text *login) {
    static const struct pair pairs[] = {
        {"username", PART_LOGIN_USER, PART_LOGIN_USER},
        {"realm", PART_REALM, PART_REALM},
        {"authzid", PART_AUTHORIZATION, PART_AUTHORIZATION},
        {"nonce", PART_SERVER_NONCE, PART_SERVER_NONCE},
        {"cnonce", PART_CLIENT_NONCE, PART_CLIENT_NONCE},
        {"nc", PART_NONCE_COUNT, PART_NONCE_COUNT},
        {"qop", PART_PROTECTION, PART_PROTECTION},
        {"digest-uri", PART_DIGEST_URI, PART_DIGEST_URI},
        {"algorithm", PART_ALGORITHM, PART_ALGORITHM},
        {"charset", PART_CHARSET, PART_CHARSET},
        {"response", PART_PROOF, PART_PROOF_SHOWN},
        {"rspauth", PART_SERVER_PROOF, PART_SERVER_PROOF},
    };
    struct slice rest = login->text;
    while (rest.size > 0) {
        struct slice name;
        if (!take_until(&rest, '=', &name))
            return;
        TELL_PAIR(login, pairs, slice_trim(name), take_value(&rest));
    }
}

/* ---- SCRAM (RFC 5802 5.1, 7): letter=value, … ---- */

/* The header n,a=name, of the client's first message (RFC 5801 4). */
static void tell_binding(const struct login_text *login, struct slice *rest) {
    struct slice flag, identity;
    struct slice text = *rest;
    bool header = slice_starts(text, SLICE("n,")) || slice_starts(text, SLICE("y,")) ||
                  slice_starts(text, SLICE("p="));
    if (!header || !take_until(rest, ',', &flag) || !take_until(rest, ',', &identity))
        return;
    if (flag.data[0] == 'p')
        login_field(login, PART_BINDING_USED, slice_from(flag, 2));
    else
        login_field(login, flag.data[0] == 'y' ? PART_BINDING_MISSED : PART_BINDING_NONE, flag);
    if (slice_starts(identity, SLICE("a=")))
        login_field(login, PART_AUTHORIZATION, slice_from(identity, 2));
}

void login_scram(const struct login_text *login) {
    static const struct pair client[] = {
        {"n", PART_LOGIN_USER, PART_LOGIN_USER},
        {"r", PART_CLIENT_NONCE, PART_CLIENT_NONCE},
        {"c", PART_BINDING_DATA, PART_BINDING_DATA},
        {"p", PART_PROOF, PART_PROOF_SHOWN},
        {"m", PART_MANDATORY_EXTENSION, PART_MANDATORY_EXTENSION},
    };
    static const struct pair server[] = {
        {"r", PART_SERVER_NONCE, PART_SERVER_NONCE},
        {"s", PART_SALT, PART_SALT},
        {"i", PART_ITERATIONS, PART_ITERATIONS},
        {"v", PART_SERVER_PROOF, PART_SERVER_PROOF},
        {"e", PART_SCRAM_ERROR, PART_SCRAM_ERROR},
        {"m", PART_MANDATORY_EXTENSION, PART_MANDATORY_EXTENSION},
    };
    struct slice rest = login->text;
    if (login->side == SIDE_CLIENT)
        tell_binding(login, &rest);
    while (rest.size > 0) {
        struct slice value, name;
        (void)take_until(&rest, ',', &value);
        if (!take_until(&value, '=', &name))
            continue;
        if (login->side == SIDE_CLIENT)
            TELL_PAIR(login, client, name, value);
        else
            TELL_PAIR(login, server, name, value);
    }
}

/* ---- OAuth ---- */

/* The string that stands under a key of a flat JSON object, escapes left as they are. */
static struct slice json_member(struct slice text, struct slice key) {
    size_t at = slice_search(text, key);
    struct slice rest = slice_from(text, at == SLICE_NONE ? text.size : at + key.size);
    while (rest.size > 0 && (octet_is_blank(rest.data[0]) || rest.data[0] == ':'))
        rest = slice_from(rest, 1);
    if (rest.size == 0 || rest.data[0] != '"') {
        size_t size = 0;
        while (size < rest.size && octet_is_digit(rest.data[size]))
            size++;
        return slice_first(rest, size);
    }
    size_t size = 1;
    while (size < rest.size && rest.data[size] != '"')
        size += rest.data[size] == '\\' ? 2 : 1;
    return slice_part(rest, 1, size - 1);
}

/* {"status":"401","schemes":"bearer","scope":"…"} (RFC 7628 3.2.2) */
static void tell_oauth_error(const struct login_text *login) {
    static const struct {
        struct slice key;
        enum part_id part;
    } members[] = {
        {{(const uint8_t *)"\"status\"", 8}, PART_OAUTH_STATUS},
        {{(const uint8_t *)"\"schemes\"", 9}, PART_OAUTH_SCHEMES},
        {{(const uint8_t *)"\"scope\"", 7}, PART_OAUTH_SCOPE},
        {{(const uint8_t *)"\"openid-configuration\"", 22}, PART_OAUTH_CONFIGURATION},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        login_field(login, members[i].part, json_member(login->text, members[i].key));
    tell_note(login->telling, NOTE_OAUTH_ERROR);
}

/* name=value, each closed by the octet 1. */
static void tell_controlled(const struct login_text *login, struct slice rest) {
    static const struct pair pairs[] = {
        {"user", PART_LOGIN_USER, PART_LOGIN_USER},
        {"host", PART_OAUTH_HOST, PART_OAUTH_HOST},
        {"port", PART_OAUTH_PORT, PART_OAUTH_PORT},
        {"auth", PART_TOKEN, PART_TOKEN_SHOWN},
    };
    while (rest.size > 0) {
        struct slice value, name;
        (void)take_until(&rest, 1, &value);
        if (take_until(&value, '=', &name))
            TELL_PAIR(login, pairs, name, value);
    }
}

/* After an error the client says that it has seen it (RFC 7628 3.2.3). */
static bool is_acknowledgement(const struct login_text *login) {
    return login->side == SIDE_CLIENT && login->text.size <= 1;
}

void login_xoauth2(const struct login_text *login) {
    if (login->side == SIDE_SERVER)
        tell_oauth_error(login);
    else if (is_acknowledgement(login))
        tell_part(login->telling, login->where, PART_OAUTH_SEEN);
    else
        tell_controlled(login, login->text);
}

void login_oauthbearer(const struct login_text *login) {
    struct slice rest = login->text;
    if (login->side == SIDE_SERVER || is_acknowledgement(login)) {
        login_xoauth2(login);
        return;
    }
    struct slice header, identity;
    (void)take_until(&rest, 1, &header);
    if (take_until(&header, ',', &identity) && slice_starts(header, SLICE("a="))) {
        (void)take_until(&header, ',', &identity);
        login_field(login, PART_LOGIN_USER, slice_from(identity, 2));
    }
    tell_controlled(login, rest);
}
