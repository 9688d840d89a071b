/* dialogue.h: the transcript of one session, drawn by `show` into lines, with what was opened in
 * it; or the same events as a ladder.
 *
 * It knows nothing of the screen but a width; who makes the transcript grow is no concern of it. */
#ifndef HELOISE_UI_SCREENS_DIALOGUE_H
#define HELOISE_UI_SCREENS_DIALOGUE_H

#include "report/lines.h"
#include "ui/model.h"

struct dialogue {
    struct index_row *opened; /* the session with its transcript; NULL: it could not be read */
    size_t row;               /* of the index */
    uint64_t packets;         /* of the session, when it was read */
    size_t across;            /* findings that other sessions brought, at that time */
    bool whole;               /* message bodies were read whole */
    struct lines lines;
    uint8_t *unfolded; /* a bit for each event whose body or listing is seen whole */
    size_t unfolded_size;
    size_t width;      /* that the lines were drawn for; SIZE_MAX: not at all */
    bool ladder;       /* they are a ladder */
    struct lines said; /* the transcript in unbroken lines, for dialogue_write(), */
    bool said_drawn;   /* once somebody asked for it */
};

void dialogue_init(struct dialogue *dialogue, bool ascii);
void dialogue_free(struct dialogue *dialogue);

/* Reads session `row`; nothing of the one before is kept. False with `error` filled. */
bool dialogue_read(struct dialogue *dialogue, struct model *model, size_t row, struct error *error);

/* Reads it again where the session has grown since, or others have told of it. True when so. */
bool dialogue_refresh(struct dialogue *dialogue, struct model *model);

/* Opens what is folded of this event, or folds it. False: there is nothing to open. */
bool dialogue_fold(struct dialogue *dialogue, struct model *model, uint32_t event,
                   struct error *error);

/* Draws the lines for so many columns, as the model wants them seen. False: they are so already. */
bool dialogue_draw(struct dialogue *dialogue, const struct model *model, size_t columns);

/* Writes what the transcript says of an event, in unbroken lines and without their margins. */
void dialogue_write(struct dialogue *dialogue, const struct model *model, uint32_t event,
                    struct writer *writer);

/* They are to be drawn anew. */
void dialogue_stale(struct dialogue *dialogue);

/* The event with this number; NULL when it is none. */
const struct transcript_entry *dialogue_event(const struct dialogue *dialogue, uint32_t event);

/* What was said; NULL when it could not be read. */
const struct transcript *dialogue_transcript(const struct dialogue *dialogue);

/* Whether one of the events answers the other. */
bool dialogue_answers(const struct dialogue *dialogue, uint32_t one, uint32_t other);

/* Whether the event is something a person looks for when mail did not arrive. */
bool dialogue_problem(const struct dialogue *dialogue, uint32_t event);

#endif
