#include "protocol/first_lines.h"

struct first_lines first_lines(struct slice said, size_t most) {
    struct first_lines lines = {.count = 0};
    while (lines.count < most && lines.count < FIRST_LINES) {
        size_t end = slice_find(said, '\n');
        if (end == SLICE_NONE)
            break;
        struct slice line = slice_first(said, end);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        lines.line[lines.count++] = line;
        said = slice_from(said, end + 1);
    }
    return lines;
}
