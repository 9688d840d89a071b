/* show_rhythm.c: what the sizes of sealed records show, in words: never as certain. */
#include "index/guess.h"
#include "report/show.h"

static void say_content(struct show *show, const struct guess *guess) {
    const struct word words[] = {WORD_NUMBER("count", guess->flights),
                                 WORD_NUMBER("octets", guess->octets)};
    const char *sentence =
        guess->side == SIDE_SERVER
            ? P_("probably a message, or a long list, of about {octets} octets was fetched",
                 "probably {count} messages or long lists, of about {octets} octets together, were "
                 "fetched",
                 guess->flights)
            : P_("probably a message of about {octets} octets was sent",
                 "probably {count} messages, of about {octets} octets together, were sent",
                 guess->flights);
    sheet_say_words(&show->sheet, INK_NOTE, sentence, words, sizeof words / sizeof *words);
}

static void say_little(struct show *show, const struct guess *guess) {
    SHEET_SAY(
        &show->sheet, INK_NOTE,
        guess->side == SIDE_SERVER
            ? _("the server never said more than {octets} octets at once: a message, if there "
                "was one, was no longer")
        : guess->kind == GUESS_NONE
            ? _("the client never said more than {octets} octets at once: probably no "
                "message was sent, and a refusal, if there was one, came before it")
            : _("the client never said more than {octets} octets at once: a message, if there "
                "was one, was no longer"),
        WORD_NUMBER("octets", guess->octets));
}

void show_rhythm(struct show *show) {
    const struct tls_rhythm *rhythm = show->row->summary->rhythm;
    struct guess guess = guess_of(show->row->summary);
    if (!rhythm)
        return;
    sheet_break(&show->sheet);
    SHEET_SAY(&show->sheet, INK_NOTE,
              P_("the client spoke and was answered {count} time",
                 "the client spoke and was answered {count} times", rhythm->turns),
              WORD_NUMBER("count", rhythm->turns));
    if (guess.kind == GUESS_NOTHING)
        return;
    sheet_text(&show->sheet, INK_NOTE, SLICE("; "));
    if (guess.kind == GUESS_CONTENT)
        say_content(show, &guess);
    else
        say_little(show, &guess);
}
