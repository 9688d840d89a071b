#include "index/debug.h"

#include <stdarg.h>
#include <stdio.h>

bool debug_wants(const char *list, const char *word) {
    size_t size = strlen(word);
    while (list) {
        const char *comma = strchr(list, ',');
        size_t length = comma ? (size_t)(comma - list) : strlen(list);
        if (length == size && memcmp(list, word, size) == 0)
            return true;
        list = comma ? comma + 1 : NULL;
    }
    return false;
}

static void put_line(const char *layer, const char *who, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void put_line(const char *layer, const char *who, const char *format, va_list arguments) {
    char text[512];
    (void)vsnprintf(text, sizeof text, format, arguments);
    for (char *at = text; *at; at++)
        if ((unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e)
            *at = '?';
    (void)fprintf(stderr, "%s: %s%s%s\n", layer, who, *who ? ": " : "", text);
}

void debug_flow(void *context, const char *format, ...) {
    va_list arguments;
    (void)context;
    va_start(arguments, format);
    put_line("flow", "", format, arguments);
    va_end(arguments);
}

void debug_protocol(void *context, const struct session *session, const char *format, ...) {
    va_list arguments;
    char client[ENDPOINT_TEXT];
    (void)context;
    endpoint_text(session_end_of(session, SIDE_CLIENT), client);
    va_start(arguments, format);
    put_line("protocol", client, format, arguments);
    va_end(arguments);
}

void debug_index(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    put_line("index", "", format, arguments);
    va_end(arguments);
}
