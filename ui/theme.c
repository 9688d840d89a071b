#include "ui/theme.h"

#include <assert.h>
#include <string.h>

static_assert((int)ELEMENT_BAR == (int)INK_COUNT, "the first elements are the inks");
static_assert((int)ELEMENT_REFUSED == (int)INK_REFUSED, "in their order");
static_assert((int)ELEMENT_TLS == (int)INK_TLS, "in their order");

enum {
    NONE = COLOR_OF_TERMINAL,
    BOLD = ATTRIBUTE_BOLD,
    DIM = ATTRIBUTE_DIM,
    UNDERLINE = ATTRIBUTE_UNDERLINE,
    REVERSE = ATTRIBUTE_REVERSE,
};

#define STYLE(foreground, background, attributes)                                                  \
    { foreground, background, attributes }

static const struct style styles[ELEMENTS][SCHEME_MONO + 1] = {
#define ELEMENT(name, dark, light, eight, mono) {dark, light, eight, mono},
#include "ui/theme.def"
#undef ELEMENT
};

static const struct {
    const char *name;
    int colors; /* the least that it needs */
} schemes[SCHEMES] = {
    [SCHEME_DARK] = {"dark", 256},       [SCHEME_LIGHT] = {"light", 256},
    [SCHEME_EIGHT] = {"eight", 8},       [SCHEME_MONO] = {"mono", 0},
    [SCHEME_CONTRAST] = {"contrast", 8},
};

const char *scheme_name(enum scheme scheme) {
    return schemes[scheme].name;
}

static void lay_over(struct style *style, const struct style *over) {
    if (over->foreground != NONE)
        style->foreground = over->foreground;
    if (over->background != NONE)
        style->background = over->background;
    style->attributes |= over->attributes;
}

/* Nothing is dim, nothing is left to the terminal, and blue, which is hardly seen on black, is
 * cyan. */
static struct style in_contrast(struct style style) {
    enum { BLACK = 0, BLUE = 4, CYAN = 6, WHITE = 7 };
    if (style.foreground == NONE)
        style.foreground = WHITE;
    if (style.background == NONE)
        style.background = BLACK;
    if (style.foreground == BLUE)
        style.foreground = CYAN;
    style.attributes = (style.attributes & ~(unsigned)DIM) | BOLD;
    return style;
}

struct style theme_style(enum scheme scheme, enum element element, enum element under,
                         enum element light) {
    bool contrast = scheme == SCHEME_CONTRAST;
    if (contrast)
        scheme = SCHEME_EIGHT;
    struct style style = contrast ? in_contrast(styles[element][scheme]) : styles[element][scheme];
    lay_over(&style, &styles[under][scheme]);
    lay_over(&style, &styles[light][scheme]);
    return style;
}

/* "15;0", "0;default;15": the last number is the background; 7 and those from 9 on are light. */
static bool light_background(const char *background) {
    const char *last = background ? strrchr(background, ';') : NULL;
    uint64_t color;
    if (!last || !slice_number(slice_string(last + 1), 255, &color))
        return false;
    return color == 7 || (color >= 9 && color <= 15);
}

enum scheme scheme_choose(int colors, const char *background) {
    if (colors >= schemes[SCHEME_DARK].colors)
        return light_background(background) ? SCHEME_LIGHT : SCHEME_DARK;
    return colors >= schemes[SCHEME_EIGHT].colors ? SCHEME_EIGHT : SCHEME_MONO;
}

bool scheme_fits(enum scheme scheme, int colors) {
    return schemes[scheme].colors <= colors;
}

enum scheme scheme_next(enum scheme scheme, int colors) {
    do
        scheme = (enum scheme)((scheme + 1) % SCHEMES);
    while (!scheme_fits(scheme, colors));
    return scheme;
}
