#include "diagnose/ledger.h"

#include <stdlib.h>

#include "base/rare.h"
#include "diagnose/fingerprint.h"
#include "diagnose/names.h"
#include "message/date.h"
#include "message/delivery_report.h"

enum { RETURNED_ID_KEPT = 512 };

void ledger_begin(struct ledger *ledger) {
    struct arena arena = ledger->arena;
    arena_clear(&arena);
    *ledger = (struct ledger){.arena = arena};
}

void ledger_clear(struct ledger *ledger) {
    arena_free(&ledger->arena);
}

/* ---- tries ---- */

static void open_transaction(struct ledger *ledger, const struct course *course,
                             const struct event *event) {
    struct slice sender = course->transaction.sender, domain = course->transaction.domain;
    if (course->transaction.n != event->n)
        return;
    ledger->open = ledger->try_count;
    ledger->sender = fingerprint_name(FINGERPRINT_BEGIN, sender);
    ledger->domain = domain.size > 0 ? fingerprint_name(FINGERPRINT_BEGIN, domain) : 0;
}

static struct ledger_try try_begins(const struct ledger *ledger, const struct course *course,
                                    const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    return (struct ledger_try){
        .command = event->n,
        .message = EVENT_NOTHING,
        .reply = EVENT_NOTHING,
        .at = event->at,
        .end = event->end,
        .envelope = fingerprint_name(ledger->sender, event->command.address),
        .domain = ledger->domain,
        .size = transaction->has_size ? transaction->size : 0,
    };
}

static void add_try(struct ledger *ledger, const struct course *course, const struct event *event) {
    struct ledger_try *tries = NULL;
    if (course->transaction.n == EVENT_NOTHING)
        return;
    if (ledger->try_count < LEDGER_TRIES)
        tries = arena_grow(&ledger->arena, ledger->tries, ledger->try_count, sizeof *tries);
    if (!tries) {
        ledger->cut = true;
        return;
    }
    ledger->tries = tries;
    tries[ledger->try_count++] = try_begins(ledger, course, event);
}

/* The try that the RCPT `n` of the last transaction began, or NULL. They stand in the order of
 * their numbers, however many were sent in one go. */
static struct ledger_try *try_of(const struct ledger *ledger, uint32_t n) {
    size_t low = ledger->open, high = ledger->try_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ledger->tries[middle].command < n)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < ledger->try_count && ledger->tries[low].command == n;
    return found ? &ledger->tries[low] : NULL;
}

/* ---- replies ---- */

/* The number of seconds or minutes that a reply asks for, "in 300 seconds"; 0: it names none. */
static uint32_t pause_of(const struct reply_event *reply) {
    struct slice line = reply->line_count > 0 ? reply->lines[0] : slice_of(NULL, 0);
    uint64_t number = 0;
    for (struct slice word = slice_word(&line); word.size > 0; word = slice_word(&line)) {
        if (number > 0 && slice_starts_nocase(word, SLICE("sec")))
            return (uint32_t)number;
        if (number > 0 && slice_starts_nocase(word, SLICE("min")))
            return (uint32_t)number * 60;
        if (!slice_number(word, 24 * 60, &number))
            number = 0;
    }
    return 0;
}

static bool is_excess(const struct reply_event *reply) {
    return reply->code == 452 || (reply->enhanced.class == 4 && reply->enhanced.subject == 5 &&
                                  reply->enhanced.detail == 3);
}

static void decide(struct ledger_try *try, const struct event *event) {
    const struct reply_event *reply = &event->reply;
    try->reply = event->n;
    try->end = event->end;
    try->outcome = reply->outcome;
    try->greylisted = reply_greylists(reply);
    try->excess = is_excess(reply);
    try->pause = reply->outcome == OUTCOME_DEFERRED ? pause_of(reply) : 0;
}

/* Whether the content is for this one, as far as it is known: RCPT may not be answered yet. */
static bool gets_content(const struct ledger_try *try) {
    return try->settled || try->outcome == OUTCOME_OK || try->outcome == OUTCOME_NONE;
}

/* A reply to DATA, or to the content: for all who were accepted, or for one (RFC 2033 4.2). */
static void decide_content(struct ledger *ledger, const struct event *event, bool content) {
    size_t one = ledger->open + event->reply.recipient;
    bool all = event->reply.recipient == EVENT_NOTHING;
    for (size_t i = ledger->open; i < ledger->try_count; i++) {
        struct ledger_try *try = &ledger->tries[i];
        if ((!all && i != one) || try->settled || !gets_content(try))
            continue;
        if (try->outcome == OUTCOME_OK)
            decide(try, event);
        try->settled = content;
    }
}

