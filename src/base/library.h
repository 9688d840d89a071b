/* library.h: shared libraries that are bound when they are first needed.
 *
 * Linked up front, libcrypto and GMime each cost more than a millisecond at every start, and most
 * runs never call them. A user declares the functions that it needs as members of a struct and
 * names them in a table; library_bind() fills the struct. */
#ifndef HELOISE_BASE_LIBRARY_H
#define HELOISE_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct library_symbol {
    const char *name;
    size_t offset; /* of the function pointer in the struct that is filled */
};

/* Loads the shared object `name` (a soname, looked up as the dynamic linker does) and stores the
 * address of each symbol in `functions`. The object is never unloaded. False when the object or one
 * of its symbols is not there; `functions` is then undefined. */
bool library_bind(const char *name, const struct library_symbol *symbols, size_t count,
                  void *functions);

#endif
