#include "told_transcript.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "dialogue.h"

struct transcript *told_transcript(const struct protocol *protocol, const char *text) {
    const struct transcript_options options = {.preview = 0};
    const struct dialogue dialogue = {.protocol = protocol};
    struct transcript *transcript = transcript_new(&options);
    assert_non_null(transcript);
    session_free(dialogue_play(&dialogue, text, CUT_WHOLE, transcript_sink(transcript, NULL)));
    return transcript;
}
