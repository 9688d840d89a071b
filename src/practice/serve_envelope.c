/* MAIL and RCPT: paths, parameters, and who is let in. */
#include "practice/conversation_inside.h"
#include "protocol/smtp_path.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- parameters ---- */

static bool one_of(struct slice value, const char *const *words) {
    for (; *words; words++)
        if (slice_equal_nocase(slice_string(*words), value))
            return true;
    return false;
}

static bool is_number(struct slice value) {
    uint64_t number;
    return slice_number(value, UINT64_MAX, &number);
}

static bool is_body(struct slice value) {
    static const char *const words[] = {"7BIT", "8BITMIME", NULL};
    return one_of(value, words);
}

static bool is_nothing(struct slice value) {
    return value.size == 0;
}

static bool is_return(struct slice value) {
    static const char *const words[] = {"FULL", "HDRS", NULL};
    return one_of(value, words);
}

static bool is_text(struct slice value) {
    return value.size > 0 && value.size <= 500;
}

/* NEVER alone, or a list (RFC 3461 4.1). */
static bool is_notify(struct slice value) {
    static const char *const words[] = {"SUCCESS", "FAILURE", "DELAY", NULL};
    if (slice_equal_nocase(value, SLICE("NEVER")))
        return true;
    while (value.size > 0) {
        size_t comma = slice_find(value, ',');
        if (!one_of(slice_first(value, comma), words))
            return false;
        if (comma == SLICE_NONE)
            return true;
        value = slice_from(value, comma + 1);
    }
    return false;
}

/* The parameters of the extensions that are offered. */
static const struct {
    const char *name;
    bool mail; /* of MAIL; else of RCPT */
    bool (*good)(struct slice value);
} known[] = {
    {"SIZE", true, is_number},    {"BODY", true, is_body},   {"SMTPUTF8", true, is_nothing},
    {"RET", true, is_return},     {"ENVID", true, is_text},  {"AUTH", true, is_text},
    {"NOTIFY", false, is_notify}, {"ORCPT", false, is_text},
};

/* The reply that refuses a parameter; NULL: all are known and good. */
static const char *judge_parameters(const struct parameter *parameters, size_t count, bool mail) {
    for (size_t i = 0; i < count; i++) {
        size_t row = 0, rows = sizeof known / sizeof *known;
        while (row < rows &&
               (known[row].mail != mail ||
                !slice_equal_nocase(slice_string(known[row].name), parameters[i].name)))
            row++;
        if (row == rows)
            return "555 5.5.4 A parameter is not known";
        if (!known[row].good(parameters[i].value))
            return "501 5.5.4 The value of a parameter is not good";
    }
    return NULL;
}

static const struct parameter *find(const struct parameter *parameters, size_t count,
                                    struct slice name) {
    for (size_t i = 0; i < count; i++)
        if (slice_equal_nocase(parameters[i].name, name))
            return &parameters[i];
    return NULL;
}

/* ---- paths ---- */

static bool is_printable(struct slice text, bool utf8) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 0x20 || text.data[i] == 0x7f || (text.data[i] >= 0x80 && !utf8))
            return false;
    return true;
}

/* The reply that refuses the path; NULL: it is one. */
static const char *judge_path(const struct smtp_path *path, bool utf8) {
    if (!path->found || !path->bracketed)
        return "501 5.5.4 The address stands between < and >";
    if (path->address.size > PATH_MOST)
        return "501 5.1.7 The address is too long";
    if (!is_printable(path->address, utf8))
        return "553 5.6.7 Such an address needs SMTPUTF8";
    return NULL;
}

static int refuse(struct conversation *conversation, const char *reply) {
    conversation_say(conversation, "%s", reply);
    return 500;
}

static void copy(char to[PATH_MOST + 1], struct slice text) {
    memcpy(to, text.data ? (const void *)text.data : "", text.size);
    to[text.size] = '\0';
}

/* ---- MAIL ---- */

static const char *judge_sender(const struct conversation *conversation) {
    if (conversation->service == SERVICE_SUBMISSION && !conversation->account)
        return "530 5.7.0 Log in first";
    return NULL;
}

