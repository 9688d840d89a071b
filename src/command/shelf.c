#include "command/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/words.h"

/* A line of an mbox that is longer is written in pieces, and cannot begin with From then. */
enum { PATH = 4096, LINE_MOST = 64 * 1024 };

static bool cannot_create(const char *path, int cause, struct error *error) {
    (void)error_set(error, ERROR_CREATE, "%s", strerror(cause));
    error_name(error, path);
    return false;
}

static void put(struct shelf *shelf, struct slice octets) {
    while (octets.size > 0 && shelf->cause == 0) {
        ssize_t written = write(shelf->descriptor, octets.data, octets.size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            shelf->cause = errno;
        else
            octets = slice_from(octets, (size_t)written);
    }
}

/* ---- opening ---- */

static bool is_mbox(const char *path) {
    size_t size = strlen(path);
    return size > 5 && strcmp(path + size - 5, ".mbox") == 0;
}

bool shelf_open(struct shelf *shelf, const char *path, struct error *error) {
    *shelf = (struct shelf){.path = path, .descriptor = -1};
    shelf->kind = !path                    ? SHELF_NOWHERE
                  : strcmp(path, "-") == 0 ? SHELF_OUTPUT
                  : is_mbox(path)          ? SHELF_MBOX
                                           : SHELF_FOLDER;
    if (shelf->kind == SHELF_FOLDER && mkdir(path, 0700) != 0 && errno != EEXIST)
        return cannot_create(path, errno, error);
    if (shelf->kind == SHELF_MBOX)
        shelf->descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (shelf->kind == SHELF_MBOX && shelf->descriptor < 0)
        return cannot_create(path, errno, error);
    if (shelf->kind == SHELF_OUTPUT)
        shelf->descriptor = STDOUT_FILENO;
    return true;
}

void shelf_close(struct shelf *shelf) {
    if (shelf->kind == SHELF_MBOX && shelf->descriptor >= 0)
        (void)close(shelf->descriptor);
    buffer_free(&shelf->line);
    shelf->kind = SHELF_NOWHERE;
}

/* ---- a message ---- */

static void name_file(const struct shelf *shelf, const char *ending, char path[PATH]) {
    (void)snprintf(path, PATH, "%s/%llu.eml%s", shelf->path, (unsigned long long)shelf->number,
                   ending);
}

/* A file that is there already is somebody's message. */
static bool begin_file(struct shelf *shelf, struct error *error) {
    char path[PATH], part[PATH];
    name_file(shelf, "", path);
    name_file(shelf, ".part", part);
    if (access(path, F_OK) == 0)
        return cannot_create(path, EEXIST, error);
    shelf->descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    return shelf->descriptor >= 0 || cannot_create(part, errno, error);
}

/* "From " and a date: what divides messages (RFC 4155). */
static void begin_mbox(struct shelf *shelf) {
    char line[80];
    time_t now = time(NULL);
    struct tm date;
    shelf->start = lseek(shelf->descriptor, 0, SEEK_END);
    if (gmtime_r(&now, &date) &&
        strftime(line, sizeof line, "From MAILER-DAEMON %a %b %e %H:%M:%S %Y\n", &date) > 0)
        put(shelf, slice_string(line));
}

bool shelf_begin(struct shelf *shelf, uint64_t number, struct error *error) {
    shelf->number = number;
    shelf->cause = 0;
    if (shelf->kind == SHELF_FOLDER)
        return begin_file(shelf, error);
    if (shelf->kind == SHELF_MBOX)
        begin_mbox(shelf);
    return true;
}

/* A line of ours begins with From; one of the message gets a > in front (mboxrd). */
static void put_line(struct shelf *shelf, struct slice line) {
    size_t marks = 0;
    while (marks < line.size && line.data[marks] == '>')
        marks++;
    if (slice_starts(slice_from(line, marks), SLICE("From ")))
        put(shelf, SLICE(">"));
    if (line.size > 1 && line.data[line.size - 1] == '\n' && line.data[line.size - 2] == '\r') {
        put(shelf, slice_first(line, line.size - 2));
        put(shelf, SLICE("\n"));
    } else {
        put(shelf, line);
    }
}

static void add_lines(struct shelf *shelf, struct slice octets) {
    while (octets.size > 0) {
        size_t end = slice_find(octets, '\n');
        size_t size = end == SLICE_NONE ? octets.size : end + 1;
        if (!buffer_add(&shelf->line, slice_first(octets, size)))
            shelf->cause = ENOMEM;
        octets = slice_from(octets, size);
        if (end == SLICE_NONE && shelf->line.size < LINE_MOST)
            return;
        put_line(shelf, buffer_slice(&shelf->line));
        shelf->line.size = 0;
    }
}

void shelf_add(struct shelf *shelf, struct slice octets) {
    if (shelf->kind == SHELF_MBOX)
        add_lines(shelf, octets);
    else if (shelf->kind != SHELF_NOWHERE)
        put(shelf, octets);
}

static bool end_file(struct shelf *shelf, bool whole) {
    char path[PATH], part[PATH];
    name_file(shelf, "", path);
    name_file(shelf, ".part", part);
    if (whole && shelf->cause == 0 && fsync(shelf->descriptor) != 0)
        shelf->cause = errno;
    if (close(shelf->descriptor) != 0 && shelf->cause == 0)
        shelf->cause = errno;
    shelf->descriptor = -1;
    if (whole && shelf->cause == 0 && rename(part, path) != 0)
        shelf->cause = errno;
    if (!whole || shelf->cause != 0)
        (void)unlink(part);
    return shelf->cause == 0;
}

static bool end_mbox(struct shelf *shelf, bool whole) {
    if (shelf->line.size > 0)
        put_line(shelf, buffer_slice(&shelf->line));
    shelf->line.size = 0;
    put(shelf, SLICE("\n"));
    if (whole && shelf->cause == 0 && fsync(shelf->descriptor) != 0)
        shelf->cause = errno;
    if (!whole || shelf->cause != 0)
        (void)!ftruncate(shelf->descriptor, shelf->start);
    return shelf->cause == 0;
}

bool shelf_end(struct shelf *shelf, bool whole, struct error *error) {
    bool good = shelf->kind == SHELF_FOLDER ? end_file(shelf, whole)
                : shelf->kind == SHELF_MBOX ? end_mbox(shelf, whole)
                                            : shelf->cause == 0;
    if (good || !whole)
        return good;
    (void)error_set(error, ERROR_IO, "%s", strerror(shelf->cause));
    error_name(error, shelf->kind == SHELF_OUTPUT ? "stdout" : shelf->path);
    return false;
}
