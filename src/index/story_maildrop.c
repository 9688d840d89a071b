#include "index/story_inside.h"

enum { COMPARED = 2048 }; /* retrievals that are held against each other */

/* What was fetched and deleted, and the first that failed. */
struct haul {
    uint64_t fetched, beginnings;                  /* messages; TOP alone */
    uint64_t deleted, marked, in_vain, taken_back; /* marked: nobody saw how it ended */
    const struct transaction *failure;             /* NULL: none */
};

static bool is_top(const struct transaction *transaction) {
    return slice_equal_nocase(transaction->message.via, SLICE("TOP"));
}

/* Whether the same message was fetched before. */
static bool is_again(const struct summary *summary, size_t which) {
    const struct transaction *transactions = summary->transactions;
    for (size_t i = 0; i < which && i < COMPARED; i++)
        if (transactions[i].kind == TRANSACTION_RETRIEVAL &&
            transactions[i].verdict == VERDICT_ACCEPTED &&
            transactions[i].number == transactions[which].number &&
            is_top(&transactions[i]) == is_top(&transactions[which]))
            return true;
    return false;
}

static void count_retrieval(struct haul *haul, const struct summary *summary, size_t which) {
    const struct transaction *transaction = &summary->transactions[which];
    if (transaction->verdict != VERDICT_ACCEPTED)
        haul->failure = haul->failure ? haul->failure : transaction;
    else if (!is_again(summary, which))
        *(is_top(transaction) ? &haul->beginnings : &haul->fetched) += 1;
}

static void count_deletion(struct haul *haul, const struct summary *summary,
                           const struct transaction *transaction) {
    if (transaction->verdict == VERDICT_ACCEPTED)
        *(summary->farewell ? &haul->deleted : &haul->marked) += 1;
    else if (transaction->verdict == VERDICT_ABORTED)
        *(transaction->cut == CUT_BY_RESET ? &haul->taken_back : &haul->in_vain) += 1;
}

static struct haul haul_of(const struct summary *summary) {
    struct haul haul = {0};
    for (size_t i = 0; i < summary->transaction_count; i++)
        if (summary->transactions[i].kind == TRANSACTION_RETRIEVAL)
            count_retrieval(&haul, summary, i);
        else
            count_deletion(&haul, summary, &summary->transactions[i]);
    return haul;
}

/* "2 of 3 messages". */
static struct slice what_of(struct story *story, const struct haul *haul) {
    const struct summary *summary = story->summary;
    bool total = summary->has_maildrop && summary->maildrop >= haul->fetched;
    uint64_t count = haul->fetched;
    enum story_part part = total ? STORY_WHAT_SOME_OF : STORY_WHAT_SOME;
    if (count == 0 && haul->beginnings > 0) {
        count = haul->beginnings;
        part = STORY_WHAT_TOP;
    } else if (count == 0) {
        part = total && summary->maildrop > 0 ? STORY_WHAT_NONE_OF : STORY_WHAT_NONE;
    } else if (total && summary->maildrop == count) {
        part = count == 1 ? STORY_WHAT_ONLY : count == 2 ? STORY_WHAT_BOTH : STORY_WHAT_ALL;
    }
    return STORY_PHRASE(story, part, count, WORD_NUMBER("count", count),
                        WORD_NUMBER("all", summary->maildrop));
}

static struct slice then_of(struct story *story, const struct haul *haul) {
    const struct {
        uint64_t count;
        enum story_part part;
    } cases[] = {
        {haul->deleted, STORY_THEN_DELETED},
        {haul->in_vain, STORY_THEN_NOT_DELETED},
        {haul->taken_back, STORY_THEN_TAKEN_BACK},
        {haul->marked, STORY_THEN_MARKED},
        {story->summary->closed ? haul->fetched : 0, STORY_THEN_LEFT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i].count > 0)
            return STORY_PHRASE(story, cases[i].part, cases[i].count,
                                WORD_NUMBER("count", cases[i].count));
    return slice_of(NULL, 0);
}

static struct slice rest_of(struct story *story, const struct haul *haul) {
    const struct transaction *failure = haul->failure;
    if (!failure)
        return slice_of(NULL, 0);
    struct slice reason = story_reason(story, failure->reply);
    enum story_part part = failure->verdict == VERDICT_UNKNOWN   ? STORY_REST_NOT_ANSWERED
                           : failure->verdict == VERDICT_ABORTED ? STORY_REST_BROKE_OFF
                           : reason.size > 0                     ? STORY_REST_NOT_FETCHED
                                                                 : STORY_REST_NOT_FETCHED_PLAIN;
    return STORY_PHRASE(story, part, 1, WORD_NUMBER("number", failure->number),
                        WORD_SLICE("reason", reason));
}

void story_tell_maildrop(struct story *story) {
    const struct summary *summary = story->summary;
    struct haul haul = haul_of(summary);
    struct slice user = summary->user.size > 0
                            ? summary->user
                            : STORY_PHRASE(story, STORY_THE_CLIENT_FIRST, 1, WORD("", ""));
    STORY_SAY(story, STORY_FETCHED, 1, WORD_SLICE("user", user),
              WORD_SLICE("what", what_of(story, &haul)), WORD_SLICE("then", then_of(story, &haul)),
              WORD_SLICE("rest", rest_of(story, &haul)));
}
