/* heloise open: the screens, where there is a terminal for them; else what show prints. */
#include <unistd.h>

#include "command/complain.h"
#include "command/run.h"
#include "command/selection.h"
#include "command/terminal.h"

/* Whether screens can be drawn: keys come from stdin, or from the terminal behind a stdin that is a
 * capture. */
static bool has_screen(const struct options *options) {
    bool keys = isatty(STDIN_FILENO) || options->source_count > 0 || options->device;
    return keys && terminal_draws_screens(options);
}

/* Whether the filter is one, before the screen is taken. */
static bool filter_is_good(const struct options *options, int *status) {
    struct selection selection;
    bool good = selection_begin(&selection, options->filter, status);
    if (good)
        selection_end(&selection);
    return good;
}

int run_open(const struct options *options) {
    struct error error = {0};
    int status = 0;
    if (has_screen(options)) {
        if (!filter_is_good(options, &status))
            return status;
        status = options->screens(options, &error);
        return error.kind == ERROR_NONE ? status : complain(&error);
    }
    if (options->source_count > 0 || options->device)
        return run_show(options);
    (void)error_set(&error, ERROR_USAGE, _("no SOURCE: name a capture file, or - for stdin"));
    return complain_usage(&error, options->command->name);
}
