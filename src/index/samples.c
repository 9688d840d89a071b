#include "index/samples.h"

#include "base/words.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef HELOISE_PREFIX
#define HELOISE_PREFIX "/usr/local"
#endif

enum { README_MOST = 256 * 1024 };

/* ---- the folder ---- */

/* Where samples may lie, as seen from the folder of the program: installed, in a checkout, in a
 * folder of builds in a checkout. */
static const char *const places[] = {
    "../share/heloise/samples", "samples", "../samples", "../../samples", "../../../samples",
};

/* Samples are known by the text about them. */
static bool holds_samples(const char *folder) {
    char name[PATH_MAX];
    struct stat status;
    int size = snprintf(name, sizeof name, "%s/README.md", folder);
    return size > 0 && (size_t)size < sizeof name && stat(name, &status) == 0 &&
           S_ISREG(status.st_mode);
}

/* The folder of the program itself. */
static bool program_folder(char *folder, size_t room) {
    ssize_t size = readlink("/proc/self/exe", folder, room - 1);
    if (size <= 0)
        return false;
    folder[size] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

/* The folder that they lie in. */
static bool find_folder(char folder[PATH_MAX], struct error *error) {
    char program[PATH_MAX];
    bool known = program_folder(program, sizeof program);
    for (size_t i = 0; known && i < sizeof places / sizeof *places; i++) {
        int size = snprintf(folder, PATH_MAX, "%s/%s", program, places[i]);
        if (size > 0 && size < PATH_MAX && holds_samples(folder))
            return true;
    }
    (void)snprintf(folder, PATH_MAX, "%s", HELOISE_PREFIX "/share/heloise/samples");
    if (holds_samples(folder))
        return true;
    return error_set(error, ERROR_INPUT, _("there are no samples beside the program nor in %s"),
                     folder);
}

/* ---- the table ---- */

/* Takes the text up to the next bar off the row. */
static struct slice next_field(struct slice *row) {
    size_t bar = slice_find(*row, '|');
    struct slice field = slice_trim(slice_first(*row, bar));
    *row = bar == SLICE_NONE ? slice_from(*row, row->size) : slice_from(*row, bar + 1);
    return field;
}

/* The path of the sample, if the file is there. */
static const char *path_of(struct samples *samples, const char *folder, struct slice name) {
    static const char *const endings[] = {"pcap", "pcapng"};
    size_t size = strlen(folder) + name.size + sizeof "/.pcapng";
    char *path = arena_take(&samples->arena, size);
    for (size_t i = 0; path && i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(path, size, "%s/%.*s.%s", folder, (int)name.size, (const char *)name.data,
                       endings[i]);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

/* "| greylist | Greylisting: 450 4.2.0 the first time … | Postfix | swaks |" */
static void take_row(struct samples *samples, const char *folder, struct slice row) {
    if (row.size == 0 || row.data[0] != '|')
        return;
    row = slice_from(row, 1);
    struct slice name = next_field(&row), teaches = next_field(&row);
    bool plain = name.size > 0 && name.size <= SAMPLE_NAME && slice_find(name, '/') == SLICE_NONE;
    const char *path = plain ? path_of(samples, folder, name) : NULL;
    struct sample *list =
        path ? arena_grow(&samples->arena, samples->list, samples->count, sizeof *list) : NULL;
    if (!list)
        return;
    samples->list = list;
    samples->list[samples->count++] = (struct sample){name, teaches, path};
}

/* All of the text about them, in the arena; empty when it cannot be read. */
static struct slice read_table(struct samples *samples, const char *folder) {
    char name[PATH_MAX + sizeof "/README.md"];
    (void)snprintf(name, sizeof name, "%s/README.md", folder);
    FILE *file = fopen(name, "re");
    uint8_t *text = file ? arena_octets(&samples->arena, README_MOST) : NULL;
    size_t size = text ? fread(text, 1, README_MOST, file) : 0;
    if (file)
        (void)fclose(file);
    return slice_of(text, size);
}

bool samples_read(struct samples *samples, struct error *error) {
    char folder[PATH_MAX];
    *samples = (struct samples){.list = NULL};
    if (!find_folder(folder, error))
        return false;
    struct slice rest = read_table(samples, folder);
    while (rest.size > 0) {
        size_t end = slice_find(rest, '\n');
        take_row(samples, folder, slice_first(rest, end));
        rest = end == SLICE_NONE ? slice_from(rest, rest.size) : slice_from(rest, end + 1);
    }
    return samples->count > 0 ||
           error_set(error, ERROR_INPUT, _("there are no samples in %s"), folder);
}

void samples_free(struct samples *samples) {
    arena_free(&samples->arena);
    *samples = (struct samples){.list = NULL};
}
