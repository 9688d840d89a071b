#include "capture/wireless.h"

#include "capture/link.h"

/* Frame control, least significant octet first. */
enum {
    VERSION_MASK = 0x03,
    TYPE_MASK = 0x0c,
    TYPE_DATA = 0x08,
    SUBTYPE_EMPTY = 0x40, /* null frames and polls carry nothing */
    SUBTYPE_QOS = 0x80,
};
enum {
    FLAG_TO_SYSTEM = 0x01,
    FLAG_FROM_SYSTEM = 0x02,
    FLAG_MORE_FRAGMENTS = 0x04,
    FLAG_PROTECTED = 0x40,
    FLAG_ORDER = 0x80, /* in QoS frames: HT control follows */
};
enum {
    HEADER = 24,
    SEQUENCE_AT = 22,
    FRAGMENT_MASK = 0x0f,
    FOURTH_ADDRESS = 6,
    QOS_CONTROL = 2,
    QOS_AGGREGATE = 0x80, /* A-MSDU */
    HT_CONTROL = 4,
    SUBFRAME_HEADER = 14, /* destination, source, length */
    PADDING_TO = 4,
};

/* Octets up to the payload, so far as `frame` tells; it has HEADER of them. */
static size_t header_size(const uint8_t *frame) {
    unsigned size = HEADER;
    if ((frame[1] & FLAG_TO_SYSTEM) && (frame[1] & FLAG_FROM_SYSTEM))
        size += FOURTH_ADDRESS;
    if (frame[0] & SUBTYPE_QOS)
        size += frame[1] & FLAG_ORDER ? QOS_CONTROL + HT_CONTROL : QOS_CONTROL;
    return size;
}

static bool is_aggregate(const uint8_t *frame, size_t header) {
    size_t control = header - (frame[1] & FLAG_ORDER ? QOS_CONTROL + HT_CONTROL : QOS_CONTROL);
    return (frame[0] & SUBTYPE_QOS) && frame[control] & QOS_AGGREGATE;
}

static bool is_readable(const uint8_t *frame) {
    return (frame[0] & VERSION_MASK) == 0 && (frame[0] & TYPE_MASK) == TYPE_DATA &&
           !(frame[0] & SUBTYPE_EMPTY) && !(frame[1] & (FLAG_PROTECTED | FLAG_MORE_FRAGMENTS)) &&
           (frame[SEQUENCE_AT] & FRAGMENT_MASK) == 0;
}

static bool strip_frame(struct slice frame, bool padded, struct carried *inner) {
    *inner = (struct carried){ETHER_NONE, frame, BY_ETHER_TYPE};
    if (frame.size < HEADER) /* control frames are shorter */
        return frame.size > 0 && (frame.data[0] & TYPE_MASK) != TYPE_DATA;
    if (!is_readable(frame.data))
        return true;
    size_t header = header_size(frame.data), start = header;
    if (frame.size < header)
        return false;
    if (padded)
        start = (start + PADDING_TO - 1) / PADDING_TO * PADDING_TO;
    struct slice content = slice_from(frame, start);
    if (!is_aggregate(frame.data, header))
        return strip_llc(content, inner);
    if (content.size < SUBFRAME_HEADER)
        return false;
    size_t length = read_be16(content.data + SUBFRAME_HEADER - 2);
    return strip_llc(slice_part(content, SUBFRAME_HEADER, length), inner);
}

bool strip_wireless(struct slice frame, struct carried *inner) {
    return strip_frame(frame, false, inner);
}

/* ---- headers of capturing programs ---- */

enum {
    RADIOTAP_HEADER = 8, /* version, pad, length, the first word of what is present */
    RADIOTAP_WORD = 4,
    PRESENT_TIME = 0x01,
    PRESENT_FLAGS = 0x02,
    PRESENT_MORE = 31, /* bit: another word of what is present follows */
    TIME_SIZE = 8,
    FLAG_PADDED = 0x20,
};

/* Whether the flags say that the frame's header is padded. `header` is the radiotap header. */
static bool radiotap_padded(struct slice header) {
    uint32_t present = read_le32(header.data + RADIOTAP_WORD), word = present;
    size_t at = RADIOTAP_HEADER;
    while (word >> PRESENT_MORE) {
        if (header.size < at + RADIOTAP_WORD)
            return false;
        word = read_le32(header.data + at);
        at += RADIOTAP_WORD;
    }
    if (present & PRESENT_TIME) /* aligned to its size, as every field is */
        at = (at + TIME_SIZE - 1) / TIME_SIZE * TIME_SIZE + TIME_SIZE;
    return (present & PRESENT_FLAGS) && at < header.size && header.data[at] & FLAG_PADDED;
}

bool strip_radiotap(struct slice frame, struct carried *inner) {
    if (frame.size < RADIOTAP_HEADER)
        return false;
    size_t size = read_le16(frame.data + 2);
    if (size < RADIOTAP_HEADER || size > frame.size)
        return false;
    return strip_frame(slice_from(frame, size), radiotap_padded(slice_first(frame, size)), inner);
}

enum {
    PRISM_LENGTH_AT = 4, /* after a number that tells whose header it is */
    PRISM_SMALLEST = 8,
    AVS_MAGIC = 0x8021,
    PPI_HEADER = 8, /* version, flags, length, link type */
    PPI_LINK_TYPE_AT = 4,
};

/* AVS has network order; Prism's numbers have the byte order of the machine that captured. */
static uint32_t prism_size(struct slice frame) {
    uint32_t size = read_be32(frame.data + PRISM_LENGTH_AT);
    if (read_be16(frame.data) == AVS_MAGIC || size <= frame.size)
        return size;
    return read_le32(frame.data + PRISM_LENGTH_AT);
}

bool strip_prism(struct slice frame, struct carried *inner) {
    if (frame.size < PRISM_SMALLEST)
        return false;
    uint32_t size = prism_size(frame);
    if (size < PRISM_SMALLEST || size > frame.size)
        return false;
    return strip_frame(slice_from(frame, size), false, inner);
}

bool strip_ppi(struct slice frame, struct carried *inner) {
    if (frame.size < PPI_HEADER)
        return false;
    size_t size = read_le16(frame.data + 2);
    uint32_t link_type = read_le32(frame.data + PPI_LINK_TYPE_AT);
    if (size < PPI_HEADER || size > frame.size || link_type > UINT16_MAX)
        return false;
    *inner = (struct carried){(uint16_t)link_type, slice_from(frame, size), BY_LINK_TYPE};
    return true;
}
