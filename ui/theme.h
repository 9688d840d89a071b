/* theme.h: what each element of the screen looks like: one table, element by scheme. */
#ifndef HELOISE_UI_THEME_H
#define HELOISE_UI_THEME_H

#include "report/ink.h"

/* The first ones are the inks, so that an ink is an element. */
enum element {
#define ELEMENT(name, dark, light, sixteen, eight, mono) ELEMENT_##name,
#include "ui/theme.def"
#undef ELEMENT
    ELEMENTS
};

/* No light lies over the text: PLAIN has nothing to add. */
#define NO_LIGHT ELEMENT_PLAIN

static inline enum element element_of_ink(enum ink ink) {
    return (enum element)ink;
}

enum scheme {
    SCHEME_DARK, /* both have shades of their own, where need be the nearest of 256 */
    SCHEME_LIGHT,
    SCHEME_SIXTEEN, /* the bright colours of the palette, for dark grounds */
    SCHEME_EIGHT,   /* what suits a palette of eight on any ground */
    SCHEME_MONO,
    SCHEME_CONTRAST, /* the palette's colours, bold and on black: nothing is dim */
    SCHEMES
};

/* "dark", "light", …; static strings. */
const char *scheme_name(enum scheme scheme);

enum attribute {
    ATTRIBUTE_BOLD = 1,
    ATTRIBUTE_DIM = 2,
    ATTRIBUTE_UNDERLINE = 4,
    ATTRIBUTE_REVERSE = 8,
};

enum { COLOR_OF_TERMINAL = -1 };

struct style {
    int foreground, background; /* COLOR_OF_TERMINAL, or as the terminal numbers them */
    unsigned attributes;        /* enum attribute */
};

/* How the element looks on a terminal of `colors` colours, with what lies over it, the cursor's row
 * and then a light (NO_LIGHT: none). Colours are numbers of the palette; where there are more than
 * 256, 0xrrggbb, and below 8 the palette's. */
struct style theme_style(enum scheme scheme, int colors, enum element element, enum element under,
                         enum element light);

/* The scheme for a terminal of `colors` colours (0: none are wanted). `background`: what COLORFGBG
 * says, "15;0", or NULL. */
enum scheme scheme_choose(int colors, const char *background);

/* Whether a terminal of so many colours can show it. */
bool scheme_fits(enum scheme scheme, int colors);

/* The next one that a terminal of so many colours can show, round and round. */
enum scheme scheme_next(enum scheme scheme, int colors);

#endif
