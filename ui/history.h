/* history.h: lines that a person wrote before, the latest last: kept in a file of the state folder,
 * one a line. */
#ifndef HELOISE_UI_HISTORY_H
#define HELOISE_UI_HISTORY_H

#include "base/buffer.h"

enum history_kind {
    HISTORY_FILTERS,
    HISTORY_SEARCHES,
    HISTORY_COMMANDS,
    HISTORY_FILES,
    HISTORY_TALK,
    HISTORY_URLS,
    HISTORIES
};

enum { HISTORY_LINES = 200 };

struct history {
    enum history_kind kind;
    bool kept; /* in its file; else it lasts as long as the program */
    bool read; /* the file was looked into */
    struct buffer lines[HISTORY_LINES];
    size_t count;
};

void history_init(struct history *history, enum history_kind kind, bool kept);

/* How many lines there are, and the one `back` lines before the latest (0: the latest); empty when
 * there is none. Reads the file when it is first asked. */
size_t history_count(struct history *history);
struct slice history_line(struct history *history, size_t back);

/* Adds a line, or makes it the latest where it is there already, and writes the file; a file that
 * cannot be written is no reason to disturb anybody. Lines with control characters are not kept. */
void history_add(struct history *history, struct slice line);

void history_free(struct history *history);

#endif
