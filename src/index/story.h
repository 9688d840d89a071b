/* story.h: what happened in a session, in two sentences: what became of its messages, and where the
 * time went. */
#ifndef HELOISE_INDEX_STORY_H
#define HELOISE_INDEX_STORY_H

#include "base/words.h"
#include "index/summary.h"

/* Writes the story, escaped for a terminal; nothing where there is nothing to tell. The summary is
 * whole, not brief. */
void story_write(struct writer *writer, const struct summary *summary);

#endif
