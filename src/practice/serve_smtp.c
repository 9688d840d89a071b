/* SMTP, submission and LMTP (RFC 5321, 6409, 2033) as the practice server speaks them: by the rows
 * of smtp_verbs.def. */
#include "practice/conversation_inside.h"

#include <stdio.h>
#include <stdlib.h>

/* What follows a blank, cut and cleaned for our own lines and headers. */
static void keep_text(char *to, size_t room, struct slice text) {
    size_t size = 0;
    for (; size < text.size && size + 1 < room; size++) {
        uint8_t octet = text.data[size];
        to[size] = (char)(octet < 0x20 || octet == 0x7f ? '?' : octet);
    }
    to[size] = '\0';
}

static bool is_lmtp(const struct conversation *conversation) {
    return conversation->service == SERVICE_LMTP;
}

static void greet(struct conversation *conversation) {
    conversation->smtp.state = SMTP_HELLO;
    conversation_say(conversation, "220 %s %s Heloise practice server", conversation->house->host,
                     is_lmtp(conversation) ? "LMTP" : "ESMTP");
}

/* ---- hello ---- */

/* One line of the list of extensions, unless the scenario hides it. */
static void offer(struct conversation *conversation, struct writer *list, const char *line) {
    if (scenario_hides(conversation->house->scenario, slice_string(line), conversation->secure))
        return;
    writer_string(list, line);
    writer_put(list, '\n');
}

static void list_extensions(struct conversation *conversation, struct writer *list) {
    static const char *const kept[] = {"PIPELINING", "8BITMIME", "SMTPUTF8",
                                       "CHUNKING",   "DSN",      "ENHANCEDSTATUSCODES"};
    struct slice extra;
    char size[40];
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        offer(conversation, list, kept[i]);
    (void)snprintf(size, sizeof size, "SIZE %llu",
                   (unsigned long long)conversation->house->size_most);
    offer(conversation, list, size);
    if (conversation->house->tls && !conversation->secure)
        offer(conversation, list, "STARTTLS");
    if (!is_lmtp(conversation)) {
        struct writer mechanisms = writer_to(WRITER_MEMORY);
        writer_string(&mechanisms, "AUTH");
        login_offer(conversation->house, conversation->exporter_size > 0, &mechanisms);
        writer_put(&mechanisms, '\0');
        offer(conversation, list, (const char *)mechanisms.buffer.data);
        writer_free(&mechanisms);
    }
    for (size_t i = 0; scenario_offers(conversation->house->scenario, i, &extra); i++) {
        writer_add(list, extra);
        writer_put(list, '\n');
    }
}

static void say_extensions(struct conversation *conversation) {
    struct writer list = writer_to(WRITER_MEMORY);
    list_extensions(conversation, &list);
    struct slice rest = buffer_slice(&list.buffer);
    conversation_say(conversation, "250%c%s", rest.size ? '-' : ' ', conversation->house->host);
    while (rest.size > 0) {
        size_t end = slice_find(rest, '\n');
        struct slice line = slice_first(rest, end);
        rest = slice_from(rest, end + 1);
        conversation_say(conversation, "250%c%.*s", rest.size ? '-' : ' ', (int)line.size,
                         (const char *)line.data);
    }
    writer_free(&list);
}

static int hello(struct conversation *conversation, struct slice argument, bool extended) {
    if (argument.size == 0) {
        conversation_say(conversation, "501 5.5.4 A host name is missing");
        return 501;
    }
    smtp_reset(conversation);
    conversation->smtp.extended = extended;
    keep_text(conversation->smtp.hello, sizeof conversation->smtp.hello, argument);
    if (extended)
        say_extensions(conversation);
    else
        conversation_say(conversation, "250 %s", conversation->house->host);
    return 250;
}

static int ehlo(struct conversation *conversation, struct slice argument) {
    return hello(conversation, argument, true);
}

static int helo(struct conversation *conversation, struct slice argument) {
    return hello(conversation, argument, false);
}

/* ---- small verbs ---- */

static int say_250(struct conversation *conversation, struct slice argument) {
    (void)argument;
    conversation_say(conversation, "250 2.0.0 Ok");
    return 250;
}

static int rset(struct conversation *conversation, struct slice argument) {
    smtp_reset(conversation);
    return say_250(conversation, argument);
}

static int help(struct conversation *conversation, struct slice argument) {
    (void)argument;
    conversation_say(conversation, "214-2.0.0 Commands: EHLO HELO LHLO STARTTLS AUTH MAIL RCPT "
                                   "DATA BDAT RSET NOOP VRFY QUIT");
    conversation_say(conversation, "214 2.0.0 heloise explain COMMAND tells what each is for");
    return 214;
}

static int vrfy(struct conversation *conversation, struct slice argument) {
    (void)argument;
    conversation_say(conversation, "252 2.1.5 Nobody is looked up; send the message and see");
    return 252;
}

static int quit(struct conversation *conversation, struct slice argument) {
    (void)argument;
    conversation_say(conversation, "221 2.0.0 %s closes the connection", conversation->house->host);
    conversation->wish = WISH_CLOSE;
    return 221;
}

static int starttls(struct conversation *conversation, struct slice argument) {
    (void)argument;
    if (!conversation->house->tls || conversation->secure) {
        conversation_say(conversation, conversation->secure ? "503 5.5.1 TLS stands already"
                                                            : "502 5.5.1 There is no TLS here");
        return 503;
    }
    conversation_say(conversation, "220 2.0.0 Begin TLS");
    conversation_await_tls(conversation);
    return 220;
}

/* ---- AUTH ---- */

