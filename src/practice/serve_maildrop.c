/* POP3 in its TRANSACTION and UPDATE states: the maildrop (RFC 1939 5, 6). */
#include <inttypes.h>

#include "practice/conversation_inside.h"

enum { PIECE = 16 * 1024 };

static void say_count(struct conversation *conversation) {
    size_t count = conversation->pop3.maildrop.count;
    conversation_say(conversation, "+OK %zu %s", count, count == 1 ? "message" : "messages");
}

bool pop3_open(struct conversation *conversation) {
    struct pop3_side *pop3 = &conversation->pop3;
    enum maildrop_result result =
        maildrop_open(conversation->house->store, conversation->account->name, &pop3->maildrop);
    if (result == MAILDROP_OPEN) {
        say_count(conversation);
        return true;
    }
    conversation->account = NULL;
    conversation_say(conversation, result == MAILDROP_IN_USE
                                       ? "-ERR [IN-USE] Another session has this maildrop"
                                       : "-ERR [SYS/TEMP] The maildrop cannot be read");
    return false;
}

/* The size that is told. */
static uint64_t size_of(const struct conversation *conversation, size_t n) {
    return conversation->pop3.maildrop.mails[n]->size +
           scenario_count(conversation->house->scenario);
}

/* Takes the number of a message that is there off the front of the argument; says what is wrong. */
static bool take_number(struct conversation *conversation, struct slice *argument, size_t *n) {
    const struct maildrop *maildrop = &conversation->pop3.maildrop;
    uint64_t number;
    if (!slice_number(slice_word(argument), UINT32_MAX, &number)) {
        conversation_say(conversation, "-ERR The number of a message is missing");
        return false;
    }
    if (number == 0 || number > maildrop->count || maildrop->deleted[number - 1]) {
        conversation_say(conversation, "-ERR There is no such message");
        return false;
    }
    *n = (size_t)number - 1;
    return true;
}

static void count_all(const struct conversation *conversation, size_t *count, uint64_t *octets) {
    const struct maildrop *maildrop = &conversation->pop3.maildrop;
    *count = 0;
    *octets = 0;
    for (size_t i = 0; i < maildrop->count; i++) {
        if (maildrop->deleted[i])
            continue;
        ++*count;
        *octets += size_of(conversation, i);
    }
}

bool pop3_stat(struct conversation *conversation, struct slice argument) {
    size_t count;
    uint64_t octets;
    (void)argument;
    count_all(conversation, &count, &octets);
    conversation_say(conversation, "+OK %zu %" PRIu64, count, octets);
    return true;
}

static void say_size(struct conversation *conversation, const char *before, size_t n) {
    conversation_say(conversation, "%s%zu %" PRIu64, before, n + 1, size_of(conversation, n));
}

static void say_id(struct conversation *conversation, const char *before, size_t n) {
    conversation_say(conversation, "%s%zu %.70s", before, n + 1,
                     conversation->pop3.maildrop.mails[n]->id);
}

/* LIST and UIDL: of one message in a line, of all in a listing. */
static bool list(struct conversation *conversation, struct slice argument,
                 void (*say)(struct conversation *, const char *, size_t)) {
    const struct maildrop *maildrop = &conversation->pop3.maildrop;
    size_t n;
    if (argument.size > 0) {
        if (!take_number(conversation, &argument, &n))
            return false;
        say(conversation, "+OK ", n);
        return true;
    }
    conversation_say(conversation, "+OK");
    for (n = 0; n < maildrop->count; n++)
        if (!maildrop->deleted[n])
            say(conversation, "", n);
    conversation_say(conversation, ".");
    return true;
}

bool pop3_list(struct conversation *conversation, struct slice argument) {
    return list(conversation, argument, say_size);
}

bool pop3_uidl(struct conversation *conversation, struct slice argument) {
    return list(conversation, argument, say_id);
}

bool pop3_dele(struct conversation *conversation, struct slice argument) {
    size_t n;
    if (!take_number(conversation, &argument, &n))
        return false;
    conversation->pop3.maildrop.deleted[n] = true;
    conversation_say(conversation, "+OK Message %zu goes at QUIT", n + 1);
    return true;
}

