/* POP3 (RFC 1939, 2449, 2595, 5034) as the practice server speaks it, up to the maildrop: by the
 * rows of pop3_commands.def. */
#include <inttypes.h>
#include <stdio.h>

#include "net/apop.h"
#include "practice/conversation_inside.h"

static void greet(struct conversation *conversation) {
    struct pop3_side *pop3 = &conversation->pop3;
    char id[STORE_ID];
    pop3->state = POP3_AUTHORIZATION;
    store_make_id(conversation->house->store, conversation->now, id);
    (void)snprintf(pop3->stamp, sizeof pop3->stamp, "<%s@%.255s>", id, conversation->house->host);
    conversation_say(conversation, "+OK Heloise practice server %s", pop3->stamp);
}

/* ---- before the maildrop ---- */

static bool user(struct conversation *conversation, struct slice argument) {
    conversation->pop3.named = accounts_find(&conversation->house->accounts, argument);
    conversation->pop3.user_given = argument.size > 0;
    if (argument.size == 0)
        conversation_say(conversation, "-ERR A name is missing");
    else
        conversation_say(conversation, "+OK Now the password"); /* for nobody, too */
    return argument.size > 0;
}

static bool refuse_login(struct conversation *conversation) {
    conversation_say(conversation, "%s", conversation->speech->refused);
    (void)conversation_count_error(conversation);
    return false;
}

static bool pass(struct conversation *conversation, struct slice argument) {
    struct pop3_side *pop3 = &conversation->pop3;
    const struct account *account = pop3->named;
    bool given = pop3->user_given;
    pop3->named = NULL;
    pop3->user_given = false;
    if (!given) {
        conversation_say(conversation, "-ERR USER comes first");
        return false;
    }
    if (!account || !slice_equal(slice_string(account->password), argument))
        return refuse_login(conversation);
    conversation->account = account;
    return pop3_open(conversation);
}

static bool apop(struct conversation *conversation, struct slice argument) {
    struct slice name = slice_word(&argument), given = slice_trim(argument);
    const struct account *account = accounts_find(&conversation->house->accounts, name);
    char digest[APOP_DIGEST];
    struct error error = {0};
    if (account && !apop_digest(slice_string(conversation->pop3.stamp),
                                slice_string(account->password), digest, &error)) {
        conversation_say(conversation, "-ERR [SYS/PERM] %s", error.text);
        return false;
    }
    if (!account || !slice_equal_nocase(slice_of(digest, sizeof digest), given))
        return refuse_login(conversation);
    conversation->account = account;
    return pop3_open(conversation);
}

static void login_done(struct conversation *conversation) {
    if (pop3_open(conversation))
        conversation->pop3.state = POP3_TRANSACTION;
}

/* AUTH alone asks for the mechanisms. */
static bool list_mechanisms(struct conversation *conversation) {
    struct writer list = writer_to(WRITER_MEMORY);
    login_offer(conversation->house, conversation->exporter_size > 0, &list);
    struct slice rest = buffer_slice(&list.buffer);
    conversation_say(conversation, "+OK");
    for (struct slice word; (word = slice_word(&rest)).size > 0;)
        conversation_say(conversation, "%.*s", (int)word.size, (const char *)word.data);
    conversation_say(conversation, ".");
    writer_free(&list);
    return false; /* nobody has logged in */
}

/* What it leads to is known when it is over. */
static bool auth(struct conversation *conversation, struct slice argument) {
    struct slice mechanism = slice_word(&argument), response = slice_trim(argument);
    if (mechanism.size == 0)
        return list_mechanisms(conversation);
    if (!conversation_login(conversation, mechanism, response.size > 0, response))
        conversation_say(conversation, "-ERR That mechanism is not offered");
    return false;
}

static bool stls(struct conversation *conversation, struct slice argument) {
    bool possible = conversation->house->tls && !conversation->secure && argument.size == 0;
    if (!possible) {
        conversation_say(conversation, conversation->secure ? "-ERR TLS stands already"
                                                            : "-ERR There is no TLS here");
        return false;
    }
    conversation_say(conversation, "+OK Begin TLS");
    conversation_await_tls(conversation);
    return true;
}

