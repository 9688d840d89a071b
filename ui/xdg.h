/* xdg.h: where a person's settings and what the program remembers lie (XDG Base Directory
 * Specification 0.8). */
#ifndef HELOISE_UI_XDG_H
#define HELOISE_UI_XDG_H

#include "base/error.h"
#include "base/slice.h"

enum xdg_folder {
    XDG_CONFIG, /* $XDG_CONFIG_HOME, else ~/.config */
    XDG_STATE,  /* $XDG_STATE_HOME, else ~/.local/state */
};

enum { XDG_PATH = 4096 };

/* The path of a file in the program's own folder there. False: neither variable is set, or it is
 * too long. */
bool xdg_path(enum xdg_folder folder, const char *name, char path[XDG_PATH]);

/* Replaces the file as a whole, so that whoever reads it meanwhile sees the old or the new one; for
 * nobody else to read. Makes the folders that are missing. False with `error` filled. */
bool xdg_write(const char *path, struct slice text, struct error *error);

#endif
