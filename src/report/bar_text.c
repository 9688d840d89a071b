#include "report/bar_text.h"

enum { PARTS = 8 };

size_t bar_write(struct writer *writer, uint64_t amount, uint64_t most, size_t columns) {
    static const char *const parts[PARTS] = {
        "", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589",
    };
    double share = most > 0 ? (double)amount / (double)most : 0;
    size_t eighths = (size_t)((share < 1 ? share : 1) * (double)(columns * PARTS));
    if (amount > 0 && eighths == 0)
        eighths = 1;
    size_t whole = eighths / PARTS, rest = eighths % PARTS;
    for (size_t i = 0; i < whole; i++)
        writer_string(writer, writer->ascii ? "#" : "\u2588");
    if (rest > 0)
        writer_string(writer, writer->ascii ? "#" : parts[rest]);
    return whole + (rest > 0);
}
