/* beside.h: which panes stand beside a conversation, and where: beside it on a wide terminal, under
 * it on a narrow one. */
#ifndef HELOISE_UI_BESIDE_H
#define HELOISE_UI_BESIDE_H

#include "base/slice.h"
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

/* "explanation", "bytes", …: what the config file calls them; static strings. */
const char *aspect_name(enum aspect aspect);

/* The aspect with this name; ASPECT_NONE: there is none. */
enum aspect aspect_find(struct slice name);

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

/* Gives them this share of the screen, as far as the bounds allow. */
void beside_set_share(struct beside *beside, size_t percent);

/* One pane on the screen. */
struct beside_place {
    enum aspect aspect;
    struct area rule, pane; /* the line above it with its name, and the pane */
};

struct beside_layout {
    struct area all;     /* what was shared out */
    struct area main;    /* what is left of it for the conversation */
    struct area divider; /* the line between it and panes at its side; no columns: there is none */
    struct beside_place places[ASPECTS]; /* in the order of the aspects */
    size_t count;
};

/* Shares `area` out. Where there is no room for all, the latest ones are seen; where there is none
 * for the conversation and one pane, the conversation is, or the pane when `focused`. */
struct beside_layout beside_layout(const struct beside *beside, struct area area, bool focused);

/* Whether the place is on the line between the conversation and the panes: what can be dragged. */
bool beside_divides(const struct beside_layout *layout, size_t row, size_t column);

/* The share that the panes have when that line is dragged there, in percent. */
size_t beside_share_at(const struct beside_layout *layout, size_t row, size_t column);

#endif