static void take_reply(struct ledger *ledger, const struct course *course,
                       const struct event *event) {
    const struct course_command *command = course->answered;
    if (event->reply.final)
        decide_content(ledger, event, true);
    else if (command && command->act == ACT_CONTENT && event->reply.outcome != OUTCOME_MORE &&
             event->reply.outcome != OUTCOME_OK)
        decide_content(ledger, event, false);
    bool may = !command || command->act == ACT_RECIPIENT;
    struct ledger_try *try = may ? try_of(ledger, event->reply.to) : NULL;
    if (try && try->reply == EVENT_NOTHING)
        decide(try, event);
}

/* ---- messages ---- */

static uint64_t message_id_of(const struct course *course, const struct event *event) {
    const struct field *id = course_field(course, event, FIELD_MESSAGE_ID);
    return id && id->value.size > 0 ? fingerprint_text(FINGERPRINT_BEGIN, id->value) : 0;
}

/* The message that a report brings back, where it names itself. */
static bool read_bounce(const struct delivery_report *report, struct arena *scratch,
                        struct ledger_bounce *bounce) {
    struct field_list fields;
    bool weekday_fits;
    if (!fields_read(report->returned, scratch, &fields))
        return false;
    const struct field *id = fields_first(&fields, FIELD_MESSAGE_ID);
    const struct field *date = fields_first(&fields, FIELD_DATE);
    if (!id || id->value.size == 0 || id->value.size > RETURNED_ID_KEPT || !date)
        return false;
    bounce->message_id = id->value;
    return date_read(date->value, &bounce->date, &weekday_fits);
}

static void add_bounce(struct ledger *ledger, const struct course *course,
                       const struct event *event, const struct delivery_report *report,
                       struct arena *scratch) {
    struct ledger_bounce bounce = {
        .message = event->n, .domain = name_domain_of(course->transaction.recipients[0].address)};
    if (!read_bounce(report, scratch, &bounce) || bounce.domain.size == 0)
        return;
    struct ledger_bounce *bounces = NULL;
    if (ledger->bounce_count < LEDGER_BOUNCES)
        bounces =
            arena_grow(&ledger->arena, ledger->bounces, ledger->bounce_count, sizeof *bounces);
    if (!bounces) {
        ledger->cut = true;
        return;
    }
    bounce.domain = arena_copy(&ledger->arena, bounce.domain);
    bounce.message_id = arena_copy(&ledger->arena, bounce.message_id);
    ledger->bounces = bounces;
    bounces[ledger->bounce_count++] = bounce;
}

/* Somebody is told that his message did not arrive: from nobody, to one address (RFC 3461 5.2.7,
 * RFC 3464 2). */
static void take_bounce(struct ledger *ledger, const struct course *course,
                        const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    bool whole = event->message.complete && course->content_of == event->n &&
                 !course->content_cut && !course->header_only;
    if (!whole || !transaction->null_sender || transaction->recipient_count != 1)
        return;
    struct arena scratch = {0};
    struct delivery_report report;
    if (delivery_report_read(buffer_slice(&course->content), &scratch, &report))
        add_bounce(ledger, course, event, &report, &scratch);
    arena_free(&scratch);
}

APART static void take_message(struct ledger *ledger, const struct course *course,
                               const struct event *event) {
    uint64_t id = message_id_of(course, event);
    if (event->side != SIDE_CLIENT)
        return;
    for (size_t i = ledger->open; i < ledger->try_count; i++) {
        struct ledger_try *try = &ledger->tries[i];
        if (!gets_content(try))
            continue;
        try->message = event->n;
        try->sent = event->message.complete && event->message.end != END_NONE;
        if (id != 0)
            try->message_id = id;
    }
    take_bounce(ledger, course, event);
}

/* ---- maildrops ---- */

/* Room for a listing: the session's first takes it. NULL when memory ran out. */
static struct ledger_maildrop *room_for_listing(struct ledger *ledger) {
    if (ledger->maildrop)
        return ledger->maildrop;
    struct ledger_maildrop *maildrop = arena_take(&ledger->arena, sizeof *maildrop);
    struct ledger_mail *mails = arena_take(&ledger->arena, LEDGER_MAILS * sizeof *mails);
    if (!maildrop || !mails)
        return NULL;
    maildrop->mails = mails;
    return maildrop;
}

static void take_unique_ids(struct ledger *ledger, const struct event *event) {
    const struct reply_event *reply = &event->reply;
    struct ledger_maildrop *maildrop = ledger->maildrop = room_for_listing(ledger);
    if (!maildrop)
        return;
    *maildrop = (struct ledger_maildrop){.listing = event->n, .mails = maildrop->mails};
    for (size_t i = 1; i < reply->line_count && maildrop->count < LEDGER_MAILS; i++) {
        struct slice rest = reply->lines[i];
        uint64_t number;
        if (!slice_number(slice_word(&rest), UINT64_MAX, &number))
            continue;
        maildrop->mails[maildrop->count++] = (struct ledger_mail){
            .number = number,
            .unique_id = fingerprint_text(FINGERPRINT_BEGIN, slice_trim(rest)),
        };
    }
}

