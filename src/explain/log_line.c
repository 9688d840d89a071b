/* log_line.c: lines of mail logs (Postfix, Exim, Sendmail, OpenSMTPD): the reply inside is what
 * gets explained; host, queue id, recipient, command and status are parts of the line. */
#include "explain/provider.h"
#include "explain/tell.h"
#include "protocol/smtp_reply.h"

/* How a program writes a reply into its log. */
struct log_form {
    struct slice mark;    /* stands before the reply, not always right before it */
    struct slice end;     /* stands behind it; size 0: the line ends with it */
    struct slice command; /* what was answered, where the form itself tells it */
};

static const struct log_form forms[] = {
#define TEXT(literal)                                                                              \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }
#define FORM(mark, end, command) {TEXT(mark), TEXT(end), TEXT(command)},
#include "explain/log_forms.def"
#undef FORM
};

/* A field of a log line. */
static const struct log_field {
    struct slice key;
    uint8_t close; /* ends the value; 0: the next comma or blank */
    enum part_id part;
} fields[] = {
#define FIELD(key, close, part) {TEXT(key), close, PART_##part},
#include "explain/log_fields.def"
#undef FIELD
#undef TEXT
};

/* ---- the reply ---- */

/* Where a reply code begins a word; SLICE_NONE: nowhere. */
static size_t find_code(struct slice text) {
    for (size_t i = 0; i + 4 < text.size; i++) {
        bool more;
        bool begins = i == 0 || memchr(" :(\"", text.data[i - 1], 4);
        if (!begins || text.data[i] < '2' || text.data[i] > '5')
            continue;
        if (smtp_reply_code(slice_from(text, i), &more))
            return i;
    }
    return SLICE_NONE;
}

/* The last place of `needle`, for closing brackets. */
static size_t find_last(struct slice text, struct slice needle) {
    for (size_t i = text.size; i-- > 0;)
        if (slice_starts(slice_from(text, i), needle))
            return i;
    return SLICE_NONE;
}

static struct slice cut_end(struct slice reply, struct slice end) {
    if (end.size == 0)
        return slice_trim(reply);
    size_t at = end.size == 1 ? find_last(reply, end) : slice_search(reply, end);
    return slice_trim(slice_first(reply, at));
}

/* The reply behind a mark. False when there is none. */
static bool read_form(struct slice line, const struct log_form *form, struct slice *reply) {
    size_t at = slice_search(line, form->mark);
    if (at == SLICE_NONE)
        return false;
    struct slice rest = slice_from(line, at + form->mark.size);
    size_t code = find_code(rest);
    if (code == SLICE_NONE)
        return false;
    *reply = cut_end(slice_from(rest, code), form->end);
    return reply->size >= 3;
}

/* ---- the command ---- */

struct slice logged_command(struct slice text) {
    static const struct {
        struct slice words, verb;
    } commands[] = {
#define TEXT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}
        {TEXT("end of DATA"), TEXT("(end-of-data)")},
        {TEXT("initial connection"), TEXT("(connect)")},
        {TEXT("RCPT"), TEXT("RCPT")},
        {TEXT("MAIL"), TEXT("MAIL")},
        {TEXT("DATA"), TEXT("DATA")},
        {TEXT("EHLO"), TEXT("EHLO")},
        {TEXT("HELO"), TEXT("HELO")},
        {TEXT("LHLO"), TEXT("LHLO")},
        {TEXT("AUTH"), TEXT("AUTH")},
        {TEXT("STARTTLS"), TEXT("STARTTLS")},
        {TEXT("CONNECT"), TEXT("(connect)")},
#undef TEXT
    };
    for (size_t i = 0; text.data && i < sizeof commands / sizeof *commands; i++)
        if (slice_starts_nocase(text, commands[i].words))
            return commands[i].verb;
    return slice_of(NULL, 0);
}

/* Where the name of a command ends: at a colon, bracket or quote, or before "from". */
static size_t phrase_end(struct slice text) {
    size_t from = slice_search(text, SLICE(" from "));
    for (size_t i = 0; i < text.size; i++)
        if (i == from || memchr(":)\"", text.data[i], 3))
            return i;
    return text.size;
}

/* "in reply to RCPT TO command", "after pipelined MAIL FROM:<…>", "reject: RCPT from". */
static struct slice tell_command(struct telling *telling, struct slice line) {
    static const struct slice leads[] = {
        {(const uint8_t *)"in reply to ", 12},
        {(const uint8_t *)"remote mail server after pipelined ", 35},
        {(const uint8_t *)"remote mail server after ", 25},
        {(const uint8_t *)"reject: ", 8},
        {(const uint8_t *)"command=\"", 9},
    };
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        size_t at = slice_search(line, leads[i]);
        if (at == SLICE_NONE)
            continue;
        struct slice rest = slice_from(line, at + leads[i].size);
        struct slice verb = logged_command(rest);
        if (verb.size > 0)
            tell_part(telling, slice_first(rest, phrase_end(rest)), PART_LOG_COMMAND);
        return verb;
    }
    return slice_of(NULL, 0);
}

