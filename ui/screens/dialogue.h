/* dialogue.h: the transcript of one session, drawn by `show` into lines, with what was opened in
 * it; or the same events as a ladder.
 *
 * It knows nothing of the screen but a width; who makes the transcript grow is no concern of it. */
#ifndef HELOISE_UI_SCREENS_DIALOGUE_H
#define HELOISE_UI_SCREENS_DIALOGUE_H

#include "report/lines.h"
#include "report/telling.h"
#include "ui/model.h"
#include "ui/reopening.h"

struct dialogue {
    struct index_row *opened;   /* the session with its transcript; NULL: it is not read yet */
    struct reopening reopening; /* it is being read, for the first time or once more, */
    bool reading;               /* while this is so */
    size_t row;                 /* of the index */
    uint64_t packets;           /* of the session, when it was read */
    size_t across;              /* findings that other sessions brought, at that time */
    bool whole;                 /* message bodies were read whole */
    bool happening;             /* somebody has it now: its story waits for its end */
    struct lines lines;
    struct telling *telling; /* what is being drawn, on `lines` or `fresh`; NULL: nothing */
    struct lines fresh;      /* lines that are to take the place of those that are seen */
    bool first;              /* it is the first time: they are seen as they come */
    struct report_options options;
    uint8_t *unfolded; /* a bit for each event whose body or listing is seen whole */
    size_t unfolded_size;
    size_t width;      /* that the lines were drawn for; SIZE_MAX: not at all */
    bool ladder;       /* they are a ladder */
    struct lines said; /* the transcript in unbroken lines, for dialogue_write(), */
    bool said_drawn;   /* once somebody asked for it */
};

void dialogue_init(struct dialogue *dialogue, bool ascii);
void dialogue_free(struct dialogue *dialogue);

/* Reads session `row`, as far as that is done in no time: where it takes longer, nothing is open
 * until dialogue_read_on() says so. Nothing of the one before is kept. False with `error` filled,
 * and nothing changed. */
bool dialogue_read(struct dialogue *dialogue, struct model *model, size_t row, struct error *error);

enum dialogue_progress {
    DIALOGUE_SAME, /* there is nothing to be read */
    DIALOGUE_READING,
    DIALOGUE_READ, /* it is open: whatever looked at the transcript before is to forget it */
    DIALOGUE_FAILED,
};

/* Goes on until then, by clock_now(). `error` is filled when it failed. */
enum dialogue_progress dialogue_read_on(struct dialogue *dialogue, struct model *model,
                                        struct moment until, struct error *error);

/* The same to the end, however long it takes. */
bool dialogue_read_whole(struct dialogue *dialogue, struct model *model, size_t row,
                         struct error *error);

/* How much was read. */
unsigned dialogue_percent(const struct dialogue *dialogue);

/* Reads it again where the session has grown since, or others have told of it. True when it was
 * read: as DIALOGUE_READ. */
bool dialogue_refresh(struct dialogue *dialogue, struct model *model);

/* Opens what is folded of this event, or folds it. False: there is nothing to open. */
bool dialogue_fold(struct dialogue *dialogue, struct model *model, uint32_t event,
                   struct error *error);

/* Draws the lines for so many columns, as the model wants them seen, as far as that is done in no
 * time. False: those that were seen still are. */
bool dialogue_draw(struct dialogue *dialogue, const struct model *model, size_t columns);

/* Goes on until then, by clock_now(). True when other lines, or more, are seen. */
bool dialogue_draw_on(struct dialogue *dialogue, struct moment until);

/* Whether there is more to draw. */
static inline bool dialogue_draws(const struct dialogue *dialogue) {
    return dialogue->telling != NULL;
}

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
