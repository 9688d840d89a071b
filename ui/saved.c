#include "ui/saved.h"

static struct slice name_of(const struct saved *saved, size_t n) {
    return buffer_slice(&saved->lines[n].name);
}

static size_t place_of(const struct saved *saved, struct slice name) {
    size_t n = 0;
    while (n < saved->count && !slice_equal(name_of(saved, n), name))
        n++;
    return n;
}

static void take_out(struct saved *saved, size_t n) {
    buffer_free(&saved->lines[n].name);
    buffer_free(&saved->lines[n].text);
    saved->count--;
    for (size_t i = n; i < saved->count; i++)
        saved->lines[i] = saved->lines[i + 1];
}

bool saved_put(struct saved *saved, struct slice name, struct slice text) {
    size_t n = place_of(saved, name);
    if (n < saved->count)
        take_out(saved, n);
    if (text.size == 0)
        return true;
    if (saved->count == SAVED_MOST)
        return false;
    struct saved_line line = {0};
    if (!buffer_add(&line.name, name) || !buffer_add(&line.text, text)) {
        buffer_free(&line.name);
        return false;
    }
    saved->lines[saved->count++] = line;
    return true;
}

bool saved_find(const struct saved *saved, struct slice name, struct slice *text) {
    size_t n = place_of(saved, name);
    if (n == saved->count)
        return false;
    *text = buffer_slice(&saved->lines[n].text);
    return true;
}

bool saved_word(const void *context, size_t n, struct slice *word) {
    const struct saved *saved = context;
    if (n < saved->count)
        *word = name_of(saved, n);
    return n < saved->count;
}

void saved_free(struct saved *saved) {
    while (saved->count > 0)
        take_out(saved, saved->count - 1);
}
