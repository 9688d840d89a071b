/* login_token.c: mechanisms whose messages are binary: NTLM, Kerberos. */
#include "base/utf16.h"
#include "base/wire.h"
#include "explain/login.h"

/* ---- NTLM (MS-NLMP 2.2.1) ---- */

enum {
    NTLM_TYPE = 8,
    NTLM_UNICODE = 1,
    NTLM_FLAGS_1 = 12, /* where the flags stand in messages of type 1, 2, 3 */
    NTLM_FLAGS_2 = 20,
    NTLM_FLAGS_3 = 60,
};

/* A string: its length and its place stand at `at`. */
static struct slice ntlm_string(const struct login_text *login, size_t at, bool wide) {
    struct slice text = login->text;
    if (text.size < at + 8)
        return slice_of(NULL, 0);
    struct slice string =
        slice_part(text, read_le32(text.data + at + 4), read_le16(text.data + at));
    return wide ? utf16_decode(string, login->telling->arena) : string;
}

static uint32_t ntlm_flags(struct slice text, size_t at) {
    return text.size >= at + 4 ? read_le32(text.data + at) : 0;
}

static void tell_flags(const struct login_text *login, uint32_t flags) {
    static const struct {
        uint32_t bit;
        enum part_id part;
    } known[] = {
        {UINT32_C(0x00000001), PART_NTLM_UNICODE},  {UINT32_C(0x00000010), PART_NTLM_SIGN},
        {UINT32_C(0x00000020), PART_NTLM_SEAL},     {UINT32_C(0x00000080), PART_NTLM_LM_KEY},
        {UINT32_C(0x00080000), PART_NTLM_EXTENDED}, {UINT32_C(0x20000000), PART_NTLM_128},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (flags & known[i].bit)
            tell_part(login->telling, login->where, known[i].part);
}

/* Type 1: domain and workstation, in the character set of the machine. */
static void ntlm_negotiate(const struct login_text *login) {
    tell_part(login->telling, login->where, PART_NTLM_NEGOTIATE);
    login_field(login, PART_NTLM_DOMAIN, ntlm_string(login, 16, false));
    login_field(login, PART_NTLM_WORKSTATION, ntlm_string(login, 24, false));
    tell_flags(login, ntlm_flags(login->text, NTLM_FLAGS_1));
}

/* Type 2: the server's name for its domain, and its challenge. */
static void ntlm_challenge(const struct login_text *login) {
    uint32_t flags = ntlm_flags(login->text, NTLM_FLAGS_2);
    tell_part(login->telling, login->where, PART_NTLM_CHALLENGE);
    login_field(login, PART_NTLM_TARGET, ntlm_string(login, 12, (flags & NTLM_UNICODE) != 0));
    tell_flags(login, flags);
}

/* Type 3: who logs in from where; the answers to the challenge are secret. */
static void ntlm_authenticate(const struct login_text *login) {
    uint32_t flags = ntlm_flags(login->text, NTLM_FLAGS_3);
    bool wide = (flags & NTLM_UNICODE) != 0;
    tell_part(login->telling, login->where, PART_NTLM_AUTHENTICATE);
    login_field(login, PART_NTLM_DOMAIN, ntlm_string(login, 28, wide));
    login_field(login, PART_LOGIN_USER, ntlm_string(login, 36, wide));
    login_field(login, PART_NTLM_WORKSTATION, ntlm_string(login, 44, wide));
    tell_part(login->telling, login->where, PART_PROOF);
}

void login_ntlm(const struct login_text *login) {
    struct slice text = login->text;
    bool ntlm = text.size >= NTLM_TYPE + 4 && slice_starts(text, slice_of("NTLMSSP", 8));
    uint32_t type = ntlm ? read_le32(text.data + NTLM_TYPE) : 0;
    if (type == 1)
        ntlm_negotiate(login);
    else if (type == 2)
        ntlm_challenge(login);
    else if (type == 3)
        ntlm_authenticate(login);
    else if (login->side == SIDE_SERVER)
        login_field(login, PART_PROMPT, text);
    else
        tell_part(login->telling, login->where, PART_LOGIN_BROKEN);
}

/* ---- GSSAPI (RFC 2743 3.1, RFC 4121 4.1, RFC 4752 3.1) ---- */

static const struct {
    struct slice mark;
    enum part_id part;
} tokens[] = {
    /* the mechanism's object identifier, and the kind of token behind it */
    {{(const uint8_t *)"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00", 13},
     PART_GSS_AP_REQ},
    {{(const uint8_t *)"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x02\x00", 13},
     PART_GSS_AP_REP},
    {{(const uint8_t *)"\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x03\x00", 13}, PART_GSS_ERROR},
    {{(const uint8_t *)"\x06\x06\x2b\x06\x01\x05\x05\x02", 8}, PART_GSS_SPNEGO},
};

void login_gssapi(const struct login_text *login) {
    struct slice start = slice_first(login->text, 32);
    if (slice_starts(login->text, SLICE("NTLMSSP"))) {
        login_ntlm(login);
        return;
    }
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        if (slice_search(start, tokens[i].mark) == SLICE_NONE)
            continue;
        tell_part(login->telling, login->where, tokens[i].part);
        return;
    }
    bool wrapped = slice_starts(start, SLICE("\x05\x04"));
    bool response = start.size > 0 && (start.data[0] & 0xe0) == 0xa0;
    tell_part(login->telling, login->where,
              wrapped    ? PART_GSS_WRAPPED
              : response ? PART_GSS_SPNEGO
                         : PART_GSS_TOKEN);
}
