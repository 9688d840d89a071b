/* whole_file.h: small files that are read at once: rules, bounces. */
#ifndef HELOISE_REPORT_WHOLE_FILE_H
#define HELOISE_REPORT_WHOLE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* Adds all octets of the file to `text`; "-" is stdin. False with `error` filled when it cannot be
 * read or has more than `most` octets; `absent` (may be NULL) is set when there is no such file. */
bool whole_file_read(const char *path, size_t most, struct buffer *text, bool *absent,
                     struct error *error);

#endif