static void end_maildrop(struct ledger_maildrop *maildrop, const struct course *course) {
    const struct course_command *last = course_last(course);
    for (size_t i = 0; i < maildrop->count; i++) {
        const struct course_mail *mail = course_mail(course, maildrop->mails[i].number);
        maildrop->mails[i].size = mail && mail->listed ? mail->size : 0;
        maildrop->mails[i].deleted = mail && course_mail_deleted(course, mail);
    }
    maildrop->certain = course->maildrop.deleted == 0 ||
                        (last && last->act == ACT_QUIT && last->outcome == OUTCOME_OK);
}

static void name_user(struct ledger *ledger, struct slice user) {
    if (user.size > 0)
        ledger->user = fingerprint_name(FINGERPRINT_BEGIN, user);
}

/* ---- events ---- */

static void take_command(struct ledger *ledger, const struct course *course,
                         const struct event *event) {
    if (event->command.act == ACT_SENDER)
        open_transaction(ledger, course, event);
    if (event->command.act == ACT_RECIPIENT)
        add_try(ledger, course, event);
    name_user(ledger, event->command.user);
}

void ledger_take(struct ledger *ledger, const struct course *course, const struct event *event) {
    const struct course_command *answered = course->answered;
    switch (event->kind) {
    case EVENT_PROXY:
        if (event->proxy.protocol == PROXY_HEADER && !event->proxy.local)
            ledger->client = event->proxy.client;
        break;
    case EVENT_COMMAND:
        take_command(ledger, course, event);
        break;
    case EVENT_CONTINUATION:
        name_user(ledger, event->continuation.user);
        break;
    case EVENT_MESSAGE:
        take_message(ledger, course, event);
        break;
    case EVENT_REPLY:
        if (!course->pop3)
            take_reply(ledger, course, event);
        else if (answered && answered->act == ACT_IDENTIFY && answered->argument.size == 0 &&
                 event->reply.outcome == OUTCOME_OK && event->reply.lines_lost == 0)
            take_unique_ids(ledger, event);
        break;
    default:
        break;
    }
}

void ledger_end(struct ledger *ledger, const struct course *course) {
    const struct session *session = course->session;
    if (ledger->client.size == 0)
        ledger->client = *session_end_of(session, SIDE_CLIENT);
    ledger->server = *session_end_of(session, SIDE_SERVER);
    ledger->speech = course->pop3 ? SPEECH_POP3 : course->lmtp ? SPEECH_LMTP : SPEECH_SMTP;
    ledger->start = course->start;
    ledger->whole = course_whole(course) && !course_sealed(course);
    if (ledger->maildrop)
        end_maildrop(ledger->maildrop, course);
}

/* ---- copies ---- */

/* Copies octets to `at`, and moves it behind them. */
static void *put(uint8_t **at, const void *data, size_t size) {
    void *place = *at;
    if (size > 0)
        memcpy(place, data, size);
    *at += size;
    return place;
}

static struct slice put_text(uint8_t **at, struct slice text) {
    return slice_of(put(at, text.data, text.size), text.size);
}

static size_t size_of(const struct ledger *ledger) {
    size_t size = sizeof *ledger + ledger->try_count * sizeof *ledger->tries +
                  ledger->bounce_count * sizeof *ledger->bounces;
    if (ledger->maildrop)
        size += sizeof *ledger->maildrop + ledger->maildrop->count * sizeof(struct ledger_mail);
    for (size_t i = 0; i < ledger->bounce_count; i++)
        size += ledger->bounces[i].domain.size + ledger->bounces[i].message_id.size;
    return size;
}

struct ledger *ledger_copy(const struct ledger *ledger) {
    struct ledger *copy = malloc(size_of(ledger));
    if (!copy)
        return NULL;
    uint8_t *at = (uint8_t *)(copy + 1);
    *copy = *ledger;
    copy->arena = (struct arena){0};
    copy->tries = put(&at, ledger->tries, ledger->try_count * sizeof *ledger->tries);
    copy->bounces = put(&at, ledger->bounces, ledger->bounce_count * sizeof *ledger->bounces);
    if (ledger->maildrop) {
        const struct ledger_maildrop *maildrop = ledger->maildrop;
        copy->maildrop = put(&at, maildrop, sizeof *maildrop);
        copy->maildrop->mails =
            put(&at, maildrop->mails, maildrop->count * sizeof *maildrop->mails);
    }
    for (size_t i = 0; i < copy->bounce_count; i++) { /* last: texts are of any size */
        struct ledger_bounce *bounce = &copy->bounces[i];
        bounce->domain = put_text(&at, bounce->domain);
        bounce->message_id = put_text(&at, bounce->message_id);
    }
    return copy;
}

void ledger_free(struct ledger *copy) {
    free(copy);
}
