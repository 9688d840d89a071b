#include "live/answer.h"

#include "base/text.h"
#include "base/words.h"

enum outcome answer_outcome(const struct event *reply) {
    return reply->kind == EVENT_CONTINUATION ? OUTCOME_MORE : reply->reply.outcome;
}

static struct slice first_line(const struct event *reply) {
    if (reply->kind == EVENT_CONTINUATION)
        return reply->continuation.line;
    return reply->reply.line_count > 0 ? reply->reply.lines[0] : slice_of(NULL, 0);
}

void answer_write(struct writer *writer, const struct event *reply) {
    bool continues = reply->kind == EVENT_CONTINUATION;
    uint16_t code = continues ? reply->continuation.code : reply->reply.code;
    if (code > 0)
        writer_number(writer, code, 1);
    else
        text_escape(writer, continues ? reply->continuation.status : reply->reply.status);
    if (first_line(reply).size == 0)
        return;
    writer_put(writer, ' ');
    text_escape(writer, first_line(reply));
}

bool answer_fail(const struct event *reply, const char *asked, enum error_kind refused,
                 struct error *error) {
    struct writer text = writer_to(WRITER_MEMORY);
    enum outcome outcome = answer_outcome(reply);
    enum error_kind kind = outcome == OUTCOME_DEFERRED  ? ERROR_TEMPORARY
                           : outcome == OUTCOME_REFUSED ? refused
                                                        : ERROR_PROTOCOL;
    const char *sentence = outcome == OUTCOME_DEFERRED ? _("{asked} was deferred: ")
                           : outcome == OUTCOME_REFUSED
                               ? _("{asked} was refused: ")
                               : _("{asked} got a reply that has no place there: ");
    SAY(&text, sentence, WORD("asked", asked));
    answer_write(&text, reply);
    (void)error_set(error, kind, "%.*s", (int)text.buffer.size,
                    text.buffer.data ? (const char *)text.buffer.data : "");
    writer_free(&text);
    return false;
}
