/* filter.h: the display filters: which sessions are wanted, in the language of Wireshark.
 *
 *     smtp.response.code >= 500 and not user
 *     exchange(smtp.req.command == "RCPT" and latency > 5s)
 *
 * A filter is read once and asked of every session. Much is answered by the summary of a row alone
 * (filter_row()); what a field of events has to tell needs the transcript (filter_session()). What
 * a filter needs it says itself, so that who reads a source keeps no more than that.
 *
 *     filter = term { ("and" | "&&" | "or" | "||") term }       "and" binds closer than "or"
 *     term   = { "not" | "!" } ( "(" filter ")" | field [relation value] | field "in" "{" values
 * "}" | "exchange" "(" filter ")" | "all" "(" filter ")" | "count" "(" filter ")" relation number )
 *
 * A comparison on a field of events holds when one event satisfies it. Where a session, or an
 * event, has several values of a field, one of them is enough, but for != all must differ. */
#ifndef HELOISE_INDEX_FILTER_H
#define HELOISE_INDEX_FILTER_H

#include "index/index.h"

struct filter;

/* Where in the text of a filter something is wrong: octets. `size` is 0 at its end. */
struct filter_place {
    size_t at, size;
};

/* Reads a filter; a text of blanks chooses every session. The text is copied. NULL with `error`
 * filled: ERROR_USAGE and `place` where it is no filter, else memory or a library is missing. */
struct filter *filter_new(struct slice text, struct filter_place *place, struct error *error);

/* NULL is allowed. */
void filter_free(struct filter *filter);

/* What the answer may need, as bits. */
enum filter_need {
    FILTER_NEEDS_EVENTS = 1,   /* a transcript */
    FILTER_NEEDS_HEADER = 2,   /* the first FILTER_HEADER octets of each message in it */
    FILTER_NEEDS_BODY = 4,     /* whole messages in it */
    FILTER_NEEDS_DETAILS = 8,  /* a summary that is not brief */
    FILTER_NEEDS_FINDINGS = 16 /* a summary with findings */
};

enum { FILTER_HEADER = 64 * 1024 };

unsigned filter_needs(const struct filter *filter);

/* Octets of each message's content that the transcript has to keep (transcript_options.preview). */
size_t filter_preview(const struct filter *filter);

enum filter_answer { FILTER_NO, FILTER_YES, FILTER_UNSURE };

/* What the row alone tells; FILTER_UNSURE: its events are needed. Never fails. */
enum filter_answer filter_row(struct filter *filter, const struct index_row *row);

/* Whether the session is chosen, by its row and its transcript. False with `error` filled when
 * memory ran out. */
bool filter_session(struct filter *filter, const struct index_row *row,
                    const struct transcript *transcript, bool *chosen, struct error *error);

/* Tells of each event of the transcript whether it satisfies a comparison of the filter on events:
 * what a screen lights. `lit` has a place for each. False with `error` filled when memory ran out.
 */
bool filter_light(struct filter *filter, const struct index_row *row,
                  const struct transcript *transcript, bool *lit, struct error *error);

/* The fields, for completion and manual, in the order of their table. NULL past the last. */
struct filter_field_info {
    const char *name;
    const char *type;    /* in one word, marked for translation: "number", "address" … */
    const char *meaning; /* one phrase, marked for translation */
    bool events;         /* it belongs to events */
};

bool filter_field_at(size_t n, struct filter_field_info *info);

/* Words that are values of field `n`, where these are few: "accepted", "deferred" …; NULL past the
 * last, or where any value is possible. */
const char *filter_field_word(size_t n, size_t word);

#endif
