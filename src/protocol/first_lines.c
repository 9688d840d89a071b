#include "protocol/first_lines.h"

void first_lines(struct first_lines *lines, struct slice said, size_t most) {
    lines->count = 0;
    while (said.size > 0 && lines->count < most && lines->count < FIRST_LINES) {
        size_t end = slice_find(said, '\n');
        if (end == SLICE_NONE)
            break;
        struct slice line = slice_first(said, end);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        lines->line[lines->count++] = line;
        said = slice_from(said, end + 1);
    }
}
