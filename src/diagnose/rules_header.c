/* The header block of a message (RFC 5322 3.6), and what it says beside the envelope. */
#include "base/text.h"
#include "diagnose/names.h"
#include "diagnose/rule.h"
#include "message/address_list.h"
#include "message/date.h"
#include "message/signature.h"

enum {
    SHORT_LINE = 78,
    ENCODED_WORD_MOST = 75,
    DAY = 86400,
    RECIPIENTS_COMPARED = 100, /* each with all of To and Cc */
};

static size_t count_malformed(const struct field_list *list) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->fields[i].malformed;
    return count;
}

static bool has_no_field(const struct field_list *list) {
    for (size_t i = 0; i < list->count; i++)
        if (!list->fields[i].malformed)
            return false;
    return true;
}

/* Whether the header block is at hand and has no field of this kind. Where there is no field at all
 * that is told once. */
static bool lacks(const struct course *course, const struct event *event, enum field_kind kind) {
    const struct field_list *list = course_header(course, event);
    return list && !has_no_field(list) && !fields_first(list, kind);
}

/* Whether text stands where the header block should have ended. A message may do without a body,
 * and then without the empty line (RFC 5322 3.5). */
static bool runs_into_text(const struct course *course, const struct field_list *list) {
    return !list->ended && !course->content_cut && count_malformed(list) > 0;
}

/* Where a field stands in the content. */
static size_t place_of(const struct course *course, const struct field *field) {
    return (size_t)(field->raw.data - course->content.data);
}

void judge_msg_no_from(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    const struct field_list *list = course_header(course, event);
    if (lacks(course, event, FIELD_FROM))
        FOUND(event);
    else if (list && has_no_field(list) && !runs_into_text(course, list))
        FOUND_PLAIN_ON(event->n, N_("the message has no header: neither From nor any other field"));
}

void judge_msg_no_date(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    if (lacks(course, event, FIELD_DATE))
        FOUND(event);
}

void judge_msg_no_message_id(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    if (lacks(course, event, FIELD_MESSAGE_ID))
        FOUND(event);
}

void judge_msg_no_recipients_field(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    if (lacks(course, event, FIELD_TO) && lacks(course, event, FIELD_CC) &&
        lacks(course, event, FIELD_BCC))
        FOUND(event);
}

void judge_msg_no_blank_line(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct field_list *list = course_header(course, event);
    if (!list || !runs_into_text(course, list))
        return;
    if (has_no_field(list))
        FOUND_PLAIN_ON(event->n, N_("the message has no header: its text begins at once"));
    else
        FOUND(event);
}

void judge_msg_field_name_bad(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct field_list *list = course_header(course, event);
    for (size_t i = 0; list && list->ended && i < list->count; i++)
        if (list->fields[i].malformed) {
            FOUND_AT(event, 0, place_of(course, &list->fields[i]));
            return;
        }
}

void judge_msg_obs_fold(struct diagnosis *diagnosis, const struct course *course,
                        const struct event *event) {
    const struct field_list *list = course_header(course, event);
    for (size_t i = 0; list && i < list->count; i++)
        if (list->fields[i].blank_fold) {
            FOUND_AT(event, 0, place_of(course, &list->fields[i]));
            return;
        }
}

void judge_msg_duplicate_field(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    static const char *const once[] = {"Date",        "From",       "Sender", "Reply-To",
                                       "To",          "Cc",         "Bcc",    "Message-ID",
                                       "In-Reply-To", "References", "Subject"};
    const struct field_list *list = course_header(course, event);
    for (size_t i = 0; list && i < sizeof once / sizeof *once; i++)
        if (fields_count(list, once[i]) > 1)
            FOUND_SAY(event, N_("{field} is there {count} times"), WORD("field", once[i]),
                      WORD_NUMBER("count", fields_count(list, once[i])));
}

void judge_8bit_in_header(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    const struct field_list *list = course_header(course, event);
    if (!list || course->transaction.utf8)
        return;
    size_t at = text_first_high(slice_first(buffer_slice(&course->content), list->body_at));
    if (at != SLICE_NONE)
        FOUND_AT(event, 0, at);
}

