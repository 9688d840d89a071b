/* review.h: panes that look at a session as a whole: what was found in it, where its time went. */
#ifndef HELOISE_UI_SCREENS_REVIEW_H
#define HELOISE_UI_SCREENS_REVIEW_H

#include "ui/screens/dialogue.h"
#include "ui/widgets/pane.h"

struct review {
    enum beside kind; /* that the lines were drawn of, */
    size_t width;     /* for this width; SIZE_MAX: not at all */
    struct lines lines;
    struct pane pane;
};

void review_init(struct review *review, bool ascii);
void review_free(struct review *review);

/* It is to be drawn anew; `other`: of another session, from its top. */
void review_stale(struct review *review, bool other);

/* Draws what model->beside says, of the session. */
void review_draw(struct review *review, const struct model *model, const struct dialogue *dialogue,
                 struct surface *surface, struct area area, const struct pane_look *look);

/* The event that the chosen finding hangs on; CANVAS_NO_MARK: there is none. */
uint32_t review_event(const struct review *review, const struct dialogue *dialogue);

#endif
