#include "mail.h"

/* How a client goes about it. A pipelining one waits only where it must: for 354, and at the end.
 */
struct manner {
    const char *hello;
    bool pipelined, chunked, local, authenticated;
};

static const struct manner manners[] = {
    [SMTP_PLAIN] = {.hello = "EHLO"},
    [SMTP_PIPELINED] = {.hello = "EHLO", .pipelined = true},
    [SMTP_CHUNKED] = {.hello = "EHLO", .chunked = true},
    [SMTP_AUTHENTICATED] = {.hello = "EHLO", .authenticated = true},
    [SMTP_LOCAL] = {.hello = "LHLO", .local = true},
    [SMTP_LOCAL_CHUNKED] = {.hello = "LHLO", .local = true, .chunked = true, .pipelined = true},
};

struct talk {
    struct dialogue *dialogue;
    const struct subject *subject;
    const struct manner *manner;
    struct growing answers; /* that are not sent yet: the client does not wait for them */
};

static void flush(struct talk *talk) {
    if (talk->answers.size > 0)
        say_octets(talk->dialogue, SERVER, talk->answers.octets, talk->answers.size);
    growing_empty(&talk->answers);
}

static void answer(struct talk *talk, const char *line) {
    growing_add(&talk->answers, line, strlen(line));
    growing_add(&talk->answers, "\r\n", 2);
    if (!talk->manner->pipelined)
        flush(talk);
}

/* What the server decides of a recipient or a message. */
static enum verdict decide(const struct talk *talk) {
    struct random *random = talk->subject->random;
    if (!random_chance(random, talk->subject->refusal))
        return ACCEPTED;
    return random_between(random, 0, 1) ? REFUSED : DEFERRED;
}

/* ---- before the first delivery ---- */

static void greet(struct talk *talk) {
    struct dialogue *dialogue = talk->dialogue;
    unsigned client = random_between(talk->subject->random, 1, 9999);
    say(dialogue, SERVER, "220 mail.example.org %s Postfix\r\n",
        talk->manner->local ? "LMTP" : "ESMTP");
    say(dialogue, CLIENT, "%s client%u.example.net\r\n", talk->manner->hello, client);
    say(dialogue, SERVER,
        "250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-VRFY\r\n250-ETRN\r\n"
        "%s250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n250 CHUNKING\r\n",
        talk->manner->authenticated ? "250-AUTH PLAIN LOGIN\r\n" : "");
    if (!talk->manner->authenticated)
        return;
    say(dialogue, CLIENT, "AUTH PLAIN AHdhbHRlcgB3b25kZXJsYW5k\r\n");
    say(dialogue, SERVER, "235 2.7.0 Authentication successful\r\n");
}

/* ---- one delivery ---- */

/* Returns how many recipients the server accepts. */
static size_t say_envelope(struct talk *talk, struct true_transaction *transaction, uint32_t serial,
                           uint32_t size) {
    static const char *const replies[] = {
        [ACCEPTED] = "250 2.1.5 Ok",
        [DEFERRED] = "450 4.2.0 Recipient address rejected: Greylisted",
        [REFUSED] = "550 5.1.1 Recipient address rejected: User unknown",
    };
    size_t accepted = 0;
    unsigned count = random_between(talk->subject->random, 1, 3);
    say(talk->dialogue, CLIENT, "MAIL FROM:<walter@example.net> SIZE=%u\r\n", size);
    answer(talk, "250 2.1.0 Ok");
    for (unsigned i = 0; i < count; i++) {
        struct true_recipient *recipient = truth_recipient(transaction, decide(talk));
        sprintf(recipient->address, "user%u.%u@example.org", i, serial);
        say(talk->dialogue, CLIENT, "RCPT TO:<%s>\r\n", recipient->address);
        answer(talk, replies[recipient->verdict]);
        accepted += recipient->verdict == ACCEPTED;
    }
    return accepted;
}

/* The server's last word on the message: one reply, over LMTP one for each accepted recipient. */
static void answer_message(struct talk *talk, struct true_transaction *transaction) {
    static const char *const replies[] = {
        [ACCEPTED] = "250 2.0.0 Ok: queued as 4F2A91",
        [DEFERRED] = "451 4.3.0 Error: queue file write error",
        [REFUSED] = "554 5.7.1 Message refused by content",
    };
    bool local = talk->manner->local;
    enum verdict verdict = decide(talk);
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        struct true_recipient *recipient = &transaction->recipients[i];
        if (recipient->verdict != ACCEPTED)
            continue;
        recipient->verdict = verdict;
        if (!local)
            continue;
        answer(talk, replies[verdict]);
        verdict = decide(talk);
    }
    if (!local)
        answer(talk, replies[verdict]);
}

