#include "ui/file_name.h"

#include <glob.h>
#include <stdlib.h>

/* A pattern that finds what begins so: what means something to glob() is quoted, but for the ~ that
 * names a home. */
static char *pattern_of(struct slice beginning) {
    struct writer pattern = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < beginning.size; i++) {
        if (strchr("*?[]\\{}", beginning.data[i]))
            writer_put(&pattern, '\\');
        writer_put(&pattern, (char)beginning.data[i]);
    }
    writer_string(&pattern, "*");
    writer_put(&pattern, '\0');
    if (!pattern.cause)
        return (char *)pattern.buffer.data;
    writer_free(&pattern);
    return NULL;
}

static size_t common_size(const glob_t *found) {
    size_t size = strlen(found->gl_pathv[0]);
    for (size_t i = 1; i < found->gl_pathc; i++) {
        size_t same = 0;
        while (same < size && found->gl_pathv[i][same] == found->gl_pathv[0][same])
            same++;
        size = same;
    }
    return size;
}

size_t file_name_complete(struct slice beginning, struct writer *more) {
    char *pattern = pattern_of(beginning);
    glob_t found = {0};
    size_t count = 0;
    if (pattern && glob(pattern, GLOB_MARK, NULL, &found) == 0) {
        count = found.gl_pathc;
        writer_add(more,
                   slice_from(slice_of(found.gl_pathv[0], common_size(&found)), beginning.size));
    }
    globfree(&found);
    free(pattern);
    return count;
}

/* What stands behind the last slash that has something behind it. */
static struct slice last_part(const char *path) {
    struct slice part = slice_string(path);
    size_t start = part.size;
    while (start > 1 && part.data[start - 2] != '/')
        start--;
    return start > 0 ? slice_from(part, start - 1) : part;
}

void file_name_hint(struct screen *screen, struct slice beginning, struct writer *hint) {
    enum { SHOWN = 40 };
    char *pattern = pattern_of(beginning);
    glob_t found = {0};
    (void)screen;
    if (pattern && glob(pattern, GLOB_MARK | GLOB_TILDE, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && i < SHOWN; i++) {
            writer_string(hint, i ? "  " : "");
            writer_add(hint, last_part(found.gl_pathv[i]));
        }
    globfree(&found);
    free(pattern);
}
