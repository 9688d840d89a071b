/* mail_file.h: the messages of a session as mail programs keep them: one file each (.eml, RFC
 * 5322), or one after the other (.mbox, RFC 4155, where ">From " is quoted once more so that it can
 * be undone).
 *
 * Only messages that were seen whole are given: not what TOP brought, and none with a gap. */
#ifndef HELOISE_REPORT_MAIL_FILE_H
#define HELOISE_REPORT_MAIL_FILE_H

#include "base/writer.h"
#include "index/index.h"

/* A way through the messages of a session. Zeroed: at the start. */
struct mail_cursor {
    size_t next;          /* event to be looked at */
    struct slice content; /* of the message that mail_next() found; the transcript's */
    uint32_t event;       /* its number, */
    struct moment at;     /* and when it began */
    uint64_t incomplete;  /* messages passed over: not all of them was seen */
};

/* The next message that was seen whole; the transcript keeps whole previews. False after the last.
 */
bool mail_next(struct mail_cursor *cursor, const struct transcript *transcript);

/* Writes the message of the cursor as one of an mbox: a From line with `sender` (empty: unknown),
 * lines with LF, a blank line behind. */
void mail_write_mbox(const struct mail_cursor *cursor, struct slice sender, struct writer *writer);

/* The sender of the envelope that event `n`, a message, belongs to; empty: none is known. */
struct slice mail_sender(const struct summary *summary, uint32_t n);

#endif
