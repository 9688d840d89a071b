#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_bind(const char *name, const struct library_symbol *symbols, size_t count,
                  void *functions) {
    void *handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle)
        return false;
    for (size_t i = 0; i < count; i++) {
        void *address = dlsym(handle, symbols[i].name);
        if (!address)
            return false;
        /* ISO C knows no conversion from object to function pointers; POSIX says they are alike. */
        memcpy((char *)functions + symbols[i].offset, &address, sizeof address);
    }
    return true;
}
