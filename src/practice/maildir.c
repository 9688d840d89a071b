#include "practice/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, FLAGS = 64 };

/* False where the path is too long. */
static bool join(char path[PATH], const char *folder, const char *part, const char *name) {
    int size = snprintf(path, PATH, "%s/%s%s%s", folder, part, *name ? "/" : "", name);
    return size > 0 && size < PATH;
}

static bool make_folder(const char *path, struct error *error) {
    struct stat status;
    if (mkdir(path, 0700) == 0 ||
        (errno == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode)))
        return true;
    (void)error_set(error, ERROR_CREATE, "cannot create the folder: %s", strerror(errno));
    error_name(error, path);
    return false;
}

bool maildir_make(const char *folder, struct error *error) {
    static const char *const parts[] = {"new", "cur", "tmp"};
    char path[PATH];
    if (!make_folder(folder, error))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!join(path, folder, parts[i], ""))
            return error_set(error, ERROR_CREATE, "the name of the folder is too long");
        if (!make_folder(path, error))
            return false;
    }
    return true;
}

static bool write_all(int descriptor, struct slice text) {
    while (text.size > 0) {
        ssize_t size = write(descriptor, text.data, text.size);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return false;
        text = slice_from(text, (size_t)size);
    }
    return true;
}

bool maildir_add(const char *folder, const char *name, struct slice text) {
    char from[PATH], to[PATH];
    if (!join(from, folder, "tmp", name) || !join(to, folder, "new", name))
        return false;
    int descriptor = open(from, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return false;
    bool written = write_all(descriptor, text);
    written = close(descriptor) == 0 && written;
    if (written && rename(from, to) == 0)
        return true;
    (void)unlink(from);
    return false;
}

void maildir_take_back(const char *folder, const char *name) {
    char path[PATH];
    if (join(path, folder, "new", name))
        (void)unlink(path);
}

/* Flags stand in the order of the alphabet behind ":2,". */
static bool add_seen(char flags[FLAGS], const char *before) {
    size_t size = strlen(before), at = 0;
    if (size + sizeof "S" > FLAGS)
        return false;
    while (before[at] && before[at] < 'S')
        at++;
    bool has = before[at] == 'S';
    (void)snprintf(flags, FLAGS, "%.*s%s%s", (int)at, before, has ? "" : "S", before + at);
    return true;
}

bool maildir_settle(const char *folder, const char *file) {
    char to[PATH], flags[FLAGS], name[PATH];
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *info = strstr(base, ":2,");
    size_t size = info ? (size_t)(info - base) : strcspn(base, ":");
    if (size >= sizeof name - FLAGS || !add_seen(flags, info ? info + 3 : ""))
        return false;
    (void)snprintf(name, sizeof name, "%.*s:2,%s", (int)size, base, flags);
    return join(to, folder, "cur", name) && rename(file, to) == 0;
}

/* ---- reading ---- */

struct name {
    char *name;
    const char *part;
};

struct names {
    struct name *items;
    size_t count, room;
};

static bool add_name(struct names *names, const char *part, const char *name) {
    if (names->count == names->room) {
        size_t room = names->room ? names->room * 2 : 64;
        struct name *items = realloc(names->items, room * sizeof *items);
        if (!items)
            return false;
        names->items = items;
        names->room = room;
    }
    names->items[names->count].part = part;
    names->items[names->count].name = strdup(name);
    return names->items[names->count++].name != NULL;
}

static bool list(struct names *names, const char *folder, const char *part) {
    char path[PATH];
    DIR *entries = join(path, folder, part, "") ? opendir(path) : NULL;
    if (!entries)
        return false;
    bool good = true;
    for (const struct dirent *entry; good && (entry = readdir(entries)) != NULL;)
        if (entry->d_name[0] != '.')
            good = add_name(names, part, entry->d_name);
    (void)closedir(entries);
    return good;
}

static int compare(const void *a, const void *b) {
    return strcmp(((const struct name *)a)->name, ((const struct name *)b)->name);
}

bool maildir_read(const char *folder, bool (*take)(void *context, struct mail *mail),
                  void *context) {
    struct names names = {NULL, 0, 0};
    char path[PATH];
    bool good = list(&names, folder, "new") && list(&names, folder, "cur");
    if (good && names.count > 0)
        qsort(names.items, names.count, sizeof *names.items, compare);
    for (size_t i = 0; i < names.count; i++) {
        const struct name *name = &names.items[i];
        struct mail *mail = good && join(path, folder, name->part, name->name)
                                ? mail_of_file(path, name->name)
                                : NULL;
        if (mail) /* else it is no plain file, or has gone meanwhile */
            good = take(context, mail);
        mail_release(mail);
        free(name->name);
    }
    free(names.items);
    return good;
}
