#include "index/debug.h"

#include <stdarg.h>
#include <stdio.h>

bool debug_wants(const struct index_options *options, const char *layer) {
    const char *list = options->debug_line ? options->debug : NULL;
    size_t size = strlen(layer);
    while (list) {
        const char *comma = strchr(list, ',');
        size_t length = comma ? (size_t)(comma - list) : strlen(list);
        if (length == size && memcmp(list, layer, size) == 0)
            return true;
        list = comma ? comma + 1 : NULL;
    }
    return false;
}

static void tell(const struct index_options *options, const char *who, const char *format,
                 va_list arguments) __attribute__((format(printf, 3, 0)));

/* One line: who tells, and what. */
static void tell(const struct index_options *options, const char *who, const char *format,
                 va_list arguments) {
    char text[512], line[640];
    (void)vsnprintf(text, sizeof text, format, arguments);
    (void)snprintf(line, sizeof line, "%s: %s", who, text);
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e)
            *at = '?';
    options->debug_line(options->debug_context, line);
}

void debug_flow(void *context, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    tell(context, "flow", format, arguments);
    va_end(arguments);
}

void debug_protocol(void *context, const struct session *session, const char *format, ...) {
    va_list arguments;
    char client[ENDPOINT_TEXT], who[ENDPOINT_TEXT + 16];
    endpoint_text(session_end_of(session, SIDE_CLIENT), client);
    (void)snprintf(who, sizeof who, "protocol: %s", client);
    va_start(arguments, format);
    tell(context, who, format, arguments);
    va_end(arguments);
}

void debug_index(const struct index_options *options, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    tell(options, "index", format, arguments);
    va_end(arguments);
}
