/* content.h: what of a message's content is at hand, and its header.
 *
 * A transcript keeps the first octets of each message. Where the capture has a hole, only what
 * stands before it is taken: what comes after may belong anywhere. */
#ifndef HELOISE_MESSAGE_CONTENT_H
#define HELOISE_MESSAGE_CONTENT_H

#include "message/fields.h"
#include "session/transcript.h"

struct content {
    struct slice octets;      /* from the first one on */
    bool hole;                /* they end where octets are missing */
    bool whole;               /* all of the content is there */
    struct field_list header; /* fields that are there to their end */
    bool header_whole;        /* all fields are there: one that is missing was not sent */
};

/* Reads the content of the message event `entry` as far as the transcript has it. Fields lie in the
 * arena and point into the transcript. False when memory ran out. */
bool content_read(const struct transcript *transcript, const struct transcript_entry *entry,
                  struct arena *arena, struct content *content);

#endif
