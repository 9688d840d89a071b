#include "index/story.h"

#include "base/units.h"

/* Shorter sessions are not worth a word; a part is named when it is more than half of all. */
enum { TOLD_TENTHS = 1, TOLD_PART = 2 };

/* ---- what is told of ---- */

/* How the transactions of a session came out. */
struct outcome_count {
    size_t of[VERDICT_ABORTED + 1];
    size_t total;
    const struct transaction *first;   /* of the kind that is counted */
    const struct transaction *failure; /* the first that was not accepted whole */
};

static struct outcome_count count_kind(const struct summary *summary, enum transaction_kind kind) {
    struct outcome_count count = {0};
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        if (transaction->kind != kind)
            continue;
        count.of[transaction->verdict]++;
        count.total++;
        if (!count.first)
            count.first = transaction;
        if (!count.failure && transaction->verdict != VERDICT_ACCEPTED)
            count.failure = transaction;
    }
    return count;
}

/* The first recipient that was not accepted, or NULL. */
static const struct recipient *failed_recipient(const struct transaction *transaction) {
    for (size_t i = 0; i < transaction->recipient_count; i++)
        if (transaction->recipients[i].verdict != VERDICT_ACCEPTED)
            return &transaction->recipients[i];
    return NULL;
}

static size_t accepted_recipients(const struct transaction *transaction) {
    size_t count = 0;
    for (size_t i = 0; i < transaction->recipient_count; i++)
        count += transaction->recipients[i].verdict == VERDICT_ACCEPTED;
    return count;
}

static struct slice server_name(const struct summary *summary, char text[ENDPOINT_TEXT]) {
    if (summary->server_name.size > 0)
        return summary->server_name;
    endpoint_text(&summary->server, text);
    return slice_string(text);
}

/* ---- a delivery ---- */

/* Sentences about one message, by its verdict; {reason} stands in those that have one. */
struct delivery_words {
    const char *plain, *reasoned;
};

static const struct delivery_words one_recipient[] = {
    [VERDICT_UNKNOWN] =
        {N_("The message for {recipient} was sent, and what {server} made of it was not seen."),
         NULL},
    [VERDICT_ACCEPTED] = {N_("{server} took the message for {recipient}."), NULL},
    [VERDICT_DEFERRED] = {N_("{server} put off the message for {recipient}."),
                          N_("{server} put off the message for {recipient}: \"{reason}\".")},
    [VERDICT_REFUSED] = {N_("{server} refused the message for {recipient}."),
                         N_("{server} refused the message for {recipient}: \"{reason}\".")},
    [VERDICT_PARTIAL] = {N_("{server} took the message for {recipient}."), NULL},
    [VERDICT_ABORTED] = {N_("The message for {recipient} was not handed over."), NULL},
};

static const struct delivery_words many_recipients[] = {
    [VERDICT_UNKNOWN] = {N_("The message for {count} recipients was sent, and what {server} made "
                            "of it was not seen."),
                         NULL},
    [VERDICT_ACCEPTED] = {N_("{server} took the message for all {count} recipients."), NULL},
    [VERDICT_DEFERRED] =
        {N_("{server} put off the message for all {count} recipients."),
         N_("{server} put off the message for all {count} recipients: \"{reason}\".")},
    [VERDICT_REFUSED] =
        {N_("{server} refused the message for all {count} recipients."),
         N_("{server} refused the message for all {count} recipients: \"{reason}\".")},
    [VERDICT_PARTIAL] = {N_("{server} took the message for {accepted} of {count} recipients, and "
                            "not for {recipient}."),
                         N_("{server} took the message for {accepted} of {count} recipients, and "
                            "not for {recipient}: \"{reason}\".")},
    [VERDICT_ABORTED] = {N_("The message for {count} recipients was not handed over."), NULL},
};