static void say_content(struct talk *talk, struct true_transaction *transaction) {
    const struct letter *letter = &talk->dialogue->letter;
    truth_message(transaction, "DATA", letter);
    truth_chunk(transaction, say_dotted(talk->dialogue, CLIENT, letter));
}

/* The client goes away in the middle of the content. */
static void cut_content(struct talk *talk, struct true_transaction *transaction) {
    struct span *wire = &transaction->message.chunks[0];
    wire->end -= (wire->end - wire->start) / 2;
    talk->dialogue->said.size = wire->end;
    transaction->message.cut_off = true;
    for (size_t i = 0; i < transaction->recipient_count; i++)
        if (transaction->recipients[i].verdict == ACCEPTED)
            transaction->recipients[i].verdict = ABORTED;
}

/* Returns false when the client went away. */
static bool deliver_data(struct talk *talk, struct true_transaction *transaction, bool accepted,
                         bool cut_off) {
    say(talk->dialogue, CLIENT, "DATA\r\n");
    answer(talk, accepted ? "354 End data with <CR><LF>.<CR><LF>"
                          : "554 5.5.1 Error: no valid recipients");
    flush(talk);
    if (!accepted)
        return true;
    say_content(talk, transaction);
    if (cut_off)
        cut_content(talk, transaction);
    else
        answer_message(talk, transaction);
    return !cut_off;
}

/* In one to three chunks; the last one may be empty. */
static void deliver_chunks(struct talk *talk, struct true_transaction *transaction, bool accepted) {
    struct random *random = talk->subject->random;
    const struct letter *letter = &talk->dialogue->letter;
    size_t done = 0;
    unsigned chunks = random_between(random, 1, 3);
    truth_message(transaction, "BDAT", letter);
    for (unsigned i = 1; i <= chunks; i++) {
        size_t left = letter->text.size - done;
        size_t size = i == chunks || left == 0 ? left : random_between(random, 1, (uint32_t)left);
        say(talk->dialogue, CLIENT, "BDAT %zu%s\r\n", size, i == chunks ? " LAST" : "");
        if (size > 0)
            truth_chunk(transaction,
                        say_chunk(talk->dialogue, CLIENT, letter->text.octets + done, size));
        done += size;
        if (!accepted)
            answer(talk, "554 5.5.1 Error: no valid recipients");
        else if (i < chunks)
            answer(talk, "250 2.0.0 Ok: chunk received");
        else
            answer_message(talk, transaction);
    }
}

/* Returns false when the client went away. */
static bool deliver(struct talk *talk, bool cut_off) {
    struct random *random = talk->subject->random;
    uint32_t size = random_size(random, talk->subject->smallest, talk->subject->largest);
    uint32_t serial = random_between(random, 100000, 999999);
    struct true_transaction *transaction = truth_transaction(&talk->dialogue->truth, "delivery", 0);
    letter_write(&talk->dialogue->letter, size, serial, random);
    bool accepted = say_envelope(talk, transaction, serial, size) > 0;
    if (!accepted && !talk->manner->pipelined) {
        say(talk->dialogue, CLIENT, "RSET\r\n");
        answer(talk, "250 2.0.0 Ok");
        return true;
    }
    if (!talk->manner->chunked)
        return deliver_data(talk, transaction, accepted, cut_off);
    deliver_chunks(talk, transaction, accepted);
    return true;
}

void render_smtp(struct dialogue *dialogue, const struct subject *subject) {
    struct talk talk = {dialogue, subject, &manners[subject->variant], {0}};
    bool cut_off = dialogue->course == COURSE_CUT_OFF, there = true;
    unsigned deliveries = random_between(subject->random, 0, 3) ? 1 : 2;
    greet(&talk);
    for (unsigned i = 1; i <= deliveries; i++)
        there = deliver(&talk, cut_off && i == deliveries);
    dialogue->truth.ending = cut_off ? "reset" : "quit";
    if (there && !cut_off) {
        say(dialogue, CLIENT, "QUIT\r\n");
        answer(&talk, "221 2.0.0 Bye");
    }
    flush(&talk);
    growing_free(&talk.answers);
}
