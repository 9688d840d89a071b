/* model.h: what all screens look at: the sources on their way through the index, and how a person
 * wants to see them. */
#ifndef HELOISE_UI_MODEL_H
#define HELOISE_UI_MODEL_H

#include "explain/explain.h"
#include "index/index.h"
#include "index/keys.h"
#include "report/report.h"
#include "ui/beside.h"
#include "ui/comments.h"

enum model_state {
    MODEL_EMPTY,   /* nothing was opened yet */
    MODEL_READING, /* model_step() has work */
    MODEL_WAITING, /* for a source that may grow: model_wait() */
    MODEL_STOPPED, /* a person interrupted the reading */
    MODEL_DONE,
};

struct model {
    struct index *index; /* NULL: nothing was opened */
    struct index_options reading;
    struct keys *keys;          /* borrowed; NULL: there are none */
    struct moment keys_looked;  /* when the key log was looked at last */
    size_t keys_tried;          /* rows that the latest keys were tried on */
    size_t keys_later;          /* the first of them that is to be tried again; SIZE_MAX: none */
    struct diagnoser *quick;    /* looks for findings while sources are read */
    struct diagnoser *thorough; /* and in all content where a session is opened */
    char *name;                 /* of the source, or "3 files"; owned */
    size_t source_count;
    struct device *device; /* that is listened to; NULL: files are read */
    enum model_state state;
    struct moment began; /* to read, by clock_now() */
    struct error error;  /* what went wrong while reading; kind 0: nothing */
    struct report_options report;
    bool wrap;
    bool ladder;          /* conversations are drawn as ladders */
    struct beside beside; /* the panes of a conversation */
    enum explain_depth depth;
    struct explainer *explainer;  /* made when it is first needed */
    struct error explainer_error; /* why it could not be made */
    struct comments comments;     /* on events of the sessions */
    bool ascii;
};

/* Opens sources in place of those before. False with `error` filled, and nothing changed. */
bool model_open(struct model *model, const char *const *sources, size_t count, struct error *error);

/* The same with a device that is open, which is borrowed. */
bool model_sniff(struct model *model, struct device *device, struct error *error);

/* Calls the sources by another name than their own. False when memory ran out. */
bool model_call(struct model *model, const char *name);

/* Reads on until then, by clock_now(), and a few packets in any case. True when something changed.
 */
bool model_step(struct model *model, struct moment until);

/* Looks now and then whether the key log has grown, and decodes the rows anew that it has keys for.
 * True when something changed. */
bool model_follow_keys(struct model *model, struct moment until);

/* Whether there are rows left to try the keys on. */
bool model_tries_keys(const struct model *model);

/* What to wait for when there is nothing to read now. */
struct index_wait model_wait(const struct model *model);

/* Ends the reading where it stands. False when nothing was being read. */
bool model_stop(struct model *model);

size_t model_count(const struct model *model);

/* Row `n`; NULL when there is none. */
const struct index_row *model_row(const struct model *model, size_t n);

/* The name of the row's source where there are several, else NULL. */
const char *model_file(const struct model *model, const struct index_row *row);

/* Comments on events of a row, as reports ask for them (report_options.comment); `model` is one. */
bool model_comment(const void *model, const struct index_row *row, uint32_t event, size_t n,
                   struct slice *text);

/* What is open, for titles that say more: of a long path its end. */
const char *model_short_name(const struct model *model);

/* What was read: for totals and statistics. */
struct report_totals model_totals(const struct model *model);

void model_free(struct model *model);

#endif
