/* address_list.h: the addresses of a field that names people (RFC 5322 3.4): From, To, Cc, … */
#ifndef HELOISE_MESSAGE_ADDRESS_LIST_H
#define HELOISE_MESSAGE_ADDRESS_LIST_H

#include "message/fields.h"

/* Takes the next address off the front of `rest`: what stands in angle brackets, or the lone word;
 * display names, comments and names of groups are passed over. False: there is none. Points into
 * the value. */
bool address_list_next(struct slice *rest, struct slice *address);

/* The first address of a value; size 0: it has none. */
struct slice address_list_first(struct slice value);

/* How many addresses have an at sign. */
size_t address_list_count(struct slice value);

/* Whether a field of this name has the address, compared without regard to case. */
bool address_list_names(const struct field_list *list, const char *name, struct slice address);

#endif
