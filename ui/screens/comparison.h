/* comparison.h: what the comparison screen is opened with. */
#ifndef HELOISE_UI_SCREENS_COMPARISON_H
#define HELOISE_UI_SCREENS_COMPARISON_H

#include <stddef.h>

/* Rows of the index. */
struct comparison_rows {
    size_t left, right;
};

#endif
