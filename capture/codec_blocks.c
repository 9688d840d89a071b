/* Codecs whose libraries take structs of their own for what goes in and out: gzip, bzip2, xz. */
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>

#include "capture/codec.h"

/* What libraries count in unsigned int is given to them in parts. */
static unsigned part_of(size_t size) {
    return size < 1U << 30 ? (unsigned)size : 1U << 30;
}

/* ---- gzip ---- */

struct gzip {
    z_stream stream;
    __typeof__(inflateInit2_) *init;
    __typeof__(inflate) *inflate;
    __typeof__(inflateReset) *reset;
    __typeof__(inflateEnd) *end;
};

static const struct library_symbol gzip_symbols[] = {
    {"inflateInit2_", offsetof(struct gzip, init)},
    {"inflate", offsetof(struct gzip, inflate)},
    {"inflateReset", offsetof(struct gzip, reset)},
    {"inflateEnd", offsetof(struct gzip, end)},
};

static bool begin_gzip(void *state) {
    enum { WINDOW = 15, GZIP_HEADER = 16 };
    struct gzip *gzip = state;
    return gzip->init(&gzip->stream, WINDOW + GZIP_HEADER, ZLIB_VERSION, sizeof gzip->stream) ==
           Z_OK;
}

static enum codec_result step_gzip(void *state, struct codec_flow *flow) {
    struct gzip *gzip = state;
    unsigned in = part_of(flow->in.size), room = part_of(flow->room);
    gzip->stream.next_in = (Bytef *)(uintptr_t)flow->in.data;
    gzip->stream.avail_in = in;
    gzip->stream.next_out = flow->out;
    gzip->stream.avail_out = room;
    int result = gzip->inflate(&gzip->stream, Z_SYNC_FLUSH);
    codec_move_on(flow, in - gzip->stream.avail_in, room - gzip->stream.avail_out);
    return result == Z_STREAM_END                    ? CODEC_END
           : result == Z_OK || result == Z_BUF_ERROR ? CODEC_MORE
                                                     : CODEC_DAMAGED;
}

static bool again_gzip(void *state) {
    struct gzip *gzip = state;
    return gzip->reset(&gzip->stream) == Z_OK;
}

static void end_gzip(void *state) {
    struct gzip *gzip = state;
    (void)gzip->end(&gzip->stream);
}

const struct codec_class codec_gzip = {
    .name = "gzip",
    .magic = {(const uint8_t *)"\x1f\x8b", 2},
    CODEC_LIBRARY("libz.so.1", gzip_symbols),
    .state_size = sizeof(struct gzip),
    .begin = begin_gzip,
    .step = step_gzip,
    .again = again_gzip,
    .end = end_gzip,
};

/* ---- bzip2 ---- */

struct bzip2 {
    bz_stream stream;
    __typeof__(BZ2_bzDecompressInit) *init;
    __typeof__(BZ2_bzDecompress) *decompress;
    __typeof__(BZ2_bzDecompressEnd) *end;
};

static const struct library_symbol bzip2_symbols[] = {
    {"BZ2_bzDecompressInit", offsetof(struct bzip2, init)},
    {"BZ2_bzDecompress", offsetof(struct bzip2, decompress)},
    {"BZ2_bzDecompressEnd", offsetof(struct bzip2, end)},
};

static bool begin_bzip2(void *state) {
    struct bzip2 *bzip2 = state;
    return bzip2->init(&bzip2->stream, 0, 0) == BZ_OK;
}

static enum codec_result step_bzip2(void *state, struct codec_flow *flow) {
    struct bzip2 *bzip2 = state;
    unsigned in = part_of(flow->in.size), room = part_of(flow->room);
    bzip2->stream.next_in = (char *)(uintptr_t)flow->in.data;
    bzip2->stream.avail_in = in;
    bzip2->stream.next_out = (char *)flow->out;
    bzip2->stream.avail_out = room;
    int result = bzip2->decompress(&bzip2->stream);
    codec_move_on(flow, in - bzip2->stream.avail_in, room - bzip2->stream.avail_out);
    return result == BZ_STREAM_END ? CODEC_END : result == BZ_OK ? CODEC_MORE : CODEC_DAMAGED;
}

static bool again_bzip2(void *state) {
    struct bzip2 *bzip2 = state;
    (void)bzip2->end(&bzip2->stream);
    memset(&bzip2->stream, 0, sizeof bzip2->stream);
    return begin_bzip2(state);
}

static void end_bzip2(void *state) {
    struct bzip2 *bzip2 = state;
    (void)bzip2->end(&bzip2->stream);
}

const struct codec_class codec_bzip2 = {
    .name = "bzip2",
    .magic = {(const uint8_t *)"BZh", 3},
    CODEC_LIBRARY("libbz2.so.1.0", bzip2_symbols),
    .state_size = sizeof(struct bzip2),
    .begin = begin_bzip2,
    .step = step_bzip2,
    .again = again_bzip2,
    .end = end_bzip2,
};

/* ---- xz ---- */

struct xz {
    lzma_stream stream;
    __typeof__(lzma_stream_decoder) *decoder;
    __typeof__(lzma_code) *code;
    __typeof__(lzma_end) *end;
};

static const struct library_symbol xz_symbols[] = {
    {"lzma_stream_decoder", offsetof(struct xz, decoder)},
    {"lzma_code", offsetof(struct xz, code)},
    {"lzma_end", offsetof(struct xz, end)},
};

static bool begin_xz(void *state) {
    struct xz *xz = state;
    return xz->decoder(&xz->stream, CODEC_MEMORY, 0) == LZMA_OK;
}

static enum codec_result step_xz(void *state, struct codec_flow *flow) {
    struct xz *xz = state;
    size_t in = flow->in.size, room = flow->room;
    xz->stream.next_in = flow->in.data;
    xz->stream.avail_in = in;
    xz->stream.next_out = flow->out;
    xz->stream.avail_out = room;
    lzma_ret result = xz->code(&xz->stream, LZMA_RUN);
    codec_move_on(flow, in - xz->stream.avail_in, room - xz->stream.avail_out);
    return result == LZMA_STREAM_END                       ? CODEC_END
           : result == LZMA_OK || result == LZMA_BUF_ERROR ? CODEC_MORE
                                                           : CODEC_DAMAGED;
}

static void end_xz(void *state) {
    struct xz *xz = state;
    xz->end(&xz->stream);
}

const struct codec_class codec_xz = {
    .name = "xz",
    .magic = {(const uint8_t *)"\xfd"
                               "7zXZ\0",
              6},
    CODEC_LIBRARY("liblzma.so.5", xz_symbols),
    .state_size = sizeof(struct xz),
    .begin = begin_xz,
    .step = step_xz,
    .again = begin_xz,
    .end = end_xz,
};