/* The longest line of the header block, and where it begins. */
static size_t longest_line(const struct course *course, size_t *at) {
    struct slice rest = slice_first(buffer_slice(&course->content), course->fields.body_at);
    size_t longest = 0, start = 0;
    for (size_t lf; (lf = slice_find(rest, '\n')) != SLICE_NONE; start += lf + 1) {
        size_t size = lf - (lf > 0 && rest.data[lf - 1] == '\r');
        if (size > longest) {
            longest = size;
            *at = start;
        }
        rest = slice_from(rest, lf + 1);
    }
    return longest;
}

void judge_text_line_over_78(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    size_t at = 0;
    if (course_header(course, event) && longest_line(course, &at) > SHORT_LINE)
        FOUND_AT(event, 0, at);
}

void judge_msg_encoded_word_long(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct field_list *list = course_header(course, event);
    for (size_t i = 0; list && i < list->count; i++) {
        struct slice rest = list->fields[i].value;
        for (size_t at; (at = slice_search(rest, SLICE("=?"))) != SLICE_NONE;) {
            rest = slice_from(rest, at);
            struct slice word = slice_word(&rest);
            if (word.size > ENCODED_WORD_MOST && slice_search(word, SLICE("?=")) != SLICE_NONE) {
                FOUND_AT(event, 0, place_of(course, &list->fields[i]));
                return;
            }
        }
    }
}

void judge_msg_date_malformed(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct field *date = course_field(course, event, FIELD_DATE);
    struct moment moment;
    bool weekday_fits;
    if (date && (!date_read(date->value, &moment, &weekday_fits) || !weekday_fits))
        FOUND_AT(event, 0, place_of(course, date));
}

void judge_msg_date_skew(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    const struct field *date = course_field(course, event, FIELD_DATE);
    struct moment moment;
    bool weekday_fits;
    if (!date || !date_read(date->value, &moment, &weekday_fits))
        return;
    duration ahead = moment_since(moment, event->at);
    if (ahead > DAY * DURATION_SECOND)
        FOUND_SAY(event, N_("Date is {days} days ahead of the session"),
                  WORD_NUMBER("days", (uint64_t)(ahead / DURATION_SECOND / DAY)));
    if (ahead < -7 * DAY * DURATION_SECOND)
        FOUND_SAY(event, N_("Date is {days} days before the session"),
                  WORD_NUMBER("days", (uint64_t)(-ahead / DURATION_SECOND / DAY)));
}

void judge_msg_bad_message_id(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    const struct field *id = course_field(course, event, FIELD_MESSAGE_ID);
    if (!id)
        return;
    struct slice value = id->value;
    size_t at = slice_find(value, '@');
    bool good = value.size > 4 && value.data[0] == '<' && value.data[value.size - 1] == '>' &&
                at != SLICE_NONE && at > 1 && at + 2 < value.size &&
                slice_find(value, ' ') == SLICE_NONE;
    if (!good)
        FOUND_AT(event, 0, place_of(course, id));
}

void judge_msg_bcc_present(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    const struct field *bcc = course_field(course, event, FIELD_BCC);
    if (bcc && bcc->value.size > 0)
        FOUND_AT(event, 0, place_of(course, bcc));
}

void judge_msg_return_path_present(struct diagnosis *diagnosis, const struct course *course,
                                   const struct event *event) {
    const struct field *path = course_field(course, event, FIELD_RETURN_PATH);
    if (path && event->side == SIDE_CLIENT && !course->lmtp)
        FOUND_AT(event, 0, place_of(course, path));
}

/* ---- addresses ---- */

void judge_msg_multi_from_no_sender(struct diagnosis *diagnosis, const struct course *course,
                                    const struct event *event) {
    const struct field *from = course_field(course, event, FIELD_FROM);
    if (from && address_list_count(from->value) > 1 && lacks(course, event, FIELD_SENDER))
        FOUND_AT(event, 0, place_of(course, from));
}

void judge_msg_display_name_spoof(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    const struct field *from = course_field(course, event, FIELD_FROM);
    size_t open = from ? slice_find(from->value, '<') : SLICE_NONE;
    if (open == SLICE_NONE || open == 0)
        return;
    struct slice name = slice_first(from->value, open), address = address_list_first(from->value);
    bool shows_address = slice_find(name, '@') != SLICE_NONE &&
                         slice_find(slice_from(name, slice_find(name, '@')), '.') != SLICE_NONE;
    if (shows_address && slice_search_nocase(name, address) == SLICE_NONE)
        FOUND_AT(event, 0, place_of(course, from));
}