static bool capa(struct conversation *conversation, struct slice argument) {
    static const char *const kept[] = {"USER",         "TOP",
                                       "UIDL",         "RESP-CODES",
                                       "PIPELINING",   "AUTH-RESP-CODE",
                                       "EXPIRE NEVER", "IMPLEMENTATION Heloise"};
    struct scenario *scenario = conversation->house->scenario;
    struct writer sasl = writer_to(WRITER_MEMORY);
    bool secure = conversation->secure;
    struct slice extra;
    (void)argument;
    conversation_say(conversation, "+OK");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (!scenario_hides(scenario, slice_string(kept[i]), secure))
            conversation_say(conversation, "%s", kept[i]);
    if (conversation->house->tls && !secure && !scenario_hides(scenario, SLICE("STLS"), secure))
        conversation_say(conversation, "STLS");
    login_offer(conversation->house, conversation->exporter_size > 0, &sasl);
    if (sasl.buffer.size > 0 && !scenario_hides(scenario, SLICE("SASL"), secure))
        conversation_say(conversation, "SASL%.*s", (int)sasl.buffer.size,
                         (const char *)sasl.buffer.data);
    for (size_t i = 0; scenario_offers(scenario, i, &extra); i++)
        conversation_say(conversation, "%.*s", (int)extra.size, (const char *)extra.data);
    conversation_say(conversation, ".");
    writer_free(&sasl);
    return true;
}

static bool noop(struct conversation *conversation, struct slice argument) {
    (void)argument;
    conversation_say(conversation, "+OK");
    return true;
}

/* ---- the table ---- */

static const struct {
    struct slice verb;
    pop3_handler *carry_out;
} handlers[] = {
#define VERB(name)                                                                                 \
    { (const uint8_t *)(name), sizeof(name) - 1 }
    {VERB("USER"), user},      {VERB("PASS"), pass},      {VERB("APOP"), apop},
    {VERB("AUTH"), auth},      {VERB("CAPA"), capa},      {VERB("STLS"), stls},
    {VERB("NOOP"), noop},      {VERB("STAT"), pop3_stat}, {VERB("LIST"), pop3_list},
    {VERB("UIDL"), pop3_uidl}, {VERB("RETR"), pop3_retr}, {VERB("TOP"), pop3_top},
    {VERB("DELE"), pop3_dele}, {VERB("RSET"), pop3_rset}, {VERB("QUIT"), pop3_quit},
#undef VERB
};

static pop3_handler *handler_of(const struct pop3_command *command) {
    for (size_t i = 0; command && i < sizeof handlers / sizeof *handlers; i++)
        if (slice_equal(handlers[i].verb, command->verb))
            return handlers[i].carry_out;
    return NULL;
}

static void refuse(struct conversation *conversation, const char *reply) {
    conversation_say(conversation, "%s", reply);
    if (conversation_count_error(conversation))
        conversation->wish = WISH_CLOSE;
}

static void carry_out(struct conversation *conversation, const struct pop3_command *command,
                      struct slice argument) {
    struct pop3_side *pop3 = &conversation->pop3;
    enum pop3_state next = pop3_state_after(pop3->state, command);
    pop3_handler *handler = handler_of(command);
    if (!handler)
        refuse(conversation, "-ERR Unknown command");
    else if (next == POP3_NEVER)
        refuse(conversation, "-ERR That command has no place here");
    else if (handler(conversation, argument))
        pop3->state = next;
}

static void take_command(struct conversation *conversation, struct slice line) {
    struct slice argument = line, word = slice_word(&argument);
    /* A password may begin or end with blanks: one stands before it. */
    bool password = slice_equal_nocase(word, SLICE("PASS"));
    argument = password && argument.size > 0 ? slice_from(argument, 1) : slice_trim(argument);
    const struct pop3_command *command = pop3_command_find(word, slice_trim(argument));
    char stage[16] = "UNKNOWN";
    if (command)
        (void)snprintf(stage, sizeof stage, "%.*s", (int)command->verb.size,
                       (const char *)command->verb.data);
    struct scenario_answer answer = conversation_ask(conversation, stage, argument, 0);
    size_t from = conversation->out.size;
    bool succeeds = answer.reply.size > 0 && answer.reply.data[0] == '+';
    if (!answer.replies && !answer.closes)
        carry_out(conversation, command, argument);
    else if (succeeds && !answer.closes && command && command->answer == POP3_LINE)
        carry_out(conversation, command, argument);
    conversation_obey(conversation, &answer, from);
}

static void too_long(struct conversation *conversation) {
    conversation_say(conversation, "-ERR The line is too long");
}

static void forget(struct conversation *conversation) {
    conversation->pop3.named = NULL;
    conversation->pop3.user_given = false;
}

static void clear(struct conversation *conversation) {
    mail_release(conversation->pop3.sending);
    (void)maildrop_close(&conversation->pop3.maildrop, false);
}

const struct speech pop3_speech = {
    .greet = greet,
    .line = take_command,
    .too_long = too_long,
    .login_done = login_done,
    .challenge = "+ ",
    .cancelled = "-ERR The login was given up",
    .nonsense = "-ERR That is no answer to the challenge",
    .refused = "-ERR [AUTH] The name or the password is wrong",
    .expired = "-ERR Nothing came for too long",
    .shuts = "-ERR [SYS/TEMP] The server shuts down",
    .service = "pop",
    .forget = forget,
    .clear = clear,
};