bool pop3_rset(struct conversation *conversation, struct slice argument) {
    struct maildrop *maildrop = &conversation->pop3.maildrop;
    (void)argument;
    for (size_t i = 0; i < maildrop->count; i++)
        maildrop->deleted[i] = false;
    say_count(conversation);
    return true;
}

bool pop3_quit(struct conversation *conversation, struct slice argument) {
    bool updated = maildrop_close(&conversation->pop3.maildrop, true);
    (void)argument;
    conversation_say(conversation, updated ? "+OK Good bye"
                                           : "-ERR [SYS/TEMP] Some messages could not be deleted");
    conversation->wish = WISH_CLOSE;
    return true;
}

/* ---- messages ---- */

static bool send_mail(struct conversation *conversation, size_t n, uint64_t lines) {
    struct pop3_side *pop3 = &conversation->pop3;
    struct mail *mail = pop3->maildrop.mails[n];
    if (mail_text(mail).size == 0 && mail->size > 0) {
        conversation_say(conversation, "-ERR [SYS/TEMP] The message cannot be read");
        return false;
    }
    conversation_say(conversation, "+OK %" PRIu64 " octets", size_of(conversation, n));
    pop3->sending = mail_hold(mail);
    pop3->sent = 0;
    pop3->lines_left = lines;
    pop3->in_body = lines == UINT64_MAX;
    pop3->line_start = true;
    return true;
}

bool pop3_retr(struct conversation *conversation, struct slice argument) {
    size_t n;
    bool sent = take_number(conversation, &argument, &n) && send_mail(conversation, n, UINT64_MAX);
    if (sent)
        conversation->pop3.maildrop.read[n] = true;
    return sent;
}

bool pop3_top(struct conversation *conversation, struct slice argument) {
    size_t n;
    uint64_t lines;
    if (!take_number(conversation, &argument, &n))
        return false;
    if (slice_number(slice_word(&argument), UINT32_MAX, &lines))
        return send_mail(conversation, n, lines);
    conversation_say(conversation, "-ERR The number of lines is missing");
    return false;
}

/* The final dot stands on a line of its own: a message that ends within a line gets its end. */
static void end_mail(struct conversation *conversation) {
    struct pop3_side *pop3 = &conversation->pop3;
    if (!pop3->line_start)
        conversation_add(conversation, SLICE("\r\n"));
    conversation_say(conversation, ".");
    mail_forget(pop3->sending);
    mail_release(pop3->sending);
    pop3->sending = NULL;
}

/* Where the text's next line ends, line end included: lines end in CRLF, a bare LF is content. */
static size_t line_size(struct slice text) {
    size_t end = slice_search(slice_first(text, PIECE), SLICE("\r\n"));
    if (end != SLICE_NONE)
        return end + 2;
    if (text.size <= PIECE)
        return text.size;
    return text.data[PIECE - 1] == '\r' ? PIECE - 1 : PIECE;
}

/* Whether a line is still wanted: TOP gives the header, the empty line and so many lines more. */
static bool wanted(struct pop3_side *pop3, struct slice line) {
    if (pop3->lines_left == UINT64_MAX)
        return true;
    if (!pop3->in_body) {
        pop3->in_body = pop3->line_start && slice_equal(line, SLICE("\r\n"));
        return true;
    }
    if (pop3->line_start && pop3->lines_left-- == 0)
        return false;
    return true;
}

void pop3_send_on(struct conversation *conversation) {
    struct pop3_side *pop3 = &conversation->pop3;
    size_t until = pop3->sent + PIECE;
    while (pop3->sent < until) {
        struct slice rest = slice_from(mail_text(pop3->sending), pop3->sent);
        struct slice line = slice_first(rest, line_size(rest));
        if (line.size == 0 || !wanted(pop3, line)) {
            end_mail(conversation);
            return;
        }
        if (pop3->line_start && line.data[0] == '.')
            conversation_add(conversation, SLICE("."));
        conversation_add(conversation, line);
        pop3->sent += line.size;
        pop3->line_start =
            line.size >= 2 && line.data[line.size - 2] == '\r' && line.data[line.size - 1] == '\n';
    }
}