static const struct delivery_words no_recipient[] = {
    [VERDICT_UNKNOWN] = {N_("A message was begun, and how it went on was not seen."), NULL},
    [VERDICT_ACCEPTED] = {N_("{server} took a message."), NULL},
    [VERDICT_DEFERRED] = {N_("{server} put off mail from {sender}."),
                          N_("{server} put off mail from {sender}: \"{reason}\".")},
    [VERDICT_REFUSED] = {N_("{server} refused mail from {sender}."),
                         N_("{server} refused mail from {sender}: \"{reason}\".")},
    [VERDICT_PARTIAL] = {N_("{server} took a message."), NULL},
    [VERDICT_ABORTED] = {N_("A message was begun and given up."), NULL},
};

/* What the server said to it; empty when it said nothing that tells why. */
static struct slice reason_of(const struct transaction *transaction,
                              const struct recipient *failed) {
    return failed && failed->answer.size > 0 ? failed->answer : transaction->reply;
}

static struct slice sender_of(const struct transaction *transaction) {
    return transaction->sender.size > 0 ? transaction->sender : SLICE("<>");
}

static void tell_delivery(struct writer *writer, const struct summary *summary,
                          const struct transaction *transaction) {
    char text[ENDPOINT_TEXT];
    size_t count = transaction->recipient_count;
    const struct delivery_words *words = &(count == 0   ? no_recipient
                                           : count == 1 ? one_recipient
                                                        : many_recipients)[transaction->verdict];
    const struct recipient *failed = failed_recipient(transaction);
    const struct recipient *named = failed      ? failed
                                    : count > 0 ? &transaction->recipients[0]
                                                : NULL;
    struct slice reason = reason_of(transaction, failed);
    const char *sentence = words->reasoned && reason.size > 0 ? words->reasoned : words->plain;
    SAY(writer, _(sentence), WORD_SLICE("server", server_name(summary, text)),
        WORD_SLICE("recipient", named ? named->address : slice_of(NULL, 0)),
        WORD_SLICE("sender", sender_of(transaction)), WORD_NUMBER("count", count),
        WORD_NUMBER("accepted", accepted_recipients(transaction)), WORD_SLICE("reason", reason));
    if (transaction->queue_id.size > 0)
        SAY(writer, _(" Its queue id is {id}."), WORD_SLICE("id", transaction->queue_id));
}

static void tell_deliveries(struct writer *writer, const struct summary *summary,
                            const struct outcome_count *count) {
    char text[ENDPOINT_TEXT];
    const struct transaction *told = count->total == 1 ? count->first : count->failure;
    if (count->total == 1) {
        tell_delivery(writer, summary, told);
        return;
    }
    if (!told) {
        SAY(writer, _("{server} took all {count} messages."),
            WORD_SLICE("server", server_name(summary, text)), WORD_NUMBER("count", count->total));
        return;
    }
    SAY(writer, _("{server} took {accepted} of {count} messages for all their recipients. "),
        WORD_SLICE("server", server_name(summary, text)),
        WORD_NUMBER("accepted", count->of[VERDICT_ACCEPTED]), WORD_NUMBER("count", count->total));
    tell_delivery(writer, summary, told);
}

/* ---- a maildrop ---- */

static size_t messages_of(const struct summary *summary, enum transaction_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].kind == kind &&
                 summary->transactions[i].verdict == VERDICT_ACCEPTED;
    return count;
}

static void tell_maildrop(struct writer *writer, const struct summary *summary) {
    size_t fetched = messages_of(summary, TRANSACTION_RETRIEVAL);
    size_t deleted = messages_of(summary, TRANSACTION_DELETION);
    const char *sentence =
        deleted == 0 ? P_("{user} fetched {fetched} message and left it on the server.",
                          "{user} fetched {fetched} messages and left all on the server.", fetched)
                     : P_("{user} fetched {fetched} message and deleted {deleted}.",
                          "{user} fetched {fetched} messages and deleted {deleted}.", fetched);
    struct slice user = summary->user.size > 0 ? summary->user : slice_string(_("The client"));
    SAY(writer, sentence, WORD_SLICE("user", user), WORD_NUMBER("fetched", fetched),
        WORD_NUMBER("deleted", deleted));
}

