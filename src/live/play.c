#include "live/play.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"
#include "base/units.h"
#include "base/words.h"
#include "live/answer.h"
#include "live/authenticate.h"
#include "live/content.h"
#include "live/expectation.h"
#include "protocol/registry.h"

struct player {
    struct caller *caller;
    const struct play_settings *settings;
    struct variables *variables;
    struct pattern_engine *engine; /* NULL: no pattern was tried yet */
    const struct statement *statement;
    struct writer argument; /* the statement's, with its variables replaced */
};

static struct slice argument_of(const struct player *player) {
    return buffer_slice(&player->argument.buffer);
}

/* ---- what is told ---- */

static void tell_check(const struct player *player, bool held, const char *got) {
    const struct play_watcher *watcher = &player->settings->watcher;
    if (watcher->checked)
        watcher->checked(watcher->context, player->statement, held, got);
}

static bool fail_reply(const struct player *player, const struct event *reply) {
    struct writer got = writer_to(WRITER_MEMORY);
    answer_write(&got, reply);
    writer_put(&got, '\0');
    tell_check(player, false, got.cause == 0 ? (const char *)got.buffer.data : "");
    writer_free(&got);
    return false;
}

static bool fail_time(struct error *error) {
    return error_set(error, ERROR_DATA, _("a time is written as 2s, 250ms or 5m"));
}

/* ---- saying ---- */

/* Replies that nobody expected are read before more is said. */
static bool settle(struct player *player, struct error *error) {
    while (!player->settings->pipeline && caller_owed(player->caller) > 0)
        if (!caller_reply(player->caller, error))
            return false;
    return true;
}

static bool say_line(struct player *player, struct error *error) {
    return settle(player, error) && caller_say_line(player->caller, argument_of(player), error);
}

static bool say_raw(struct player *player, struct error *error) {
    return caller_say(player->caller, argument_of(player), error);
}

/* One octet at a time, CRLF too: "200ms EHLO x". */
static bool say_slowly(struct player *player, struct error *error) {
    struct slice line = argument_of(player), word = slice_word(&line);
    size_t start = argument_of(player).size - line.size;
    duration span;
    if (!duration_read(word, &span))
        return fail_time(error);
    if (line.size > 0 && octet_is_blank(line.data[0]))
        start++;
    writer_string(&player->argument, "\r\n");
    struct slice octets = slice_from(argument_of(player), start);
    bool good = (player->argument.cause == 0 || error_memory(error)) && settle(player, error);
    for (size_t i = 0; i < octets.size && good; i++)
        good = (i == 0 || caller_pause(player->caller, span, error)) &&
               caller_say(player->caller, slice_part(octets, i, 1), error);
    return good;
}

/* Adds what the file holds. */
static bool read_file(struct buffer *content, const char *path, struct error *error) {
    enum { BLOCK = 64 * 1024 };
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = descriptor < 0 ? -1 : 1;
    while (size > 0) {
        if (!buffer_reserve(content, BLOCK)) {
            (void)close(descriptor);
            return error_memory(error);
        }
        size = read(descriptor, content->data + content->size, BLOCK);
        content->size += size > 0 ? (size_t)size : 0;
    }
    int cause = errno;
    if (descriptor >= 0)
        (void)close(descriptor);
    if (size == 0)
        return true;
    (void)error_set(error, ERROR_INPUT, "%s", strerror(cause));
    error_name(error, path);
    return false;
}

static bool say_message(struct player *player, struct error *error) {
    struct buffer file = {NULL, 0, 0};
    struct writer dotted = writer_to(WRITER_MEMORY);
    struct slice content = argument_of(player);
    bool good = settle(player, error);
    if (good && !player->statement->in_place) {
        writer_put(&player->argument, '\0');
        good = read_file(&file, (const char *)player->argument.buffer.data, error);
        content = buffer_slice(&file);
    }
    content_dots(&dotted, content);
    good = good && (dotted.cause == 0 || error_memory(error)) &&
           caller_say(player->caller, buffer_slice(&dotted.buffer), error);
    writer_free(&dotted);
    buffer_free(&file);
    return good;
}

/* ---- checking ---- */

static bool expect_close(struct player *player, struct error *error) {
    if (caller_await_close(player->caller, error)) {
        tell_check(player, true, NULL);
        return true;
    }
    if (error->kind != ERROR_NONE)
        return false;
    const struct event *reply = caller_reply(player->caller, error);
    return reply && fail_reply(player, reply);
}

static bool expect(struct player *player, struct error *error) {
    struct expectation expectation;
    if (!expectation_read(&expectation, argument_of(player), error))
        return false;
    if (expectation.closes)
        return expect_close(player, error);
    const struct event *reply = caller_reply(player->caller, error);
    if (!reply)
        return false;
    if (!expectation_holds(&expectation, reply, &player->engine, player->variables, error))
        return error->kind == ERROR_NONE && fail_reply(player, reply);
    tell_check(player, true, NULL);
    return true;
}

