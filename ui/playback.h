/* playback.h: a row of things that happened, played again in their own time.
 *
 * Knows moments only: when each thing happened, counted from the first, and which of them are held
 * back until somebody asks for them. */
#ifndef HELOISE_UI_PLAYBACK_H
#define HELOISE_UI_PLAYBACK_H

#include "base/moment.h"

#include <stddef.h>

struct beat {
    duration at; /* since the start; never before the beat before */
    bool held;   /* what comes here may be asked for: playback.asking */
};

/* How fast: 2 to this power. */
enum { PLAYBACK_SLOWEST = -12, PLAYBACK_FASTEST = 12 };

struct playback {
    const struct beat *beats; /* borrowed */
    size_t count;
    size_t shown;      /* so many have happened */
    duration position; /* how far the time has come */
    int speed;         /* enum above; 0: its own time */
    bool playing;
    bool asking; /* stop before each beat that is held */
    bool asked;  /* it has stopped there */
};

static inline bool playback_over(const struct playback *playback) {
    return playback->shown == playback->count;
}

/* From the start, and playing: in its own time, unless that is over before anybody has seen it. */
void playback_begin(struct playback *playback, const struct beat *beats, size_t count);

/* So much time went by at the clock. True when something happened or came to its end. */
bool playback_pass(struct playback *playback, duration elapsed);

/* Time at the clock until the next beat is due; DURATION_UNKNOWN: it does not play. */
duration playback_due(const struct playback *playback);

/* One beat on, or back; it pauses. A beat that is held is shown: it was asked for. */
void playback_step(struct playback *playback, bool on);

/* Shows the beat before which it stopped, and goes on as it went before. False: it has not. */
bool playback_answer(struct playback *playback);

/* To a place, in parts of a thousand of the whole. */
void playback_seek(struct playback *playback, unsigned place);
unsigned playback_place(const struct playback *playback);

/* Goes on, or pauses; at the end it begins anew. */
void playback_turn(struct playback *playback);

void playback_change_speed(struct playback *playback, bool faster);

/* The whole length. */
duration playback_length(const struct playback *playback);

#endif
