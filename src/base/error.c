#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

/* A file name is hostile too: whatever could steer a terminal becomes a question mark. */
static void make_printable(char *text) {
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...) {
    if (error->kind != ERROR_NONE)
        return false;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    make_printable(error->text);
    error->kind = kind;
    return false;
}

void error_name(struct error *error, const char *file) {
    (void)snprintf(error->file, sizeof error->file, "%s", file);
    make_printable(error->file);
}

void error_at(struct error *error, const char *file, uint64_t offset) {
    error_name(error, file);
    error->offset = offset;
    error->has_offset = true;
}

bool error_memory(struct error *error) {
    return error_set(error, ERROR_INTERNAL, "out of memory");
}
