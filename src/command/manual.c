#include "command/document.h"
#include "command/options.h"
#include "index/filter.h"

/* Text for man(7): a hyphen that is typed is \-, a backslash \e, a leading dot or quote is
 * protected. */
static void roff_text(struct writer *writer, const char *text) {
    if (*text == '.' || *text == '\'')
        writer_string(writer, "\\&");
    for (; *text; text++) {
        if (*text == '-' || *text == '\\')
            writer_string(writer, *text == '-' ? "\\-" : "\\e");
        else
            writer_put(writer, *text);
    }
}

static void roff_line(struct writer *writer, const char *request, const char *text) {
    writer_string(writer, request);
    roff_text(writer, text);
    writer_put(writer, '\n');
}

/* ".BR \-T ", " \-\-format \fItext|json" */
static void write_option(struct writer *writer, const struct option *option) {
    writer_string(writer, ".TP\n\\fB");
    if (option->letter) {
        writer_string(writer, "\\-");
        writer_put(writer, option->letter);
        writer_string(writer, "\\fR, \\fB");
    }
    writer_string(writer, "\\-\\-");
    roff_text(writer, option->name);
    writer_string(writer, "\\fR");
    if (option->argument) {
        writer_string(writer, " \\fI");
        roff_text(writer, option->argument);
        writer_string(writer, "\\fR");
    }
    roff_line(writer, "\n", option->help);
}

static unsigned commands_of(size_t option) {
    return option_table[option].help ? option_table[option].commands & ~MANUAL_ONLY : 0;
}

/* Those that just these commands know, from place `first` of the table on. */
static void write_options(struct writer *writer, unsigned wanted, size_t first) {
    for (size_t i = first; i < option_count; i++)
        if (commands_of(i) == wanted)
            write_option(writer, &option_table[i]);
}

static bool comes_first(size_t option) {
    for (size_t i = 0; i < option; i++)
        if (commands_of(i) == commands_of(option))
            return false;
    return true;
}

/* "Of heloise talk, send, fetch" and their options, for each set of commands that has some. */
static void write_options_by_commands(struct writer *writer) {
    for (size_t option = 0; option < option_count; option++) {
        unsigned wanted = commands_of(option);
        const char *between = "";
        if (wanted == 0 || wanted == COMMAND_ALL || !comes_first(option))
            continue;
        writer_string(writer, ".SS Of heloise ");
        for (size_t i = 0; i < COMMANDS; i++) {
            if (!(commands[i].bit & wanted))
                continue;
            writer_string(writer, between);
            roff_text(writer, commands[i].name);
            between = ", ";
        }
        writer_put(writer, '\n');
        write_options(writer, wanted, option);
    }
}

static void write_command(struct writer *writer, const struct command *command) {
    writer_string(writer, ".TP\n\\fBheloise ");
    roff_text(writer, command->name);
    writer_string(writer, "\\fR [\\fIOPTION\\fR]... \\fI");
    roff_text(writer, command->words);
    roff_line(writer, "\\fR\n", command->detail);
}

static void write_head(struct writer *writer) {
    writer_string(writer,
                  ".TH HELOISE 1 \"\" \"heloise " HELOISE_VERSION "\" \"User Commands\"\n"
                  ".SH NAME\nheloise \\- show what mail programs say to each other\n"
                  ".SH SYNOPSIS\n.nf\n"
                  "\\fBheloise\\fR [\\fICOMMAND\\fR] [\\fIOPTION\\fR]... \\fISOURCE\\fR...\n"
                  ".fi\n.SH DESCRIPTION\n");
    roff_line(
        writer, "",
        "heloise reads captures of mail traffic and shows every SMTP, LMTP and POP3 session in "
        "them, on any port. A SOURCE is a capture file (pcap or pcapng, plain or compressed by "
        "gzip, bzip2, xz, lz4 or zstd), - for a capture on standard input, or sample:NAME for one "
        "that comes with heloise: heloise list sample: names them. Passwords and other secrets are "
        "masked.");
    roff_line(
        writer, ".PP\n",
        "Several sources are read as one, in the order of time, whatever the order in which they "
        "are named: a session that begins in one file and ends in the next is one session. At "
        "most 128 files that overlap in time are read side by side; of files that follow each "
        "other there may be any number up to 65536.");
    roff_line(
        writer, ".PP\n",
        "Rows of a pipe appear as sessions end. With --follow a plain file is waited for at its "
        "end, and read from its start when another one has its name or it is written anew; each "
        "session is told when it ends, also when others that began before go on. A compressed "
        "file is read to its end. Ctrl-C ends reading; what was decoded is printed.");
}

