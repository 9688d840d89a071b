/* file_name.h: the name of a file, completed as a shell does. */
#ifndef HELOISE_UI_FILE_NAME_H
#define HELOISE_UI_FILE_NAME_H

#include "base/writer.h"

/* Adds to `more` what all files have in common whose path begins with `beginning`, past that; a
 * slash behind a folder that is the only one. Returns how many there are. */
size_t file_name_complete(struct slice beginning, struct writer *more);

struct screen;

/* Writes the names of these files without their folder, as many as a line may show: the hint of a
 * prompt (prompt.h). */
void file_name_hint(struct screen *screen, struct slice beginning, struct writer *hint);

#endif
