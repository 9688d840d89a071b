#include "practice/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct mail *mail_new(struct buffer *text, const char *id) {
    struct mail *mail = calloc(1, sizeof *mail);
    char *copy = strdup(id);
    if (!mail || !copy) {
        free(mail);
        free(copy);
        return NULL;
    }
    *mail = (struct mail){.holders = 1, .text = *text, .id = copy, .size = text->size};
    *text = (struct buffer){NULL, 0, 0};
    return mail;
}

/* ---- in a file ---- */

/* Reads all of a plain file, and nothing else, into the buffer. */
static bool read_file(const char *file, struct buffer *text) {
    struct stat status;
    int descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    bool good = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                buffer_reserve(text, (size_t)status.st_size);
    while (good && text->size < (size_t)status.st_size) {
        ssize_t size =
            read(descriptor, text->data + text->size, (size_t)status.st_size - text->size);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            break; /* it has become shorter */
        text->size += (size_t)size;
    }
    (void)close(descriptor);
    return good;
}

static size_t count_ends(struct slice text) {
    size_t count = 0;
    for (size_t end; (end = slice_find(text, '\n')) != SLICE_NONE; count++)
        text = slice_from(text, end + 1);
    return count;
}

/* Whether lines end in LF, as programs of this system write them. */
static bool has_bare_ends(struct slice text) {
    size_t end = slice_find(text, '\n');
    return end != SLICE_NONE && (end == 0 || text.data[end - 1] != '\r');
}

struct mail *mail_of_file(const char *file, const char *name) {
    struct buffer text = {NULL, 0, 0};
    struct mail *mail = calloc(1, sizeof *mail);
    bool good = mail && read_file(file, &text);
    if (good) {
        struct slice whole = buffer_slice(&text);
        bool bare = has_bare_ends(whole);
        *mail = (struct mail){.holders = 1,
                              .file = strdup(file),
                              .id = strndup(name, strcspn(name, ":")),
                              .size = whole.size + (bare ? count_ends(whole) : 0),
                              .bare = bare};
        good = mail->file && mail->id;
    }
    buffer_free(&text);
    if (good)
        return mail;
    mail_release(mail);
    return NULL;
}

/* Gives each line the CR that it lacks. */
static bool mend(struct buffer *text) {
    struct buffer mended = {NULL, 0, 0};
    struct slice rest = buffer_slice(text);
    bool good = true;
    while (good && rest.size > 0) {
        size_t end = slice_find(rest, '\n');
        good = buffer_add(&mended, slice_first(rest, end)) &&
               (end == SLICE_NONE || buffer_add(&mended, SLICE("\r\n")));
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 1);
    }
    buffer_free(text);
    *text = mended;
    return good;
}

struct slice mail_text(struct mail *mail) {
    if (!mail->file || mail->text.size > 0)
        return buffer_slice(&mail->text);
    if (!read_file(mail->file, &mail->text) || (mail->bare && !mend(&mail->text)))
        buffer_free(&mail->text);
    return buffer_slice(&mail->text);
}

void mail_forget(struct mail *mail) {
    if (mail->file)
        buffer_free(&mail->text);
}

void mail_release(struct mail *mail) {
    if (!mail || (mail->holders > 0 && --mail->holders > 0))
        return;
    buffer_free(&mail->text);
    free(mail->file);
    free(mail->id);
    free(mail);
}
