/* Codecs whose streams are frames, one behind the other: lz4 and zstd. */
#include <lz4frame.h>
#include <zstd.h>

#include "capture/codec.h"

/* ---- lz4 ---- */

struct lz4 {
    LZ4F_dctx *context;
    __typeof__(LZ4F_createDecompressionContext) *create;
    __typeof__(LZ4F_decompress) *decompress;
    __typeof__(LZ4F_isError) *is_error;
    __typeof__(LZ4F_freeDecompressionContext) *release;
};

static const struct library_symbol lz4_symbols[] = {
    {"LZ4F_createDecompressionContext", offsetof(struct lz4, create)},
    {"LZ4F_decompress", offsetof(struct lz4, decompress)},
    {"LZ4F_isError", offsetof(struct lz4, is_error)},
    {"LZ4F_freeDecompressionContext", offsetof(struct lz4, release)},
};

static bool begin_lz4(void *state) {
    struct lz4 *lz4 = state;
    return !lz4->is_error(lz4->create(&lz4->context, LZ4F_VERSION));
}

static enum codec_result step_lz4(void *state, struct codec_flow *flow) {
    struct lz4 *lz4 = state;
    size_t in = flow->in.size, room = flow->room;
    size_t result = lz4->decompress(lz4->context, flow->out, &room, flow->in.data, &in, NULL);
    if (lz4->is_error(result))
        return CODEC_DAMAGED;
    codec_move_on(flow, in, room);
    return result == 0 ? CODEC_END : CODEC_MORE;
}

/* The context is ready for the next frame. */
static bool again(void *state) {
    return state != NULL;
}

static void end_lz4(void *state) {
    struct lz4 *lz4 = state;
    (void)lz4->release(lz4->context);
}

const struct codec_class codec_lz4 = {
    .name = "lz4",
    .magic = {(const uint8_t *)"\x04\x22\x4d\x18", 4},
    CODEC_LIBRARY("liblz4.so.1", lz4_symbols),
    .state_size = sizeof(struct lz4),
    .begin = begin_lz4,
    .step = step_lz4,
    .again = again,
    .end = end_lz4,
};

/* ---- zstd ---- */

struct zstd {
    ZSTD_DStream *stream;
    __typeof__(ZSTD_createDStream) *create;
    __typeof__(ZSTD_decompressStream) *decompress;
    __typeof__(ZSTD_isError) *is_error;
    __typeof__(ZSTD_freeDStream) *release;
};

static const struct library_symbol zstd_symbols[] = {
    {"ZSTD_createDStream", offsetof(struct zstd, create)},
    {"ZSTD_decompressStream", offsetof(struct zstd, decompress)},
    {"ZSTD_isError", offsetof(struct zstd, is_error)},
    {"ZSTD_freeDStream", offsetof(struct zstd, release)},
};

static bool begin_zstd(void *state) {
    struct zstd *zstd = state;
    return (zstd->stream = zstd->create()) != NULL;
}

/* It refuses windows of more than 128 MiB by itself. */
static enum codec_result step_zstd(void *state, struct codec_flow *flow) {
    struct zstd *zstd = state;
    ZSTD_inBuffer in = {flow->in.data, flow->in.size, 0};
    ZSTD_outBuffer out = {flow->out, flow->room, 0};
    size_t result = zstd->decompress(zstd->stream, &out, &in);
    if (zstd->is_error(result))
        return CODEC_DAMAGED;
    codec_move_on(flow, in.pos, out.pos);
    return result == 0 ? CODEC_END : CODEC_MORE;
}

static void end_zstd(void *state) {
    struct zstd *zstd = state;
    (void)zstd->release(zstd->stream);
}

const struct codec_class codec_zstd = {
    .name = "zstd",
    .magic = {(const uint8_t *)"\x28\xb5\x2f\xfd", 4},
    CODEC_LIBRARY("libzstd.so.1", zstd_symbols),
    .state_size = sizeof(struct zstd),
    .begin = begin_zstd,
    .step = step_zstd,
    .again = again,
    .end = end_zstd,
};
