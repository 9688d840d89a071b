#include "mail.h"

/* The server's answers to commands that are sent without waiting. */
struct maildrop {
    struct dialogue *dialogue;
    const struct subject *subject;
    unsigned count;
};

static bool is_refused(const struct maildrop *maildrop) {
    return random_chance(maildrop->subject->random, maildrop->subject->refusal);
}

static void log_in(const struct maildrop *maildrop) {
    struct dialogue *dialogue = maildrop->dialogue;
    say(dialogue, SERVER, "+OK Dovecot ready.\r\n");
    say(dialogue, CLIENT, "USER alice\r\n");
    say(dialogue, SERVER, "+OK\r\n");
    say(dialogue, CLIENT, "PASS wonderland\r\n");
    say(dialogue, SERVER, "+OK Logged in.\r\n");
    say(dialogue, CLIENT, "STAT\r\n");
    say(dialogue, SERVER, "+OK %u 12345\r\n", maildrop->count);
    say(dialogue, CLIENT, "UIDL\r\n");
    say(dialogue, SERVER, "+OK\r\n");
    for (unsigned i = 1; i <= maildrop->count; i++)
        say(dialogue, SERVER, "%u 0000000%u6a\r\n", i, i);
    say(dialogue, SERVER, ".\r\n");
}

static void answer_retrieval(const struct maildrop *maildrop, unsigned number) {
    struct dialogue *dialogue = maildrop->dialogue;
    const struct subject *subject = maildrop->subject;
    struct true_transaction *transaction = truth_transaction(&dialogue->truth, "retrieval", number);
    if (is_refused(maildrop)) {
        transaction->verdict = number == 1 ? DEFERRED : REFUSED;
        say(dialogue, SERVER,
            number == 1 ? "-ERR [SYS/TEMP] Message is locked\r\n" : "-ERR No such message\r\n");
        return;
    }
    uint32_t size = random_size(subject->random, subject->smallest, subject->largest);
    letter_write(&dialogue->letter, size, number, subject->random);
    truth_message(transaction, "RETR", &dialogue->letter);
    say(dialogue, SERVER, "+OK %zu octets\r\n", dialogue->letter.text.size);
    truth_chunk(transaction, say_dotted(dialogue, SERVER, &dialogue->letter));
}

static void answer_deletion(const struct maildrop *maildrop, unsigned number) {
    struct true_transaction *transaction =
        truth_transaction(&maildrop->dialogue->truth, "deletion", number);
    if (is_refused(maildrop))
        transaction->verdict = REFUSED;
    say(maildrop->dialogue, SERVER,
        transaction->verdict == REFUSED ? "-ERR Mailbox is read-only\r\n"
                                        : "+OK Marked to be deleted.\r\n");
}

static void read_one_by_one(const struct maildrop *maildrop) {
    for (unsigned i = 1; i <= maildrop->count; i++) {
        say(maildrop->dialogue, CLIENT, "RETR %u\r\n", i);
        answer_retrieval(maildrop, i);
        say(maildrop->dialogue, CLIENT, "DELE %u\r\n", i);
        answer_deletion(maildrop, i);
    }
    say(maildrop->dialogue, CLIENT, "QUIT\r\n");
}

static void read_all_at_once(const struct maildrop *maildrop) {
    for (unsigned i = 1; i <= maildrop->count; i++)
        say(maildrop->dialogue, CLIENT, "RETR %u\r\nDELE %u\r\n", i, i);
    say(maildrop->dialogue, CLIENT, "QUIT\r\n");
    for (unsigned i = 1; i <= maildrop->count; i++) {
        answer_retrieval(maildrop, i);
        answer_deletion(maildrop, i);
    }
}

void render_pop3(struct dialogue *dialogue, const struct subject *subject) {
    struct maildrop maildrop = {dialogue, subject, random_between(subject->random, 1, 3)};
    log_in(&maildrop);
    if (subject->variant == POP3_PIPELINED)
        read_all_at_once(&maildrop);
    else
        read_one_by_one(&maildrop);
    say(dialogue, SERVER, "+OK Logging out.\r\n");
}
