/* mail.h: a message that the practice server keeps, shared by all who got it. */
#ifndef HELOISE_PRACTICE_MAIL_H
#define HELOISE_PRACTICE_MAIL_H

#include "base/buffer.h"

struct mail {
    unsigned holders;
    struct buffer text; /* as POP3 gives it, before dots are stuffed; empty: in the file */
    char *file;         /* of a Maildir; NULL: in memory */
    char *id;           /* unique: letters, digits and . - _ */
    uint64_t size;      /* octets of the text */
    bool bare;          /* the file's lines end in LF: each gets a CR */
};

/* A message whose text is taken over from `text`, which is empty then. One holder. NULL when memory
 * ran out; `text` is then as it was. */
struct mail *mail_new(struct buffer *text, const char *id);

/* A message that lies in a file of a Maildir; `id` is its name up to the colon. NULL when it cannot
 * be read or memory ran out. */
struct mail *mail_of_file(const char *file, const char *name);

/* Its text; read from its file when it is first wanted. Size 0 with a mail.size: it cannot be read
 * any more. Valid until mail_forget() or the last mail_release(). */
struct slice mail_text(struct mail *mail);

/* Text that lies in a file is given back. */
void mail_forget(struct mail *mail);

static inline struct mail *mail_hold(struct mail *mail) {
    mail->holders++;
    return mail;
}

void mail_release(struct mail *mail);

#endif