/* The row's own next states are for its reply, which may come lines later. */
static int auth(struct conversation *conversation, struct slice argument) {
    struct slice mechanism = slice_word(&argument);
    struct slice response = slice_trim(argument);
    if (is_lmtp(conversation)) {
        conversation_say(conversation, "502 5.5.1 Nobody logs in here");
        return 502;
    }
    if (mechanism.size == 0) {
        conversation_say(conversation, "501 5.5.4 A mechanism is missing");
        return 501;
    }
    if (!conversation_login(conversation, mechanism, response.size > 0, response)) {
        conversation_say(conversation, "504 5.5.4 That mechanism is not offered");
        return 504;
    }
    return 0;
}

static void login_done(struct conversation *conversation) {
    conversation->smtp.state = SMTP_AUTHED;
    conversation_say(conversation, "235 2.7.0 %s has logged in", conversation->account->name);
}

/* ---- the table ---- */

typedef int smtp_handler(struct conversation *conversation, struct slice argument);

static smtp_handler *const handlers[SMTP_VERBS] = {
    [SMTP_VERB_EHLO] = ehlo,         [SMTP_VERB_HELO] = helo,      [SMTP_VERB_LHLO] = ehlo,
    [SMTP_VERB_STARTTLS] = starttls, [SMTP_VERB_AUTH] = auth,      [SMTP_VERB_MAIL] = smtp_mail,
    [SMTP_VERB_RCPT] = smtp_rcpt,    [SMTP_VERB_DATA] = smtp_data, [SMTP_VERB_RSET] = rset,
    [SMTP_VERB_NOOP] = say_250,      [SMTP_VERB_VRFY] = vrfy,      [SMTP_VERB_HELP] = help,
    [SMTP_VERB_QUIT] = quit,
};

/* The state that the table leads to. A transaction that is over leaves one who has logged in logged
 * in. */
static void move(struct conversation *conversation, const struct smtp_verb *verb, int code) {
    enum smtp_state next = code / 100 == 2   ? verb->after_2yz
                           : code / 100 == 3 ? verb->after_3yz
                                             : SMTP_SAME;
    if (next == SMTP_SAME || code == 0)
        return;
    if (next == SMTP_READY && conversation->account)
        next = SMTP_AUTHED;
    conversation->smtp.state = next;
}

static int refuse(struct conversation *conversation, const char *reply) {
    conversation_say(conversation, "%s", reply);
    if (conversation_count_error(conversation)) {
        conversation_say(conversation, "421 4.7.0 Too many errors");
        conversation->wish = WISH_CLOSE;
    }
    return 500;
}

static int carry_out(struct conversation *conversation, const struct smtp_verb *verb,
                     struct slice argument) {
    if (!verb)
        return refuse(conversation, "500 5.5.2 Unknown command");
    if (!smtp_verb_allowed(verb, conversation->smtp.state, is_lmtp(conversation)))
        return refuse(conversation, "503 5.5.1 That command has no place here");
    if (!handlers[verb->id])
        return refuse(conversation, "502 5.5.1 Command not implemented");
    if ((verb->flags & SMTP_BARE) && argument.size > 0)
        return refuse(conversation, "501 5.5.4 The command takes no parameters");
    return handlers[verb->id](conversation, argument);
}

/* Whether the reply lets the command succeed. */
static bool succeeds(struct slice reply) {
    return reply.size > 0 && (reply.data[0] == '2' || reply.data[0] == '3');
}

static void take_command(struct conversation *conversation, struct slice line) {
    struct slice argument = line, word = slice_word(&argument);
    const struct smtp_verb *verb = smtp_verb_find(word);
    argument = slice_trim(argument);
    uint64_t envelope =
        smtp_verb_is(verb, SMTP_VERB_RCPT) ? smtp_envelope(conversation, argument) : 0;
    struct scenario_answer answer = conversation_ask(
        conversation, verb ? (const char *)verb->name.data : "UNKNOWN", argument, envelope);
    size_t from = conversation->out.size;
    bool hindered =
        (answer.replies && !succeeds(answer.reply)) || (answer.closes && !answer.replies);
    if (smtp_verb_is(verb, SMTP_VERB_BDAT)) {
        bool allowed = smtp_verb_allowed(verb, conversation->smtp.state, is_lmtp(conversation));
        conversation->smtp.content_answer = answer;
        smtp_bdat(conversation, argument, allowed && !hindered);
        return;
    }
    if (!hindered)
        move(conversation, verb ? verb : smtp_verb_find(SLICE("NOOP")),
             carry_out(conversation, verb, argument));
    conversation_obey(conversation, &answer, from);
}

static void too_long(struct conversation *conversation) {
    conversation_say(conversation, "500 5.5.2 The line is too long");
}

static void forget(struct conversation *conversation) {
    smtp_reset(conversation);
    conversation->account = NULL;
    conversation->smtp.state = SMTP_TLS;
    conversation->smtp.hello[0] = '\0';
}

static void clear(struct conversation *conversation) {
    smtp_reset(conversation);
    free(conversation->smtp.recipients);
}

const struct speech smtp_speech = {
    .greet = greet,
    .line = take_command,
    .too_long = too_long,
    .login_done = login_done,
    .challenge = "334 ",
    .cancelled = "501 5.7.0 The login was given up",
    .nonsense = "501 5.5.2 That is no answer to the challenge",
    .refused = "535 5.7.8 The name or the password is wrong",
    .expired = "421 4.4.2 Nothing came for too long",
    .shuts = "421 4.3.2 The server shuts down",
    .service = "smtp",
    .forget = forget,
    .clear = clear,
};
