#include "command/password.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "report/whole_file.h"

enum { FILE_MOST = 64 * 1024, LINE = 1024 };

static void wipe(char *text) {
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

static void wipe_buffer(struct buffer *buffer) {
    if (buffer->data)
        explicit_bzero(buffer->data, buffer->size);
    buffer_free(buffer);
}

void password_clear(struct password *password) {
    wipe(password->user);
    wipe(password->word);
    *password = (struct password){0};
}

static char *copy(struct slice text) {
    return text.size > 0 ? strndup((const char *)text.data, text.size) : strdup("");
}

static bool read_file(struct password *password, const char *path, struct error *error) {
    struct buffer text = {NULL, 0, 0};
    if (!whole_file_read(path, FILE_MOST, &text, NULL, error))
        return false;
    struct slice line = buffer_slice(&text);
    line = slice_first(line, slice_find(line, '\n'));
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    password->word = copy(line);
    wipe_buffer(&text);
    return password->word || error_memory(error);
}

/* ---- ~/.netrc ---- */

/* The next word; lines do not matter. */
static struct slice next_word(struct slice *rest) {
    while (rest->size > 0 && rest->data[0] <= ' ')
        *rest = slice_from(*rest, 1);
    size_t size = 0;
    while (size < rest->size && rest->data[size] > ' ')
        size++;
    struct slice word = slice_first(*rest, size);
    *rest = slice_from(*rest, size);
    return word;
}

/* One entry: `machine HOST`, or `default`, and its words up to the next. */
struct entry {
    bool fits;
    struct slice login, password;
};

static bool take_entry(struct password *password, const struct entry *entry) {
    bool other = password->user && entry->login.size > 0 &&
                 !slice_equal(slice_string(password->user), entry->login);
    if (!entry->fits || other || entry->password.size == 0)
        return false;
    if (!password->user && entry->login.size > 0)
        password->user = copy(entry->login);
    password->word = copy(entry->password);
    return true;
}

static void search_netrc(struct password *password, struct slice rest, const char *host) {
    struct entry entry = {0};
    while (rest.size > 0) {
        struct slice word = next_word(&rest);
        bool machine = slice_equal(word, SLICE("machine"));
        if (machine || slice_equal(word, SLICE("default"))) {
            if (take_entry(password, &entry))
                return;
            entry = (struct entry){
                .fits = !machine || slice_equal_nocase(next_word(&rest), slice_string(host))};
        } else if (slice_equal(word, SLICE("login"))) {
            entry.login = next_word(&rest);
        } else if (slice_equal(word, SLICE("password"))) {
            entry.password = next_word(&rest);
        }
    }
    (void)take_entry(password, &entry);
}

static void read_netrc(struct password *password, const char *host) {
    struct buffer text = {NULL, 0, 0};
    struct error ignored = {0};
    char path[LINE];
    const char *home = getenv("HOME");
    if (!home || snprintf(path, sizeof path, "%s/.netrc", home) >= (int)sizeof path)
        return;
    if (access(path, R_OK) == 0 && whole_file_read(path, FILE_MOST, &text, NULL, &ignored))
        search_netrc(password, buffer_slice(&text), host);
    wipe_buffer(&text);
}

bool password_find(struct password *password, const struct live_choices *choices, const char *user,
                   const char *host, struct error *error) {
    const char *named = choices->user ? choices->user : *user ? user : NULL;
    const char *kept = getenv("HELOISE_PASSWORD");
    *password = (struct password){.user = named ? strdup(named) : NULL};
    if (choices->password)
        password->word = strdup(choices->password);
    else if (choices->password_file)
        return read_file(password, choices->password_file, error);
    else if (kept)
        password->word = strdup(kept);
    else
        read_netrc(password, host);
    return true;
}

/* ---- a question ---- */

void password_ask(struct password *password) {
    struct termios kept, silent;
    char line[LINE];
    int terminal = password->word ? -1 : open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0)
        return;
    if (tcgetattr(terminal, &kept) == 0) {
        silent = kept;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(terminal, TCSAFLUSH, &silent);
        (void)!write(terminal, "Password: ", 10);
        ssize_t size = read(terminal, line, sizeof line - 1);
        (void)tcsetattr(terminal, TCSAFLUSH, &kept);
        (void)!write(terminal, "\n", 1);
        if (size > 0) {
            line[size] = '\0';
            line[strcspn(line, "\r\n")] = '\0';
            password->word = strdup(line);
        }
        explicit_bzero(line, sizeof line);
    }
    (void)close(terminal);
}
