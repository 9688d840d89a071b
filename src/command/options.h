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

enum { SERVER_KEYS_MOST = 16 };
/* Options that may be given several times, and are read when the command runs. */
enum given_kind {
    GIVEN_LISTEN,
    GIVEN_USER,
    GIVEN_USERS,
    GIVEN_DOMAIN,
    GIVEN_SCENARIO,
    GIVEN_TO,
    GIVEN_HEADER,
    GIVEN_ATTACH,
    GIVEN_SET,
    GIVEN_TOP,
    GIVEN_RETRIEVE,
    GIVEN_DELETE,
};

struct given {
    enum given_kind kind;
    const char *value; /* argv's */
};

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* What talk, send and fetch are told. NULL: not given. */
struct live_choices {
    const char *server, *port, *from, *ehlo, *body, *data; /* of send */
    const char *quit_after, *drop_after;
    const char *script;           /* of talk */
    const char *output;           /* of fetch */
    const char *trust;            /* a file or folder of CA certificates */
    const char *mechanism, *user; /* of the login */
    char *password;               /* the options' own */
    const char *password_file;
    const char *local, *local_port;         /* address and port to connect from */
    const char *socket, *pipe;              /* in place of host and port */
    const char *tls_versions, *tls_ciphers; /* comma list; OpenSSL's words */
    const char *tls_name, *tls_verified;    /* what is asked for (SNI), what is verified */
    const char *certificate, *key;          /* the client's own */
    duration timeout;                       /* 0: as RFC 5321 says */
    bool tls, tls_optional, tls_on_connect, insecure, insecure_auth, auth, ipv4, ipv6, pipeline,
        chunking, list;
};

struct options {
    const struct command *command;
    bool command_named;   /* else it is the default one */
    const char **sources; /* in the order given; the strings are argv's */
    size_t source_count;
    char **sample_files; /* found for sources that name a sample; the strings are its own */
    size_t sample_count;
    bool sample_list;      /* a source asks for the names of all samples */
    bool source_by_option; /* -r was used */
    const char *device;    /* to sniff; NULL: files are read */
    const char *packets;   /* -f: a capture filter; NULL: none */
    char *capture_filter;  /* of -f and of words; the options' own; NULL: none was given */
    uint64_t buffer;       /* octets that the kernel keeps of a device; 0: the usual */
    const char *user;      /* whom root goes on as; NULL: whoever called sudo, or nobody */
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
    struct given *given;       /* in the order given */
    size_t given_count;
    const char *write; /* the capture that is written; NULL: none */
    const char *maildir, *certificate, *certificate_key; /* NULL: none */
    uint64_t max_sessions, max_size;
    struct live_choices live;
    const char *debug;  /* NULL: nothing */
    const char *keylog; /* NULL: the environment's */
    const char *server_keys[SERVER_KEYS_MOST];
    size_t server_key_count;
    /* Runs the screens and returns an exit status; `error` is filled where they could not begin.
     * The commands know the screens by this alone; main.c puts it in. */
    int (*screens)(const struct options *options, struct error *error);
    const char *title;    /* what the screens call their source; NULL: its name */
    const char *notice;   /* what the screens say first; NULL: nothing */
    bool passing;         /* the sources will be gone when the screens are left */
    const char *generate; /* what to generate for packagers; NULL: nothing */
    bool modest, list_interfaces, follow, full, hex, explain, transactions, deliveries, statistics,
        digests, decrypt, show_secrets, dump_config, list_scenarios, quiet, verbose, help, version;
};

struct option {
    char letter;          /* 0: none */
    const char *name;     /* without dashes */
    const char *argument; /* NULL: it has none; in brackets: it may be left out */
    unsigned commands;    /* bits of the commands that know it */
    size_t flag;          /* without argument: offset of its bool in struct options */
    bool (*take)(struct options *options, const char *value, struct error *error);
    const char *help; /* NULL: not for users */
};

/* Among the commands of an option: help does not show it. */
#define MANUAL_ONLY (1U << 31)

extern const struct option option_table[];
extern const size_t option_count;

/* Takes the command line apart: options and words in any order, -- ends the options, the first word
 * may be a command. False with `error` filled (ERROR_USAGE names the option). Release with
 * options_clear() in any case. */
bool options_parse(struct options *options, int argc, char **argv, struct error *error);

void options_clear(struct options *options);

#endif
