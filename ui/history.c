#include "ui/history.h"

#include "base/writer.h"
#include "report/whole_file.h"
#include "ui/xdg.h"

enum { FILE_MOST = 1024 * 1024, LINE_MOST = 4096 };

static bool path_of(const struct history *history, char path[XDG_PATH]) {
    static const char *const names[HISTORIES] = {
        [HISTORY_FILTERS] = "filters",   [HISTORY_SEARCHES] = "searches",
        [HISTORY_COMMANDS] = "commands", [HISTORY_FILES] = "files",
        [HISTORY_TALK] = "talk",         [HISTORY_URLS] = "urls",
    };
    return history->kept && xdg_path(XDG_STATE, names[history->kind], path);
}

void history_init(struct history *history, enum history_kind kind, bool kept) {
    *history = (struct history){.kind = kind, .kept = kept};
}

static bool is_line(struct slice line) {
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] < 0x20 || line.data[i] == 0x7f)
            return false;
    return line.size > 0 && line.size <= LINE_MOST;
}

/* Takes line `n` out; its buffer is free to be used again. */
static struct buffer take_out(struct history *history, size_t n) {
    struct buffer taken = history->lines[n];
    for (size_t i = n; i + 1 < history->count; i++)
        history->lines[i] = history->lines[i + 1];
    history->count--;
    return taken;
}

static void put_last(struct history *history, struct slice line) {
    struct buffer buffer = {0};
    for (size_t i = 0; i < history->count; i++)
        if (slice_equal(buffer_slice(&history->lines[i]), line)) {
            struct buffer taken = take_out(history, i);
            history->lines[history->count++] = taken;
            return;
        }
    if (history->count == HISTORY_LINES)
        buffer = take_out(history, 0);
    buffer.size = 0;
    if (buffer_add(&buffer, line))
        history->lines[history->count++] = buffer;
    else
        buffer_free(&buffer);
}

static void read_file(struct history *history) {
    char path[XDG_PATH];
    struct buffer text = {0};
    struct error error = {0};
    if (history->read)
        return;
    history->read = true;
    if (path_of(history, path) && whole_file_read(path, FILE_MOST, &text, NULL, &error)) {
        for (struct slice rest = buffer_slice(&text); rest.size > 0;) {
            size_t end = slice_find(rest, '\n');
            struct slice line = slice_first(rest, end);
            if (is_line(line))
                put_last(history, line);
            rest = slice_from(rest, line.size + 1);
        }
    }
    buffer_free(&text);
}

static void write_file(const struct history *history) {
    char path[XDG_PATH];
    struct error error = {0};
    struct writer text = writer_to(WRITER_MEMORY);
    if (!path_of(history, path))
        return;
    for (size_t i = 0; i < history->count; i++) {
        writer_add(&text, buffer_slice(&history->lines[i]));
        writer_put(&text, '\n');
    }
    if (!text.cause)
        (void)xdg_write(path, buffer_slice(&text.buffer), &error);
    writer_free(&text);
}

size_t history_count(struct history *history) {
    read_file(history);
    return history->count;
}

struct slice history_line(struct history *history, size_t back) {
    if (back >= history_count(history))
        return slice_of(NULL, 0);
    return buffer_slice(&history->lines[history->count - 1 - back]);
}

void history_add(struct history *history, struct slice line) {
    if (!is_line(line))
        return;
    read_file(history);
    put_last(history, line);
    write_file(history);
}

void history_free(struct history *history) {
    for (size_t i = 0; i < history->count; i++)
        buffer_free(&history->lines[i]);
    history->count = 0;
}
