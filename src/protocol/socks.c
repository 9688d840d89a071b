#include "protocol/socks.h"

#include "protocol/passage.h"

enum {
    VERSION_4 = 4,
    VERSION_5 = 5,
    LOGIN_VERSION = 1,
    COMMAND_CONNECT = 1,
    METHOD_NONE = 0,
    METHOD_LOGIN = 2,
    METHOD_REFUSED = 255,
    ADDRESS_IPV4 = 1,
    ADDRESS_NAME = 3,
    ADDRESS_IPV6 = 4,
    GRANTED_4 = 90,
    GRANTED_5 = 0,
    HEAD_4 = 8,         /* version, command or code, port, address */
    HEAD_5 = 4,         /* version, command or code, reserved, kind of address */
    STRING_MOST = 1024, /* of SOCKS 4, where a NUL ends it */
};

/* RFC 1928 6. */
static const char *const replies_5[] = {
    "succeeded",
    "general SOCKS server failure",
    "connection not allowed by ruleset",
    "Network unreachable",
    "Host unreachable",
    "Connection refused",
    "TTL expired",
    "Command not supported",
    "Address type not supported",
};

/* From GRANTED_4 on. */
static const char *const replies_4[] = {
    "request granted",
    "request rejected or failed",
    "the client's identd cannot be reached",
    "the client's identd names another user",
};

static struct slice words_of(const char *const *words, size_t count, size_t which) {
    return which < count ? slice_string(words[which]) : slice_of(NULL, 0);
}

static enum passage_result refuse(struct passage *passage, unsigned code, struct slice text) {
    passage->asked.code = (uint16_t)code;
    passage->asked.text = text;
    passage->step = NULL;
    return PASSAGE_REFUSED;
}

static enum passage_result go_to(struct passage *passage, const struct passage_step *step) {
    passage->step = step;
    return PASSAGE_NEXT;
}

/* ---- SOCKS 5 ---- */

static passage_read read_methods, read_method, read_login, read_login_answer, read_request,
    read_reply;

static const struct passage_step methods = {SIDE_CLIENT, read_methods, NULL};
static const struct passage_step method = {SIDE_SERVER, read_method, NULL};
static const struct passage_step login = {SIDE_CLIENT, read_login, NULL};
static const struct passage_step login_answer = {SIDE_SERVER, read_login_answer, NULL};
static const struct passage_step request = {SIDE_CLIENT, read_request, NULL};
static const struct passage_step reply = {SIDE_SERVER, read_reply, NULL};

/* Version, count, methods. */
static enum passage_result read_methods(struct passage *passage, struct slice octets,
                                        size_t *size) {
    size_t whole = octets.size < 2 ? 2 : 2u + octets.data[1];
    if (octets.size < whole)
        return PASSAGE_MORE;
    passage->asked.protocol = PROXY_SOCKS5;
    passage->asked.version = VERSION_5;
    *size = whole;
    return go_to(passage, &method);
}

static enum passage_result read_method(struct passage *passage, struct slice octets, size_t *size) {
    if (octets.size > 0 && octets.data[0] != VERSION_5)
        return PASSAGE_OTHER;
    if (octets.size < 2)
        return PASSAGE_MORE;
    *size = 2;
    switch (octets.data[1]) {
    case METHOD_NONE:
        return go_to(passage, &request);
    case METHOD_LOGIN:
        return go_to(passage, &login);
    case METHOD_REFUSED:
        return refuse(passage, METHOD_REFUSED, SLICE("no acceptable methods"));
    default: /* what follows is sealed, or unknown */
        return PASSAGE_OTHER;
    }
}

/* Version, length, name, length, password. */
static enum passage_result read_login(struct passage *passage, struct slice octets, size_t *size) {
    if (octets.size > 0 && octets.data[0] != LOGIN_VERSION)
        return PASSAGE_OTHER;
    size_t user = octets.size < 2 ? 0 : octets.data[1];
    if (octets.size < 2 + user + 1)
        return PASSAGE_MORE;
    size_t password = octets.data[2 + user];
    if (octets.size < 2 + user + 1 + password)
        return PASSAGE_MORE;
    passage->asked.user = passage_keep(passage, slice_part(octets, 2, user));
    passage->asked.secret = passage_keep(passage, slice_part(octets, 2 + user + 1, password));
    *size = 2 + user + 1 + password;
    return go_to(passage, &login_answer);
}

static enum passage_result read_login_answer(struct passage *passage, struct slice octets,
                                             size_t *size) {
    if (octets.size < 2)
        return PASSAGE_MORE;
    *size = 2;
    if (octets.data[1] != 0)
        return refuse(passage, octets.data[1], SLICE("log-in refused"));
    return go_to(passage, &request);
}

/* Octets of a message that has `HEAD_5` octets before its address; 0: not known yet, or the kind of
 * address is none. */
static size_t size_5(struct slice octets) {
    if (octets.size < HEAD_5 + 1)
        return 0;
    switch (octets.data[3]) {
    case ADDRESS_IPV4:
        return HEAD_5 + 4 + 2;
    case ADDRESS_NAME:
        return HEAD_5 + 1u + octets.data[HEAD_5] + 2;
    case ADDRESS_IPV6:
        return HEAD_5 + 16 + 2;
    default:
        return 0;
    }
}

static void ask_5(struct passage *passage, struct slice octets) {
    struct slice address = slice_part(octets, HEAD_5, octets.size - HEAD_5 - 2);
    uint16_t port = read_be16(octets.data + octets.size - 2);
    if (octets.data[3] == ADDRESS_NAME) {
        passage_ask(passage, slice_from(address, 1), port);
        return;
    }
    passage_ask(passage, slice_of(NULL, 0), port);
    passage->asked.target.size = (uint8_t)address.size;
    memcpy(passage->asked.target.address, address.data, address.size);
}

