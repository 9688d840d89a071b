#include "base/utf16.h"

#include "base/text.h"
#include "base/wire.h"

struct slice utf16_decode(struct slice text, struct arena *arena) {
    uint8_t *to = arena_octets(arena, text.size / 2 * 3 + 3);
    size_t size = 0;
    for (size_t i = 0; to && i + 1 < text.size; i += 2) {
        uint32_t code = read_le16(text.data + i);
        size += character_write(to + size, code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
    }
    return slice_of(to, size);
}
