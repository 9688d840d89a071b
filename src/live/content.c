#include "live/content.h"

static void write_lines(struct writer *writer, struct slice octets, bool dots) {
    while (octets.size > 0) {
        size_t end = slice_find(octets, '\n');
        struct slice line = slice_first(octets, end);
        octets = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(octets, end + 1);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        if (dots && line.size > 0 && line.data[0] == '.')
            writer_put(writer, '.');
        writer_add(writer, line);
        writer_string(writer, "\r\n");
    }
}

void content_lines(struct writer *writer, struct slice octets) {
    write_lines(writer, octets, false);
}

void content_dots(struct writer *writer, struct slice octets) {
    write_lines(writer, octets, true);
    writer_string(writer, ".\r\n");
}
