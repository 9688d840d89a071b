#include "explain/tell.h"

struct slice take_item(struct slice *rest) {
    while (rest->size > 0 && (octet_is_blank(rest->data[0]) || rest->data[0] == ','))
        *rest = slice_from(*rest, 1);
    size_t size = 0;
    while (size < rest->size && !octet_is_blank(rest->data[size]) && rest->data[size] != ',')
        size++;
    struct slice item = slice_first(*rest, size);
    *rest = slice_from(*rest, size);
    return item;
}

struct slice take_line(struct slice *rest) {
    size_t end = slice_search(*rest, SLICE("\r\n"));
    struct slice line = slice_first(*rest, end);
    *rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(*rest, end + 2);
    return line;
}

bool take_until(struct slice *rest, uint8_t octet, struct slice *field) {
    size_t end = slice_find(*rest, octet);
    *field = slice_first(*rest, end);
    *rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(*rest, end + 1);
    return end != SLICE_NONE;
}