static void write_sniffing(struct writer *writer) {
    writer_string(writer, ".SH SNIFFING\n");
    roff_line(
        writer, "",
        "With -i a network device is listened to: its name, its number in what -D lists, or any "
        "for "
        "all of them. Each session is told when it ends; Ctrl-C (or SIGTERM) ends "
        "listening, tells sessions that are still open and the totals, and the exit status is "
        "that of reading a file. Mail is found on any port, and no port need be named.");
    roff_line(
        writer, ".PP\n",
        "As for tcpdump, the words that are left are a capture filter (pcap-filter(7)), beside "
        "-r as well; -f takes one where captures are named without -r. Where both are given, "
        "both must hold. On a device, without a filter, everything is captured that mail may "
        "travel in: all but ARP, and but UDP that is no tunnel and no fragment; "
        "-f '' captures everything. -w writes what is captured as it "
        "comes, whatever -Y chooses.");
    roff_line(
        writer, ".PP\n",
        "Capturing takes root or the capability cap_net_raw. Both are given up before the "
        "first packet is looked at: root goes on as the user of -Z, else as whoever called sudo, "
        "else as nobody (-Z root: as root, without capabilities). What -w writes belongs to "
        "that user, or to root instead of nobody. Then a sandbox is entered (no_new_privs, "
        "seccomp, "
        "Landlock): nothing is run and nothing connected, and a report opens no files but "
        "libraries. The screens read and save what the user may; for another device they have to "
        "be "
        "started again.");
    roff_line(
        writer, ".PP\n",
        "Packets that the kernel drops because its buffer is full are counted in the title of the "
        "screens, in the totals and in a warning at the end. The screens keep what was captured in "
        "an unlinked file in $TMPDIR, else /var/tmp, of at most 8 GiB, and say so when it is "
        "full.");
}

/* "list, show: ", where not all commands are meant. */
static void write_names(struct writer *writer, unsigned wanted) {
    bool first = true;
    if (wanted == COMMAND_ALL)
        return;
    for (size_t i = 0; i < COMMANDS; i++) {
        if (!(commands[i].bit & wanted))
            continue;
        writer_string(writer, first ? "" : ", ");
        roff_text(writer, commands[i].name);
        first = false;
    }
    writer_string(writer, ": ");
}

static void write_statuses(struct writer *writer) {
    writer_string(writer, ".SH EXIT STATUS\n");
    for (const struct exit_status *row = exit_statuses; row->text; row++) {
        writer_string(writer, ".TP\n");
        writer_number(writer, (uint64_t)row->status, 1);
        writer_put(writer, '\n');
        write_names(writer, row->commands);
        roff_line(writer, "", _(row->text));
    }
}

/* ".TP", name and type, meaning, and the words that it knows. */
static void write_field(struct writer *writer, size_t n, const struct filter_field_info *field) {
    const char *word;
    writer_string(writer, ".TP\n\\fB");
    roff_text(writer, field->name);
    writer_string(writer, "\\fR (");
    roff_text(writer, _(field->type));
    writer_string(writer, field->events ? ", *)\n" : ")\n");
    roff_text(writer, _(field->meaning));
    for (size_t i = 0; (word = filter_field_word(n, i)) != NULL; i++) {
        writer_string(writer, i == 0 ? ": " : ", ");
        roff_text(writer, word);
    }
    writer_put(writer, '\n');
}

static void write_filters(struct writer *writer) {
    struct filter_field_info field;
    writer_string(writer, ".SH FILTERS\n");
    roff_line(
        writer, "",
        "--filter chooses sessions in the language of Wireshark's display filters: a field alone "
        "(there is one), or a field, a relation and a value, joined by and, or, not (&&, ||, !) "
        "and parentheses; and binds closer than or. Relations are == != > >= < <= (eq ne gt ge lt "
        "le), contains, matches (PCRE2, whatever the case) and in {a, b}. Values are numbers, "
        "\"text\" (quotes may be left out around a single word), addresses and networks "
        "(192.0.2.0/24), durations (30s, 250ms), sizes (10k, 2M) and times (\"2009-10-05 06:06\", "
        "local unless Z or +02:00 stands behind them; what is left out is covered whole).");
    roff_line(
        writer, ".PP\n",
        "A comparison on a field of events (marked * below) holds when one event satisfies it. "
        "exchange(...) holds when one command with its replies and the message between them "
        "satisfies all of it, all(...) when every event that has the field does (also where none "
        "has it), and count(...) > 3 counts the events. Where there are several values, one is "
        "enough, but for != all must differ.");
    for (size_t n = 0; filter_field_at(n, &field); n++)
        write_field(writer, n, &field);
}

/* What may stand behind the word of an action. */
#define WORDS_OF_NOTHING  ""
#define WORDS_OF_TEXT     " TEXT"
#define WORDS_OF_WORD     " WORD"
#define WORDS_OF_NUMBER   " [N]"
#define WORDS_OF_SPAN     " TIME"
#define WORDS_OF_PIECES   " N TIME"
#define WORDS_OF_PROVIDER " PROVIDER REASON"

