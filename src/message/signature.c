#include "message/signature.h"

#include "message/token.h"

/* What stands before the next `octet` off the front, and the octet. */
static struct slice take_item(struct slice *rest, uint8_t octet) {
    size_t end = slice_find(*rest, octet);
    struct slice item = slice_first(*rest, end);
    *rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(*rest, end + 1);
    return token_trim(item);
}

bool tag_next(struct slice *rest, struct slice *name, struct slice *value) {
    while (rest->size > 0) {
        struct slice item = take_item(rest, ';');
        size_t equal = slice_find(item, '=');
        if (equal == SLICE_NONE)
            continue;
        *name = token_trim(slice_first(item, equal));
        *value = token_trim(slice_from(item, equal + 1));
        return true;
    }
    return false;
}

struct slice tag_value(struct slice list, struct slice wanted) {
    struct slice name, value;
    while (tag_next(&list, &name, &value))
        if (slice_equal(name, wanted))
            return value;
    return slice_of(NULL, 0);
}

bool tag_name_next(struct slice *list, struct slice *name) {
    while (list->size > 0) {
        *name = take_item(list, ':');
        if (name->size > 0)
            return true;
    }
    return false;
}

/* Seconds since 1970 (t=, x=). */
static bool read_stamp(struct slice value, struct moment *moment) {
    uint64_t seconds;
    if (!slice_number(value, INT64_MAX / DURATION_SECOND, &seconds))
        return false;
    moment->ns = (int64_t)seconds * DURATION_SECOND;
    return true;
}

void signature_read(struct slice value, bool arc, struct signature *signature) {
    struct slice identity = tag_value(value, SLICE("i"));
    *signature = (struct signature){
        .algorithm = tag_value(value, SLICE("a")),
        .domain = tag_value(value, SLICE("d")),
        .selector = tag_value(value, SLICE("s")),
        .canonical = tag_value(value, SLICE("c")),
        .fields = tag_value(value, SLICE("h")),
        .chain = tag_value(value, SLICE("cv")),
        .identity = arc ? slice_of(NULL, 0) : identity,
        .instance = arc ? identity : slice_of(NULL, 0),
    };
    signature->limited =
        slice_number(tag_value(value, SLICE("l")), UINT64_MAX, &signature->body_octets);
    signature->dated = read_stamp(tag_value(value, SLICE("t")), &signature->signed_at);
    signature->expiring = read_stamp(tag_value(value, SLICE("x")), &signature->expires);
}

bool signature_covers(const struct signature *signature, struct slice field) {
    struct slice rest = signature->fields, name;
    while (tag_name_next(&rest, &name))
        if (slice_equal_nocase(name, field))
            return true;
    return false;
}

bool signature_is_weak(const struct signature *signature) {
    return slice_equal_nocase(signature->algorithm, SLICE("rsa-sha1"));
}
