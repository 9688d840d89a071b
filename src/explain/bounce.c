/* bounce.c: the delivery report that a message carries (RFC 3464): who got the other message, and
 * who did not. */
#include "explain/header.h"
#include "explain/tell.h"
#include "message/delivery_report.h"

enum { RECIPIENTS_TOLD = 5 };

/* The value of a field of a group, without the type in front of it: "rfc822; a@b". */
static struct slice typed_value(const struct field_list *group, const char *name) {
    const struct field *field = fields_find(group, name, NULL);
    if (!field)
        return slice_of(NULL, 0);
    size_t end = slice_find(field->value, ';');
    return end == SLICE_NONE ? field->value : slice_trim(slice_from(field->value, end + 1));
}

static struct slice plain_value(const struct field_list *group, const char *name) {
    const struct field *field = fields_find(group, name, NULL);
    return field ? field->value : slice_of(NULL, 0);
}

static enum note_id note_of(struct slice action) {
    static const struct {
        struct slice action;
        enum note_id note;
    } notes[] = {
        {{(const uint8_t *)"failed", 6}, NOTE_BOUNCE_FAILED},
        {{(const uint8_t *)"delayed", 7}, NOTE_BOUNCE_DELAYED},
        {{(const uint8_t *)"delivered", 9}, NOTE_BOUNCE_DELIVERED},
        {{(const uint8_t *)"relayed", 7}, NOTE_BOUNCE_RELAYED},
        {{(const uint8_t *)"expanded", 8}, NOTE_BOUNCE_EXPANDED},
    };
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (slice_equal_nocase(action, notes[i].action))
            return notes[i].note;
    return NOTE_BOUNCE_OTHER;
}

static void say_diagnostic(const struct field_list *group, struct saying *saying) {
    struct slice diagnostic = typed_value(group, "Diagnostic-Code");
    struct slice remote = typed_value(group, "Remote-MTA");
    if (diagnostic.size > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, remote.size > 0 ? NOTE_BOUNCE_SAID_BY : NOTE_BOUNCE_SAID,
                   WORD_SLICE("diagnostic", diagnostic), WORD_SLICE("remote", remote));
}

static void say_status(struct slice status, struct saying *saying) {
    const struct enhanced_fact *fact = enhanced_meaning(status);
    if (fact && *fact->fact.title)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_BOUNCE_MEANS, WORD_SLICE("status", status),
                   WORD("title", _(fact->fact.title)));
}

static void say_recipient(struct slice text, struct saying *saying) {
    struct field_list group;
    if (!fields_read(text, saying->telling->arena, &group)) {
        saying->telling->failed = true;
        return;
    }
    struct slice recipient = typed_value(&group, "Final-Recipient");
    struct slice action = plain_value(&group, "Action"), status = plain_value(&group, "Status");
    if (recipient.size == 0)
        recipient = typed_value(&group, "Original-Recipient");
    struct slice code = slice_word(&status); /* a comment may follow */
    SAYING_ADD(saying, EXPLAIN_NORMAL, note_of(action), WORD_SLICE("recipient", recipient),
               WORD_SLICE("action", action), WORD_SLICE("status", code));
    say_status(code, saying);
    say_diagnostic(&group, saying);
}

static void say_reporter(struct slice text, struct saying *saying) {
    struct field_list group;
    struct slice reporter = slice_of(NULL, 0);
    if (fields_read(text, saying->telling->arena, &group))
        reporter = typed_value(&group, "Reporting-MTA");
    else
        saying->telling->failed = true;
    SAYING_ADD(saying, EXPLAIN_NORMAL, reporter.size > 0 ? NOTE_BOUNCE : NOTE_BOUNCE_NAMELESS,
               WORD_SLICE("reporter", reporter));
}

void tell_bounce(struct telling *telling, struct slice content, bool whole) {
    struct delivery_report report;
    if (!delivery_report_read(content, telling->arena, &report))
        return;
    bool cut = !whole && !report.closed; /* the last group may be cut in two */
    size_t count = report.count - cut, told = count < RECIPIENTS_TOLD ? count : RECIPIENTS_TOLD;
    struct saying saying = saying_begin(telling);
    say_reporter(report.message, &saying);
    for (size_t i = 0; i < told; i++)
        say_recipient(report.recipients[i], &saying);
    if (told < count)
        SAYING_ADD(&saying, EXPLAIN_NORMAL, NOTE_BOUNCE_MORE, WORD_NUMBER("count", count - told));
    if (cut)
        saying_plain(&saying, EXPLAIN_NORMAL, NOTE_BOUNCE_CUT);
    TELL_NOTE(telling, NOTE_SAYS, WORD_SLICE("text", saying_end(&saying)));
    tell_reference(telling, "RFC 3464 2.3");
}
