#include "report/canvas.h"

static bool stream_ink(struct canvas *canvas, enum ink ink) {
    if (ink != INK_PLAIN && !*ink_sgr(ink))
        return false;
    writer_add(canvas->writer, SLICE("\033["));
    writer_string(canvas->writer, ink == INK_PLAIN ? "0" : ink_sgr(ink));
    writer_put(canvas->writer, 'm');
    return true;
}

static void stream_end_line(struct canvas *canvas) {
    writer_put(canvas->writer, '\n');
}

struct canvas canvas_stream(struct writer *writer, bool color) {
    static const struct canvas_functions stream = {stream_ink, stream_end_line, NULL, NULL};
    return (struct canvas){&stream, writer, color};
}

bool canvas_ink(struct canvas *canvas, enum ink ink) {
    return canvas->colored && ink != INK_PLAIN && canvas->functions->ink(canvas, ink);
}

void canvas_plain(struct canvas *canvas, bool begun) {
    if (begun)
        (void)canvas->functions->ink(canvas, INK_PLAIN);
}
