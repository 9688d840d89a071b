#include "report/rules_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/words.h"
#include "report/whole_file.h"

/* False when there is no place for it: neither variable is set. */
static bool find_path(char path[RULES_FILE_PATH]) {
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int size = 0;
    if (config && *config)
        size = snprintf(path, RULES_FILE_PATH, "%s/heloise/rules", config);
    else if (home && *home)
        size = snprintf(path, RULES_FILE_PATH, "%s/.config/heloise/rules", home);
    return size > 0 && size < RULES_FILE_PATH;
}

static bool finish(struct buffer *text, struct error *error) {
    if (slice_find(buffer_slice(text), 0) != SLICE_NONE)
        return error_set(error, ERROR_DATA, _("no text: it holds NUL"));
    return buffer_add(text, SLICE("\0")) || error_memory(error);
}

bool rules_file_read(struct rules_file *file, struct error *error) {
    *file = (struct rules_file){0};
    if (!find_path(file->path))
        return true;
    struct error wrong = {0};
    bool absent = false;
    if (!whole_file_read(file->path, RULES_FILE_MOST, &file->text, &absent, &wrong)) {
        if (!absent)
            *error = wrong;
        return absent;
    }
    if (finish(&file->text, error))
        return true;
    (void)snprintf(error->file, sizeof error->file, "%.250s", file->path);
    return false;
}

void rules_file_free(struct rules_file *file) {
    buffer_free(&file->text);
}
