/* options.h: the command line, taken apart by one table.
 *
 * The table (options.def) says of each option its letter, name, argument, commands and help;
 * parsing, --help, the manual and the shell completions are made from it. */
#ifndef HELOISE_COMMAND_OPTIONS_H
#define HELOISE_COMMAND_OPTIONS_H

#include "base/error.h"
#include "command/command.h"
#include "explain/explain.h"
#include "facts/facts.h"
#include "index/index.h"
#include "report/report.h"

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
    const struct command *command;
    bool command_named;   /* else it is the default one */
    const char **sources; /* in the order given; the strings are argv's */
    size_t source_count;
    char **sample_files; /* found for sources that name a sample; the strings are its own */
    size_t sample_count;
    bool sample_list;      /* a source asks for the names of all samples */
    bool source_by_option; /* -r was used */
    struct port_rule *rules;
    size_t rule_count;
    enum report_format format;
    enum time_format time;
    enum color_choice color;
    enum explain_depth depth;
    enum severity severity;    /* findings below are left out */
    const char *filter;        /* which sessions are wanted; NULL: all */
    const char *only, *except; /* ids of findings; NULL: all, none */
    enum fact_kind list;       /* FACT_KINDS: none */
    const char *bounce;        /* the file of a bounce; NULL: none */
    const char *protocol;      /* of a line to explain; NULL: found out */
    const char *debug;         /* NULL: nothing */
    /* Runs the screens and returns an exit status; `error` is filled where they could not begin.
     * The commands know the screens by this alone; main.c puts it in. */
    int (*screens)(const struct options *options, struct error *error);
    const char *generate; /* what to generate for packagers; NULL: nothing */
    bool follow, full, hex, explain, transactions, deliveries, statistics, digests, show_secrets,
        dump_config, quiet, verbose, help, version;
};

struct option {
    char letter;          /* 0: none */
    const char *name;     /* without dashes */
    const char *argument; /* NULL: it has none */
    unsigned commands;    /* bits of the commands that know it */
    size_t flag;          /* without argument: offset of its bool in struct options */
    bool (*take)(struct options *options, const char *value, struct error *error);
    const char *help; /* NULL: not for users */
};

extern const struct option option_table[];
extern const size_t option_count;

/* Takes the command line apart: options and words in any order, -- ends the options, the first word
 * may be a command. False with `error` filled (ERROR_USAGE names the option). Release with
 * options_clear() in any case. */
bool options_parse(struct options *options, int argc, char **argv, struct error *error);

void options_clear(struct options *options);

#endif
