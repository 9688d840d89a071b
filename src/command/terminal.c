#include "command/terminal.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST_WIDTH = 40, USUAL_WIDTH = 80, MOST_WIDTH = 4096 };

/* An empty variable counts as none. */
static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static size_t bounded(uint64_t width) {
    return width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : (size_t)width;
}

static size_t look_width(bool present) {
    const char *columns = variable("COLUMNS");
    struct winsize size;
    uint64_t width;
    if (columns && slice_number(slice_string(columns), UINT32_MAX, &width) && width > 0)
        return bounded(width);
    if (!present)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return bounded(size.ws_col);
    return USUAL_WIDTH;
}

/* https://no-color.org: set and not empty means no. */
static bool look_color(enum color_choice choice, bool present) {
    const char *term = variable("TERM");
    if (choice != COLOR_AUTO)
        return choice == COLOR_ALWAYS;
    return present && !variable("NO_COLOR") && term && strcmp(term, "dumb") != 0;
}

/* The first of these that is set names the locale (POSIX, environment variables 8.2). */
static bool locale_is_utf8(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = variable(names[i]);
        if (locale)
            return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
    }
    return false;
}

struct terminal terminal_look(enum color_choice color) {
    bool present = isatty(STDOUT_FILENO);
    return (struct terminal){
        .present = present,
        .color = look_color(color, present),
        .ascii = present && !locale_is_utf8(),
        .width = look_width(present),
    };
}

bool terminal_draws_screens(const struct options *options) {
    const char *term = variable("TERM");
    return options->format == FORMAT_TEXT && options->screens && isatty(STDOUT_FILENO) && term &&
           strcmp(term, "dumb") != 0;
}

bool terminal_takes_screens(const struct options *options) {
    return isatty(STDIN_FILENO) && terminal_draws_screens(options);
}
