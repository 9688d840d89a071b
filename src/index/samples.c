#include "index/samples.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "index/sample.h"

enum { README_MOST = 256 * 1024 };

static FILE *open_table(char folder[PATH_MAX]) {
    struct error error = {0};
    char table[PATH_MAX + 16];
    if (!sample_folder(folder, PATH_MAX, &error))
        return NULL;
    (void)snprintf(table, sizeof table, "%s/README.md", folder);
    return fopen(table, "re");
}

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
    bool plain = name.size > 0 && name.size < NAME_MAX && slice_find(name, '/') == SLICE_NONE;
    const char *path = plain ? path_of(samples, folder, name) : NULL;
    struct sample *list =
        path ? arena_grow(&samples->arena, samples->list, samples->count, sizeof *list) : NULL;
    if (!list)
        return;
    samples->list = list;
    samples->list[samples->count++] = (struct sample){name, teaches, path};
}

/* All of the table, in the arena; empty when there is none. */
static struct slice read_table(struct samples *samples, char folder[PATH_MAX]) {
    FILE *file = open_table(folder);
    if (!file)
        return slice_of(NULL, 0);
    uint8_t *text = arena_octets(&samples->arena, README_MOST);
    size_t size = text ? fread(text, 1, README_MOST, file) : 0;
    (void)fclose(file);
    return slice_of(text, size);
}

void samples_read(struct samples *samples) {
    char folder[PATH_MAX];
    *samples = (struct samples){.list = NULL};
    struct slice rest = read_table(samples, folder);
    while (rest.size > 0) {
        size_t end = slice_find(rest, '\n');
        take_row(samples, folder, slice_first(rest, end));
        rest = end == SLICE_NONE ? slice_from(rest, rest.size) : slice_from(rest, end + 1);
    }
}

void samples_free(struct samples *samples) {
    arena_free(&samples->arena);
    *samples = (struct samples){.list = NULL};
}
