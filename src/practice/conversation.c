#include "practice/conversation.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base64.h"
#include "practice/conversation_inside.h"

struct conversation *conversation_new(struct house *house, enum service service,
                                      const struct endpoint *client) {
    struct conversation *conversation = calloc(1, sizeof *conversation);
    bool rules = scenario_rule_count(house->scenario) > 0;
    if (!conversation)
        return NULL;
    conversation->house = house;
    conversation->service = service;
    conversation->client = *client;
    conversation->speech = service == SERVICE_POP3 ? &pop3_speech : &smtp_speech;
    conversation->memory = rules ? calloc(1, sizeof *conversation->memory) : NULL;
    if (!rules || conversation->memory)
        return conversation;
    free(conversation);
    return NULL;
}

void conversation_free(struct conversation *conversation) {
    if (!conversation)
        return;
    conversation->speech->clear(conversation);
    login_end(&conversation->login);
    buffer_free(&conversation->out);
    free(conversation->memory);
    free(conversation);
}

/* ---- what goes out ---- */

void conversation_add(struct conversation *conversation, struct slice octets) {
    if (!buffer_add(&conversation->out, octets))
        conversation->wish = WISH_RESET;
}

void conversation_say(struct conversation *conversation, const char *format, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (size < 0)
        return;
    conversation_add(conversation, slice_first(slice_of(line, sizeof line - 1), (size_t)size));
    bool bare = scenario_has(conversation->house->scenario, ACTION_BARE);
    conversation_add(conversation, bare ? SLICE("\n") : SLICE("\r\n"));
}

struct scenario_answer conversation_ask(struct conversation *conversation, const char *stage,
                                        struct slice argument, uint64_t envelope) {
    struct scenario_question question = {
        .stage = stage, .argument = argument, .secure = conversation->secure, .envelope = envelope};
    if (!conversation->memory)
        return (struct scenario_answer){.replies = false};
    return scenario_ask(conversation->house->scenario, conversation->memory, &question);
}

void conversation_obey(struct conversation *conversation, const struct scenario_answer *answer,
                       size_t from) {
    if (answer->replies) {
        conversation->out.size = from;
        conversation_add(conversation, answer->reply);
        conversation->again = answer->endless ? answer->reply : conversation->again;
    }
    if (answer->delay > 0 && conversation->due.ns == 0) {
        conversation->held_from = from;
        conversation->due.ns = conversation->now.ns + answer->delay;
    }
    if (answer->pieces > 0) {
        conversation->pieces = answer->pieces;
        conversation->pause = answer->pause;
    }
    if (answer->closes)
        conversation->wish = answer->resets ? WISH_RESET : WISH_CLOSE;
}

bool conversation_count_error(struct conversation *conversation) {
    return ++conversation->errors > ERRORS_MOST;
}

uint64_t conversation_mix(uint64_t print, struct slice octets) {
    print = print ? print : UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < octets.size; i++)
        print = (print ^ octet_upper(octets.data[i])) * UINT64_C(0x100000001b3);
    return print ? print : 1;
}

static size_t waiting(const struct conversation *conversation) {
    return conversation->out.size - conversation->gone;
}

/* Adds what is to be said without being asked again. */
static void fill(struct conversation *conversation) {
    while (conversation->again.size > 0 && waiting(conversation) < OUT_ENOUGH)
        conversation_add(conversation, conversation->again);
    while (conversation->pop3.sending && waiting(conversation) < OUT_ENOUGH)
        pop3_send_on(conversation);
}

struct slice conversation_ready(struct conversation *conversation, struct moment now) {
    if (conversation->due.ns != 0 && !moment_before(now, conversation->due))
        conversation->due.ns = 0;
    if (conversation->due.ns == 0)
        fill(conversation);
    struct slice all = slice_from(buffer_slice(&conversation->out), conversation->gone);
    if (conversation->due.ns != 0) {
        size_t held_from = conversation->held_from;
        all = slice_first(all, held_from > conversation->gone ? held_from - conversation->gone : 0);
    }
    return conversation->pieces ? slice_first(all, conversation->pieces) : all;
}

void conversation_sent(struct conversation *conversation, size_t count, struct moment now) {
    conversation->gone += count;
    if (conversation->gone == conversation->out.size && conversation->due.ns == 0) {
        conversation->gone = conversation->held_from = 0;
        conversation->out.size = 0;
        if (conversation->out.room > OUT_ENOUGH)
            buffer_free(&conversation->out);
    } else if (conversation->pieces > 0 && conversation->due.ns == 0) {
        conversation->held_from = conversation->gone;
        conversation->due.ns = now.ns + conversation->pause;
    } else if (conversation->gone >= OUT_ENOUGH) {
        size_t gone = conversation->gone;
        buffer_drop(&conversation->out, gone);
        conversation->held_from -= conversation->held_from > gone ? gone : conversation->held_from;
        conversation->gone = 0;
    }
}

struct moment conversation_due(const struct conversation *conversation) {
    return conversation->due;
}

bool conversation_speaks(const struct conversation *conversation) {
    return waiting(conversation) > 0 || conversation->again.size > 0 ||
           conversation->pop3.sending || conversation->due.ns != 0;
}

enum conversation_wish conversation_wish(const struct conversation *conversation) {
    return conversation->wish;
}

struct slice conversation_garbage(const struct conversation *conversation) {
    return conversation->garbage;
}

