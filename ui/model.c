#include "ui/model.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/words.h"
#include "capture/device.h"
#include "index/clock.h"

/* Few packets at a time, so that the clock is looked at often: 64 of them take a fifth of a
 * millisecond. */
enum { STEP_PACKETS = 64 };

/* Milliseconds between looks at the key log. */
enum { KEYS_EVERY = 1000 };

/* What the title calls the sources. */
static char *name_of(const char *const *sources, size_t count) {
    struct writer name = writer_to(WRITER_MEMORY);
    if (count == 1)
        writer_string(&name, sources[0]);
    else
        SAY(&name, P_("{count} file", "{count} files", count), WORD_NUMBER("count", count));
    writer_put(&name, '\0');
    if (!name.cause)
        return (char *)name.buffer.data;
    writer_free(&name);
    return NULL;
}

/* Made with the first source. */
static bool make_diagnosers(struct model *model, struct error *error) {
    static const struct diagnosis_options quick = {.header = true, .least = SEVERITY_NOTE},
                                          thorough = {.header = true,
                                                      .content = true,
                                                      .least = SEVERITY_NOTE};
    if (!model->quick)
        model->quick = diagnoser_new(&quick, error);
    if (!model->thorough)
        model->thorough = diagnoser_new(&thorough, error);
    return model->quick && model->thorough;
}

static bool open_sources(struct model *model, const char *const *sources, size_t count,
                         struct device *device, struct error *error) {
    if (!make_diagnosers(model, error))
        return false;
    struct index_options reading = model->reading;
    reading.keep_places = true;
    reading.device = device;
    reading.diagnoser = model->quick;
    struct index *index = index_new(sources, count, &reading, error);
    char *name = index ? name_of(sources, count) : NULL;
    if (!name) {
        index_free(index);
        return index ? error_memory(error) : false;
    }
    index_free(model->index);
    free(model->name);
    model->index = index;
    model->name = name;
    comments_free(&model->comments);
    model->source_count = count;
    model->keys_tried = 0;
    model->keys_later = SIZE_MAX;
    model->device = device;
    model->state = MODEL_READING;
    model->began = clock_now();
    model->error = (struct error){0};
    return true;
}

bool model_open(struct model *model, const char *const *sources, size_t count,
                struct error *error) {
    return open_sources(model, sources, count, NULL, error);
}

bool model_sniff(struct model *model, struct device *device, struct error *error) {
    const char *name = device_name(device);
    return open_sources(model, &name, 1, device, error);
}

bool model_call(struct model *model, const char *name) {
    char *copy = strdup(name);
    if (!copy)
        return false;
    free(model->name);
    model->name = copy;
    return true;
}

static void take_progress(struct model *model, enum index_progress progress) {
    if (progress == INDEX_END)
        model->state = MODEL_DONE;
    else if (progress == INDEX_WAIT)
        model->state = MODEL_WAITING;
}

bool model_step(struct model *model, struct moment until) {
    enum model_state state = model->state;
    if (state != MODEL_READING && state != MODEL_WAITING)
        return false;
    struct index_totals before = index_totals(model->index);
    model->state = MODEL_READING;
    do {
        struct error error = {0};
        take_progress(model, index_step(model->index, STEP_PACKETS, &error));
        if (error.kind != ERROR_NONE && model->error.kind == ERROR_NONE)
            model->error = error;
    } while (model->state == MODEL_READING && moment_before(clock_now(), until));
    struct index_totals after = index_totals(model->index);
    return model->state != state || after.packets != before.packets ||
           after.sessions != before.sessions || after.done != before.done;
}

static bool follows_keys(const struct model *model) {
    return model->index && model->keys && keys_grow(model->keys);
}

bool model_tries_keys(const struct model *model) {
    return follows_keys(model) && model->keys_tried < model_count(model);
}

/* New keys are tried on all rows, those that there are on rows that were not ready for them. */
static void look_for_keys(struct model *model) {
    bool new_keys = keys_follow(model->keys);
    model->keys_looked = clock_now();
    if (new_keys || model->keys_later < model->keys_tried)
        model->keys_tried = new_keys ? 0 : model->keys_later;
    model->keys_later = SIZE_MAX;
}

static bool try_keys(struct model *model, size_t n) {
    enum index_decrypted decrypted = index_decrypt(model->index, n);
    if (decrypted == INDEX_DECRYPT_LATER && n < model->keys_later)
        model->keys_later = n;
    return decrypted == INDEX_DECRYPTED;
}

bool model_follow_keys(struct model *model, struct moment until) {
    bool changed = false;
    if (!follows_keys(model))
        return false;
    if (moment_since(clock_now(), model->keys_looked) >= DURATION_SECOND)
        look_for_keys(model);
    while (model_tries_keys(model) && moment_before(clock_now(), until))
        changed |= try_keys(model, model->keys_tried++);
    return changed;
}

struct index_wait model_wait(const struct model *model) {
    struct index_wait wait = {-1, model->state == MODEL_READING ? 0 : -1};
    if (model->state == MODEL_WAITING)
        wait = index_wait(model->index);
    if (follows_keys(model) && (wait.milliseconds < 0 || wait.milliseconds > KEYS_EVERY))
        wait.milliseconds = KEYS_EVERY;
    return wait;
}

bool model_stop(struct model *model) {
    if (model->state != MODEL_READING && model->state != MODEL_WAITING)
        return false;
    model->state = MODEL_STOPPED;
    return true;
}

size_t model_count(const struct model *model) {
    return model->index ? index_count(model->index) : 0;
}

const struct index_row *model_row(const struct model *model, size_t n) {
    return model->index ? index_row_at(model->index, n) : NULL;
}

const char *model_file(const struct model *model, const struct index_row *row) {
    return model->source_count > 1 ? index_source_name(model->index, row->source) : NULL;
}

bool model_comment(const void *context, const struct index_row *row, uint32_t event, size_t n,
                   struct slice *text) {
    const struct model *model = context;
    const struct comment *comment = n == 0 ? comments_find(&model->comments, row->id, event) : NULL;
    if (comment)
        *text = buffer_slice(&comment->text);
    return comment != NULL;
}

const char *model_short_name(const struct model *model) {
    enum { LONG = 32 };
    const char *name = model->name ? model->name : "", *end = strrchr(name, '/');
    return end && strlen(name) > LONG ? end + 1 : name;
}

struct report_totals model_totals(const struct model *model) {
    struct index_totals read = index_totals(model->index);
    return (struct report_totals){
        .files = model->source_count,
        .packets = read.packets,
        .dropped = read.dropped,
        .flows = read.flows,
        .sessions = read.sessions,
        .not_mail = read.not_mail,
        .bad_packets = read.bad_packets,
        .other_packets = read.other_packets,
    };
}

void model_free(struct model *model) {
    index_free(model->index);
    diagnoser_free(model->quick);
    diagnoser_free(model->thorough);
    explainer_free(model->explainer);
    free(model->name);
    comments_free(&model->comments);
    *model = (struct model){0};
}
