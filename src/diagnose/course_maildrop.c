#include "diagnose/course_maildrop.h"

const struct course_mail *course_mail(const struct course *course, uint64_t number) {
    bool known = number > 0 && number <= course->maildrop.mail_count;
    return known ? &course->maildrop.mails[number - 1] : NULL;
}

/* The entry of a message; NULL past the bound. */
static struct course_mail *mail_of(struct course *course, uint64_t number) {
    struct course_maildrop *maildrop = &course->maildrop;
    if (number == 0 || number > COURSE_MAILS)
        return NULL;
    while (maildrop->mail_count < number) {
        struct course_mail *mails = arena_grow(&course->memory.maildrop, maildrop->mails,
                                               maildrop->mail_count, sizeof *mails);
        if (!mails)
            return NULL;
        maildrop->mails = mails;
        mails[maildrop->mail_count++] = (struct course_mail){0};
    }
    return &maildrop->mails[number - 1];
}

/* Two numbers at the beginning of a line: of STAT, or of a line of LIST. */
static bool two_numbers(struct slice line, uint64_t *first, uint64_t *second) {
    struct slice word = slice_word(&line);
    return slice_number(word, UINT64_MAX, first) &&
           slice_number(slice_word(&line), UINT64_MAX, second);
}

static void take_listing(struct course *course, const struct reply_event *reply) {
    uint64_t number, size;
    for (size_t i = 0; i < reply->line_count; i++) {
        if (!two_numbers(reply->lines[i], &number, &size) || (i == 0 && reply->line_count > 1))
            continue;
        struct course_mail *mail = mail_of(course, number);
        if (!mail)
            continue;
        mail->size = size;
        mail->listed = true;
    }
}

void course_settle_maildrop(struct course *course, const struct course_command *command,
                            const struct reply_event *reply) {
    struct course_maildrop *maildrop = &course->maildrop;
    struct course_mail *mail = mail_of(course, command->number);
    maildrop->user_accepted = slice_equal(command->verb, SLICE("USER"));
    maildrop->utf8 |= slice_equal(command->verb, SLICE("UTF8"));
    if (slice_equal(command->verb, SLICE("CAPA")))
        *(course->secure ? &maildrop->capa_asked_secure : &maildrop->capa_asked) = true;
    if (slice_equal(command->verb, SLICE("STAT")) && reply->line_count > 0)
        maildrop->has_count = two_numbers(reply->lines[0], &maildrop->count, &maildrop->octets);
    if (command->act == ACT_LIST)
        take_listing(course, reply);
    if (mail && slice_equal(command->verb, SLICE("RETR"))) {
        maildrop->retrieved += !mail->retrieved;
        mail->retrieved = true;
    }
    if (mail && command->act == ACT_DELETE) {
        maildrop->deleted += !course_mail_deleted(course, mail);
        mail->deleted_in = maildrop->round;
    }
    if (slice_equal(command->verb, SLICE("RSET"))) {
        maildrop->deleted = 0;
        maildrop->round++;
    }
}
