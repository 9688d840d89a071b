/* passing_file.h: a recording that lasts as long as somebody looks at it. */
#ifndef HELOISE_COMMAND_PASSING_FILE_H
#define HELOISE_COMMAND_PASSING_FILE_H

#include "base/error.h"

/* Makes a file in $TMPDIR, else /var/tmp, for its owner alone: "heloise-serve-XXXXXX". Its path, to
 * be freed, or NULL with `error` filled. */
char *passing_file(const char *command, struct error *error);

#endif
