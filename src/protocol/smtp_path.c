#include "protocol/smtp_path.h"

/* Takes "FROM:" or "TO:" off the front, with the blanks that some clients put around the colon. */
static struct slice skip_keyword(struct slice argument, struct slice keyword) {
    if (slice_starts_nocase(argument, keyword)) {
        struct slice rest = slice_skip_blanks(slice_past(argument, keyword.size));
        if (rest.size > 0 && rest.data[0] == ':')
            return slice_skip_blanks(slice_past(rest, 1));
    }
    return argument;
}

/* Octets of a path in brackets with nothing quoted, nearly every one; 0 for any other. */
static size_t plain_path_size(struct slice rest) {
    size_t end = rest.data[0] == '<' ? slice_find(rest, '>') : SLICE_NONE;
    if (end == SLICE_NONE || slice_find(slice_first(rest, end), '"') != SLICE_NONE)
        return 0;
    return end + 1;
}

/* Octets of the path up to the blank that ends it; quoted strings hold blanks, and so do broken
 * brackets. */
static size_t quoted_path_size(struct slice rest) {
    bool quoted = false;
    bool bracketed = rest.data[0] == '<';
    for (size_t i = 0; i < rest.size; i++) {
        uint8_t octet = rest.data[i];
        if (octet == '\\' && quoted)
            i++;
        else if (octet == '"')
            quoted = !quoted;
        else if (octet == '>' && bracketed && !quoted)
            return i + 1;
        else if (octet_is_blank(octet) && !quoted && !bracketed)
            return i;
    }
    return rest.size;
}

/* Splits "@a,@b:user@c" (RFC 5321 C): the route is deprecated, the mailbox counts. */
static void split_route(struct smtp_path *path) {
    if (path->address.size == 0 || path->address.data[0] != '@')
        return;
    size_t colon = slice_find(path->address, ':');
    if (colon == SLICE_NONE)
        return;
    path->route = slice_first(path->address, colon);
    path->address = slice_from(path->address, colon + 1);
}

static struct slice take_path(struct slice rest, struct smtp_path *path) {
    if (rest.size == 0)
        return rest;
    size_t plain = plain_path_size(rest);
    size_t size = plain ? plain : quoted_path_size(rest);
    struct slice text = slice_first(rest, size);
    path->found = true;
    path->bracketed = text.data[0] == '<';
    if (path->bracketed) {
        text = slice_from(text, 1);
        if (text.size > 0 && text.data[text.size - 1] == '>')
            text.size--;
    }
    path->address = slice_trim(text);
    split_route(path);
    return slice_from(rest, size);
}

struct smtp_path smtp_path_parse(struct slice argument, struct slice keyword,
                                 struct parameter parameters[MOST_PARAMETERS]) {
    struct smtp_path path = {0};
    struct slice rest = take_path(skip_keyword(slice_trim(argument), keyword), &path);
    if (rest.size > 0)
        path.parameter_count = parameters_parse(rest, parameters);
    return path;
}
