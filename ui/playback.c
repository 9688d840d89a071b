#include "ui/playback.h"

enum { WHOLE = 1000 };

#define WORTH_SEEING (4 * DURATION_SECOND)

duration playback_length(const struct playback *playback) {
    return playback->count > 0 ? playback->beats[playback->count - 1].at : 0;
}

/* A span at the clock as time of what is played, and back. */
static duration scale(duration span, int speed) {
    double scaled = (double)span;
    for (; speed > 0; speed--)
        scaled *= 2;
    for (; speed < 0; speed++)
        scaled /= 2;
    return scaled > (double)(INT64_MAX / 4) ? INT64_MAX / 4 : (duration)scaled;
}

void playback_begin(struct playback *playback, const struct beat *beats, size_t count) {
    *playback = (struct playback){.beats = beats, .count = count, .playing = count > 0};
    while (playback->speed > PLAYBACK_SLOWEST &&
           scale(playback_length(playback), -playback->speed) < WORTH_SEEING)
        playback->speed--;
    (void)playback_pass(playback, 0);
}

static const struct beat *next_beat(const struct playback *playback) {
    return playback->shown < playback->count ? &playback->beats[playback->shown] : NULL;
}

/* Shows all beats whose time has come, up to one that is held back. */
static bool show_due(struct playback *playback) {
    size_t before = playback->shown;
    const struct beat *beat;
    while ((beat = next_beat(playback)) && beat->at <= playback->position) {
        if (playback->asking && beat->held) {
            playback->position = beat->at;
            playback->asked = true;
            return true;
        }
        playback->shown++;
    }
    if (!beat) {
        playback->position = playback_length(playback);
        playback->playing = false;
    }
    return playback->shown != before || !beat;
}

bool playback_pass(struct playback *playback, duration elapsed) {
    if (!playback->playing || playback->asked)
        return false;
    duration left = playback_length(playback) - playback->position;
    duration passed = scale(elapsed, playback->speed);
    playback->position += passed < left ? passed : left;
    return show_due(playback);
}

duration playback_due(const struct playback *playback) {
    const struct beat *beat = next_beat(playback);
    if (!playback->playing || playback->asked || !beat)
        return DURATION_UNKNOWN;
    duration left = beat->at - playback->position;
    return left > 0 ? scale(left, -playback->speed) : 0;
}

void playback_step(struct playback *playback, bool on) {
    playback->playing = playback->asked = false;
    if (on && playback->shown < playback->count)
        playback->shown++;
    else if (!on && playback->shown > 1)
        playback->shown--;
    playback->position = playback->shown > 0 ? playback->beats[playback->shown - 1].at : 0;
}

bool playback_answer(struct playback *playback) {
    if (!playback->asked)
        return false;
    playback->asked = false;
    playback->shown++;
    return true;
}

void playback_seek(struct playback *playback, unsigned place) {
    duration length = playback_length(playback);
    bool playing = playback->playing;
    playback->position = (duration)((double)length / WHOLE * (place < WHOLE ? place : WHOLE));
    if (place >= WHOLE)
        playback->position = length;
    playback->asked = false;
    playback->shown = 0;
    while (playback->shown < playback->count &&
           playback->beats[playback->shown].at <= playback->position)
        playback->shown++;
    playback->playing = playing && playback->shown < playback->count;
}

unsigned playback_place(const struct playback *playback) {
    duration length = playback_length(playback);
    if (length <= 0)
        return playback->shown >= playback->count ? WHOLE : 0;
    return (unsigned)((double)playback->position / (double)length * WHOLE + 0.5);
}

void playback_turn(struct playback *playback) {
    if (playback_over(playback) && !playback->playing)
        playback_seek(playback, 0);
    playback->playing = !playback->playing && playback->count > 0;
}

void playback_change_speed(struct playback *playback, bool faster) {
    if (faster && playback->speed < PLAYBACK_FASTEST)
        playback->speed++;
    else if (!faster && playback->speed > PLAYBACK_SLOWEST)
        playback->speed--;
}
