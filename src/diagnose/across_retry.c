/* Attempts at the same mail, one after the other (RFC 5321 4.5.4.1). */
#include "diagnose/across.h"
#include "diagnose/names.h"

/* Below it a second attempt is too soon, unless the server asked for less. */
enum { PAUSE_LEAST = 60 };

/* Whether what is known of both says that they are different. */
static bool differ(uint64_t a, uint64_t b) {
    return a != 0 && b != 0 && a != b;
}

/* Whether an attempt with the envelope of an earlier one may be at the same message: the sizes do
 * not say otherwise, and it has a sender with a domain; reports, from nobody, come from many about
 * many. */
static bool may_be_same(const struct ledger_try *try, uint64_t size_before) {
    return try->domain != 0 && !differ(size_before, try->size);
}

/* ---- retry-too-fast ---- */

/* A recipient that was put off. */
struct put_off {
    uint64_t session;
    struct moment end; /* of the reply */
    uint64_t size, message_id;
    uint32_t pause;
};

/* From one host, to one host. */
static uint64_t way_of(const struct ledger *ledger, const struct ledger_try *try) {
    uint64_t print = fingerprint_number(FINGERPRINT_BEGIN, try->envelope);
    return fingerprint_address(fingerprint_address(print, &ledger->client), &ledger->server);
}

static bool is_too_fast(const struct put_off *before, const struct ledger_try *try) {
    duration pause = moment_since(try->at, before->end);
    uint32_t least = before->pause > 0 && before->pause < PAUSE_LEAST ? before->pause : PAUSE_LEAST;
    return pause >= 0 && pause < least * DURATION_SECOND && may_be_same(try, before->size) &&
           !differ(before->message_id, try->message_id);
}

/* Told once: the recipients of a message are tried again together. What is over the limit of one
 * transaction is to follow at once (RFC 5321 4.5.3.1.10). */
void across_retry_too_fast(struct chronicle *chronicle, const struct ledger *ledger) {
    uint64_t session = across_session(chronicle).id;
    bool told = false;
    for (size_t i = 0; i < ledger->try_count; i++) {
        const struct ledger_try *try = &ledger->tries[i];
        bool put_off = try->outcome == OUTCOME_DEFERRED && !try->excess;
        if (!put_off && across_is_new(chronicle))
            continue;
        uint64_t way = way_of(ledger, try);
        const struct put_off *before = across_recall(chronicle, way);
        if (before && !told && before->session != session && is_too_fast(before, try)) {
            ACROSS_SAY(chronicle, try->command,
                       N_("tried again {seconds} s after session {session} was put off"),
                       WORD_NUMBER("seconds", whole_seconds(moment_since(try->at, before->end))),
                       WORD_NUMBER("session", before->session));
            told = true;
        }
        const struct put_off now = {session, try->end, try->size, try->message_id, try->pause};
        if (put_off)
            across_remember(chronicle, way, &now, sizeof now);
        else
            across_forget(chronicle, way);
    }
}

/* ---- greylist-no-retry ---- */

/* Queues make their second attempt within the hour; half an hour is what RFC 5321 4.5.4.1 advises.
 * Four hours without one, and twice as long as the last pause, are no pause any more. */
#define SILENCE_LEAST (4 * 3600 * DURATION_SECOND)

/* Something that was put off as a stranger's; or, without an event, a network whose mail could not
 * be read. */
struct stranger {
    struct chronicle_session session;
    uint32_t event; /* the reply */
    struct moment at;
    duration pause; /* since the attempt before; 0: there was none */
    uint64_t size;
    struct endpoint client;
};

/* Greylisting takes neighbours for one client (RFC 6647 2.3): /24, of IPv6 /64. */
static struct endpoint network_of(const struct endpoint *client) {
    struct endpoint network = *client;
    size_t kept = client->size == 4 ? 3 : client->size == 16 ? 8 : 0;
    memset(network.address + kept, 0, sizeof network.address - kept);
    network.port = 0;
    return network;
}

static bool same_network(const struct endpoint *a, const struct endpoint *b) {
    struct endpoint one = network_of(a), other = network_of(b);
    return endpoint_same_address(&one, &other);
}

static uint64_t unread_print(const struct endpoint *client) {
    struct endpoint network = network_of(client);
    return fingerprint_address(fingerprint_text(FINGERPRINT_BEGIN, SLICE("unread")), &network);
}

static void remember_stranger(struct chronicle *chronicle, const struct ledger *ledger,
                              const struct ledger_try *try, const struct stranger *before) {
    const struct stranger now = {
        .session = across_session(chronicle),
        .event = try->reply,
        .at = try->end,
        .pause = before ? moment_since(try->end, before->at) : 0,
        .size = try->size,
        .client = ledger->client,
    };
    across_remember(chronicle, try->envelope, &now, sizeof now);
}

/* Another attempt, from wherever, is what the server asked for; from another network it is put off
 * anew. */
void across_greylist_no_retry(struct chronicle *chronicle, const struct ledger *ledger) {
    if (!ledger->whole || ledger->cut) {
        const struct stranger unread = {.event = EVENT_NOTHING, .at = ledger->start};
        across_remember(chronicle, unread_print(&ledger->client), &unread, sizeof unread);
    }
    for (size_t i = 0; i < ledger->try_count; i++) {
        const struct ledger_try *try = &ledger->tries[i];
        const struct stranger *before = across_recall(chronicle, try->envelope);
        if (!try->greylisted) {
            across_forget(chronicle, try->envelope);
            continue;
        }
        char address[ENDPOINT_TEXT];
        if (before && may_be_same(try, before->size) &&
            !same_network(&before->client, &ledger->client)) {
            endpoint_address_text(&before->client, address);
            ACROSS_SAY(chronicle, try->reply,
                       N_("session {session} tried it from {address}: to greylisting this is "
                          "another client"),
                       WORD_NUMBER("session", before->session.id), WORD("address", address));
        }
        remember_stranger(chronicle, ledger, try, before);
    }
}

void across_greylist_waits(struct chronicle *chronicle, const void *record, struct moment until) {
    const struct stranger *stranger = record;
    duration silence = moment_since(until, stranger->at);
    if (stranger->event == EVENT_NOTHING || silence < SILENCE_LEAST ||
        silence / 2 < stranger->pause)
        return;
    const struct stranger *unread = across_recall(chronicle, unread_print(&stranger->client));
    if (!unread || moment_before(unread->at, stranger->at))
        across_found_late(
            chronicle, &stranger->session, stranger->event,
            N_("put off, and no further attempt in the {hours} hours that the source goes on"),
            (const struct word[]){WORD_NUMBER("hours", whole_seconds(silence) / 3600)}, 1);
}
