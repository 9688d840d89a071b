#include "capture/codec.h"

static const struct codec_class *const classes[] = {&codec_gzip, &codec_bzip2, &codec_xz,
                                                    &codec_lz4, &codec_zstd};

const struct codec_class *codec_find(struct slice head) {
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (slice_starts(head, classes[i]->magic))
            return classes[i];
    return NULL;
}