/* ---- nothing was delivered ---- */

/* Sizes are all that a sealed session shows. Hellos, commands and replies seldom fill so much. */
static const char *sealed_sentence(const struct summary *summary) {
    enum { MAIL_AT_LEAST = 4096 };
    uint64_t sent = summary->sealed[SIDE_CLIENT], received = summary->sealed[SIDE_SERVER];
    if (sent >= MAIL_AT_LEAST && sent > received)
        return N_("The session is under TLS and cannot be read. The client sent {sent} octets in "
                  "it, so it may have delivered mail.");
    if (received >= MAIL_AT_LEAST && received > sent)
        return N_("The session is under TLS and cannot be read. The client got {received} octets "
                  "in it, so it may have fetched mail.");
    return N_("The session is under TLS and cannot be read. The client sent {sent} octets in it "
              "and got {received}.");
}

static const char *quiet_sentence(const struct summary *summary) {
    if (summary->tls_alert.size > 0)
        return summary->tls_alert_side == SIDE_CLIENT
                   ? N_("TLS failed: the client broke off with the alert {alert}.")
                   : N_("TLS failed: {server} broke off with the alert {alert}.");
    if (summary->sealed[SIDE_CLIENT] + summary->sealed[SIDE_SERVER] > 0)
        return sealed_sentence(summary);
    if (summary->octets[SIDE_SERVER] == 0)
        return N_("The client spoke, and {server} never answered.");
    if (summary->ending == ENDING_REFUSED)
        return N_("{server} did not let the client in.");
    if (summary->verdict == VERDICT_REFUSED)
        return N_("{server} refused the login.");
    if (summary->user.size > 0)
        return N_("{user} logged in, and no mail was moved.");
    return N_("The client said hello, and no mail was moved.");
}

static void tell_quiet(struct writer *writer, const struct summary *summary) {
    char text[ENDPOINT_TEXT];
    SAY(writer, _(quiet_sentence(summary)), WORD_SLICE("server", server_name(summary, text)),
        WORD_SLICE("user", summary->user), WORD_SLICE("alert", summary->tls_alert),
        WORD_NUMBER("sent", summary->sealed[SIDE_CLIENT]),
        WORD_NUMBER("received", summary->sealed[SIDE_SERVER]));
}

/* ---- an attempt ---- */

static const char *attempt_sentence(const struct summary *summary) {
    const struct attempt *attempt = summary->attempt;
    if (attempt->complaint.text)
        return attempt->complaint.from.size > 0
                   ? N_("{server} could not be reached: {router} says {text}.")
                   : N_("{server} could not be reached: {text}.");
    switch (summary->ending) {
    case ENDING_REFUSED:
        return N_("{server} refused the connection: nothing listens there, or a firewall answers "
                  "for it.");
    case ENDING_SILENT:
        return N_("{server} took the connection and said nothing in {span}.");
    case ENDING_CLOSE:
        return N_("{server} took the connection and closed it without a word.");
    case ENDING_RESET:
        return N_("{server} took the connection, and it was reset without a word.");
    default:
        break;
    }
    if (attempt->connect.answers > 0)
        return N_("{server} took the connection and had not spoken when the capture ended.");
    return attempt->connect.syns == 1
               ? N_("No answer from {server} to the only try that was captured.")
               : N_("No answer from {server} in {span}, {count} tries: a firewall drops them, or "
                    "the host is down.");
}

static void tell_attempt(struct writer *writer, const struct summary *summary) {
    const struct attempt *attempt = summary->attempt;
    char server[ENDPOINT_TEXT], router[ENDPOINT_TEXT];
    struct writer span = writer_to(WRITER_MEMORY);
    endpoint_text(&summary->server, server);
    endpoint_address_text(&attempt->complaint.from, router);
    duration_write(&span, moment_since(summary->end, summary->start));
    SAY(writer, _(attempt_sentence(summary)), WORD("server", server), WORD("router", router),
        WORD("text", attempt->complaint.text ? _(attempt->complaint.text) : ""),
        WORD_NUMBER("count", attempt->connect.syns),
        WORD_SLICE("span", buffer_slice(&span.buffer)));
    writer_free(&span);
}

