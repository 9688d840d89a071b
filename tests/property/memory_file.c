#include "tests/property/memory_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void insist(bool done) {
    if (done)
        return;
    perror("memory file");
    abort();
}

struct memory_file memory_file_new(void) {
    struct memory_file memory = {.file = memfd_create("heloise-test", MFD_CLOEXEC)};
    insist(memory.file >= 0);
    (void)snprintf(memory.name, sizeof memory.name, "/proc/self/fd/%d", memory.file);
    return memory;
}

void memory_file_fill(const struct memory_file *memory, struct slice octets) {
    memory_file_cut(memory, 0);
    for (off_t at = 0; octets.size > 0;) {
        ssize_t count = pwrite(memory->file, octets.data, octets.size, at);
        insist(count > 0);
        octets = slice_from(octets, (size_t)count);
        at += count;
    }
}

void memory_file_cut(const struct memory_file *memory, size_t size) {
    insist(ftruncate(memory->file, (off_t)size) == 0);
}

void memory_file_close(struct memory_file *memory) {
    (void)close(memory->file);
}
