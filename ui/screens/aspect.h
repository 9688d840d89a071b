/* aspect.h: panes beside a conversation: what each of them shows of the chosen event, or of the
 * session as a whole. One table has them; each draws lines, and this file does the rest. */
#ifndef HELOISE_UI_SCREENS_ASPECT_H
#define HELOISE_UI_SCREENS_ASPECT_H

#include "report/sheet.h"
#include "ui/beside.h"
#include "ui/screens/meaning.h"
#include "ui/screens/transport.h"
#include "ui/widgets/pane.h"

/* What aspects look at. */
struct scene {
    struct model *model;
    const struct dialogue *dialogue;
    struct meaning *meaning;
    struct transport *transport;
    uint32_t event; /* the chosen one; CANVAS_NO_MARK: none */
};

struct aspect_class {
    const char *name; /* marked for translation */
    enum action action;
    bool of_event; /* of the chosen event, else of the session */
    bool items;    /* its lines are gone through item by item */
    void (*draw)(struct sheet *sheet, const struct scene *scene);
    /* The mark of the lines to be seen at first; NULL: the top is. */
    uint32_t (*sight)(const struct scene *scene);
    /* The event that an item leads to; CANVAS_NO_MARK: none. NULL: items lead nowhere. */
    uint32_t (*leads)(const struct scene *scene, uint32_t mark);
    /* The mark of lines that are lit; NULL: none are. */
    uint32_t (*lit)(const struct scene *scene);
    /* The same of lines that have a shade behind them, and keep their colours. */
    uint32_t (*shaded)(const struct scene *scene);
};

extern const struct aspect_class *const aspect_classes[ASPECTS];
extern const struct aspect_class explanation_aspect, bytes_aspect, packets_aspect, findings_aspect,
    timing_aspect, states_aspect;

struct aspect_pane {
    const struct aspect_class *class;
    struct lines lines;
    struct pane pane;
    size_t width;   /* that the lines were drawn for; SIZE_MAX: not at all, */
    uint32_t event; /* of this event */
};

void aspect_init(struct aspect_pane *pane, enum aspect aspect, bool ascii);
void aspect_free(struct aspect_pane *pane);

/* It is to be drawn anew; `other`: of another session, from its top. */
void aspect_stale(struct aspect_pane *pane, bool other);

/* Draws it; `focus`: keys go there. */
void aspect_draw(struct aspect_pane *pane, const struct scene *scene, struct surface *surface,
                 struct area area, struct needle needle, bool focus);

/* The event that the chosen item leads to; CANVAS_NO_MARK: none. */
uint32_t aspect_event(const struct aspect_pane *pane, const struct scene *scene);

/* For those that have nothing to show: a sentence. */
void aspect_say(struct sheet *sheet, const char *sentence);

/* That the packets are not there, and why. */
void aspect_say_unread(struct sheet *sheet, const struct scene *scene);

#endif
