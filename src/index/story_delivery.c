#include "index/story_inside.h"

/* ---- names ---- */

/* Who takes a transaction's message: after TURN or ATRN that is the client. */
static struct slice taker_of(struct story *story, const struct transaction *transaction) {
    if (!transaction->turned)
        return story_server(story);
    return STORY_PHRASE(story, STORY_THE_CLIENT_FIRST, 1, WORD("", ""));
}

/* "for bob@example.org", "for both recipients", "from walter@example.net". */
static struct slice whom(struct story *story, const struct transaction *transaction, bool all) {
    size_t count = transaction->recipient_count;
    enum story_part part = count == 0   ? transaction->has_sender ? STORY_FROM : STORY_NO_ENVELOPE
                           : count == 1 ? STORY_FOR_ONE
                           : count == 2 && all ? STORY_FOR_BOTH
                           : all               ? STORY_FOR_ALL
                                               : STORY_FOR_MANY;
    struct slice sender = transaction->sender.size > 0 ? transaction->sender : SLICE("<>");
    return STORY_PHRASE(
        story, part, count, WORD_NUMBER("count", count), WORD_SLICE("sender", sender),
        WORD_SLICE("recipient", count > 0 ? transaction->recipients[0].address : sender));
}

/* ---- why ---- */

/* How the connection ended, for somebody who still had something to say. */
enum end_kind { END_CLOSED, END_RESET, END_CAPTURE, END_SILENCE, END_KINDS };

static enum end_kind end_of(const struct summary *summary) {
    if (!summary->closed)
        return summary->ending == ENDING_TIMEOUT ? END_SILENCE : END_CAPTURE;
    return summary->reset ? END_RESET : END_CLOSED;
}

static enum story_part part_of_cut(const struct summary *summary,
                                   const struct transaction *transaction) {
    static const enum story_part cuts[] = {
        [CUT_BY_RESET] = STORY_WHY_RESET, [CUT_BY_HELLO] = STORY_WHY_HELLO,
        [CUT_BY_MAIL] = STORY_WHY_MAIL,   [CUT_BY_TLS] = STORY_WHY_TLS,
        [CUT_BY_QUIT] = STORY_WHY_QUIT,
    };
    static const enum story_part ends[END_KINDS][2] = {
        [END_CLOSED] = {STORY_WHY_CLOSED_EARLY, STORY_WHY_CLOSED_INSIDE},
        [END_RESET] = {STORY_WHY_RESET_EARLY, STORY_WHY_RESET_INSIDE},
        [END_CAPTURE] = {STORY_WHY_CAPTURE_EARLY, STORY_WHY_CAPTURE_INSIDE},
        [END_SILENCE] = {STORY_WHY_SILENCE_EARLY, STORY_WHY_SILENCE_INSIDE},
    };
    if (transaction->cut != CUT_BY_NOTHING && transaction->cut != CUT_BY_END)
        return cuts[transaction->cut];
    return ends[end_of(summary)][transaction->has_message && transaction->message.octets > 0];
}

enum { AGAIN_AND_AGAIN = 3 }; /* segments; fewer may be chance */

/* Whether the client sent the end of its message and went on sending packets of it until the end of
 * the session. */
static bool is_in_vain(const struct summary *summary) {
    return summary->again >= AGAIN_AND_AGAIN && summary->octets[SIDE_SERVER] > 0 &&
           summary->lost[SIDE_SERVER] == 0;
}

static enum story_part part_of_doubt(const struct summary *summary, bool final_seen) {
    static const enum story_part ends[END_KINDS][2] = {
        [END_CLOSED] = {STORY_WHY_CLOSED_BEFORE_ANSWER, STORY_WHY_CLOSED_AGAIN},
        [END_RESET] = {STORY_WHY_RESET_BEFORE_ANSWER, STORY_WHY_RESET_AGAIN},
        [END_CAPTURE] = {STORY_WHY_CAPTURE_BEFORE_ANSWER, STORY_WHY_CAPTURE_AGAIN},
        [END_SILENCE] = {STORY_WHY_SILENCE, STORY_WHY_SILENCE_AGAIN},
    };
    if (summary->octets[SIDE_SERVER] == 0)
        return STORY_WHY_ONE_SIDE;
    if (final_seen || summary->lost[SIDE_SERVER] > 0)
        return STORY_WHY_LOST;
    return summary->ending == ENDING_QUIT ? STORY_WHY_NO_ANSWER
                                          : ends[end_of(summary)][is_in_vain(summary)];
}

