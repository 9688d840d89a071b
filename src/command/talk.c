/* heloise talk: a session by a script. */
#include <unistd.h>

#include "base/text.h"
#include "command/complain.h"
#include "command/connection_choice.h"
#include "command/live_report.h"
#include "command/password.h"
#include "command/run.h"
#include "live/play.h"
#include "report/whole_file.h"

enum { SCRIPT_MOST = 64 * 1024 * 1024 };

struct talk {
    const struct options *options;
    struct live_report report;
    struct target target;
    struct buffer text;
    struct script script;
    struct variables variables;
    struct password password;
    size_t checked; /* statements that were told */
};

/* ---- what is told of expectations ---- */

/* "ok 1 - line 2: expect 220" */
static void write_tap(struct talk *talk, const struct statement *statement, bool held) {
    struct writer *out = &talk->report.to.out;
    writer_string(out, held ? "ok " : "not ok ");
    writer_number(out, ++talk->checked, 1);
    writer_string(out, " - line ");
    writer_number(out, statement->line, 1);
    writer_string(out, ": ");
    text_escape(out, statement->written);
    writer_put(out, '\n');
}

static void tell_failure(const struct statement *statement, const char *got) {
    const struct word words[] = {WORD_NUMBER("line", statement->line),
                                 WORD_SLICE("statement", statement->written), WORD("got", got)};
    complain_words(NULL, _("line {line}: {statement}: got {got}"), words,
                   sizeof words / sizeof *words);
}

static void hear_check(void *context, const struct statement *statement, bool held,
                       const char *got) {
    struct talk *talk = context;
    struct writer *out = &talk->report.to.out;
    if (talk->options->format != FORMAT_TAP) {
        if (got)
            tell_failure(statement, got);
        return;
    }
    write_tap(talk, statement, held);
    if (got) {
        writer_string(out, "# got: ");
        writer_string(out, got);
        writer_put(out, '\n');
    }
    (void)writer_flush(out);
}

static void hear_note(void *context, struct slice text) {
    struct talk *talk = context;
    struct writer *out = &talk->report.to.out;
    if (talk->report.to.sessions || talk->options->quiet)
        return;
    writer_string(out, "# ");
    text_escape(out, text);
    writer_put(out, '\n');
    (void)writer_flush(out);
}

/* What a script that broke off did not come to. */
static void tell_rest(struct talk *talk) {
    if (talk->options->format != FORMAT_TAP)
        return;
    size_t passed = talk->checked;
    for (size_t i = 0; i < talk->script.count; i++) {
        if (!statement_is_checked(&talk->script.list[i]))
            continue;
        if (passed > 0)
            passed--;
        else
            write_tap(talk, &talk->script.list[i], false);
    }
}

/* ---- its course ---- */

static bool read_script(struct talk *talk, struct error *error) {
    const char *path = talk->options->live.script;
    if (!path && isatty(STDIN_FILENO))
        return error_set(error, ERROR_USAGE,
                         _("talk needs a script: --script FILE, or - for standard input"));
    if (!path)
        path = "-";
    return whole_file_read(path, SCRIPT_MOST, &talk->text, NULL, error) &&
           script_read(&talk->script, buffer_slice(&talk->text),
                       strcmp(path, "-") == 0 ? _("script") : path, error);
}

static bool set_variables(struct talk *talk, struct error *error) {
    const struct options *options = talk->options;
    for (size_t i = 0; i < options->given_count; i++)
        if (options->given[i].kind == GIVEN_SET &&
            !variables_take(&talk->variables, options->given[i].value, error))
            return false;
    return true;
}

static bool needs_password(const struct script *script) {
    for (size_t i = 0; i < script->count; i++)
        if (script->list[i].kind == STATEMENT_AUTH)
            return true;
    return false;
}

static bool prepare(struct talk *talk, struct error *error) {
    const struct options *options = talk->options;
    if (!target_read(&talk->target, options->sources[0], "smtp", error) ||
        !connection_target(&options->live, &talk->target, error) || !read_script(talk, error) ||
        !set_variables(talk, error))
        return false;
    if (needs_password(&talk->script) &&
        !password_find(&talk->password, &options->live, talk->target.user, talk->target.host,
                       error))
        return false;
    return live_report_init(&talk->report, options, false, error);
}

static int converse(struct talk *talk, struct caller *caller) {
    const struct play_settings settings = {
        .pipeline = talk->options->live.pipeline,
        .in_clear = talk->options->live.insecure_auth,
        .password = talk->password.word,
        .watcher = {talk, hear_check, hear_note},
    };
    struct error error = {0};
    bool held = caller_connect(caller, &talk->target, &error) &&
                play(caller, &talk->script, &talk->variables, &settings, &error);
    caller_end(caller, false);
    tell_rest(talk);
    if (held)
        return 0;
    if (error.kind == ERROR_NONE)
        return 1;
    return complain(&error);
}

static int run(struct talk *talk, struct error *error) {
    struct caller_settings settings;
    struct endpoint from;
    struct loop *loop = loop_new(error);
    struct caller *caller = NULL;
    if (loop && live_report_settings(&talk->report, &settings, &from, error))
        caller = caller_new(loop, &settings, error);
    int status = (int)error->kind;
    if (caller) {
        if (talk->options->format == FORMAT_TAP) {
            writer_string(&talk->report.to.out, "1..");
            writer_number(&talk->report.to.out, talk->script.checks, 1);
            writer_put(&talk->report.to.out, '\n');
        }
        status = converse(talk, caller);
        status = live_report_end(&talk->report, caller, status);
    }
    caller_free(caller);
    loop_free(loop);
    return status;
}

int run_talk(const struct options *options) {
    struct talk talk = {.options = options, .report = {.to = {.key_log = -1}}};
    struct error error = {0};
    int status = prepare(&talk, &error) ? run(&talk, &error) : 0;
    live_report_clear(&talk.report);
    password_clear(&talk.password);
    script_clear(&talk.script);
    variables_clear(&talk.variables);
    buffer_free(&talk.text);
    if (error.kind == ERROR_USAGE)
        return complain_usage(&error, options->command->name);
    return error.kind != ERROR_NONE ? complain(&error) : status;
}