static enum passage_result read_request(struct passage *passage, struct slice octets,
                                        size_t *size) {
    if (octets.size > 0 && octets.data[0] != VERSION_5)
        return PASSAGE_OTHER;
    if (octets.size > 1 && octets.data[1] != COMMAND_CONNECT)
        return PASSAGE_OTHER;
    size_t whole = size_5(octets);
    if (octets.size < HEAD_5 + 1 || octets.size < whole)
        return PASSAGE_MORE;
    if (whole == 0)
        return PASSAGE_OTHER;
    ask_5(passage, slice_first(octets, whole));
    *size = whole;
    return go_to(passage, &reply);
}

/* A refusal counts from its code on: what follows that is not always there. */
static enum passage_result read_reply(struct passage *passage, struct slice octets, size_t *size) {
    if (octets.size > 0 && octets.data[0] != VERSION_5)
        return PASSAGE_OTHER;
    if (octets.size < 2)
        return PASSAGE_MORE;
    unsigned code = octets.data[1];
    struct slice words = words_of(replies_5, sizeof replies_5 / sizeof *replies_5, code);
    if (code != GRANTED_5) {
        *size = octets.size;
        return refuse(passage, code, words);
    }
    size_t whole = size_5(octets);
    if (octets.size < HEAD_5 + 1 || octets.size < whole)
        return PASSAGE_MORE;
    if (whole == 0)
        return PASSAGE_OTHER;
    passage->asked.text = words;
    *size = whole;
    return PASSAGE_OPEN;
}

/* ---- SOCKS 4 ---- */

static passage_read read_request_4, read_reply_4;

static const struct passage_step request_4 = {SIDE_CLIENT, read_request_4, NULL};
static const struct passage_step reply_4 = {SIDE_SERVER, read_reply_4, NULL};

/* The string up to its NUL; false where that has not come. */
static bool take_string(struct slice *rest, struct slice *string) {
    size_t end = slice_find(*rest, 0);
    *string = slice_first(*rest, end);
    *rest = slice_from(*rest, end == SLICE_NONE ? rest->size : end + 1);
    return end != SLICE_NONE;
}

/* 4a: addresses 0.0.0.1 to 0.0.0.255 say that a name follows. */
static bool has_name(const uint8_t address[4]) {
    return address[0] == 0 && address[1] == 0 && address[2] == 0 && address[3] != 0;
}

/* Version, command, port, address, user, and the name. */
static enum passage_result read_request_4(struct passage *passage, struct slice octets,
                                          size_t *size) {
    struct slice rest = slice_from(octets, HEAD_4), user, name = {NULL, 0};
    if (octets.size < HEAD_4)
        return PASSAGE_MORE;
    const uint8_t *address = octets.data + 4;
    if (!take_string(&rest, &user) || (has_name(address) && !take_string(&rest, &name)))
        return octets.size > STRING_MOST ? PASSAGE_OTHER : PASSAGE_MORE;
    passage->asked.protocol = PROXY_SOCKS4;
    passage->asked.version = VERSION_4;
    passage->asked.user = passage_keep(passage, user);
    passage_ask(passage, name, read_be16(octets.data + 2));
    if (!has_name(address)) {
        passage->asked.target.size = 4;
        memcpy(passage->asked.target.address, address, 4);
    }
    *size = octets.size - rest.size;
    return go_to(passage, &reply_4);
}

static enum passage_result read_reply_4(struct passage *passage, struct slice octets,
                                        size_t *size) {
    if (octets.size > 0 && octets.data[0] != 0)
        return PASSAGE_OTHER;
    if (octets.size < HEAD_4)
        return PASSAGE_MORE;
    unsigned code = octets.data[1];
    struct slice words = slice_of(NULL, 0);
    if (code >= GRANTED_4)
        words = words_of(replies_4, sizeof replies_4 / sizeof *replies_4, code - GRANTED_4);
    *size = HEAD_4;
    if (code != GRANTED_4)
        return refuse(passage, code, words);
    passage->asked.code = (uint16_t)code;
    passage->asked.text = words;
    return PASSAGE_OPEN;
}

/* ---- the layer ---- */

static enum layer_match match(enum side side, struct slice octets) {
    (void)side;
    if (octets.size == 0)
        return LAYER_NO;
    uint8_t version = octets.data[0];
    if (version != VERSION_4 && version != VERSION_5)
        return LAYER_NO;
    if (octets.size < 2)
        return LAYER_UNSURE;
    bool fits = version == VERSION_5 ? octets.data[1] > 0 : octets.data[1] == COMMAND_CONNECT;
    return fits ? LAYER_YES : LAYER_NO;
}

static passage_read read_first;

static const struct passage_step first = {SIDE_CLIENT, read_first, NULL};

/* The version says which conversation this is. */
static enum passage_result read_first(struct passage *passage, struct slice octets, size_t *size) {
    (void)size;
    return go_to(passage, octets.data[0] == VERSION_4 ? &request_4 : &methods);
}

static void begin(void *state, struct session *session, bool implicit, struct moment moment) {
    (void)implicit;
    (void)moment;
    passage_begin(state, session, &first);
}

const struct layer socks_layer = {
    .name = "socks",
    .where = LAYER_BY_CLIENT,
    .state_size = sizeof(struct passage),
    .match = match,
    .begin = begin,
    .bytes = passage_bytes,
    .gap = passage_gap,
    .end = passage_end,
    .clear = passage_clear,
};
