#include "drawn.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "told_session.h"

void assert_drawn(struct lines *lines, const char *expected) {
    struct writer text = writer_to(WRITER_MEMORY);
    for (size_t n = 0; n < lines->count; n++) {
        struct slice line = lines_text(lines, n);
        while (line.size > 0 && line.data[line.size - 1] == ' ')
            line.size--;
        writer_add(&text, line);
        writer_put(&text, '\n');
    }
    assert_text(&text, expected);
    writer_free(&text);
    lines_empty(lines);
}