/* Why a message was not handed over, or why nobody can know; `recipient`: NULL, or one of several.
 */
static struct slice why(struct story *story, const struct transaction *transaction,
                        const struct recipient *recipient) {
    const struct summary *summary = story->summary;
    enum verdict verdict = recipient ? recipient->verdict : transaction->verdict;
    bool final_seen = recipient && recipient->final_reply != EVENT_NOTHING;
    if (!recipient && transaction->recipient_count == 1)
        final_seen = transaction->recipients[0].final_reply != EVENT_NOTHING;
    enum story_part part = verdict == VERDICT_UNKNOWN ? part_of_doubt(summary, final_seen)
                                                      : part_of_cut(summary, transaction);
    return STORY_PHRASE(
        story, part, 1,
        WORD_SLICE("giver", story_side(transaction->turned ? SIDE_SERVER : SIDE_CLIENT)),
        WORD_SLICE("closer", story_side(summary->closer)));
}

/* What was said to a recipient that refused it; may be empty. */
static struct slice reason_of(struct story *story, const struct transaction *transaction,
                              const struct recipient *recipient) {
    if (!recipient)
        return story_reason(story, transaction->reply);
    if (recipient->answer.size > 0)
        return story_reason(story, recipient->answer);
    bool same = recipient->decided != EVENT_NOTHING && recipient->decided == transaction->decided;
    return same ? story_reason(story, transaction->reply) : slice_of(NULL, 0);
}

/* ---- the recipients who did not get it ---- */

enum { MOST_FATES = 128 }; /* whose reasons are held against each other */

static bool is_left(const struct recipient *recipient) {
    return recipient->verdict != VERDICT_ACCEPTED;
}

/* The next one from `from` on, or NULL. */
static const struct recipient *next_left(const struct transaction *transaction, size_t from) {
    for (size_t i = from; i < transaction->recipient_count; i++)
        if (is_left(&transaction->recipients[i]))
            return &transaction->recipients[i];
    return NULL;
}

static size_t count_left(const struct transaction *transaction) {
    size_t count = 0;
    for (size_t i = 0; i < transaction->recipient_count; i++)
        count += is_left(&transaction->recipients[i]);
    return count;
}

/* Whether all who are left have one verdict and one reason; of very many nobody asks. */
static bool is_one_fate(struct story *story, const struct transaction *transaction) {
    const struct recipient *first = next_left(transaction, 0);
    if (count_left(transaction) > MOST_FATES)
        return false;
    struct slice reason = reason_of(story, transaction, first);
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        const struct recipient *other = &transaction->recipients[i];
        if (is_left(other) && (other->verdict != first->verdict ||
                               !slice_equal(reason_of(story, transaction, other), reason)))
            return false;
    }
    return true;
}

/* "bob@example.org was refused: no such user". */
static struct slice fate_of(struct story *story, const struct transaction *transaction,
                            const struct recipient *recipient) {
    static const enum story_part parts[][2] = {
        [VERDICT_UNKNOWN] = {STORY_REST_UNKNOWN, STORY_REST_UNKNOWN},
        [VERDICT_DEFERRED] = {STORY_REST_PUT_OFF, STORY_REST_PUT_OFF_REASON},
        [VERDICT_REFUSED] = {STORY_REST_REFUSED, STORY_REST_REFUSED_REASON},
        [VERDICT_ABORTED] = {STORY_REST_LEFT_OUT, STORY_REST_LEFT_OUT},
        [VERDICT_PARTIAL] = {STORY_REST_UNKNOWN, STORY_REST_UNKNOWN},
    };
    struct slice reason = reason_of(story, transaction, recipient);
    return STORY_PHRASE(story, parts[recipient->verdict][reason.size > 0], 1,
                        WORD_SLICE("recipient", recipient->address), WORD_SLICE("reason", reason),
                        WORD_SLICE("why", why(story, transaction, recipient)));
}

static struct slice rest_of_one_fate(struct story *story, const struct transaction *transaction,
                                     const struct recipient *first, size_t count) {
    bool refused = first->verdict == VERDICT_REFUSED;
    enum story_part two = refused ? STORY_REST_TWO_REFUSED : STORY_REST_TWO_PUT_OFF;
    enum story_part more = refused ? STORY_REST_OTHERS_REFUSED : STORY_REST_OTHERS_PUT_OFF;
    const struct recipient *other =
        next_left(transaction, (size_t)(first - transaction->recipients) + 1);
    return STORY_PHRASE(story, count == 2 ? two : more, count, WORD_NUMBER("count", count),
                        WORD_SLICE("recipient", first->address),
                        WORD_SLICE("other", other ? other->address : slice_of(NULL, 0)),
                        WORD_SLICE("reason", reason_of(story, transaction, first)));
}