int smtp_mail(struct conversation *conversation, struct slice argument) {
    struct parameter parameters[MOST_PARAMETERS];
    struct smtp_path path = smtp_path_parse(argument, SLICE("FROM"), parameters);
    const struct parameter *size = find(parameters, path.parameter_count, SLICE("SIZE"));
    bool utf8 = find(parameters, path.parameter_count, SLICE("SMTPUTF8")) != NULL;
    uint64_t announced = 0;
    const char *why = slice_starts_nocase(argument, SLICE("FROM"))
                          ? judge_sender(conversation)
                          : "501 5.5.4 MAIL is followed by FROM:<address>";
    if (!why)
        why = judge_parameters(parameters, path.parameter_count, true);
    if (!why)
        why = judge_path(&path, utf8);
    if (why)
        return refuse(conversation, why);
    if (size && slice_number(size->value, UINT64_MAX, &announced) &&
        announced > conversation->house->size_most)
        return refuse(conversation, "552 5.3.4 The message is larger than what is taken");
    if (!store_has_room(conversation->house->store, announced))
        return refuse(conversation, "452 4.3.1 There is no room for more messages");
    smtp_reset(conversation);
    conversation->smtp.utf8 = utf8;
    copy(conversation->smtp.sender, path.address);
    conversation_say(conversation, "250 2.1.0 Ok");
    return 250;
}

/* ---- RCPT ---- */

uint64_t smtp_envelope(const struct conversation *conversation, struct slice argument) {
    const struct endpoint *client = &conversation->client;
    uint64_t print = conversation_mix(0, slice_of(client->address, client->size));
    print = conversation_mix(print, slice_string(conversation->smtp.sender));
    print = conversation_mix(print, SLICE("\n"));
    return conversation_mix(print, argument);
}

static bool add_recipient(struct smtp_side *smtp, const struct account *account) {
    if (smtp->recipient_count == smtp->recipient_room) {
        size_t room = smtp->recipient_room ? smtp->recipient_room * 2 : 4;
        struct addressee *recipients = realloc(smtp->recipients, room * sizeof *recipients);
        if (!recipients)
            return false;
        smtp->recipients = recipients;
        smtp->recipient_room = room;
    }
    smtp->recipients[smtp->recipient_count++] = (struct addressee){account};
    return true;
}

/* Whether such a recipient is taken from this client: the reply that refuses, or NULL. Mail for
 * elsewhere is taken from one who has logged in, and kept. */
static const char *judge_recipient(const struct conversation *conversation, struct slice address,
                                   const struct account **account) {
    switch (accounts_judge(&conversation->house->accounts, address, account)) {
    case RECIPIENT_ACCOUNT:
        return NULL;
    case RECIPIENT_UNKNOWN:
        return "550 5.1.1 There is no such mailbox here";
    case RECIPIENT_ELSEWHERE:
        return conversation->account ? NULL : "554 5.7.1 Mail for that domain is not relayed";
    default:
        return "501 5.1.3 That is no address";
    }
}

int smtp_rcpt(struct conversation *conversation, struct slice argument) {
    struct parameter parameters[MOST_PARAMETERS];
    struct smtp_path path = smtp_path_parse(argument, SLICE("TO"), parameters);
    struct smtp_side *smtp = &conversation->smtp;
    const struct account *account = NULL;
    const char *why = slice_starts_nocase(argument, SLICE("TO"))
                          ? judge_parameters(parameters, path.parameter_count, false)
                          : "501 5.5.4 RCPT is followed by TO:<address>";
    if (!why)
        why = judge_path(&path, smtp->utf8);
    if (!why)
        why = judge_recipient(conversation, path.address, &account);
    if (!why && smtp->recipient_count >= RECIPIENTS_MOST)
        why = "452 4.5.3 Too many recipients";
    if (!why && !add_recipient(smtp, account))
        why = "451 4.3.0 Out of memory";
    if (why)
        return refuse(conversation, why);
    if (smtp->recipient_count == 1)
        copy(smtp->first_recipient, path.address);
    conversation_say(conversation, "250 2.1.5 Ok");
    return 250;
}

void smtp_drop_text(struct conversation *conversation) {
    struct smtp_side *smtp = &conversation->smtp;
    buffer_free(&smtp->text);
    conversation->house->receiving -= smtp->counted;
    smtp->counted = 0;
}

void smtp_reset(struct conversation *conversation) {
    struct smtp_side *smtp = &conversation->smtp;
    smtp_drop_text(conversation);
    smtp->recipient_count = 0;
    smtp->sender[0] = smtp->first_recipient[0] = '\0';
    smtp->utf8 = smtp->chunked = smtp->too_big = smtp->no_memory = false;
    smtp->content = 0;
}
