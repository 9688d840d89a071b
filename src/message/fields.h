/* fields.h: every field of a header block (RFC 5322 2.2), as it stands in content that is at hand
 * whole.
 *
 * header.h reads a few fields while content arrives; this takes a block apart for those who judge
 * it. */
#ifndef HELOISE_MESSAGE_FIELDS_H
#define HELOISE_MESSAGE_FIELDS_H

#include "base/arena.h"

enum { FIELDS_MOST = 1000 };

enum field_kind {
    FIELD_OTHER,
#define FIELD(kind, name) FIELD_##kind,
#include "message/fields.def"
#undef FIELD
    FIELD_KINDS
};

struct field {
    enum field_kind kind; /* by its name */
    struct slice name; /* as sent, without blanks before the colon; size 0: the line has no name */
    struct slice
        value;        /* unfolded: line ends and the blanks after them become one blank; trimmed */
    struct slice raw; /* all of its lines as sent, line ends included */
    bool malformed;   /* no colon, a blank before it, or octets that no name has */
    bool blank_fold;  /* a folded line holds blanks alone */
};

struct field_list {
    struct field *fields;
    size_t count;
    bool ended;                  /* the empty line was there */
    size_t body_at;              /* octets before the body */
    uint64_t names;              /* of all fields: slice_bit_nocase() */
    uint64_t twice;              /* of those whose bit came before */
    uint16_t first[FIELD_KINDS]; /* places of the first of each kind, from 1; 0: none */
};

/* Takes the header block at the front of `content` apart. Names and raw lines point into the
 * content, values into the arena where they were folded. False when memory ran out. */
bool fields_read(struct slice content, struct arena *arena, struct field_list *list);

/* The first field of this kind, other than FIELD_OTHER; NULL: none. */
static inline const struct field *fields_first(const struct field_list *list,
                                               enum field_kind kind) {
    size_t place = list->first[kind];
    return place > 0 && place <= list->count ? &list->fields[place - 1] : NULL;
}

/* The next one of the field's kind; NULL: none. */
const struct field *fields_next(const struct field_list *list, const struct field *field);

/* The first field of this name, in any case, behind `after` (NULL: from the start); NULL: none. */
const struct field *fields_seek(const struct field_list *list, struct slice name,
                                const struct field *after);

/* The same; of most names that are not there it is known without looking. */
static inline const struct field *fields_find(const struct field_list *list, const char *name,
                                              const struct field *after) {
    struct slice wanted = slice_string(name);
    bool may = (list->names & slice_bit_nocase(wanted)) != 0;
    return may ? fields_seek(list, wanted, after) : NULL;
}

/* Whether a field other than Received may be there more than once; false: none is. */
bool fields_may_repeat(const struct field_list *list);

/* How many fields have this name. */
size_t fields_count(const struct field_list *list, const char *name);

#endif
