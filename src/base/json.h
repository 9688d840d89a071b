/* json.h: JSON (RFC 8259), written as it comes.
 *
 * Keys are ours (ASCII without anything to escape); a key of NULL writes an element of an array.
 * Text is UTF-8: every octet that is not becomes U+FFFD. What could steer a terminal is written as
 * \u escapes, which mean the same. */
#ifndef HELOISE_BASE_JSON_H
#define HELOISE_BASE_JSON_H

#include "base/moment.h"
#include "base/writer.h"

struct json {
    struct writer *writer;
    bool comma; /* something stands before in this object or array */
};

void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);

/* Ends a line of JSON lines; what follows starts anew. */
void json_line(struct json *json);

/* Text from anywhere. */
void json_text(struct json *json, const char *key, struct slice text);

/* One of our own words. */
void json_word(struct json *json, const char *key, const char *word);

void json_number(struct json *json, const char *key, uint64_t number);

/* The same where there is something to tell: text that is not empty, a number that is not 0, what
 * is true, an array of as many texts. */
void json_optional_text(struct json *json, const char *key, struct slice text);
void json_optional_number(struct json *json, const char *key, uint64_t number);
void json_optional_truth(struct json *json, const char *key, bool truth);
void json_optional_texts(struct json *json, const char *key, const struct slice *texts,
                         size_t count);

void json_truth(struct json *json, const char *key, bool truth);

/* Seconds with six decimals, as a number. */
void json_seconds(struct json *json, const char *key, duration span);

/* RFC 3339, UTC, microseconds. */
void json_moment(struct json *json, const char *key, struct moment moment);

/* The octets in base64 (RFC 4648 4), as a string. */
void json_base64(struct json *json, const char *key, struct slice octets);

/* The octets in hexadecimal, as a string. */
void json_hex(struct json *json, const char *key, struct slice octets);

/* A string of several pieces: json_text_begin(), json_text_piece() …, json_text_end(). A character
 * must not be spread over pieces. */
void json_text_begin(struct json *json, const char *key);
void json_text_piece(struct json *json, struct slice text);
void json_text_end(struct json *json);

#endif