static struct slice rest_of(struct story *story, const struct transaction *transaction) {
    const struct recipient *first = next_left(transaction, 0);
    size_t count = count_left(transaction);
    bool answered = first->verdict == VERDICT_REFUSED || first->verdict == VERDICT_DEFERRED;
    if (count > 1 && answered && reason_of(story, transaction, first).size > 0 &&
        is_one_fate(story, transaction))
        return rest_of_one_fate(story, transaction, first, count);
    struct slice fate = fate_of(story, transaction, first);
    if (count == 1)
        return fate;
    const struct recipient *second =
        next_left(transaction, (size_t)(first - transaction->recipients) + 1);
    if (count == 2)
        return STORY_PHRASE(story, STORY_REST_TWO_APART, 1, WORD_SLICE("first", fate),
                            WORD_SLICE("second", fate_of(story, transaction, second)));
    return STORY_PHRASE(story, STORY_REST_AND_MORE, count - 1, WORD_SLICE("first", fate),
                        WORD_NUMBER("count", count - 1));
}

/* ---- one message ---- */

/* It has one fate for all its recipients, or none: by its verdict, without and with a reason. */
static const enum story_part whole_parts[][2] = {
    [VERDICT_UNKNOWN] = {STORY_NOT_KNOWN, STORY_NOT_KNOWN},
    [VERDICT_ACCEPTED] = {STORY_TAKEN, STORY_TAKEN},
    [VERDICT_DEFERRED] = {STORY_PUT_OFF, STORY_PUT_OFF_REASON},
    [VERDICT_REFUSED] = {STORY_REFUSED, STORY_REFUSED_REASON},
    [VERDICT_PARTIAL] = {STORY_TAKEN, STORY_TAKEN},
    [VERDICT_ABORTED] = {STORY_NOT_HANDED_OVER, STORY_NOT_HANDED_OVER},
};

static bool is_refusal(enum verdict verdict) {
    return verdict == VERDICT_DEFERRED || verdict == VERDICT_REFUSED;
}

static enum story_part whole_part(const struct summary *summary,
                                  const struct transaction *transaction, bool reasoned) {
    enum verdict verdict = transaction->verdict;
    bool null_sender = transaction->has_sender && transaction->sender.size == 0;
    if (transaction->recipient_count == 0 && is_refusal(verdict) && !transaction->has_message)
        return verdict == VERDICT_REFUSED
                   ? reasoned ? STORY_SENDER_REFUSED_REASON : STORY_SENDER_REFUSED
               : reasoned ? STORY_SENDER_PUT_OFF_REASON
                          : STORY_SENDER_PUT_OFF;
    if (verdict == VERDICT_ACCEPTED && null_sender && transaction->recipient_count > 0)
        return STORY_TAKEN_NOTICE;
    if (verdict == VERDICT_UNKNOWN && is_in_vain(summary))
        return STORY_NOT_THROUGH;
    return whole_parts[verdict][reasoned];
}

static struct slice id_of(struct story *story, const struct transaction *transaction) {
    if (transaction->queue_id.size == 0)
        return slice_of(NULL, 0);
    return STORY_PHRASE(story, STORY_WITH_ID, 1, WORD_SLICE("id", transaction->queue_id));
}

/* The reason that all have in common. */
static struct slice common_reason(struct story *story, const struct transaction *transaction) {
    if (!is_refusal(transaction->verdict))
        return slice_of(NULL, 0);
    return reason_of(story, transaction,
                     transaction->recipient_count > 0 ? &transaction->recipients[0] : NULL);
}

static void tell_whole(struct story *story, const struct transaction *transaction) {
    struct slice reason = common_reason(story, transaction);
    bool all = is_refusal(transaction->verdict) || transaction->verdict == VERDICT_ACCEPTED;
    struct slice sender = transaction->sender.size > 0 ? transaction->sender : SLICE("<>");
    STORY_SAY(story, whole_part(story->summary, transaction, reason.size > 0), 1,
              WORD_SLICE("server", taker_of(story, transaction)),
              WORD_SLICE("whom", whom(story, transaction, all)), WORD_SLICE("sender", sender),
              WORD_SLICE("reason", reason), WORD_SLICE("why", why(story, transaction, NULL)),
              WORD_SLICE("id", id_of(story, transaction)));
}