static void write_scenarios(struct writer *writer) {
    static const struct {
        const char *line, *text;
    } actions[] = {
#define ACTION(id, word, argument, help) {word WORDS_OF_##argument, help},
#include "practice/scenario_actions.def"
#undef ACTION
    };
    writer_string(writer, ".SH SCENARIOS\n");
    roff_line(
        writer, "",
        "A scenario of heloise serve is a text with a rule a line: STAGE [CONDITION...]: ACTION. "
        "Empty lines and those that begin with # or title count for nothing. STAGE is a command "
        "in capitals (RCPT, RETR), command (any), connect (the greeting), tls (the handshake after "
        "STARTTLS), content (while a message comes in), message (after its end) or always (the "
        "whole session). All conditions have to hold: /PCRE/ (what follows the command fits), "
        "first N (not more often in a session), after N (not the first N times), new (client, "
        "sender and recipient were never seen together), clear (without TLS). A reply of the class "
        "that lets the command succeed does not hinder it; any other stands in the place of what "
        "it would do. In texts \\r \\n \\t \\0 \\\\ and \\xHH are octets; a time is 5s or 250ms.");
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        roff_line(writer, ".TP\n.B ", actions[i].line);
        roff_line(writer, "", _(actions[i].text));
    }
}

static void write_environment(struct writer *writer) {
    static const struct {
        const char *name, *text;
    } variables[] = {
        {"COLUMNS", "How wide the terminal is, where it does not say so itself."},
        {"NO_COLOR", "When set and not empty, output has no colour unless --color asks for it."},
        {"TERM", "With the value dumb, output has no colour unless --color asks for it."},
        {"LC_ALL, LC_CTYPE, LANG", "A terminal in a locale without UTF-8 is sent ASCII alone."},
        {"TZ", "The zone of local times."},
        {"SSLKEYLOGFILE", "A file that the TLS secrets of heloise serve are added to."},
    };
    writer_string(writer, ".SH ENVIRONMENT\n");
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        roff_line(writer, ".TP\n.B ", variables[i].name);
        roff_line(writer, "", variables[i].text);
    }
}

static void write_files(struct writer *writer) {
    static const struct {
        const char *name, *text;
    } files[] = {
        {"$XDG_CONFIG_HOME/heloise/config",
         "How the screens are set: a line each, set NAME VALUE, bind SCREEN KEY ACTION, or filter "
         "@NAME FILTER, which saves a filter under a name; # begins a comment. heloise "
         "--dump-config "
         "prints all that can be set, and how it is. A line that is wrong is told, and left out. "
         "Without the variable: ~/.config."},
        {"$XDG_CONFIG_HOME/heloise/rules", "Provider rules of your own, see explain."},
        {"$XDG_STATE_HOME/heloise",
         "What the screens remember: filters, searches and commands that were written, files that "
         "were opened. Without the variable: ~/.local/state."},
    };
    writer_string(writer, ".SH FILES\n");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        roff_line(writer, ".TP\n.I ", files[i].name);
        roff_line(writer, "", files[i].text);
    }
}

static void write_examples(struct writer *writer) {
    static const struct {
        const char *line, *text;
    } examples[] = {
        {"heloise mail.pcapng",
         "The sessions on the screen; where there is none, their transcripts."},
        {"heloise list -d 2525=smtp mail.pcap", "One row a session; what is on port 2525 is SMTP."},
        {"heloise list -T json mail.pcap | jq .verdict", "One object a session."},
        {"heloise list -Y 'exchange(recipient and code >= 500)' mail.pcap",
         "Sessions in which a recipient was refused."},
        {"heloise show sample:greylist", "A sample that comes with heloise."},
        {"heloise -i eth0", "The sessions on a device, on the screen, as they happen."},
        {"heloise show -i any -w all.pcapng tcp port 25",
         "What is said on port 25 of any device, as sessions end; the packets go to a file, too."},
        {"heloise list mail.pcap*", "Rotated captures, as one."},
        {"heloise list --follow mail.pcap", "A row for each session, as it ends."},
        {"heloise serve --explain", "A practice server, each session explained as it happens."},
        {"heloise serve --scenario greylist", "The same, and it puts everybody off once."},
        {"tcpdump -U -w - port 25 | heloise show --follow -", "From a pipe, as it happens."},
    };
    writer_string(writer, ".SH EXAMPLES\n");
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        roff_line(writer, ".TP\n.B ", examples[i].line);
        roff_line(writer, "", examples[i].text);
    }
    writer_string(writer,
                  ".SH SEE ALSO\n.BR tcpdump (1),\n.BR tshark (1),\n.BR pcap\\-savefile (5)\n");
}

void manual_write(struct writer *writer) {
    write_head(writer);
    writer_string(writer, ".SH COMMANDS\n");
    for (size_t i = 0; i < COMMANDS; i++)
        write_command(writer, &commands[i]);
    writer_string(writer, ".SH OPTIONS\n");
    write_options(writer, COMMAND_ALL, 0);
    write_options_by_commands(writer);
    write_sniffing(writer);
    write_filters(writer);
    write_scenarios(writer);
    write_statuses(writer);
    write_environment(writer);
    write_files(writer);
    write_examples(writer);
}
