#include "capture/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* A packet read again is mostly alone: one pread() gives its header and all of it. */
enum { AGAIN_BLOCK = 4096 };

static bool read_on(struct source *source, uint8_t *data, size_t size, size_t *count) {
    if (source->decompressor)
        return decompressor_read(source->decompressor, data, size, count, &source->failure);
    return input_read(&source->input, data, size, count, &source->failure);
}

/* Adds octets to the block; false when there are none. */
static bool read_block(struct source *source) {
    uint8_t *data = source->block + source->filled;
    size_t count = 0;
    if (source->ended)
        return false;
    bool read = read_on(source, data, source->room - source->filled, &count);
    source->waiting = read && count == 0 && source->input.waiting;
    if (source->waiting)
        return false;
    if (read && count > 0 && source->spool.file >= 0)
        read = spool_add(&source->spool, slice_of(data, count), &source->failure);
    if (!read || count == 0) {
        source->ended = true;
        return false;
    }
    source->filled += count;
    return true;
}

static bool grow_block(struct source *source, size_t size) {
    size_t room = source->room;
    while (room < size)
        room *= 2;
    uint8_t *block = realloc(source->block, room);
    if (!block)
        return error_memory(&source->failure);
    source->block = block;
    source->room = room;
    return true;
}

bool source_fill(struct source *source, size_t size) {
    source->waiting = false;
    if (source->at > 0) {
        source->filled -= source->at;
        memmove(source->block, source->block + source->at, source->filled);
        source->base += source->at;
        source->at = 0;
    }
    if (size > source->room && !grow_block(source, size)) {
        source->ended = true;
        return false;
    }
    while (source->filled < size)
        if (!read_block(source))
            return false;
    return true;
}

struct slice source_peek(struct source *source, size_t size) {
    (void)source_need(source, size);
    return slice_first(slice_of(source->block + source->at, source_left(source)), size);
}

bool source_skip(struct source *source, uint64_t size) {
    while (size > source_left(source)) {
        size -= source_left(source);
        source->at = source->filled;
        if (!source_need(source, 1))
            return false;
    }
    source->at += (size_t)size;
    return true;
}

/* A compressed file is known by its first octets, and is read anew through its codec. It is not
 * followed: its end is one. */
static bool open_codec(struct source *source, struct slice head) {
    source->codec = codec_find(head);
    if (!source->codec)
        return source->failure.kind == ERROR_NONE;
    source->input.follow = false;
    source->decompressor = decompressor_new(source->codec, &source->input, head, &source->failure);
    source->filled = 0;
    source->ended = false;
    return source->decompressor != NULL;
}

static bool open_input(struct source *source) {
    const struct reader_options *options = &source->options;
    if (options->device)
        input_listen(&source->input, options->device);
    else if (!input_open(&source->input, source->name, &source->failure))
        return false;
    source->input.patient = options->patient;
    source->input.follow = options->follow;
    source->block = malloc(options->block);
    return source->block || error_memory(&source->failure);
}

static bool begin(struct source *source) {
    const struct reader_options *options = &source->options;
    /* No more than the magic: the rest of the first read belongs to the codec if there is one. */
    source->room = CODEC_MAGIC;
    struct slice head = source_peek(source, CODEC_MAGIC);
    if (source->waiting)
        return true;
    source->begun = true;
    if (!open_codec(source, head))
        return false;
    source->room = options->block;
    if (!options->spool || source_seekable(source))
        return true;
    return spool_open(&source->spool, options->spool_limit, &source->failure) &&
           spool_add(&source->spool, slice_of(source->block, source->filled), &source->failure);
}

bool source_begin(struct source *source, struct error *error) {
    if (source->begun || begin(source))
        return true;
    *error = source->failure;
    error_name(error, source->name);
    return false;
}

bool source_open(struct source *source, const char *name, const struct reader_options *options,
                 struct error *error) {
    *source =
        (struct source){.name = name, .options = *options, .input.file = -1, .spool.file = -1};
    if (!source->options.block)
        source->options.block = SOURCE_BLOCK;
    if (open_input(source) && begin(source))
        return true;
    *error = source->failure;
    error_name(error, name);
    source_close(source);
    return false;
}

static void free_blocks(struct source *source) {
    free(source->block);
    free(source->again);
    source->block = source->again = NULL;
    source->filled = source->at = source->again_filled = source->again_room = 0;
}

void source_rest(struct source *source) {
    decompressor_free(source->decompressor);
    source->decompressor = NULL;
    source->ended = true;
    free_blocks(source);
}

void source_let_go(struct source *source) {
    if (source->spool.file >= 0 || source->input.owned)
        input_close(&source->input);
}

void source_close(struct source *source) {
    decompressor_free(source->decompressor);
    spool_close(&source->spool);
    input_close(&source->input);
    free_blocks(source);
    *source = (struct source){.input.file = -1, .spool.file = -1};
}

bool source_cut(const struct source *source, uint64_t offset, struct error *error) {
    if (source->waiting)
        return false;
    if (source->failure.kind != ERROR_NONE)
        (void)error_set(error, source->failure.kind, "%s", source->failure.text);
    else
        (void)error_set(error, ERROR_DATA, "is cut: the record that begins here is not whole");
    if (source->input.sniffed)
        error_name(error, source->name);
    else
        error_at(error, source->name, offset);
    return false;
}

bool source_damaged(const struct source *source, uint64_t offset, struct error *error,
                    const char *format, ...) {
    char text[sizeof error->text];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)error_set(error, ERROR_DATA, "is damaged: %s", text);
    error_at(error, source->name, offset);
    return false;
}

bool source_seekable(const struct source *source) {
    return source->spool.file >= 0 || (source->input.regular && !source->codec);
}

static bool read_again(struct source *source, uint64_t offset, size_t size, struct error *error) {
    if (size > source->again_room) {
        size_t room = size > AGAIN_BLOCK ? size : AGAIN_BLOCK;
        uint8_t *again = realloc(source->again, room);
        if (!again)
            return error_memory(error);
        source->again = again;
        source->again_room = room;
    }
    bool spooled = source->spool.file >= 0;
    if (!spooled && source->input.file < 0 && !input_reopen(&source->input, source->name, error))
        return false;
    int file = spooled ? source->spool.file : source->input.file;
    uint64_t start = spooled ? 0 : source->input.start;
    source->again_base = offset;
    return input_read_at(file, start + offset, source->again, source->again_room,
                         &source->again_filled, error);
}

const uint8_t *source_again(struct source *source, uint64_t offset, size_t size,
                            struct error *error) {
    if (!source_seekable(source)) {
        (void)error_set(error, ERROR_IO, "cannot be read twice");
        error_at(error, source->name, offset);
        return NULL;
    }
    uint64_t from = offset - source->again_base;
    if (offset < source->again_base || from > source->again_filled ||
        size > source->again_filled - from) {
        from = 0;
        source->again_filled = 0;
        if (!read_again(source, offset, size, error) || source->again_filled < size) {
            (void)error_set(error, ERROR_IO, "was changed while it was open");
            error_at(error, source->name, offset);
            return NULL;
        }
    }
    return source->again + from;
}
