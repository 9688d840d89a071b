#include "index/sample.h"

#include "base/nearest.h"
#include "base/text.h"
#include "base/words.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef HELOISE_PREFIX
#define HELOISE_PREFIX "/usr/local"
#endif

#define PREFIX_WORD "sample:"

enum {
    NAME_MOST = NEAREST_WORD, /* octets of a sample's name */
    NAME_COLUMNS = 20,
};

/* Where samples may lie, as seen from the folder of the program: installed, in a checkout, in a
 * folder of builds in a checkout. */
static const char *const places[] = {
    "../share/heloise/samples", "samples", "../samples", "../../samples", "../../../samples",
};

/* ---- the folder ---- */

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

bool sample_folder(char *folder, size_t room, struct error *error) {
    char program[PATH_MAX];
    bool known = program_folder(program, sizeof program);
    for (size_t i = 0; known && i < sizeof places / sizeof *places; i++) {
        int size = snprintf(folder, room, "%s/%s", program, places[i]);
        if (size > 0 && (size_t)size < room && holds_samples(folder))
            return true;
    }
    (void)snprintf(folder, room, "%s", HELOISE_PREFIX "/share/heloise/samples");
    if (holds_samples(folder))
        return true;
    return error_set(error, ERROR_INPUT, _("there are no samples beside the program nor in %s"),
                     folder);
}

/* ---- the names ---- */

/* The name of a sample without what tells the format; empty: the file is none. */
static struct slice name_of(const char *file) {
    static const char *const formats[] = {".pcap", ".pcapng"};
    struct slice name = slice_string(file);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct slice format = slice_string(formats[i]);
        if (name.size > format.size && name.size - format.size < NAME_MOST &&
            slice_equal(slice_from(name, name.size - format.size), format))
            return slice_first(name, name.size - format.size);
    }
    return slice_of(NULL, 0);
}

static int is_sample(const struct dirent *entry) {
    return name_of(entry->d_name).size > 0;
}

struct names {
    char folder[PATH_MAX];
    struct dirent **entries;
    int count;
};

static bool names_read(struct names *names, struct error *error) {
    if (!sample_folder(names->folder, sizeof names->folder, error))
        return false;
    names->count = scandir(names->folder, &names->entries, is_sample, alphasort);
    if (names->count > 0)
        return true;
    names->count = 0;
    return error_set(error, ERROR_INPUT, _("there are no samples in %s"), names->folder);
}

static void names_free(struct names *names) {
    for (int i = 0; i < names->count; i++)
        free(names->entries[i]);
    free(names->entries);
}

/* Fills the error with the names that are nearest to the one that is not there. */
static void tell_nearest(const struct names *names, struct slice wanted, struct error *error) {
    struct nearest nearest = {.count = 0};
    char list[sizeof nearest.words / sizeof *nearest.words * (NAME_MOST + 2)] = "";
    size_t used = 0;
    for (int i = 0; i < names->count; i++)
        nearest_take(&nearest, wanted, name_of(names->entries[i]->d_name));
    for (size_t i = 0; i < nearest.count && nearest.distances[i] <= wanted.size / 2; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.*s", i ? ", " : "",
                                 (int)nearest.words[i].size, (const char *)nearest.words[i].data);
    if (used == 0)
        (void)error_set(error, ERROR_INPUT,
                        _("there is no such sample (heloise list sample: names all)"));
    else
        (void)error_set(error, ERROR_INPUT,
                        _("there is no such sample; near is %s (heloise list sample: names all)"),
                        list);
}

/* ---- for its users ---- */

bool sample_named(const char *source) {
    return slice_starts(slice_string(source), SLICE(PREFIX_WORD));
}

bool sample_wants_list(const char *source) {
    return strcmp(source, PREFIX_WORD) == 0;
}

static char *join(const char *folder, const char *file) {
    size_t size = strlen(folder) + strlen(file) + 2;
    char *path = malloc(size);
    if (path)
        (void)snprintf(path, size, "%s/%s", folder, file);
    return path;
}

static char *find_among(const struct names *names, struct slice wanted, struct error *error) {
    for (int i = 0; i < names->count; i++) {
        const char *file = names->entries[i]->d_name;
        if (!slice_equal(name_of(file), wanted) && !slice_equal(slice_string(file), wanted))
            continue;
        char *path = join(names->folder, file);
        if (!path)
            (void)error_memory(error);
        return path;
    }
    tell_nearest(names, wanted, error);
    return NULL;
}

char *sample_find(const char *source, struct error *error) {
    struct names names = {.count = 0};
    char *path = NULL;
    if (names_read(&names, error))
        path = find_among(&names, slice_string(source + strlen(PREFIX_WORD)), error);
    names_free(&names);
    if (!path)
        error_name(error, source);
    return path;
}

/* The cell after the name in the table of samples/README.md: "| greylist | what it teaches | …". */
static struct slice lesson_of(struct slice line, struct slice name) {
    if (!slice_starts(line, SLICE("| ")) || !slice_starts(slice_from(line, 2), name))
        return slice_of(NULL, 0);
    line = slice_from(line, 2 + name.size);
    if (!slice_starts(line, SLICE(" | ")))
        return slice_of(NULL, 0);
    line = slice_from(line, 3);
    for (size_t i = 0; i + 1 < line.size; i++)
        if (line.data[i] == ' ' && line.data[i + 1] == '|')
            return slice_first(line, i);
    return slice_of(NULL, 0);
}

/* What the text about the samples says of one. */
static void write_lesson(struct writer *writer, const char *folder, struct slice name) {
    char *path = join(folder, "README.md");
    FILE *file = path ? fopen(path, "re") : NULL;
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while (file && (size = getline(&line, &room, file)) > 0) {
        struct slice lesson = lesson_of(slice_of((const uint8_t *)line, (size_t)size), name);
        if (lesson.size == 0)
            continue;
        writer_repeat(writer, ' ', name.size < NAME_COLUMNS ? NAME_COLUMNS - name.size : 1);
        text_escape(writer, lesson);
        break;
    }
    free(line);
    if (file)
        (void)fclose(file);
    free(path);
}

bool sample_list(struct writer *writer, struct error *error) {
    struct names names = {.count = 0};
    bool read = names_read(&names, error);
    for (int i = 0; i < names.count; i++) {
        struct slice name = name_of(names.entries[i]->d_name);
        writer_string(writer, PREFIX_WORD);
        text_escape(writer, name);
        write_lesson(writer, names.folder, name);
        writer_put(writer, '\n');
    }
    names_free(&names);
    return read;
}
