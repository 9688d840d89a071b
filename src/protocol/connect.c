#include "protocol/connect.h"

#include "protocol/passage.h"

enum { HEAD_MOST = 16 * 1024, LINE_MOST = 1024 };

#define METHOD  SLICE("CONNECT ")
#define VERSION SLICE("HTTP/1.")

static passage_read read_request, read_response;

static const struct passage_step response = {SIDE_SERVER, read_response, NULL};
static const struct passage_step request = {SIDE_CLIENT, read_request, &response};

/* Octets up to the empty line, it included (RFC 9112 2.1; a lone LF ends a line, too); 0: it has
 * not come. */
static size_t head_size(struct slice octets) {
    size_t at = 0;
    while (true) {
        size_t end = slice_find(slice_from(octets, at), '\n');
        if (end == SLICE_NONE)
            return 0;
        struct slice line = slice_part(octets, at, end);
        at += end + 1;
        if (line.size == 0 || slice_equal(line, SLICE("\r")))
            return at;
    }
}

/* Takes a line off the front, without its end. */
static struct slice take_line(struct slice *rest) {
    size_t end = slice_find(*rest, '\n');
    struct slice line = slice_first(*rest, end);
    *rest = slice_from(*rest, end == SLICE_NONE ? rest->size : end + 1);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* How a head begins; `more`: the rest of it has still to come. */
static bool begins(struct slice octets, struct slice start, bool *more) {
    *more = octets.size < start.size;
    return *more ? slice_starts(start, octets) : slice_starts(octets, start);
}

/* The value of a header field; size 0 when there is none. */
static struct slice find_field(struct slice head, struct slice name) {
    while (head.size > 0) {
        struct slice line = take_line(&head);
        if (slice_starts_nocase(line, name))
            return slice_trim(slice_from(line, name.size));
    }
    return slice_of(NULL, 0);
}

/* host:port, [address]:port. */
static bool read_target(struct passage *passage, struct slice target) {
    size_t colon = target.size;
    while (colon > 0 && target.data[colon - 1] != ':')
        colon--;
    uint64_t port;
    if (colon < 2 || !slice_number(slice_from(target, colon), UINT16_MAX, &port))
        return false;
    struct slice host = slice_first(target, colon - 1);
    if (host.data[0] == '[' && host.data[host.size - 1] == ']')
        host = slice_part(host, 1, host.size - 2);
    passage_ask(passage, slice_first(host, LINE_MOST), (uint16_t)port);
    return true;
}

static enum passage_result read_request(struct passage *passage, struct slice octets,
                                        size_t *size) {
    bool more;
    if (!begins(octets, METHOD, &more))
        return PASSAGE_OTHER;
    size_t whole = head_size(octets);
    if (more || whole == 0)
        return octets.size > HEAD_MOST ? PASSAGE_OTHER : PASSAGE_MORE;
    struct slice head = slice_first(octets, whole), line = take_line(&head);
    struct slice rest = slice_from(line, METHOD.size), target = slice_word(&rest);
    if (!slice_starts(slice_trim(rest), VERSION) || !read_target(passage, target))
        return PASSAGE_OTHER;
    passage->asked.protocol = PROXY_CONNECT;
    passage->asked.line = passage_keep(passage, slice_first(line, LINE_MOST));
    passage->asked.secret = passage_keep(passage, find_field(head, SLICE("Proxy-Authorization:")));
    passage->step = &response;
    *size = whole;
    return PASSAGE_NEXT;
}

/* A status of 1yz is followed by another (RFC 9110 15.2). */
static enum passage_result read_response(struct passage *passage, struct slice octets,
                                         size_t *size) {
    bool more;
    if (!begins(octets, VERSION, &more))
        return PASSAGE_OTHER;
    size_t whole = head_size(octets);
    if (more || whole == 0)
        return octets.size > HEAD_MOST ? PASSAGE_OTHER : PASSAGE_MORE;
    struct slice head = octets, line = take_line(&head);
    (void)slice_word(&line);
    uint64_t status;
    if (!slice_number(slice_word(&line), 999, &status) || status < 100)
        return PASSAGE_OTHER;
    *size = whole;
    if (status < 200)
        return PASSAGE_NEXT;
    passage->asked.code = (uint16_t)status;
    passage->asked.text = passage_keep(passage, slice_first(slice_trim(line), LINE_MOST));
    passage->step = &request;
    return status < 300 ? PASSAGE_OPEN : PASSAGE_REFUSED;
}

static enum layer_match match(enum side side, struct slice octets) {
    bool more;
    (void)side;
    if (octets.size == 0 || !begins(octets, METHOD, &more))
        return LAYER_NO;
    return more ? LAYER_UNSURE : LAYER_YES;
}

static void begin(void *state, struct session *session, bool implicit, struct moment moment) {
    (void)implicit;
    (void)moment;
    passage_begin(state, session, &request);
}

const struct layer connect_layer = {
    .name = "http-connect",
    .where = LAYER_BY_CLIENT,
    .state_size = sizeof(struct passage),
    .match = match,
    .begin = begin,
    .bytes = passage_bytes,
    .gap = passage_gap,
    .end = passage_end,
    .clear = passage_clear,
};
