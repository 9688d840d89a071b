/* Anything at all as a key log, at once and in pieces: both tell the same. */
#include "tests/fuzz/insist.h"
#include "tls/key_log.h"

static uint64_t read(struct slice text, size_t piece, struct key_ring *ring) {
    struct key_log log = {0};
    while (text.size > 0) {
        struct slice part = slice_first(text, piece);
        if (!key_log_read(&log, part, ring))
            break;
        text = slice_from(text, part.size);
    }
    key_log_end(&log, ring);
    return log.secrets << 32 | log.odd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct key_ring *rings[] = {key_ring_new(), key_ring_new()};
    if (rings[0] && rings[1])
        INSIST(read(slice_of(data, size), SIZE_MAX, rings[0]) ==
                   read(slice_of(data, size), 7, rings[1]),
               "other pieces, other secrets");
    key_ring_free(rings[0]);
    key_ring_free(rings[1]);
    return 0;
}
