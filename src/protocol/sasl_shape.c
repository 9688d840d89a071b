#include "protocol/sasl_shape.h"

#include "base/utf16.h"
#include "base/wire.h"

/* The text up to the first `octet`, or all of it. */
static struct slice before(struct slice text, uint8_t octet) {
    return slice_first(text, slice_find(text, octet));
}

/* What follows the first `octet`; empty when there is none. */
static struct slice after(struct slice text, uint8_t octet) {
    size_t at = slice_find(text, octet);
    return at == SLICE_NONE ? (struct slice){0} : slice_from(text, at + 1);
}

static struct sasl_finding read_plain(struct slice text, unsigned step) {
    if (step > 1)
        return (struct sasl_finding){.secret = true};
    struct slice identity = after(text, 0);
    return (struct sasl_finding){before(identity, 0), true};
}

static struct sasl_finding read_login(struct slice text, unsigned step, bool asked_password) {
    if (step > 1 || asked_password)
        return (struct sasl_finding){.secret = true};
    return (struct sasl_finding){.user = text};
}

static struct sasl_finding read_cram(struct slice text) {
    size_t space = text.size;
    while (space > 0 && text.data[space - 1] != ' ')
        space--;
    return (struct sasl_finding){slice_first(text, space > 0 ? space - 1 : 0), true};
}

/* The name is quoted; a backslash quotes the octet after it (RFC 2831 7.2). */
static struct sasl_finding read_digest(struct slice text, struct arena *arena) {
    struct sasl_finding finding = {.secret = true};
    struct slice key = SLICE("username=\"");
    size_t at = slice_search_nocase(text, key);
    if (at == SLICE_NONE)
        return finding;
    struct slice quoted = slice_from(text, at + key.size);
    uint8_t *name = arena_octets(arena, quoted.size);
    if (!name)
        return finding;
    size_t size = 0;
    for (size_t i = 0; i < quoted.size && quoted.data[i] != '"'; i++) {
        if (quoted.data[i] == '\\' && i + 1 < quoted.size)
            i++;
        name[size++] = quoted.data[i];
    }
    finding.user = slice_of(name, size);
    return finding;
}

/* In names a comma is written =2C and an equals sign =3D (RFC 5802 5.1). */
static struct slice unescape_saslname(struct slice text, struct arena *arena) {
    if (slice_find(text, '=') == SLICE_NONE)
        return text;
    uint8_t *name = arena_octets(arena, text.size);
    if (!name)
        return text;
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        struct slice code = slice_part(text, i, 3);
        bool comma = slice_equal_nocase(code, SLICE("=2C"));
        bool equals = slice_equal_nocase(code, SLICE("=3D"));
        name[size++] = comma ? ',' : equals ? '=' : text.data[i];
        i += comma || equals ? 2 : 0;
    }
    return slice_of(name, size);
}

/* Whether it begins with a GS2 header (RFC 5801 4): n, y, or p=, then a comma. */
static bool has_gs2_header(struct slice text) {
    return slice_starts(text, SLICE("n,")) || slice_starts(text, SLICE("y,")) ||
           slice_starts(text, SLICE("p="));
}

static struct sasl_finding read_scram(struct slice text, struct arena *arena) {
    struct slice bare = after(after(text, ','), ',');
    if (!has_gs2_header(text) || !slice_starts(bare, SLICE("n=")))
        return (struct sasl_finding){.secret = text.size > 0};
    struct slice name = slice_from(before(bare, ','), 2);
    return (struct sasl_finding){.user = unescape_saslname(name, arena)};
}

static struct sasl_finding read_xoauth2(struct slice text) {
    struct sasl_finding finding = {.secret = text.size > 0};
    if (slice_starts_nocase(text, SLICE("user=")))
        finding.user = slice_from(before(text, 1), 5);
    return finding;
}

static struct sasl_finding read_oauthbearer(struct slice text, struct arena *arena) {
    struct sasl_finding finding = {.secret = text.size > 1};
    struct slice name = before(after(text, ','), ',');
    if (has_gs2_header(text) && slice_starts(name, SLICE("a=")))
        finding.user = unescape_saslname(slice_from(name, 2), arena);
    return finding;
}

/* MS-NLMP 2.2.1.3: in the message of type 3 the user name's length stands at 36, its place at 40,
 * and the flags at 60; bit 0 of these: UTF-16. */
static struct sasl_finding read_ntlm(struct slice text, struct arena *arena) {
    enum { TYPE = 8, NAME_SIZE = 36, NAME_AT = 40, FLAGS = 60 };
    bool is_ntlm = text.size > TYPE + 4 && slice_starts(text, slice_of("NTLMSSP", 8));
    if (!is_ntlm || text.data[TYPE] != 3 || text.size < FLAGS + 4)
        return (struct sasl_finding){.secret = !is_ntlm || text.data[TYPE] != 1};
    size_t size = (size_t)(text.data[NAME_SIZE] | text.data[NAME_SIZE + 1] << 8);
    struct slice name = slice_part(text, read_le32(text.data + NAME_AT), size);
    bool wide = (text.data[FLAGS] & 1) != 0;
    return (struct sasl_finding){wide ? utf16_decode(name, arena) : name, true};
}

struct sasl_finding sasl_shape_read(enum sasl_shape shape, struct slice text, unsigned step,
                                    bool asked_password, struct arena *arena) {
    switch (shape) {
    case SHAPE_NAME:
        return (struct sasl_finding){.user = text};
    case SHAPE_PLAIN:
        return read_plain(text, step);
    case SHAPE_LOGIN:
        return read_login(text, step, asked_password);
    case SHAPE_CRAM:
        return read_cram(text);
    case SHAPE_DIGEST:
        return read_digest(text, arena);
    case SHAPE_SCRAM:
        return read_scram(text, arena);
    case SHAPE_NTLM:
        return read_ntlm(text, arena);
    case SHAPE_XOAUTH2:
        return read_xoauth2(text);
    case SHAPE_OAUTHBEARER:
        return read_oauthbearer(text, arena);
    case SHAPE_TOKEN_PROOF:
        return (struct sasl_finding){before(text, 0), true};
    case SHAPE_OPAQUE:
        break;
    }
    return (struct sasl_finding){.secret = text.size > 0};
}
