#include "tls/key_log.h"

static const char *const LABELS[KEY_LABELS] = {
#define KEY_LABEL(id, word) [KEY_##id] = (word),
#include "tls/key_labels.def"
#undef KEY_LABEL
};

/* Labels of secrets that no record is read by. */
static const char *const OTHERS[] = {"EXPORTER_SECRET", "EARLY_EXPORTER_SECRET", "RSA",
                                     "CLIENT_TRAFFIC_SECRET_N", "SERVER_TRAFFIC_SECRET_N"};

static int digit_of(uint8_t c) {
    uint8_t letter = octet_upper(c);
    return octet_is_digit(c) ? c - '0' : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

/* Octets written as hexadecimal; size 0 when they are not, or are too many for `room`. */
static struct slice read_hexadecimal(struct slice text, uint8_t *octets, size_t room) {
    if (text.size % 2 != 0 || text.size / 2 > room)
        return slice_of(NULL, 0);
    for (size_t i = 0; i < text.size; i += 2) {
        int high = digit_of(text.data[i]), low = digit_of(text.data[i + 1]);
        if (high < 0 || low < 0)
            return slice_of(NULL, 0);
        octets[i / 2] = (uint8_t)(high << 4 | low);
    }
    return slice_of(octets, text.size / 2);
}

static bool find_label(struct slice word, enum key_label *label) {
    for (size_t i = 0; i < KEY_LABELS; i++)
        if (slice_equal(word, slice_string(LABELS[i]))) {
            *label = (enum key_label)i;
            return true;
        }
    return false;
}

static bool is_other(struct slice word) {
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (slice_equal(word, slice_string(OTHERS[i])))
            return true;
    return false;
}

static void read_line(struct key_log *log, struct slice line, struct key_ring *ring) {
    uint8_t random[TLS_RANDOM], secret[KEY_SECRET_MOST];
    enum key_label label;
    while (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    struct slice word = slice_word(&line);
    if (word.size == 0 || word.data[0] == '#' || is_other(word))
        return;
    struct slice random_text = slice_word(&line), secret_text = slice_word(&line);
    if (find_label(word, &label) &&
        key_ring_add(ring, read_hexadecimal(random_text, random, sizeof random), label,
                     read_hexadecimal(secret_text, secret, sizeof secret)))
        log->secrets++;
    else
        log->odd++;
}

/* The rest of a line that began in a piece before; takes it off the front. */
static bool join_line(struct key_log *log, struct slice *octets, struct key_ring *ring) {
    size_t end = slice_find(*octets, '\n');
    struct slice part = slice_first(*octets, end);
    log->passing |= log->partial.size + part.size > KEY_LOG_LINE;
    if (!log->passing && part.size > 0 && !buffer_add(&log->partial, part))
        return false;
    *octets = slice_from(*octets, part.size + (end != SLICE_NONE));
    if (end == SLICE_NONE)
        return true;
    if (log->passing)
        log->odd++;
    else
        read_line(log, buffer_slice(&log->partial), ring);
    log->partial.size = 0;
    log->passing = false;
    return true;
}

bool key_log_read(struct key_log *log, struct slice octets, struct key_ring *ring) {
    while (octets.size > 0) {
        size_t end = slice_find(octets, '\n');
        bool whole =
            end != SLICE_NONE && end <= KEY_LOG_LINE && log->partial.size == 0 && !log->passing;
        if (whole) {
            read_line(log, slice_first(octets, end), ring);
            octets = slice_from(octets, end + 1);
        } else if (!join_line(log, &octets, ring)) {
            return false;
        }
    }
    return true;
}

void key_log_end(struct key_log *log, struct key_ring *ring) {
    if (!log->passing && log->partial.size > 0)
        read_line(log, buffer_slice(&log->partial), ring);
    buffer_free(&log->partial);
    log->passing = false;
}
