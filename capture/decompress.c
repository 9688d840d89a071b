#include "capture/decompress.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <stdlib.h>

enum { RAW_BLOCK = 64 * 1024 };

struct compression {
    const char *name;
    const char *filter; /* libarchive's function that enables it */
    struct slice magic;
};

#define MAGIC(octets)                                                                              \
    { (const uint8_t *)(octets), sizeof(octets) - 1 }

static const struct compression compressions[] = {
    {"gzip", "archive_read_support_filter_gzip", MAGIC("\x1f\x8b")},
    {"bzip2", "archive_read_support_filter_bzip2", MAGIC("BZh")},
    {"xz", "archive_read_support_filter_xz",
     MAGIC("\xfd"
           "7zXZ\0")},
    {"lz4", "archive_read_support_filter_lz4", MAGIC("\x04\x22\x4d\x18")},
    {"zstd", "archive_read_support_filter_zstd", MAGIC("\x28\xb5\x2f\xfd")},
};

/* What we call of libarchive. */
struct library {
    void *handle;
    __typeof__(archive_read_new) *new;
    __typeof__(archive_read_support_filter_gzip) *support_filter;
    __typeof__(archive_read_support_format_raw) *support_raw;
    __typeof__(archive_read_open) *open;
    __typeof__(archive_read_next_header) *next_header;
    __typeof__(archive_read_data_block) *data_block;
    __typeof__(archive_error_string) *error_string;
    __typeof__(archive_read_free) *free;
};

struct decompressor {
    const struct compression *compression;
    struct library library;
    struct archive *archive;
    struct input *input;
    struct slice rest; /* unfolded and not handed out yet; in libarchive's memory */
    bool opened, ended;
    struct error failure; /* of `input`, inside the callback */
    size_t head_size;     /* octets of `raw` read by somebody else before */
    uint8_t raw[RAW_BLOCK];
};

const struct compression *compression_find(struct slice head) {
    for (size_t i = 0; i < sizeof compressions / sizeof *compressions; i++)
        if (slice_starts(head, compressions[i].magic))
            return &compressions[i];
    return NULL;
}

const char *compression_name(const struct compression *compression) {
    return compression->name;
}

/* Stores the address of a function; ISO C has no cast for that. */
static bool bind(const struct library *library, const char *name, void *place) {
    void *address = dlsym(library->handle, name);
    memcpy(place, &address, sizeof address);
    return address != NULL;
}

static bool library_load(struct library *library, const char *filter) {
    library->handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    return library->handle && bind(library, filter, &library->support_filter) &&
           bind(library, "archive_read_new", &library->new) &&
           bind(library, "archive_read_support_format_raw", &library->support_raw) &&
           bind(library, "archive_read_open", &library->open) &&
           bind(library, "archive_read_next_header", &library->next_header) &&
           bind(library, "archive_read_data_block", &library->data_block) &&
           bind(library, "archive_error_string", &library->error_string) &&
           bind(library, "archive_read_free", &library->free);
}

struct decompressor *decompressor_new(const struct compression *compression, struct input *input,
                                      struct slice head, struct error *error) {
    struct decompressor *decompressor = calloc(1, sizeof *decompressor);
    if (!decompressor) {
        (void)error_memory(error);
        return NULL;
    }
    if (!library_load(&decompressor->library, compression->filter)) {
        (void)error_set(error, ERROR_INTERNAL, "is compressed by %s, and libarchive is missing: %s",
                        compression->name, dlerror());
        decompressor_free(decompressor);
        return NULL;
    }
    decompressor->compression = compression;
    decompressor->input = input;
    head = slice_first(head, COMPRESSION_MAGIC);
    memcpy(decompressor->raw, head.data, head.size);
    decompressor->head_size = head.size;
    return decompressor;
}

/* libarchive asks for compressed octets. */
static la_ssize_t give_raw(struct archive *archive, void *context, const void **data) {
    (void)archive;
    struct decompressor *decompressor = context;
    size_t count = decompressor->head_size;
    decompressor->head_size = 0;
    *data = decompressor->raw;
    if (count == 0 && !input_read(decompressor->input, decompressor->raw, RAW_BLOCK, &count,
                                  &decompressor->failure))
        return -1;
    return (la_ssize_t)count;
}

static bool damaged(struct decompressor *decompressor, struct error *error) {
    decompressor->ended = true;
    if (decompressor->failure.kind != ERROR_NONE)
        return error_set(error, decompressor->failure.kind, "%s", decompressor->failure.text);
    const char *why =
        decompressor->archive ? decompressor->library.error_string(decompressor->archive) : NULL;
    return error_set(error, ERROR_DATA, "is %s and damaged: %s", decompressor->compression->name,
                     why ? why : "the stream is cut or not valid");
}

/* The format "raw" gives what the filter unfolds as one entry. */
static bool open_archive(struct decompressor *decompressor, struct error *error) {
    const struct library *library = &decompressor->library;
    struct archive_entry *entry;
    decompressor->opened = true;
    decompressor->archive = library->new ();
    if (!decompressor->archive)
        return error_memory(error);
    struct archive *archive = decompressor->archive;
    bool opened = library->support_filter(archive) == ARCHIVE_OK &&
                  library->support_raw(archive) == ARCHIVE_OK &&
                  library->open(archive, decompressor, NULL, give_raw, NULL) == ARCHIVE_OK &&
                  library->next_header(archive, &entry) == ARCHIVE_OK;
    return opened || damaged(decompressor, error);
}

static bool next_block(struct decompressor *decompressor, struct error *error) {
    const void *block = NULL;
    size_t size = 0;
    la_int64_t offset;
    int result = decompressor->library.data_block(decompressor->archive, &block, &size, &offset);
    if (result == ARCHIVE_EOF) {
        decompressor->ended = true;
        return true;
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        return damaged(decompressor, error);
    decompressor->rest = slice_of(block, size);
    return true;
}

bool decompressor_read(struct decompressor *decompressor, uint8_t *data, size_t size, size_t *count,
                       struct error *error) {
    *count = 0;
    if (!decompressor->opened && !open_archive(decompressor, error))
        return false;
    while (decompressor->rest.size == 0 && !decompressor->ended)
        if (!next_block(decompressor, error))
            return false;
    struct slice part = slice_first(decompressor->rest, size);
    if (part.size > 0)
        memcpy(data, part.data, part.size);
    decompressor->rest = slice_from(decompressor->rest, part.size);
    *count = part.size;
    return true;
}

void decompressor_free(struct decompressor *decompressor) {
    if (!decompressor)
        return;
    if (decompressor->archive)
        (void)decompressor->library.free(decompressor->archive);
    if (decompressor->library.handle)
        (void)dlclose(decompressor->library.handle);
    free(decompressor);
}
