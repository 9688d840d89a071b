/* heloise: shows what mail programs say to each other.
 *
 * Takes the command line apart and hands over to the command; everything else is in src/command/
 * and in the library. */
#include "command/complain.h"
#include "command/document.h"
#include "command/help.h"
#include "command/keys.h"
#include "command/listen.h"
#include "command/options.h"
#include "command/terminal.h"
#include "index/sample.h"
#include "report/device_text.h"
#include "ui/app.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

/* A closed descriptor would be given to the next file that is opened. It is filled with one that
 * fails as a closed one does: stdin cannot be read, the others cannot be written. */
static void fill_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void list_devices(struct writer *out, struct error *error) {
    struct device_list list;
    if (device_list_read(&list, error))
        device_list_text(out, &list);
    device_list_free(&list);
}

static int print(const struct options *options) {
    struct writer out = writer_to(STDOUT_FILENO);
    struct error error = {0};
    if (options->version)
        help_version(&out);
    else if (options->generate)
        document_write(&out, options->generate);
    else if (options->dump_config)
        (void)app_dump_config(&out, &error);
    else if (options->list_interfaces)
        list_devices(&out, &error);
    else if (options->sample_list)
        (void)sample_list(&out, &error);
    else
        help_write(&out, options->command_named ? options->command : NULL);
    bool written = writer_flush(&out);
    writer_free(&out);
    if (error.kind != ERROR_NONE)
        return complain(&error);
    return written ? 0 : complain_output(out.cause);
}

/* What the screens say first. */
static void write_notice(struct writer *notice, const struct options *options,
                         const struct privileges *as) {
    if (options->notice)
        writer_string(notice, options->notice);
    else if (as->change)
        SAY(notice, _("listening as user {user}, who also saves files"), WORD("user", as->name));
    if (notice->buffer.size > 0)
        writer_put(notice, '\0');
}

static int run_screens_with(const struct options *options, struct device *device,
                            const char *notice, struct error *error) {
    const struct terminal terminal = terminal_look(options->color);
    struct keys *keys = command_keys(options, error);
    if (!keys)
        return 0;
    const struct index_options reading = {
        .keys = keys_ring(keys),
        .rules = options->rules,
        .rule_count = options->rule_count,
        .follow = options->follow,
        .capture_filter = device ? NULL : options->capture_filter,
    };
    const struct report_options report = {
        .time = options->time,
        .show_secrets = options->show_secrets,
        .full = options->full,
        .hex = options->hex,
        .verbose = options->verbose,
    };
    (void)setlocale(LC_CTYPE, "");
    int status = app_run(
        &(struct app_options){
            .sources = options->sources,
            .source_count = options->source_count,
            .device = device,
            .reading = &reading,
            .keys = keys,
            .report = &report,
            .depth = options->depth,
            .filter = options->filter,
            .title = options->title,
            .notice = notice,
            .passing = options->passing,
            .color = terminal.color,
            .ascii = terminal.ascii,
        },
        error);
    keys_free(keys);
    return status;
}

/* The screens for a command that wants them. */
static int run_screens(const struct options *options, struct error *error) {
    struct writer notice = writer_to(WRITER_MEMORY);
    struct privileges as = {.change = false};
    struct device *device = NULL;
    struct error lost = {0};
    int status = 0;
    if (options->device)
        device = listen_begin(options, SANDBOX_SCREENS, &as, error);
    write_notice(&notice, options, &as);
    const char *first = notice.buffer.size > 0 ? (const char *)notice.buffer.data : NULL;
    if (device || !options->device)
        status = run_screens_with(options, device, first, error);
    if (device && !device_end_record(device, &lost))
        status = complain(&lost);
    device_close(device);
    writer_free(&notice);
    return status;
}

int main(int argc, char **argv) {
    struct options options = {0};
    struct error error = {0};
    int status;
    options.screens = run_screens;
    fill_descriptors();
    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told as a full disk is */
    if (!options_parse(&options, argc, argv, &error))
        status = error.kind == ERROR_USAGE ? complain_usage(&error, options.command->name)
                                           : complain(&error);
    else if (options.help || options.version || options.generate || options.dump_config ||
             options.sample_list || options.list_interfaces)
        status = print(&options);
    else
        status = options.command->run(&options);
    options_clear(&options);
    return status;
}