void judge_msg_from_differs_envelope(struct diagnosis *diagnosis, const struct course *course,
                                     const struct event *event) {
    const struct field *from = course_field(course, event, FIELD_FROM);
    struct slice envelope = course->transaction.domain;
    if (!from || event->side != SIDE_CLIENT || course->transaction.message != EVENT_NOTHING ||
        envelope.size == 0)
        return;
    struct slice header = name_domain_of(address_list_first(from->value));
    if (header.size > 0 && !slice_equal_nocase(header, envelope))
        FOUND_SAY(event, N_("From is of {header}, the envelope of {envelope}"),
                  WORD_SLICE("header", header), WORD_SLICE("envelope", envelope));
}

/* Marks those of the first `count` recipients that fields of this kind hold. */
static void mark_named(const struct field_list *list, enum field_kind kind,
                       const struct course_recipient *recipients, size_t count, bool *named) {
    for (const struct field *field = fields_first(list, kind); field;
         field = fields_next(list, field)) {
        struct slice rest = field->value, address;
        while (address_list_next(&rest, &address))
            for (size_t i = 0; i < count; i++)
                named[i] |= slice_equal_nocase(address, recipients[i].address);
    }
}

void judge_msg_envelope_not_in_header(struct diagnosis *diagnosis, const struct course *course,
                                      const struct event *event) {
    const struct field_list *list = course_header(course, event);
    const struct course_transaction *transaction = &course->transaction;
    size_t count = transaction->recipient_count < RECIPIENTS_COMPARED ? transaction->recipient_count
                                                                      : (size_t)RECIPIENTS_COMPARED;
    bool named[RECIPIENTS_COMPARED] = {false};
    if (!list || has_no_field(list) || event->side != SIDE_CLIENT)
        return;
    mark_named(list, FIELD_TO, transaction->recipients, count, named);
    mark_named(list, FIELD_CC, transaction->recipients, count, named);
    for (size_t i = 0; i < count; i++) {
        const struct course_recipient *recipient = &transaction->recipients[i];
        if (recipient->outcome == OUTCOME_OK && recipient->address.size > 0 && !named[i])
            FOUND_SAY(event, N_("{recipient} is named in neither To nor Cc"),
                      WORD_SLICE("recipient", recipient->address));
    }
}

void judge_msg_auto_reply_to_null(struct diagnosis *diagnosis, const struct course *course,
                                  const struct event *event) {
    const struct field *automatic = course_field(course, event, FIELD_AUTO_SUBMITTED);
    if (automatic && !slice_starts_nocase(automatic->value, SLICE("no")) &&
        event->side == SIDE_CLIENT && course->transaction.n != EVENT_NOTHING &&
        !course->transaction.null_sender && course->transaction.recipient_count > 0)
        FOUND_AT(event, 0, place_of(course, automatic));
}

void judge_msg_list_unsubscribe_missing(struct diagnosis *diagnosis, const struct course *course,
                                        const struct event *event) {
    const struct field *precedence = course_field(course, event, FIELD_PRECEDENCE);
    bool bulk = precedence && slice_equal_nocase(precedence->value, SLICE("bulk"));
    if ((bulk || course_field(course, event, FIELD_LIST_ID)) &&
        lacks(course, event, FIELD_LIST_UNSUBSCRIBE))
        FOUND(event);
}

/* ---- signatures ---- */

/* Who logs in hands mail to its own server, which signs; LMTP is behind all that. */
void judge_msg_dkim_absent(struct diagnosis *diagnosis, const struct course *course,
                           const struct event *event) {
    if (lacks(course, event, FIELD_DKIM_SIGNATURE) && event->side == SIDE_CLIENT &&
        !course->authenticated && !course->lmtp)
        FOUND(event);
}

void judge_msg_dkim_no_from(struct diagnosis *diagnosis, const struct course *course,
                            const struct event *event) {
    const struct field_list *list = course_header(course, event);
    const struct field *field = NULL;
    while (list && (field = fields_find(list, "DKIM-Signature", field)) != NULL) {
        struct signature signature;
        signature_read(field->value, false, &signature);
        if (!signature_covers(&signature, SLICE("From")))
            FOUND_AT(event, 0, place_of(course, field));
    }
}
