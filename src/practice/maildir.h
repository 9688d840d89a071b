/* maildir.h: messages as files of a folder: new, cur and tmp. For practice/ alone. */
#ifndef HELOISE_PRACTICE_MAILDIR_H
#define HELOISE_PRACTICE_MAILDIR_H

#include "base/error.h"
#include "practice/mail.h"

/* Creates the folder with new, cur and tmp, as far as they are not there. False with `error`
 * filled (ERROR_CREATE). */
bool maildir_make(const char *folder, struct error *error);

/* Writes a message as new/NAME, whole or not at all. */
bool maildir_add(const char *folder, const char *name, struct slice text);

/* Takes new/NAME out again. */
void maildir_take_back(const char *folder, const char *name);

/* Somebody has read the message of this path: it goes to cur/, with the flag S for seen. False when
 * it cannot be moved; it stays then. */
bool maildir_settle(const char *folder, const char *file);

/* Hands over each message, new and read ones, in the order of their names; the callee holds what it
 * keeps. False when memory ran out or the folder cannot be read. */
bool maildir_read(const char *folder, bool (*take)(void *context, struct mail *mail),
                  void *context);

#endif
