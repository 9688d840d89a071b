#include "ui/screens/panes.h"

#include "base/words.h"
#include "ui/widgets/bar.h"

void panes_init(struct panes *panes, bool ascii) {
    for (int aspect = 0; aspect < ASPECTS; aspect++)
        aspect_init(&panes->list[aspect], (enum aspect)aspect, ascii);
    panes->focus = ASPECT_NONE;
}

void panes_free(struct panes *panes) {
    for (int aspect = 0; aspect < ASPECTS; aspect++)
        aspect_free(&panes->list[aspect]);
}

void panes_stale(struct panes *panes, bool other) {
    for (int aspect = 0; aspect < ASPECTS; aspect++)
        aspect_stale(&panes->list[aspect], other);
}

bool panes_seen(const struct panes *panes, enum aspect aspect) {
    for (size_t i = 0; i < panes->layout.count; i++)
        if (panes->layout.places[i].aspect == aspect)
            return true;
    return false;
}

void panes_lay_out(struct panes *panes, const struct beside *beside, struct area area) {
    panes->layout = beside_layout(beside, area, panes->focus != ASPECT_NONE);
    if (!panes_seen(panes, panes->focus))
        panes->focus = ASPECT_NONE;
}

static void draw_place(struct panes *panes, const struct beside_place *place,
                       const struct scene *scene, struct surface *surface, struct needle needle) {
    struct aspect_pane *pane = &panes->list[place->aspect];
    bool focus = panes->focus == place->aspect;
    bar_rule(surface, place->rule, slice_string(_(pane->class->name)),
             focus ? ELEMENT_RULE_NAME : ELEMENT_NOTE);
    aspect_draw(pane, scene, surface, place->pane, needle, focus);
}

void panes_draw(struct panes *panes, const struct scene *scene, struct surface *surface,
                struct needle needle) {
    const struct beside_layout *layout = &panes->layout;
    if (layout->divider.columns > 0)
        surface_rule(surface, layout->divider, ELEMENT_RULE);
    for (size_t i = 0; i < layout->count; i++)
        draw_place(panes, &layout->places[i], scene, surface, needle);
}

void panes_focus(struct panes *panes, const struct beside *beside, bool next) {
    const struct beside_layout *layout = &panes->layout;
    size_t count = layout->count, at = count;
    if (count == 0) { /* there is no room, but for one in place of the conversation */
        panes->focus = beside->count > 0 ? beside->shown[beside->count - 1] : ASPECT_NONE;
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (layout->places[i].aspect == panes->focus)
            at = i;
    at = (at + (next ? 1 : count)) % (count + 1); /* `count` is the conversation */
    panes->focus = at < count ? layout->places[at].aspect : ASPECT_NONE;
}

struct aspect_pane *panes_focused(struct panes *panes) {
    return panes->focus == ASPECT_NONE ? NULL : &panes->list[panes->focus];
}

enum aspect aspect_of_action(enum action action) {
    int aspect = 0;
    while (aspect < ASPECTS && aspect_classes[aspect]->action != action)
        aspect++;
    return (enum aspect)aspect;
}