/* ---- the fields ---- */

static struct slice field_value(struct slice rest, const struct log_field *field) {
    size_t size = 0;
    while (size < rest.size && rest.data[size] != field->close &&
           (field->close || (!octet_is_blank(rest.data[size]) && rest.data[size] != ',')))
        size++;
    return slice_first(rest, size);
}

/* Whether a field begins here: at the start of a word. */
static bool begins_word(struct slice line, size_t at) {
    return at == 0 || memchr(" ,(", line.data[at - 1], 3);
}

static struct slice find_field(struct slice line, const struct log_field *field) {
    for (size_t from = 0; from < line.size;) {
        size_t at = slice_search(slice_from(line, from), field->key);
        if (at == SLICE_NONE)
            break;
        at += from;
        if (begins_word(line, at))
            return field_value(slice_from(line, at + field->key.size), field);
        from = at + 1;
    }
    return slice_of(NULL, 0);
}

/* Tells all fields; returns the host that spoke, as far as one is named. */
static struct slice tell_fields(struct telling *telling, struct slice line) {
    struct slice host = {0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct slice value = find_field(line, &fields[i]);
        if (value.size == 0 || value.data[0] == '"' || slice_equal(value, SLICE("none")))
            continue;
        tell_part(telling, value, fields[i].part);
        if (fields[i].part == PART_LOG_HOST && host.size == 0)
            host = value;
    }
    return host;
}

/* ---- the queue id ---- */

static bool is_queue_id(struct slice word) {
    size_t digits = 0;
    if (word.size < 8)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        if (!octet_is_digit(word.data[i]) && !octet_is_alpha(word.data[i]) && word.data[i] != '-')
            return false;
        digits += octet_is_digit(word.data[i]);
    }
    return digits > 0;
}

/* What follows "program[pid]: " of syslog; all of it where there is no such head. */
static struct slice after_program(struct slice line) {
    size_t colon = slice_search(line, SLICE("]: "));
    size_t start = colon;
    while (start != SLICE_NONE && start > 0 && octet_is_digit(line.data[start - 1]))
        start--;
    bool process = start != SLICE_NONE && start > 0 && start < colon && line.data[start - 1] == '[';
    return process ? slice_from(line, colon + 3) : line;
}

/* The first word of the message, which ends with a colon, or Exim's after date and time. */
static void tell_queue_id(struct telling *telling, struct slice line) {
    struct slice rest = after_program(line);
    for (size_t n = 0; n < 4; n++) {
        struct slice word = slice_word(&rest);
        if (word.size > 0 && word.data[word.size - 1] == ':')
            word.size--;
        bool date = slice_find(word, ':') != SLICE_NONE ||
                    (word.size == 10 && word.data[4] == '-' && word.data[7] == '-');
        if (!date && is_queue_id(word)) {
            tell_part(telling, word, PART_LOG_QUEUE_ID);
            return;
        }
    }
}

/* ---- the line ---- */

static void tell_reply(struct telling *telling, struct slice reply, const struct answered *answered,
                       struct slice host) {
    struct context context = *telling->context;
    const struct context *before = telling->context;
    context.provider = provider_recognise(host);
    telling->context = &context;
    telling->out->protocol = "smtp";
    tell_smtp_reply(telling, reply, answered);
    telling->context = before;
}

/* A line that tells of a delivery, but of no reply: its status code is explained. */
static bool tell_without_reply(struct telling *telling, struct slice line) {
    static const struct log_field dsn = {{(const uint8_t *)"dsn=", 4}, 0, PART_ENHANCED};
    struct slice status = find_field(line, &dsn);
    if (!tell_lone_status(telling, status))
        return false;
    telling->out->protocol = "smtp";
    (void)tell_fields(telling, line);
    tell_queue_id(telling, line);
    tell_note(telling, NOTE_LOG_WITHOUT_REPLY);
    return true;
}

bool tell_log_line(struct telling *telling, struct slice line) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct slice reply;
        if (!read_form(line, &forms[i], &reply))
            continue;
        struct slice host = tell_fields(telling, line);
        struct slice verb = tell_command(telling, line);
        const struct answered answered = {.verb = verb.size > 0 ? verb : forms[i].command};
        tell_queue_id(telling, line);
        tell_reply(telling, reply, &answered, host);
        tell_note(telling, NOTE_LOG_LINE);
        return true;
    }
    return tell_without_reply(telling, line);
}
