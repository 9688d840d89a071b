/* The command line is part of the program and not of the library, so its sources are taken in here.
 */
#include "command/command.c"
#include "command/help.c"
#include "command/options.c"
#include "command/take.c"
#include "command/take_live.c"
#include "index/sample.c"

#include "protocol/registry.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int run_open(const struct options *options) {
    (void)options;
    return 0;
}

int run_list(const struct options *options) {
    (void)options;
    return 0;
}

int run_show(const struct options *options) {
    (void)options;
    return 0;
}

int run_check(const struct options *options) {
    (void)options;
    return 0;
}

int run_talk(const struct options *options) {
    (void)options;
    return 0;
}

int run_send(const struct options *options) {
    (void)options;
    return 0;
}

int run_fetch(const struct options *options) {
    (void)options;
    return 0;
}

int run_explain(const struct options *options) {
    (void)options;
    return 0;
}

int run_serve(const struct options *options) {
    (void)options;
    return 0;
}

/* Parses the words (the last is NULL) behind the program's name. */
static bool parse(struct options *options, struct error *error, const char *const *words) {
    char *argv[24] = {(char[]){"heloise"}};
    int argc = 1;
    for (; *words; words++)
        argv[argc++] = (char *)(uintptr_t)*words;
    *options = (struct options){0};
    *error = (struct error){0};
    return options_parse(options, argc, argv, error);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void assert_refused(const char *const *words, const char *expected) {
    struct options options;
    struct error error;
    assert_false(parse(&options, &error, words));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_string_equal(error.text, expected);
    options_clear(&options);
}

static void options_and_words_come_in_any_order(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_true(parse(&options, &error,
                      WORDS("list", "a.pcap", "-qT", "json", "--time=u", "-", "--stats")));
    assert_string_equal(options.command->name, "list");
    assert_int_equal(options.source_count, 2);
    assert_string_equal(options.sources[0], "a.pcap");
    assert_string_equal(options.sources[1], "-");
    assert_true(options.quiet && options.statistics);
    assert_false(options.verbose);
    assert_int_equal(options.format, FORMAT_JSON);
    assert_int_equal(options.time, TIME_UTC);
    options_clear(&options);
}

static void without_a_command_it_is_open(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_true(parse(&options, &error, WORDS("--hex", "a.pcap", "list")));
    assert_string_equal(options.command->name, "open");
    assert_int_equal(options.source_count, 2); /* only the first word can be a command */
    options_clear(&options);
    assert_true(parse(&options, &error, WORDS("-Tjson", "--", "list", "-q")));
    assert_string_equal(options.command->name, "open");
    assert_string_equal(options.sources[0], "list");
    assert_string_equal(options.sources[1], "-q");
    options_clear(&options);
}

static void ports_are_decoded_as_told(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_true(
        parse(&options, &error, WORDS("-d", "2525=SMTP", "-d1=none", "--decode-as=3=pop3", "x")));
    assert_int_equal(options.rule_count, 3);
    assert_int_equal(options.rules[0].port, 2525);
    assert_ptr_equal(options.rules[0].protocol, &smtp_protocol);
    assert_null(options.rules[1].protocol);
    assert_ptr_equal(options.rules[2].protocol, &pop3_protocol);
    options_clear(&options);
    assert_refused(WORDS("-d", "25", "x"), "-d: '25' is not PORT=PROTOCOL");
    assert_refused(WORDS("-d", "0=smtp", "x"), "-d: '0=smtp' is not PORT=PROTOCOL");
    assert_refused(WORDS("-d", "65536=smtp", "x"), "-d: '65536=smtp' is not PORT=PROTOCOL");
    assert_refused(WORDS("--decode-as", "25=imap", "x"),
                   "--decode-as: unknown protocol 'imap' (smtp, lmtp, pop3, none)");
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    assert_refused(WORDS("--colour", "x"), "unknown option --colour");
    assert_refused(WORDS("-qX", "x"), "unknown option -X");
    assert_refused(WORDS("--full=1", "x"), "--full takes no argument");
    assert_refused(WORDS("x", "-t"), "-t needs an argument: a|ad|d|r|u");
    assert_refused(WORDS("x", "--format"), "--format needs an argument: text|json|csv|md|tap");
    assert_refused(WORDS("-T", "xml", "x"), "-T: 'xml' is none of text, json, md, csv, tap");
    assert_refused(WORDS("--debug", "flow,", "x"), "--debug: '' is none of flow, protocol, index");
    assert_refused(WORDS("list", "--full", "x"), "list does not know --full");
    assert_refused(WORDS("--stats", "x"), "open does not know --stats");
    assert_refused(WORDS("list", "--stats", "--transactions", "x"),
                   "--transactions, --deliveries and --stats exclude each other");
    assert_refused(WORDS("list", "-q"), "no SOURCE: name a capture file, or - for stdin");
    assert_refused(WORDS("-r", "x", "-i", "eth0"), "-i and -r exclude each other");
    assert_refused(WORDS("-i", "eth0", "--interface=lo"),
                   "--interface: one device at a time; any: all of them");
    assert_refused(
        WORDS("-r", "x", "samples/pop3.pcap"),
        "'samples/pop3.pcap' is a file, and words beside -r and -i are a capture filter");
    assert_refused(WORDS("-w", "y", "x"),
                   "-w goes with -i, or with list, show and check; on the screen s saves");
}

/* The capture filter that the words make; NULL: none. */
static void assert_filter(const char *const *words, size_t sources, const char *expected) {
    struct options options;
    struct error error;
    assert_true(parse(&options, &error, words));
    assert_int_equal(options.source_count, sources);
    if (expected)
        assert_string_equal(options.capture_filter, expected);
    else
        assert_null(options.capture_filter);
    options_clear(&options);
}

static void words_beside_r_and_i_are_a_capture_filter(void **state) {
    (void)state;
    assert_filter(WORDS("list", "x", "port", "25"), 3, NULL);
    assert_filter(WORDS("list", "port", "25", "-r", "x"), 1, "port 25");
    assert_filter(WORDS("list", "-r", "x", "-ry", "tcp or udp"), 2, "tcp or udp");
    assert_filter(WORDS("-i", "eth0"), 0, NULL);
    assert_filter(WORDS("-i", "eth0", "tcp", "port", "25"), 0, "tcp port 25");
    assert_filter(WORDS("-i", "eth0", "-f", "net 192.0.2.0/24"), 0, "net 192.0.2.0/24");
    assert_filter(WORDS("-i", "eth0", "-f", "tcp or udp", "port", "25"), 0,
                  "(tcp or udp) and (port 25)");
    assert_filter(WORDS("-i", "eth0", "-f", ""), 0, "");
    assert_filter(WORDS("-i", "eth0", "-f", "", "tcp"), 0, "tcp");
    assert_filter(WORDS("show", "-f", "port 25", "x", "y"), 2, "port 25");
}

static void what_may_be_given_often_keeps_its_order(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_true(parse(&options, &error,
                      WORDS("serve", "--listen", "smtp=0", "--user=a:b", "--listen=pop3=110",
                            "--max-sessions", "7", "-q")));
    assert_int_equal(options.given_count, 3);
    assert_int_equal(options.given[1].kind, GIVEN_USER);
    assert_string_equal(options.given[1].value, "a:b");
    assert_string_equal(options.given[2].value, "pop3=110");
    assert_int_equal(options.max_sessions, 7);
    options_clear(&options);
    assert_refused(WORDS("serve", "--max-size", "many"),
                   "--max-size: 'many' is no number from 1 to 268435456");
    assert_refused(WORDS("serve", "x.pcap"), "'x.pcap' is one word too many");
    assert_refused(WORDS("list", "--listen", "smtp=0", "x"), "list does not know --listen");
}

static void help_needs_no_source(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_true(parse(&options, &error, WORDS("list", "--help")));
    assert_true(options.help && options.command_named);
    options_clear(&options);
    assert_true(parse(&options, &error, WORDS("-V")));
    assert_true(options.version);
    options_clear(&options);
}

/* 80 columns, 24 lines: one screen. */
static void assert_fits(const struct command *command) {
    struct writer writer = writer_to(WRITER_MEMORY);
    help_write(&writer, command);
    struct slice rest = buffer_slice(&writer.buffer);
    size_t lines = 0;
    for (; rest.size > 0; lines++) {
        size_t end = slice_find(rest, '\n');
        assert_true(end != SLICE_NONE && end <= 80);
        rest = slice_from(rest, end + 1);
    }
    assert_true(lines > 10 && lines <= 24);
    writer_free(&writer);
}

static void help_fits_a_screen(void **state) {
    (void)state;
    assert_fits(NULL);
    for (size_t i = 0; i < COMMANDS; i++)
        assert_fits(&commands[i]);
}

/* Those that a command knows; other commands may mean other things by them. */
static void letters_and_names_are_unique(void **state) {
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct option *a = &option_table[i], *b = &option_table[j];
            if (!(a->commands & b->commands & COMMAND_ALL))
                continue;
            assert_string_not_equal(a->name, b->name);
            assert_true(!a->letter || a->letter != b->letter);
        }
    }
}

