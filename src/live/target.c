#include "live/target.h"

#include "base/words.h"
#include "protocol/registry.h"

/* A scheme, and the port where its service is at home. */
struct scheme {
    const char *name;
    const struct protocol *protocol;
    bool sealed;
    uint16_t port;
};

static const struct scheme schemes[] = {
    {"smtp", &smtp_protocol, false, 25},        {"smtps", &smtp_protocol, true, 465},
    {"submission", &smtp_protocol, false, 587}, {"submissions", &smtp_protocol, true, 465},
    {"lmtp", &lmtp_protocol, false, 24},        {"pop3", &pop3_protocol, false, 110},
    {"pop3s", &pop3_protocol, true, 995},
};

static const struct scheme *scheme_find(struct slice name) {
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (slice_equal_nocase(slice_string(schemes[i].name), name))
            return &schemes[i];
    return NULL;
}

static int digit_of(uint8_t octet) {
    if (octet_is_digit(octet))
        return octet - '0';
    uint8_t upper = octet_upper(octet);
    return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
}

/* Copies, with %HH undone. False when it is too long, or holds a NUL. */
static bool keep_user(char to[TARGET_NAME], struct slice text) {
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t octet = text.data[i];
        if (octet == '%' && i + 2 < text.size && digit_of(text.data[i + 1]) >= 0 &&
            digit_of(text.data[i + 2]) >= 0) {
            octet = (uint8_t)(digit_of(text.data[i + 1]) * 16 + digit_of(text.data[i + 2]));
            i += 2;
        }
        if (octet == 0 || size + 1 >= TARGET_NAME)
            return false;
        to[size++] = (char)octet;
    }
    to[size] = '\0';
    return true;
}

/* A host has no blanks and no control characters. */
static bool keep_host(char to[TARGET_NAME], struct slice text) {
    if (text.size == 0 || text.size >= TARGET_NAME)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] <= ' ' || text.data[i] == 0x7f || text.data[i] == '/')
            return false;
        to[i] = (char)text.data[i];
    }
    to[text.size] = '\0';
    return true;
}

/* HOST[:PORT], [ADDRESS][:PORT]; an address of IPv6 without brackets has no port. */
static bool read_host(struct target *target, struct slice text) {
    struct slice host, port = slice_of(NULL, 0);
    uint64_t number = target->port;
    if (slice_starts(text, SLICE("["))) {
        size_t close = slice_find(text, ']');
        if (close == SLICE_NONE)
            return false;
        host = slice_part(text, 1, close - 1);
        port = slice_from(text, close + 1);
    } else {
        size_t colon = slice_find(text, ':');
        bool one =
            colon != SLICE_NONE && slice_find(slice_from(text, colon + 1), ':') == SLICE_NONE;
        host = one ? slice_first(text, colon) : text;
        port = one ? slice_from(text, colon) : port;
    }
    if (port.size > 0 && (port.data[0] != ':' ||
                          !slice_number(slice_from(port, 1), UINT16_MAX, &number) || number == 0))
        return false;
    target->port = (uint16_t)number;
    return keep_host(target->host, host);
}

/* The last @ is the one: a user's name may be an address. */
static size_t last_at(struct slice text) {
    size_t at = SLICE_NONE;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '@')
            at = i;
    return at;
}

bool target_read(struct target *target, const char *text, const char *usual, struct error *error) {
    struct slice rest = slice_string(text);
    size_t mark = slice_search(rest, SLICE("://"));
    const struct scheme *scheme =
        scheme_find(mark == SLICE_NONE ? slice_string(usual) : slice_first(rest, mark));
    if (!scheme)
        return error_set(error, ERROR_USAGE,
                         _("'%s' begins with none of smtp, smtps, submission, submissions, lmtp, "
                           "pop3, pop3s"),
                         text);
    if (mark != SLICE_NONE)
        rest = slice_from(rest, mark + 3);
    if (rest.size > 0 && rest.data[rest.size - 1] == '/')
        rest.size--;
    *target = (struct target){
        .protocol = scheme->protocol, .sealed = scheme->sealed, .port = scheme->port};
    size_t at = last_at(rest);
    struct slice user = at == SLICE_NONE ? slice_of(NULL, 0) : slice_first(rest, at);
    if (keep_user(target->user, user) &&
        read_host(target, at == SLICE_NONE ? rest : slice_from(rest, at + 1)))
        return true;
    return error_set(error, ERROR_USAGE, _("'%s' is not [USER@]HOST[:PORT], or a URL of it"), text);
}