static void tell_parts(struct story *story, const struct transaction *transaction) {
    static const enum story_part parts[] = {
        [VERDICT_UNKNOWN] = STORY_NOT_KNOWN_EACH, [VERDICT_ACCEPTED] = STORY_SOME_TAKEN,
        [VERDICT_DEFERRED] = STORY_NONE_TAKEN,    [VERDICT_REFUSED] = STORY_NONE_TAKEN,
        [VERDICT_PARTIAL] = STORY_SOME_TAKEN,     [VERDICT_ABORTED] = STORY_NOT_HANDED_OVER_EACH,
    };
    size_t count = transaction->recipient_count, accepted = count - count_left(transaction);
    STORY_SAY(story, parts[transaction->verdict], count,
              WORD_SLICE("server", taker_of(story, transaction)), WORD_NUMBER("count", count),
              WORD_NUMBER("accepted", accepted), WORD_SLICE("id", id_of(story, transaction)),
              WORD_SLICE("rest", rest_of(story, transaction)));
}

/* Whether its recipients fared differently. */
static bool is_parted(struct story *story, const struct transaction *transaction) {
    size_t left = count_left(transaction);
    if (left == 0 || transaction->recipient_count == 1)
        return false;
    return left < transaction->recipient_count || !is_one_fate(story, transaction);
}

/* ---- several messages ---- */

static struct slice nth(struct story *story, const struct transaction *transaction, size_t number) {
    static const enum story_part parts[][2] = {
        [VERDICT_UNKNOWN] = {STORY_NTH_NOT_KNOWN, STORY_NTH_NOT_KNOWN},
        [VERDICT_ACCEPTED] = {STORY_NTH_NOT_KNOWN, STORY_NTH_NOT_KNOWN},
        [VERDICT_DEFERRED] = {STORY_NTH_PUT_OFF, STORY_NTH_PUT_OFF_REASON},
        [VERDICT_REFUSED] = {STORY_NTH_REFUSED, STORY_NTH_REFUSED_REASON},
        [VERDICT_PARTIAL] = {STORY_NTH_PARTIAL, STORY_NTH_PARTIAL},
        [VERDICT_ABORTED] = {STORY_NTH_NOT_HANDED_OVER, STORY_NTH_NOT_HANDED_OVER},
    };
    bool parted = is_parted(story, transaction);
    struct slice reason = common_reason(story, transaction);
    return STORY_PHRASE(
        story, parted ? STORY_NTH_PARTIAL : parts[transaction->verdict][reason.size > 0], 1,
        WORD_NUMBER("number", number), WORD_SLICE("whom", whom(story, transaction, false)),
        WORD_SLICE("reason", reason), WORD_SLICE("why", why(story, transaction, NULL)),
        WORD_SLICE("rest", parted ? rest_of(story, transaction) : slice_of(NULL, 0)));
}

/* `last`: one of them, which says who takes mail here. */
static void tell_several(struct story *story, const struct transaction *last, size_t count) {
    static const enum story_part parts[2][2] = {{STORY_NO_MESSAGE_TAKEN, STORY_NO_MESSAGE_WHOLE},
                                                {STORY_MESSAGES_TAKEN, STORY_MESSAGES_WHOLE}};
    const struct summary *summary = story->summary;
    const struct transaction *failure = NULL;
    size_t accepted = 0, parted = 0, number = 0, which = 0;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        if (transaction->kind != TRANSACTION_DELIVERY)
            continue;
        number++;
        accepted += transaction->verdict == VERDICT_ACCEPTED;
        parted += transaction->verdict == VERDICT_PARTIAL;
        if (failure || transaction->verdict == VERDICT_ACCEPTED)
            continue;
        failure = transaction;
        which = number;
    }
    STORY_SAY(story, failure ? parts[accepted > 0][parted > 0] : STORY_ALL_TAKEN, count,
              WORD_SLICE("server", taker_of(story, last)), WORD_NUMBER("count", count),
              WORD_NUMBER("accepted", accepted),
              WORD_SLICE("rest", failure ? nth(story, failure, which) : slice_of(NULL, 0)));
}

void story_tell_deliveries(struct story *story) {
    const struct summary *summary = story->summary;
    const struct transaction *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < summary->transaction_count; i++)
        if (summary->transactions[i].kind == TRANSACTION_DELIVERY) {
            last = &summary->transactions[i];
            count++;
        }
    if (!last)
        return;
    if (count > 1)
        tell_several(story, last, count);
    else if (is_parted(story, last))
        tell_parts(story, last);
    else
        tell_whole(story, last);
}