static void names_mean_what_the_command_means(void **state) {
    (void)state;
    struct options options;
    struct error error;
    assert_true(parse(&options, &error,
                      WORDS("send", "-t", "a@b", "-s", "host", "-au", "me", "-tls", "--auth", "-p",
                            "26", "--auth", "PLAIN")));
    assert_string_equal(options.live.server, "host");
    assert_string_equal(options.live.user, "me");
    assert_string_equal(options.live.mechanism, "PLAIN");
    assert_string_equal(options.live.port, "26");
    assert_true(options.live.tls && options.given_count == 1);
    options_clear(&options);
    assert_true(parse(&options, &error, WORDS("fetch", "--auth", "pop3://host", "--list")));
    assert_true(options.live.auth && !options.live.mechanism && options.live.list);
    assert_true(options.source_count == 1);
    options_clear(&options);
    assert_false(parse(&options, &error, WORDS("fetch", "pop3://a", "pop3://b")));
    options_clear(&options);
    assert_false(parse(&options, &error, WORDS("show", "-tls", "x")));
    options_clear(&options);
}

static void what_a_letter_means_depends_on_the_command(void **state) {
    struct options options;
    struct error error;
    (void)state;
    assert_true(parse(&options, &error, WORDS("-t", "u", "a.pcap")));
    assert_int_equal(options.time, TIME_UTC);
    options_clear(&options);
    assert_true(parse(&options, &error, WORDS("send", "-t", "a@example.org")));
    assert_int_equal(options.given_count, 1);
    assert_int_equal(options.given[0].kind, GIVEN_TO);
    options_clear(&options);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_words_come_in_any_order),
        cmocka_unit_test(without_a_command_it_is_open),
        cmocka_unit_test(ports_are_decoded_as_told),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(words_beside_r_and_i_are_a_capture_filter),
        cmocka_unit_test(what_may_be_given_often_keeps_its_order),
        cmocka_unit_test(help_needs_no_source),
        cmocka_unit_test(help_fits_a_screen),
        cmocka_unit_test(letters_and_names_are_unique),
        cmocka_unit_test(names_mean_what_the_command_means),
        cmocka_unit_test(what_a_letter_means_depends_on_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
