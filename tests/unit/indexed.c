#include "indexed.h"

#include "capture_bytes.h"

#include <glob.h>

struct index *open_files(const char *const *sources, size_t count,
                         const struct index_options *options) {
    struct error error = {0};
    struct index *index = index_new(sources, count, options, &error);
    if (!index)
        print_error("%s: %s\n", sources[0], error.text);
    assert_non_null(index);
    return index;
}

struct index *open_index(const char *source, const struct index_options *options) {
    return open_files(&source, 1, options);
}

void read_all(struct index *index, size_t budget) {
    struct error error = {0};
    while (index_step(index, budget, &error) == INDEX_MORE)
        continue;
}

void file_read(const char *name, struct buffer *octets) {
    uint8_t part[4096];
    size_t size;
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    while ((size = fread(part, 1, sizeof part, file)) > 0)
        add(octets, slice_of(part, size));
    assert_int_equal(fclose(file), 0);
}

void each_capture(const char *pattern, void (*act)(const char *source)) {
    glob_t captures;
    if (glob(pattern, 0, NULL, &captures) != 0) {
        print_message("%s: not there\n", pattern);
        skip();
    }
    for (size_t i = 0; i < captures.gl_pathc; i++)
        act(captures.gl_pathv[i]);
    globfree(&captures);
}
