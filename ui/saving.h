/* saving.h: sessions on their way into a file, a slice at a time.
 *
 * The file appears under its name when it is whole: until then it has another one beside it, and is
 * gone when the work is given up. Messages of their own files are numbered where there are
 * several. */
#ifndef HELOISE_UI_SAVING_H
#define HELOISE_UI_SAVING_H

#include "index/export.h"
#include "report/mail_file.h"
#include "ui/model.h"
#include "ui/reopening.h"

enum save_format {
#define SAVE_FORMAT(name, ending, what) SAVE_##name,
#include "ui/save_format.def"
#undef SAVE_FORMAT
    SAVE_FORMATS
};

struct save_format_fact {
    const char *ending, *what;
};

extern const struct save_format_fact save_format_facts[SAVE_FORMATS];

/* By the end of the file's name; SAVE_FORMATS: by none. */
enum save_format save_format_of(struct slice path);

enum saving_state { SAVING_IDLE, SAVING_RUNNING, SAVING_DONE, SAVING_FAILED };

struct saving {
    enum saving_state state;
    enum save_format format;
    char *path, *fresh;  /* owned */
    struct writer out;   /* to `fresh` */
    size_t *rows;        /* owned */
    size_t count, taken; /* rows, and how many were taken */
    struct report *report;
    struct report_options options;
    struct index_export *export;
    struct reopening reopening; /* of the row that is taken next */
    uint64_t messages, incomplete;
};

/* Begins to save rows, whose list it takes over. False with `error` filled: it takes the list all
 * the same. */
bool saving_begin(struct saving *saving, const struct model *model, size_t *rows, size_t count,
                  struct slice path, struct error *error);

/* Goes on until then, by clock_now(). `error` is filled when it failed. */
enum saving_state saving_step(struct saving *saving, struct model *model, struct moment until,
                              struct error *error);

/* Gives up, or forgets what is done. */
void saving_clear(struct saving *saving);

#endif
