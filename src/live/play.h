/* play.h: carries a script out. */
#ifndef HELOISE_LIVE_PLAY_H
#define HELOISE_LIVE_PLAY_H

#include "live/script.h"

/* Who is told how it goes. */
struct play_watcher {
    void *context;
    /* A statement that counts as a test held, or did not; `got`: what came instead, escaped; NULL:
     * the error of play() tells. */
    void (*checked)(void *context, const struct statement *statement, bool held, const char *got);
    void (*note)(void *context, struct slice text);
};

struct play_settings {
    bool pipeline;        /* replies are not waited for */
    bool in_clear;        /* a password may travel where others can read it */
    const char *password; /* of auth; NULL: none */
    struct play_watcher watcher;
};

/* Plays the script over a connection that stands, until its end or the first statement that
 * fails. True: all held. False with `error` filled; ERROR_NONE: an expectation was not met. */
bool play(struct caller *caller, const struct script *script, struct variables *variables,
          const struct play_settings *settings, struct error *error);

#endif
