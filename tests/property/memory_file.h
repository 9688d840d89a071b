/* memory_file.h: a file that has a name and lies in memory, for what reads files by name.
 */
#ifndef HELOISE_TESTS_MEMORY_FILE_H
#define HELOISE_TESTS_MEMORY_FILE_H

#include "base/slice.h"

struct memory_file {
    int file;
    char name[32];
};

/* An empty file; ends the program when there is none to be had. */
struct memory_file memory_file_new(void);

/* Makes the file hold these octets. */
void memory_file_fill(const struct memory_file *memory, struct slice octets);

/* Leaves the first `size` octets. */
void memory_file_cut(const struct memory_file *memory, size_t size);

void memory_file_close(struct memory_file *memory);

#endif
