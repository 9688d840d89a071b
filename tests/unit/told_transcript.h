/* told_transcript.h: the transcript of a small dialogue (dialogue.h), for tests of what is made of
 * transcripts. */
#ifndef HELOISE_TESTS_TOLD_TRANSCRIPT_H
#define HELOISE_TESTS_TOLD_TRANSCRIPT_H

#include "session/protocol.h"
#include "session/transcript.h"

/* To be freed by the caller. */
struct transcript *told_transcript(const struct protocol *protocol, const char *text);

#endif
