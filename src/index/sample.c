#include "index/sample.h"

#include "base/nearest.h"
#include "base/text.h"
#include "base/words.h"
#include "index/samples.h"

#include <stdio.h>
#include <string.h>

#define PREFIX_WORD "sample:"

enum { NAME_COLUMNS = 20 };

/* Fills the error with the names that are nearest to the one that is not there. */
static void tell_nearest(const struct samples *samples, struct slice wanted, struct error *error) {
    struct nearest nearest = {.count = 0};
    char list[sizeof nearest.words / sizeof *nearest.words * (SAMPLE_NAME + 2)] = "";
    size_t used = 0;
    for (size_t i = 0; i < samples->count; i++)
        nearest_take(&nearest, wanted, samples->list[i].name);
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

bool sample_named(const char *source) {
    return slice_starts(slice_string(source), SLICE(PREFIX_WORD));
}

bool sample_wants_list(const char *source) {
    return strcmp(source, PREFIX_WORD) == 0;
}

/* Whether it is called so: greylist, or greylist.pcap. */
static bool is_called(const struct sample *sample, struct slice name) {
    const char *file = strrchr(sample->path, '/') + 1;
    return slice_equal(sample->name, name) || slice_equal(slice_string(file), name);
}

static char *find_among(const struct samples *samples, struct slice wanted, struct error *error) {
    for (size_t i = 0; i < samples->count; i++) {
        if (!is_called(&samples->list[i], wanted))
            continue;
        char *path = strdup(samples->list[i].path);
        if (!path)
            (void)error_memory(error);
        return path;
    }
    tell_nearest(samples, wanted, error);
    return NULL;
}

char *sample_find(const char *source, struct error *error) {
    struct samples samples;
    char *path = NULL;
    if (samples_read(&samples, error))
        path = find_among(&samples, slice_string(source + strlen(PREFIX_WORD)), error);
    samples_free(&samples);
    if (!path)
        error_name(error, source);
    return path;
}

bool sample_list(struct writer *writer, struct error *error) {
    struct samples samples;
    bool read = samples_read(&samples, error);
    for (size_t i = 0; i < samples.count; i++) {
        const struct sample *sample = &samples.list[i];
        size_t size = sample->name.size;
        writer_string(writer, PREFIX_WORD);
        text_escape(writer, sample->name);
        writer_repeat(writer, ' ', size < NAME_COLUMNS ? NAME_COLUMNS - size : 1);
        text_escape(writer, sample->teaches);
        writer_put(writer, '\n');
    }
    samples_free(&samples);
    return read;
}