static bool starttls(struct player *player, struct error *error) {
    bool pop3 = caller_target(player->caller)->protocol == &pop3_protocol;
    const char *verb = pop3 ? "STLS" : "STARTTLS";
    if (!settle(player, error) || !caller_say_line(player->caller, slice_string(verb), error))
        return false;
    const struct event *reply = caller_reply(player->caller, error);
    if (!reply)
        return false;
    if (answer_outcome(reply) != OUTCOME_OK)
        return answer_fail(reply, verb, ERROR_PROTOCOL, error);
    if (!caller_secure(player->caller, error))
        return false;
    tell_check(player, true, NULL);
    return true;
}

static bool log_in(struct player *player, struct error *error) {
    writer_put(&player->argument, '\0');
    char *words = (char *)player->argument.buffer.data;
    char *user = words + strcspn(words, " \t");
    if (*user)
        *user++ = '\0';
    user += strspn(user, " \t");
    const struct credentials credentials = {
        .mechanism = strcmp(words, "any") == 0 ? NULL : words,
        .user = user,
        .password = player->settings->password ? player->settings->password : "",
        .in_clear = player->settings->in_clear,
    };
    if (!settle(player, error) || !authenticate(player->caller, &credentials, error))
        return false;
    tell_check(player, true, NULL);
    return true;
}

/* ---- the others ---- */

static bool keep_time(struct player *player, struct error *error) {
    duration span;
    if (!duration_read(argument_of(player), &span))
        return fail_time(error);
    if (player->statement->kind == STATEMENT_WAIT)
        return caller_pause(player->caller, span, error);
    caller_set_patience(player->caller, span);
    return true;
}

static bool set_variable(struct player *player, struct error *error) {
    struct slice rest = argument_of(player), name = slice_word(&rest);
    return variables_set(player->variables, name, slice_trim(rest)) || error_memory(error);
}

static bool carry_out(struct player *player, struct error *error) {
    const struct play_watcher *watcher = &player->settings->watcher;
    switch (player->statement->kind) {
    case STATEMENT_LINE:
    case STATEMENT_TOGETHER:
        return say_line(player, error);
    case STATEMENT_SLOW:
        return say_slowly(player, error);
    case STATEMENT_RAW:
        return say_raw(player, error);
    case STATEMENT_EXPECT:
        return expect(player, error);
    case STATEMENT_MESSAGE:
        return say_message(player, error);
    case STATEMENT_STARTTLS:
        return starttls(player, error);
    case STATEMENT_AUTH:
        return log_in(player, error);
    case STATEMENT_WAIT:
    case STATEMENT_TIMEOUT:
        return keep_time(player, error);
    case STATEMENT_SET:
        return set_variable(player, error);
    case STATEMENT_NOTE:
        if (watcher->note)
            watcher->note(watcher->context, argument_of(player));
        return true;
    default:
        caller_end(player->caller, player->statement->kind == STATEMENT_RESET);
        return true;
    }
}

/* A statement could not be carried out: the error gets its line. */
static void fail(const struct player *player, struct error *error) {
    const struct error wrong = *error;
    if (player->statement->line > 0) {
        *error = (struct error){0};
        (void)error_set(error, wrong.kind, _("line %u: %s"), player->statement->line, wrong.text);
        error_name(error, wrong.file);
    }
    if (statement_is_checked(player->statement))
        tell_check(player, false, NULL);
}

/* The statement's argument with its variables replaced and its escapes undone. */
static bool prepare(struct player *player, struct error *error) {
    const struct statement *statement = player->statement;
    struct slice text = statement->in_place ? statement->content : statement->argument;
    enum statement_kind kind = statement->kind;
    bool octets = kind == STATEMENT_LINE || kind == STATEMENT_RAW || kind == STATEMENT_SLOW;
    if (statement->kind == STATEMENT_RAW) /* without its quotes */
        text = slice_part(text, 1, text.size - 2);
    player->argument.buffer.size = 0;
    return variables_expand(player->variables, text,
                            kind == STATEMENT_TOGETHER ? script_unescape_lines
                            : octets                   ? script_unescape
                                                       : NULL,
                            &player->argument, error);
}

bool play(struct caller *caller, const struct script *script, struct variables *variables,
          const struct play_settings *settings, struct error *error) {
    struct player player = {.caller = caller,
                            .settings = settings,
                            .variables = variables,
                            .argument = writer_to(WRITER_MEMORY)};
    bool good = true;
    for (size_t i = 0; i < script->count && good; i++) {
        player.statement = &script->list[i];
        good = prepare(&player, error) && carry_out(&player, error);
        if (!good && error->kind != ERROR_NONE)
            fail(&player, error);
    }
    pattern_engine_free(player.engine);
    if (player.argument.buffer.data) /* it may be a password */
        explicit_bzero(player.argument.buffer.data, player.argument.buffer.room);
    writer_free(&player.argument);
    return good;
}
