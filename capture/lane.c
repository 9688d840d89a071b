#include "capture/lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct lane *lane_new(const char *name, uint16_t file) {
    struct lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return NULL;
    lane->name = strdup(name);
    if (!lane->name) {
        free(lane);
        return NULL;
    }
    lane->file = file;
    lane->tag = (uint64_t)file << RECORD_FILE_SHIFT;
    lane->key.ns = INT64_MIN;
    return lane;
}

/* Keeps what the reader knows. */
static void note_reader(struct lane *lane) {
    lane->closed.position = reader_position(lane->reader);
    lane->closed.size = reader_size(lane->reader);
    lane->closed.packets = reader_count(lane->reader);
    (void)snprintf(lane->format, sizeof lane->format, "%s", reader_format(lane->reader));
}

static void close_reader(struct lane *lane) {
    if (lane->reader)
        note_reader(lane);
    reader_close(lane->reader);
    lane->reader = NULL;
}

void lane_free(struct lane *lane) {
    close_reader(lane);
    free(lane->name);
    free(lane);
}

bool lane_is_file(const struct lane *lane) {
    struct stat status;
    return strcmp(lane->name, "-") != 0 && stat(lane->name, &status) == 0 &&
           S_ISREG(status.st_mode);
}

bool lane_open(struct lane *lane, const struct reader_options *options, struct error *error) {
    lane->reader = reader_open(lane->name, options, error);
    if (lane->reader) {
        lane->state = LANE_NEW;
        return true;
    }
    lane->state = LANE_OVER;
    if (error->file[0] == '\0')
        error_name(error, lane->name);
    return false;
}

enum read_result lane_read(struct lane *lane, struct error *error) {
    enum read_result result = lane_next(lane, &lane->next, error);
    if (result == READ_PACKET)
        lane->state = LANE_READY;
    return result;
}

void lane_sleep(struct lane *lane) {
    close_reader(lane);
    lane->closed.position = 0;
    lane->closed.packets = 0;
    lane->state = LANE_ASLEEP;
}

void lane_end(struct lane *lane, bool again) {
    lane->state = LANE_OVER;
    if (!lane->reader)
        return;
    if (again && reader_seekable(lane->reader))
        reader_rest(lane->reader);
    else
        close_reader(lane);
}

bool lane_before(const struct lane *a, const struct lane *b) {
    if (a->key.ns != b->key.ns)
        return moment_before(a->key, b->key);
    return a->rank < b->rank;
}

int lane_compare(const struct lane *a, const struct lane *b) {
    if (a->key.ns != b->key.ns)
        return moment_before(a->key, b->key) ? -1 : 1;
    int names = strverscmp(a->name, b->name);
    return names != 0 ? names : (int)a->file - (int)b->file;
}

struct merger_file lane_describe(const struct lane *lane) {
    struct merger_file file = lane->closed;
    file.name = lane->name;
    file.format = lane->format;
    if (lane->reader) {
        file.format = reader_format(lane->reader);
        file.position = reader_position(lane->reader);
        file.size = reader_size(lane->reader);
        file.packets = reader_count(lane->reader);
    }
    return file;
}
