/* beside.h: which panes stand beside a conversation, and where: beside it on a wide terminal, under
 * it on a narrow one. */
#ifndef HELOISE_UI_BESIDE_H
#define HELOISE_UI_BESIDE_H

#include <stdbool.h>

#include "ui/area.h"

/* Ways of looking at an event or a session, in the order of their keys. */
enum aspect {
    ASPECT_EXPLANATION,
    ASPECT_BYTES,
    ASPECT_PACKETS,
    ASPECT_FINDINGS,
    ASPECT_TIMING,
    ASPECT_STATES,
    ASPECTS,
    ASPECT_NONE = ASPECTS
};

struct beside {
    enum aspect shown[ASPECTS]; /* those that are wanted, the latest last */
    size_t count;
    unsigned share; /* percent of the screen that they get */
};

enum { BESIDE_SHARE = 40, BESIDE_SHARE_STEP = 5, BESIDE_SHARE_LEAST = 20, BESIDE_SHARE_MOST = 75 };

/* Shows an aspect that is not `seen` now, above all others; hides one that is. */
void beside_turn(struct beside *beside, enum aspect aspect, bool seen);

/* Gives the panes more room, or less. */
void beside_grow(struct beside *beside, bool more);

/* One pane on the screen. */
struct beside_place {
    enum aspect aspect;
    struct area rule, pane; /* the line above it with its name, and the pane */
};

struct beside_layout {
    struct area main;    /* what is left for the conversation */
    struct area divider; /* the line between it and panes at its side; no columns: there is none */
    struct beside_place places[ASPECTS]; /* in the order of the aspects */
    size_t count;
};

/* Shares `area` out. Where there is no room for all, the latest ones are seen; where there is none
 * for the conversation and one pane, the conversation is, or the pane when `focused`. */
struct beside_layout beside_layout(const struct beside *beside, struct area area, bool focused);

#endif
