/* Messages by their names: sent twice, or never (RFC 5322 3.6.4). */
#include "diagnose/across.h"

/* ---- duplicate-risk ---- */

/* A message that went out to its end and got no reply. */
struct unanswered {
    uint64_t session;
    struct moment at; /* its RCPT */
};

/* From one host to one recipient: what a relay hands on, and copies for others, are no second
 * attempt. */
static uint64_t copy_of(const struct ledger *ledger, const struct ledger_try *try) {
    uint64_t print = fingerprint_number(FINGERPRINT_BEGIN, try->envelope);
    return fingerprint_address(fingerprint_number(print, try->message_id), &ledger->client);
}

/* Whether it may have been taken without the client's knowing. */
static bool is_in_doubt(const struct ledger *ledger, const struct ledger_try *try) {
    return ledger->whole && try->sent && !try->settled && try->outcome == OUTCOME_OK;
}

static void tell_copy(struct chronicle *chronicle, const struct ledger_try *try,
                      const struct unanswered *before) {
    ACROSS_SAY(chronicle, try->message,
               N_("session {session} sent the same message {seconds} s before and got no reply to "
                  "its end"),
               WORD_NUMBER("session", before->session),
               WORD_NUMBER("seconds", whole_seconds(moment_since(try->at, before->at))));
}

/* Once a message, however many recipients it has. */
void across_duplicate_risk(struct chronicle *chronicle, const struct ledger *ledger) {
    uint64_t session = across_session(chronicle).id;
    uint32_t told = EVENT_NOTHING;
    for (size_t i = 0; i < ledger->try_count; i++) {
        const struct ledger_try *try = &ledger->tries[i];
        bool in_doubt = is_in_doubt(ledger, try);
        if (try->message_id == 0 || !try->sent || (!in_doubt && across_is_new(chronicle)))
            continue;
        uint64_t copy = copy_of(ledger, try);
        const struct unanswered *before = across_recall(chronicle, copy);
        bool taken = try->outcome == OUTCOME_OK;
        if (before && taken && try->message != told && before->session != session) {
            tell_copy(chronicle, try, before);
            told = try->message;
        }
        const struct unanswered now = {session, try->at};
        if (in_doubt)
            across_remember(chronicle, copy, &now, sizeof now);
        else if (try->outcome != OUTCOME_DEFERRED)
            across_forget(chronicle, copy);
    }
}

/* ---- msg-backscatter ---- */

/* What is remembered is that it was seen: a message, a domain for which a host sends, a host of
 * which not all that it sent could be read. */
enum seen { SEEN_MESSAGE = 1, SEEN_DOMAIN, SEEN_UNREAD };

static uint64_t seen_print(enum seen what, uint64_t name, const struct endpoint *host) {
    uint64_t print = fingerprint_number(fingerprint_number(FINGERPRINT_BEGIN, what), name);
    return host ? fingerprint_address(print, host) : print;
}

static void see(struct chronicle *chronicle, uint64_t print) {
    if (!across_recall(chronicle, print))
        across_remember(chronicle, print, &(uint8_t){1}, 1);
}

static void see_sent(struct chronicle *chronicle, const struct ledger *ledger) {
    bool unread = !ledger->whole || ledger->cut;
    for (size_t i = 0; i < ledger->try_count; i++) {
        const struct ledger_try *try = &ledger->tries[i];
        if (try->message == EVENT_NOTHING)
            continue;
        unread |= try->message_id == 0;
        see(chronicle, seen_print(SEEN_MESSAGE, try->message_id, NULL));
        see(chronicle, seen_print(SEEN_DOMAIN, try->domain, &ledger->client));
    }
    if (unread)
        see(chronicle, seen_print(SEEN_UNREAD, 0, &ledger->client));
}

/* Whether the message that came back would have been seen here, had it been sent from here: the
 * host that takes the bounce sends the domain's mail, all that it sent was read, and the message
 * was written after the source began. */
static bool would_be_seen(const struct chronicle *chronicle, const struct ledger *ledger,
                          const struct ledger_bounce *bounce) {
    uint64_t domain = fingerprint_name(FINGERPRINT_BEGIN, bounce->domain);
    return !across_forgot(chronicle) && moment_before(across_start(chronicle), bounce->date) &&
           across_recall(chronicle, seen_print(SEEN_DOMAIN, domain, &ledger->server)) &&
           !across_recall(chronicle, seen_print(SEEN_UNREAD, 0, &ledger->server));
}

void across_msg_backscatter(struct chronicle *chronicle, const struct ledger *ledger) {
    for (size_t i = 0; i < ledger->bounce_count; i++) {
        const struct ledger_bounce *bounce = &ledger->bounces[i];
        uint64_t id = fingerprint_text(FINGERPRINT_BEGIN, bounce->message_id);
        if (would_be_seen(chronicle, ledger, bounce) &&
            !across_recall(chronicle, seen_print(SEEN_MESSAGE, id, NULL)))
            ACROSS_SAY(
                chronicle, bounce->message,
                N_("{message} came back, but was not among the mail of {domain} that this host "
                   "sent"),
                WORD_SLICE("message", bounce->message_id), WORD_SLICE("domain", bounce->domain));
    }
    see_sent(chronicle, ledger);
}
