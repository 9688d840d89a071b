/* rules_file.h: the user's own provider rules, $XDG_CONFIG_HOME/heloise/rules. */
#ifndef HELOISE_REPORT_RULES_FILE_H
#define HELOISE_REPORT_RULES_FILE_H

#include "base/buffer.h"
#include "base/error.h"

enum { RULES_FILE_MOST = 1024 * 1024, RULES_FILE_PATH = 4096 };

/* The text of the file, NUL-terminated, and its name. */
struct rules_file {
    struct buffer text; /* empty: there is no such file */
    char path[RULES_FILE_PATH];
};

/* Reads it; that there is none is no failure. False with `error` filled when it cannot be read, is
 * too large or holds NUL. Release with rules_file_free() in any case. */
bool rules_file_read(struct rules_file *file, struct error *error);

void rules_file_free(struct rules_file *file);

#endif
