#include "command/help.h"

enum { HELP_COLUMN = 32, COMMAND_COLUMN = 10, HELP_LINE = 78 };

/* Options that a screen holds; of a command that has more, room is left for the names of the rest.
 */
enum { HELP_OPTIONS = 17, HELP_OPTIONS_OF_MANY = 10 };

static void pad_to(struct writer *writer, size_t start, size_t column) {
    size_t used = writer->buffer.size - start;
    writer_repeat(writer, ' ', used < column ? column - used : 1);
}

/* "  -T, --format text|json       how to write" */
static void write_option(struct writer *writer, const struct option *option) {
    size_t start = writer->buffer.size;
    writer_string(writer, option->letter ? "  -" : "    ");
    if (option->letter) {
        writer_put(writer, option->letter);
        writer_string(writer, ", ");
    } else {
        writer_string(writer, "  ");
    }
    writer_string(writer, "--");
    writer_string(writer, option->name);
    if (option->argument) {
        writer_put(writer, ' ');
        writer_string(writer, option->argument);
    }
    pad_to(writer, start, HELP_COLUMN);
    writer_string(writer, _(option->help));
    writer_put(writer, '\n');
}

static bool is_shown(const struct option *option, unsigned commands_bits) {
    return option->help && !(option->commands & MANUAL_ONLY) &&
           (option->commands & commands_bits) == commands_bits;
}

/* Options beyond what a screen holds, by name alone. */
static void write_names(struct writer *writer, unsigned commands_bits, size_t from) {
    size_t start = writer->buffer.size;
    writer_string(writer, _("  More, in the manual:"));
    for (size_t i = from; i < option_count; i++) {
        const char *name = option_table[i].name;
        if (!is_shown(&option_table[i], commands_bits))
            continue;
        if (writer->buffer.size - start + strlen(name) + 3 > HELP_LINE) {
            writer_put(writer, '\n');
            start = writer->buffer.size;
            writer_put(writer, ' ');
        }
        writer_string(writer, " --");
        writer_string(writer, name);
    }
    writer_put(writer, '\n');
}

/* As many as fit a screen with their help, those that come first in the table. */
static void write_options(struct writer *writer, unsigned commands_bits) {
    size_t count = 0, written = 0;
    for (size_t i = 0; i < option_count; i++)
        count += is_shown(&option_table[i], commands_bits);
    size_t most = count > HELP_OPTIONS ? HELP_OPTIONS_OF_MANY : count;
    for (size_t i = 0; i < option_count; i++) {
        if (!is_shown(&option_table[i], commands_bits))
            continue;
        if (written == most) {
            write_names(writer, commands_bits, i);
            return;
        }
        write_option(writer, &option_table[i]);
        written++;
    }
}

/* "Exit status: 0 done; 64 usage …", in lines that fit. */
static void write_statuses(struct writer *writer, unsigned command) {
    enum { LINE = 78 };
    size_t start = writer->buffer.size;
    writer_string(writer, _("Exit status:"));
    for (const struct exit_status *row = exit_statuses; row->text; row++) {
        const char *text = _(row->text);
        if (!(row->commands & command))
            continue;
        writer_string(writer, row == exit_statuses ? "" : ";");
        if (writer->buffer.size - start + strlen(text) + 6 > LINE) {
            writer_put(writer, '\n');
            start = writer->buffer.size;
            writer_put(writer, ' ');
        }
        writer_put(writer, ' ');
        writer_number(writer, (uint64_t)row->status, 1);
        writer_put(writer, ' ');
        writer_string(writer, text);
    }
    writer_string(writer, ".\n");
}

static void write_command(struct writer *writer, const struct command *command) {
    SAY(writer, _("Usage: heloise {command} [OPTION]... {words}\n"), WORD("command", command->name),
        WORD("words", _(command->words)));
    writer_string(writer, _(command->title));
    writer_string(writer, "\n\n");
    write_options(writer, command->bit);
    write_statuses(writer, command->bit);
}

static void write_program(struct writer *writer) {
    writer_string(writer, _("Usage: heloise [COMMAND] [OPTION]... SOURCE...\n"
                            "Reads captures of mail traffic: SMTP, LMTP and POP3.\n\n"));
    for (size_t i = 0; i < COMMANDS; i++) {
        size_t start = writer->buffer.size;
        writer_string(writer, "  ");
        writer_string(writer, commands[i].name);
        pad_to(writer, start, COMMAND_COLUMN);
        writer_string(writer, _(commands[i].title));
        writer_string(writer, &commands[i] == command_default() ? _(" (when no command is named)\n")
                                                                : "\n");
    }
    writer_string(
        writer,
        _("\nSOURCE is a capture file (pcap or pcapng, compressed or not), - for stdin, or\n"
          "sample:NAME (list sample: names them). Several are read as one, by time.\n"
          "With -i DEVICE sessions are shown as they happen (-D lists the devices).\n\n"));
    write_options(writer, COMMAND_ALL);
    writer_string(writer, _("heloise COMMAND --help shows the options of a command.\n"));
}

void help_write(struct writer *writer, const struct command *command) {
    if (command)
        write_command(writer, command);
    else
        write_program(writer);
}

void help_version(struct writer *writer) {
    writer_string(writer, "heloise " HELOISE_VERSION "\n");
}