/* ---- time ---- */

static const char *const waits[STAGES][TIME_OWNERS] = {
    [STAGE_CONNECT] =
        {N_("It took {total}, of which the network took {part} to connect."),
         N_("It took {total}, of which the client took {part} to connect."),
         N_("It took {total}, of which the server took {part} to take the connection.")},
    [STAGE_GREETING] = {N_("It took {total}, of which {part} went by on the way to the greeting."),
                        N_("It took {total}, of which the client took {part} before the greeting."),
                        N_("It took {total}, of which the server took {part} to greet.")},
    [STAGE_HELLO] = {N_("It took {total}, of which {part} went by on the network at the hello."),
                     N_("It took {total}, of which the client took {part} for its hello."),
                     N_("It took {total}, of which the server took {part} to answer the hello.")},
    [STAGE_TLS] =
        {N_("It took {total}, of which {part} went by on the network at the start of TLS."),
         N_("It took {total}, of which the client took {part} to start TLS."),
         N_("It took {total}, of which the server took {part} to start TLS.")},
    [STAGE_AUTH] = {N_("It took {total}, of which {part} went by on the network at the login."),
                    N_("It took {total}, of which the client took {part} for the login."),
                    N_("It took {total}, of which the server took {part} to judge the login.")},
    [STAGE_ENVELOPE] =
        {N_("It took {total}, of which {part} went by on the network between commands."),
         N_("It took {total}, of which the client took {part} between commands."),
         N_("It took {total}, of which the server took {part} to answer commands.")},
    [STAGE_CONTENT] =
        {N_("It took {total}, of which {part} went by on the network with the message."),
         N_("It took {total}, of which the client took {part} with the message."),
         N_("It took {total}, of which the server took {part} with the message.")},
    [STAGE_DOT] = {N_("It took {total}, of which {part} went by on the network after the message."),
                   N_("It took {total}, of which the client took {part} after the message."),
                   N_("It took {total}, of which the server took {part} after the final dot.")},
    [STAGE_QUIT] = {N_("It took {total}, of which {part} went by on the network at the end."),
                    N_("It took {total}, of which the client took {part} to end."),
                    N_("It took {total}, of which the server took {part} to end.")},
};

static struct slice span_text(struct writer *writer, duration span) {
    writer->buffer.size = 0;
    duration_write(writer, span);
    return buffer_slice(&writer->buffer);
}

static void tell_time(struct writer *writer, const struct summary *summary) {
    struct writer total = writer_to(WRITER_MEMORY), part = writer_to(WRITER_MEMORY);
    enum stage stage;
    enum time_owner owner;
    if (summary->timing && timing_total(summary->timing) >= TOLD_TENTHS * DURATION_SECOND / 10 &&
        timing_longest(summary->timing, &stage, &owner)) {
        duration all = timing_total(summary->timing);
        duration longest = summary->timing->spent[stage][owner];
        bool named = longest > all / TOLD_PART;
        writer_put(writer, ' ');
        SAY(writer, named ? _(waits[stage][owner]) : _("It took {total}."),
            WORD_SLICE("total", span_text(&total, all)),
            WORD_SLICE("part", span_text(&part, longest)));
    }
    writer_free(&total);
    writer_free(&part);
}

void story_write(struct writer *writer, const struct summary *summary) {
    struct outcome_count deliveries = count_kind(summary, TRANSACTION_DELIVERY);
    if (summary->attempt) {
        tell_attempt(writer, summary);
        return;
    }
    if (!summary->protocol)
        return;
    if (deliveries.total > 0)
        tell_deliveries(writer, summary, &deliveries);
    else if (summary->transaction_count > 0)
        tell_maildrop(writer, summary);
    else
        tell_quiet(writer, summary);
    tell_time(writer, summary);
}