void conversation_await_tls(struct conversation *conversation) {
    struct scenario_answer answer = conversation_ask(conversation, "tls", slice_of(NULL, 0), 0);
    conversation->garbage = answer.reply;
    conversation->wish = answer.replies ? WISH_GARBAGE : answer.closes ? WISH_CLOSE : WISH_TLS;
}

/* ---- logins ---- */

static void say_challenge(struct conversation *conversation, struct slice text) {
    struct writer line = writer_to(WRITER_MEMORY);
    writer_base64(&line, text);
    conversation_say(conversation, "%s%.*s", conversation->speech->challenge, (int)line.buffer.size,
                     line.buffer.size ? (const char *)line.buffer.data : "");
    writer_free(&line);
}

static void leave_login(struct conversation *conversation) {
    login_end(&conversation->login);
    conversation->mode = MODE_LINES;
}

static void step_login(struct conversation *conversation, struct slice input) {
    struct slice output;
    switch (login_step(&conversation->login, input, &output)) {
    case LOGIN_MORE:
        conversation->mode = MODE_LOGIN;
        say_challenge(conversation, output);
        return;
    case LOGIN_DONE:
        conversation->account = conversation->login.account;
        leave_login(conversation);
        conversation->speech->login_done(conversation);
        return;
    case LOGIN_FAILED:
        conversation_say(conversation, "%s", conversation->speech->refused);
        break;
    case LOGIN_NONSENSE:
        conversation_say(conversation, "%s", conversation->speech->nonsense);
        break;
    }
    leave_login(conversation);
    (void)conversation_count_error(conversation);
}

/* A line of base64; "=" is an empty first response (RFC 4954 4). */
static void take_login_line(struct conversation *conversation, struct slice line) {
    struct arena arena = {.blocks = NULL};
    struct slice text = {NULL, 0};
    bool good =
        slice_equal(line, SLICE("=")) || line.size == 0 || base64_decode(line, &arena, &text);
    if (good)
        step_login(conversation, text);
    else
        conversation_say(conversation, "%s", conversation->speech->nonsense);
    if (!good)
        leave_login(conversation);
    arena_free(&arena);
}

bool conversation_login(struct conversation *conversation, struct slice mechanism,
                        bool has_response, struct slice response) {
    if (!login_begin(&conversation->login, conversation->house, mechanism,
                     conversation->speech->service, conversation->exporter,
                     conversation->exporter_size))
        return false;
    if (has_response)
        take_login_line(conversation, response);
    else
        step_login(conversation, slice_of(NULL, 0));
    return true;
}

/* ---- what comes in ---- */

static bool may_take(const struct conversation *conversation) {
    if (conversation->wish != WISH_NOTHING || conversation->due.ns != 0 ||
        conversation->again.size > 0 || conversation->pop3.sending)
        return false;
    size_t most = conversation->pieces ? 1 : OUT_ENOUGH;
    return waiting(conversation) < most;
}

static void take_line(struct conversation *conversation, struct slice line) {
    if (conversation->mode != MODE_LOGIN)
        conversation->speech->line(conversation, line);
    else if (!slice_equal(line, SLICE("*")))
        take_login_line(conversation, line);
    else {
        conversation_say(conversation, "%s", conversation->speech->cancelled);
        leave_login(conversation);
    }
}

/* Takes one line; 0: it has no end yet. A bare LF ends one, too: content is another matter. */
static size_t take_one(struct conversation *conversation, struct slice text) {
    size_t end = slice_find(slice_first(text, LINE_MOST), '\n');
    if (end == SLICE_NONE && text.size < LINE_MOST)
        return 0;
    if (end == SLICE_NONE) {
        conversation->speech->too_long(conversation);
        conversation->wish = WISH_CLOSE;
        return text.size;
    }
    struct slice line = slice_first(text, end);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    take_line(conversation, line);
    return end + 1;
}

size_t conversation_take(struct conversation *conversation, struct slice text, struct moment now) {
    size_t taken = 0;
    conversation->now = now;
    while (taken < text.size && may_take(conversation)) {
        struct slice rest = slice_from(text, taken);
        bool content = conversation_in_content(conversation);
        size_t more =
            content ? smtp_take_content(conversation, rest) : take_one(conversation, rest);
        if (more == 0)
            break;
        taken += more;
    }
    return taken;
}

bool conversation_in_content(const struct conversation *conversation) {
    return conversation->mode == MODE_DOTS || conversation->mode == MODE_CHUNK;
}

/* ---- its course ---- */

void conversation_begin(struct conversation *conversation, struct moment now) {
    conversation->now = now;
    struct scenario_answer always = conversation_ask(conversation, "always", slice_of(NULL, 0), 0);
    struct scenario_answer answer = conversation_ask(conversation, "connect", slice_of(NULL, 0), 0);
    conversation_obey(conversation, &always, 0);
    conversation->speech->greet(conversation);
    conversation_obey(conversation, &answer, 0);
}

void conversation_secured(struct conversation *conversation, const uint8_t *exporter, size_t size) {
    conversation->secure = true;
    conversation->wish = WISH_NOTHING;
    conversation->exporter_size = size;
    if (size > 0)
        memcpy(conversation->exporter, exporter, size);
    conversation->speech->forget(conversation);
}

void conversation_expire(struct conversation *conversation, struct moment now, bool shuts) {
    const struct speech *speech = conversation->speech;
    conversation->now = now;
    conversation_say(conversation, "%s", shuts ? speech->shuts : speech->expired);
    conversation->wish = WISH_CLOSE;
}
