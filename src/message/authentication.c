#include "message/authentication.h"

#include "message/token.h"

/* Takes "name =" off the front. False, and nothing taken, when something else stands there. */
static bool take_name(struct slice *rest, struct slice *name) {
    struct slice ahead = *rest;
    struct token token = token_next(&ahead, "=");
    struct token equal = token_next(&ahead, "=");
    if (token.kind != TOKEN_WORD || equal.kind != TOKEN_SPECIAL)
        return false;
    *name = token.text;
    *rest = ahead;
    return true;
}

/* The word or quoted string that is next; quotes taken off. */
static struct slice take_value(struct slice *rest) {
    struct slice ahead = *rest;
    struct token token = token_next(&ahead, "");
    if (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED)
        return slice_of(NULL, 0);
    *rest = ahead;
    return token.text;
}

void authentication_read(struct slice value, struct authentication *authentication) {
    struct slice rest = value, name;
    *authentication = (struct authentication){.rest = value};
    struct slice segment = token_until(&rest, ';');
    if (take_name(&segment, &name)) {
        if (!slice_equal_nocase(name, SLICE("i")))
            return; /* Exchange names no server: these are results */
        authentication->instance = take_value(&segment);
        authentication->rest = rest;
        segment = token_until(&rest, ';');
        if (take_name(&segment, &name))
            return;
    }
    authentication->server = take_value(&segment);
    authentication->rest = rest;
}

/* Without the version: "dkim/1" is dkim. */
static struct slice method_of(struct slice name) {
    return slice_first(name, slice_find(name, '/'));
}

/* What may stand between the result and its properties: comments, and the reason. */
static void read_reason(struct slice segment, struct authentication_result *result) {
    struct slice name;
    for (;;) {
        struct slice ahead = segment;
        struct token token = token_next(&ahead, "=");
        if (token.kind != TOKEN_COMMENT)
            break;
        if (result->comment.size == 0)
            result->comment = token.text;
        segment = ahead;
    }
    struct slice ahead = segment;
    if (take_name(&ahead, &name) && slice_equal_nocase(name, SLICE("reason"))) {
        result->reason = take_value(&ahead);
        segment = ahead;
    }
    result->properties = segment;
}

bool authentication_next(struct authentication *authentication,
                         struct authentication_result *result) {
    while (authentication->rest.size > 0) {
        struct slice segment = token_until(&authentication->rest, ';'), name;
        *result = (struct authentication_result){0};
        if (!take_name(&segment, &name))
            continue; /* "none", or nothing that is known */
        result->method = method_of(name);
        result->result = take_value(&segment);
        read_reason(segment, result);
        return true;
    }
    return false;
}

bool authentication_property(struct slice *rest, struct authentication_property *property) {
    while (rest->size > 0) {
        if (take_name(rest, &property->name)) {
            property->value = take_value(rest);
            return true;
        }
        (void)token_next(rest, "");
    }
    return false;
}

struct slice authentication_find(const struct authentication_result *result, const char *name) {
    struct slice rest = result->properties, wanted = slice_string(name);
    struct authentication_property property;
    while (authentication_property(&rest, &property))
        if (slice_equal_nocase(property.name, wanted))
            return property.value;
    return slice_of(NULL, 0);
}
