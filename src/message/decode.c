#include "message/decode.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/library.h"
#include "base/text.h"

struct _GMimeParserOptions; /* GMimeParserOptions, without GMime's headers */

struct gmime {
    void (*init)(void);
    char *(*decode_text)(struct _GMimeParserOptions *options, const char *text);
    void (*release)(void *memory);
};

static const struct library_symbol gmime_symbols[] = {
    {"g_mime_init", offsetof(struct gmime, init)},
    {"g_mime_utils_header_decode_text", offsetof(struct gmime, decode_text)},
    {"g_free", offsetof(struct gmime, release)},
};

struct decoder {
    enum { GMIME_UNTRIED, GMIME_BOUND, GMIME_ABSENT } binding;
    struct gmime gmime;
    struct buffer value; /* NUL-terminated for GMime */
};

struct decoder *decoder_new(void) {
    return calloc(1, sizeof(struct decoder));
}

void decoder_free(struct decoder *decoder) {
    if (!decoder)
        return;
    buffer_free(&decoder->value);
    free(decoder);
}

static bool bind_gmime(struct decoder *decoder) {
    if (decoder->binding != GMIME_UNTRIED)
        return decoder->binding == GMIME_BOUND;
    bool bound = library_bind("libgmime-3.0.so.0", gmime_symbols,
                              sizeof gmime_symbols / sizeof gmime_symbols[0], &decoder->gmime);
    decoder->binding = bound ? GMIME_BOUND : GMIME_ABSENT;
    if (bound)
        decoder->gmime.init(); /* counted; never undone, GMime 3.2 cannot start a second time */
    return bound;
}

/* A copy that ends in NUL and holds no other. */
static const char *terminate(struct buffer *buffer, struct slice value) {
    buffer->size = 0;
    if (!buffer_add(buffer, value) || !buffer_add(buffer, SLICE("\0")))
        return NULL;
    for (size_t i = 0; i < value.size; i++)
        if (buffer->data[i] == '\0')
            buffer->data[i] = ' ';
    return (const char *)buffer->data;
}

static bool is_line_end(uint32_t character) {
    return character == '\r' || character == '\n';
}

/* Takes a run of blanks and line ends; true when a line end was among them. */
static bool take_fold(struct slice *rest) {
    bool fold = false;
    struct slice ahead = *rest;
    while (ahead.size > 0 && (octet_is_blank(ahead.data[0]) || is_line_end(ahead.data[0]))) {
        fold |= is_line_end(ahead.data[0]);
        ahead = slice_from(ahead, 1);
    }
    if (fold)
        *rest = ahead;
    return fold;
}

/* The next character, as it is kept. */
static struct slice take_character(struct slice *rest) {
    if (take_fold(rest))
        return SLICE(" ");
    struct slice character = *rest;
    uint32_t code;
    bool valid = text_next(rest, &code);
    character.size -= rest->size;
    return valid ? character : SLICE("\xef\xbf\xbd");
}

static struct slice keep_text(struct slice text, struct arena *arena) {
    uint8_t kept[DECODED_KEPT];
    size_t size = 0;
    while (text.size > 0) {
        struct slice character = take_character(&text);
        if (character.size > sizeof kept - size)
            break;
        memcpy(kept + size, character.data, character.size);
        size += character.size;
    }
    return arena_copy(arena, slice_trim(slice_of(kept, size)));
}

struct slice decode_value(struct decoder *decoder, struct slice value, struct arena *arena) {
    bool encoded_words = slice_search(value, SLICE("=?")) != SLICE_NONE;
    if (!encoded_words && text_plain_run(value) == value.size)
        return arena_copy(arena, slice_first(value, DECODED_KEPT));
    if ((!encoded_words && text_first_high(value) == SLICE_NONE) || !bind_gmime(decoder))
        return keep_text(value, arena);
    const char *text = terminate(&decoder->value, value);
    char *decoded = text ? decoder->gmime.decode_text(NULL, text) : NULL;
    if (!decoded)
        return keep_text(value, arena);
    struct slice kept = keep_text(slice_string(decoded), arena);
    decoder->gmime.release(decoded);
    return kept;
}
