#include "capture/codec.h"

#include <stdlib.h>

static const struct codec_class *const classes[] = {&codec_gzip, &codec_bzip2, &codec_xz,
                                                    &codec_lz4, &codec_zstd};

const struct codec_class *codec_find(struct slice head) {
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (slice_starts(head, classes[i]->magic))
            return classes[i];
    return NULL;
}

void *codec_open(const struct codec_class *codec) {
    void *state = calloc(1, codec->state_size);
    if (state && library_bind(codec->library, codec->symbols, codec->symbol_count, state) &&
        codec->begin(state))
        return state;
    free(state);
    return NULL;
}

void codec_close(const struct codec_class *codec, void *state) {
    codec->end(state);
    free(state);
}
