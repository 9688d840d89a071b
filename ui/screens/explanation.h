/* explanation.h: the pane that explains the chosen event. */
#ifndef HELOISE_UI_SCREENS_EXPLANATION_H
#define HELOISE_UI_SCREENS_EXPLANATION_H

#include "ui/screens/dialogue.h"
#include "ui/screens/spotlight.h"
#include "ui/widgets/pane.h"

struct explanation_pane {
    struct arena arena; /* of the explanation */
    struct explanation explanation;
    bool there; /* something is explained */
    uint32_t event;
    size_t width; /* that the lines were drawn for */
    struct lines lines;
    struct pane pane;
    size_t part; /* the chosen one; SIZE_MAX: none */
    struct spotlight spotlight;
};

void explanation_init(struct explanation_pane *pane, bool ascii);
void explanation_free(struct explanation_pane *pane);

/* Explains the event, if it is not the one that is explained already. */
void explanation_of(struct explanation_pane *pane, struct model *model,
                    const struct dialogue *dialogue, uint32_t event);

/* It is to be explained anew. */
void explanation_stale(struct explanation_pane *pane);

/* Chooses the next part of the line, or the one before. False: there is none. */
bool explanation_part(struct explanation_pane *pane, bool next);

/* Draws it, or why nothing can be explained. */
void explanation_draw(struct explanation_pane *pane, const struct model *model,
                      struct surface *surface, struct area area, struct needle needle);

#endif
