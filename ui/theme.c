#include "ui/theme.h"

#include <assert.h>
#include <string.h>

static_assert((int)ELEMENT_BAR == (int)INK_COUNT, "the first elements are the inks");
static_assert((int)ELEMENT_REFUSED == (int)INK_REFUSED, "in their order");
static_assert((int)ELEMENT_TLS == (int)INK_TLS, "in their order");

enum {
    COLORS_OF_CUBE = 256, /* a terminal of more knows them by red, green and blue */
    NONE = COLOR_OF_TERMINAL,
    BOLD = ATTRIBUTE_BOLD,
    DIM = ATTRIBUTE_DIM,
    UNDERLINE = ATTRIBUTE_UNDERLINE,
    REVERSE = ATTRIBUTE_REVERSE,
};

#define STYLE(foreground, background, attributes)                                                  \
    { foreground, background, attributes }

static const struct style styles[ELEMENTS][SCHEME_MONO + 1] = {
#define ELEMENT(name, dark, light, sixteen, eight, mono) {dark, light, sixteen, eight, mono},
#include "ui/theme.def"
#undef ELEMENT
};

static const struct {
    const char *name;
    int colors; /* the least that it needs */
} schemes[SCHEMES] = {
    [SCHEME_DARK] = {"dark", COLORS_OF_CUBE},
    [SCHEME_LIGHT] = {"light", COLORS_OF_CUBE},
    [SCHEME_SIXTEEN] = {"sixteen", 16},
    [SCHEME_EIGHT] = {"eight", 8},
    [SCHEME_MONO] = {"mono", 0},
    [SCHEME_CONTRAST] = {"contrast", 8},
};

const char *scheme_name(enum scheme scheme) {
    return schemes[scheme].name;
}

/* ---- colours ---- */

/* The sixteen of the palette where a terminal has better ones, and where these cannot be told by
 * their numbers. */
static const int vivid[] = {
    0x000000, 0xb00000, 0x007f00, 0xa86000, 0x0000a8, 0xa000a0, 0x007f8c, 0xd0d0d0,
    0x808080, 0xff6060, 0x60ff60, 0xffff60, 0x70a8ff, 0xff80ff, 0x60ffff, 0xffffff,
};

static int square(int n) {
    return n * n;
}

static int distance(int one, int other) {
    return square((one >> 16) - (other >> 16)) + square((one >> 8 & 0xff) - (other >> 8 & 0xff)) +
           square((one & 0xff) - (other & 0xff));
}

/* A palette of 256 has, from 16 on, a cube of six steps of each colour, and then 24 greys. */
static int nearest_of_cube(int color) {
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    const int parts[] = {color >> 16, color >> 8 & 0xff, color & 0xff};
    int in_cube = 0, there = 0, grey = (parts[0] + parts[1] + parts[2]) / 3;
    for (size_t i = 0; i < 3; i++) {
        int step = parts[i] < 48 ? 0 : parts[i] < 115 ? 1 : (parts[i] - 35) / 40;
        in_cube = in_cube * 6 + step;
        there = there << 8 | steps[step];
    }
    grey = grey < 8 ? 0 : grey > 238 ? 23 : (grey - 3) / 10;
    bool greyer = distance(color, (8 + 10 * grey) * 0x010101) < distance(color, there);
    return greyer ? 232 + grey : 16 + in_cube;
}

/* The number by which a terminal of so many colours knows this one. Where all are known by their
 * red, green and blue, the first eight numbers are the palette's all the same. */
static int number_of(int color, int colors) {
    if (color == NONE)
        return NONE;
    if (colors <= COLORS_OF_CUBE)
        return nearest_of_cube(color);
    return color < 8 ? 0 : color;
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
static struct style in_contrast(struct style style, bool bright) {
    enum { BLACK = 0, BLUE = 4, CYAN = 6, WHITE = 7, BRIGHT = 8 };
    int more = bright ? BRIGHT : 0;
    if (style.foreground == NONE)
        style.foreground = WHITE + more;
    if (style.background == NONE)
        style.background = BLACK;
    if (style.foreground == BLUE + more)
        style.foreground = CYAN + more;
    style.attributes = (style.attributes & ~(unsigned)DIM) | BOLD;
    return style;
}

/* Colours as the terminal has them. */
static struct style in_colors(struct style style, enum scheme scheme, int colors) {
    bool palette = scheme > SCHEME_LIGHT;
    bool better = scheme == SCHEME_CONTRAST ? colors >= COLORS_OF_CUBE : colors > COLORS_OF_CUBE;
    if (palette && !better)
        return style;
    int *both[] = {&style.foreground, &style.background};
    for (size_t i = 0; i < 2; i++)
        *both[i] = number_of(palette && *both[i] != NONE ? vivid[*both[i]] : *both[i], colors);
    return style;
}

struct style theme_style(enum scheme scheme, int colors, enum element element, enum element under,
                         enum element light) {
    bool contrast = scheme == SCHEME_CONTRAST, bright = colors >= schemes[SCHEME_SIXTEEN].colors;
    enum scheme column = !contrast ? scheme : bright ? SCHEME_SIXTEEN : SCHEME_EIGHT;
    struct style style = styles[element][column];
    if (contrast)
        style = in_contrast(style, bright);
    lay_over(&style, &styles[under][column]);
    lay_over(&style, &styles[light][column]);
    return in_colors(style, scheme, colors);
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
    bool light = light_background(background);
    if (colors >= schemes[SCHEME_DARK].colors)
        return light ? SCHEME_LIGHT : SCHEME_DARK;
    if (colors >= schemes[SCHEME_SIXTEEN].colors && !light)
        return SCHEME_SIXTEEN;
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
