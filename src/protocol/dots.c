#include "protocol/dots.h"

/* What the last octet of content was. A line that starts after LF alone starts for an LF-tolerant
 * reader only. */
enum {
    IN_LINE,
    AFTER_CR,
    AFTER_CRLF, /* also where content begins */
    AFTER_LF,
    AFTER_BREAK, /* nobody knows */
};

void dots_begin(struct dots *dots, enum dots_mode mode) {
    *dots = (struct dots){.mode = mode, .state = AFTER_CRLF, .scan = {.before = '\n'}};
}

/* A dot at this place may be stuffed, or close the content. */
static bool dot_counts(const struct dots *dots) {
    if (dots->state == AFTER_LF || dots->state == AFTER_BREAK)
        return dots->mode != DOTS_STRICT;
    return dots->state == AFTER_CRLF;
}

/* A dot at this place is stuffed, if it closes nothing. */
static bool dot_is_stuffed(const struct dots *dots) {
    return dots->state == AFTER_CRLF || (dots->state == AFTER_LF && dots->mode == DOTS_LAX);
}

static uint8_t state_after(const struct dots *dots, struct slice octets) {
    uint8_t last = octets.data[octets.size - 1];
    if (last == '\r')
        return AFTER_CR;
    if (last != '\n')
        return IN_LINE;
    bool after_cr = octets.size > 1 ? octets.data[octets.size - 2] == '\r'
                                    : dots->state == AFTER_CR || dots->state == AFTER_BREAK;
    return after_cr ? AFTER_CRLF : AFTER_LF;
}

/* Passes octets on as content, at most up to the next dot at the start of a line; returns how
 * many. */
static size_t pass(struct dots *dots, struct slice octets, struct place place, dots_piece *piece,
                   void *context) {
    size_t size = dots->uncounted ? content_find_dot(&dots->scan, octets)
                                  : content_scan(&dots->scan, &dots->facts, octets);
    if (size == 0)
        return 0;
    octets = slice_first(octets, size);
    dots->state = state_after(dots, octets);
    dots->octets += size;
    if (piece)
        piece(context, octets, place);
    return size;
}

/* Passes on what is held, without its dot if that was stuffed. */
static void give_back(struct dots *dots, bool stuffed, dots_piece *piece, void *context) {
    if (dots->held_count == 0)
        return;
    dots->state = IN_LINE;
    dots->scan.before = '.';
    if (stuffed) {
        dots->facts.stuffed_dots++;
        dots->scan.line++;
    }
    for (unsigned i = stuffed ? 1 : 0; i < dots->held_count; i++)
        pass(dots, slice_of(&dots->held[i], 1), dots->held_at[i], piece, context);
    dots->held_count = 0;
}

/* What is held is no closing line: its dot was stuffed, or is content where dots are not taken out.
 * The rest of it is content. */
static void release(struct dots *dots, dots_piece *piece, void *context) {
    give_back(dots, dot_is_stuffed(dots), piece, context);
}

static void hold(struct dots *dots, struct chunk *chunk) {
    dots->held[dots->held_count] = chunk->octets.data[0];
    dots->held_at[dots->held_count++] = chunk->place;
    dots->wire_octets++;
    chunk_past(chunk, 1);
}

/* A whole lone dot line is held. */
static enum dots_result judge_lone_dot(struct dots *dots, enum line_end *end) {
    bool strict_end = dots->state == AFTER_CRLF && dots->held_count == 3;
    bool after_lf = dots->state == AFTER_LF;
    *end = dots->held_count == 3 && !after_lf ? END_CRLF : END_LF;
    if (strict_end || dots->mode == DOTS_LAX)
        return DOTS_END;
    return dots->mode == DOTS_WATCH ? DOTS_LONE : DOTS_MORE;
}

/* Reads one octet after a held dot. DOTS_MORE: go on reading. */
static enum dots_result read_held(struct dots *dots, struct chunk *chunk, dots_piece *piece,
                                  void *context, enum line_end *end) {
    uint8_t octet = chunk->octets.data[0];
    if (octet == '\r' && dots->held_count == 1) {
        hold(dots, chunk);
        return DOTS_MORE;
    }
    if (octet != '\n') {
        release(dots, piece, context);
        return DOTS_MORE;
    }
    hold(dots, chunk);
    enum dots_result result = judge_lone_dot(dots, end);
    if (result == DOTS_MORE)
        release(dots, piece, context);
    return result;
}

/* What may have stood before the first octet after a hole: an LF completes a CRLF, a dot may begin
 * a line. */
static uint8_t before_break(const struct dots *dots, uint8_t first) {
    if (first == '\n')
        return '\r';
    return first == '.' && dot_counts(dots) ? '\n' : 0;
}

/* Reads content up to the next dot that counts, or the end of the chunk. */
static void read_content(struct dots *dots, struct chunk *chunk, dots_piece *piece, void *context) {
    if (dots->state == AFTER_BREAK)
        dots->scan.before = before_break(dots, chunk->octets.data[0]);
    size_t size = pass(dots, chunk->octets, chunk->place, piece, context);
    dots->wire_octets += size;
    chunk_past(chunk, size);
    if (chunk->octets.size == 0)
        return;
    if (dot_counts(dots))
        hold(dots, chunk);
    else
        dots->scan.before = 0; /* no line starts here */
}

enum dots_result dots_read(struct dots *dots, struct chunk *chunk, dots_piece *piece, void *context,
                           enum line_end *end) {
    enum dots_result result = DOTS_MORE;
    if (dots->held_count > 0 && dots->held[dots->held_count - 1] == '\n')
        release(dots, piece, context);
    while (result == DOTS_MORE && chunk->octets.size > 0) {
        if (dots->held_count > 0)
            result = read_held(dots, chunk, piece, context, end);
        else
            read_content(dots, chunk, piece, context);
    }
    return result;
}

void dots_go_on(struct dots *dots, dots_piece *piece, void *context) {
    release(dots, piece, context);
}

void dots_resume(struct dots *dots, dots_piece *piece, void *context) {
    give_back(dots, false, piece, context);
}

void dots_break(struct dots *dots, dots_piece *piece, void *context) {
    release(dots, piece, context);
    struct content_facts *facts = &dots->facts;
    if (dots->state == AFTER_CR)
        facts->bare_cr++;
    if (dots->scan.line > facts->longest_line)
        facts->longest_line = dots->scan.line;
    dots->scan.line = 0;
    dots->state = AFTER_BREAK;
}
