#include "message/address_list.h"

#include "message/token.h"

/* An address on its way. */
struct mailbox {
    struct slice lone;      /* the last word outside of angle brackets */
    struct slice bracketed; /* what stands in them */
    bool inside, closed;
};

static void extend(struct slice *text, struct slice word) {
    if (text->size == 0)
        *text = word;
    else
        text->size = (size_t)(word.data + word.size - text->data);
}

/* False at the end of the mailbox. */
static bool take(struct mailbox *mailbox, const struct token *token) {
    bool special = token->kind == TOKEN_SPECIAL;
    uint8_t octet = special ? token->text.data[0] : 0;
    if (octet == '<' && !mailbox->closed) {
        mailbox->inside = true;
    } else if (octet == '>') {
        mailbox->closed |= mailbox->inside;
        mailbox->inside = false;
    } else if (mailbox->inside) {
        extend(&mailbox->bracketed, token->text);
    } else if (octet == ',' || octet == ';') {
        return false;
    } else if (octet == ':') {
        mailbox->lone.size = 0; /* it was the name of a group */
    } else if (token->kind == TOKEN_WORD) {
        mailbox->lone = token->text;
    }
    return true;
}

bool address_list_next(struct slice *rest, struct slice *address) {
    while (rest->size > 0) {
        struct mailbox mailbox = {.inside = false};
        for (struct token token = token_next(rest, "<>,;:");
             token.kind != TOKEN_END && take(&mailbox, &token); token = token_next(rest, "<>,;:"))
            ;
        *address = mailbox.bracketed.size > 0 ? mailbox.bracketed : mailbox.lone;
        if (address->size > 0)
            return true;
    }
    return false;
}

struct slice address_list_first(struct slice value) {
    struct slice address;
    return address_list_next(&value, &address) ? address : slice_of(NULL, 0);
}

size_t address_list_count(struct slice value) {
    struct slice address;
    size_t count = 0;
    while (address_list_next(&value, &address))
        count += slice_find(address, '@') != SLICE_NONE;
    return count;
}

bool address_list_names(const struct field_list *list, const char *name, struct slice address) {
    for (const struct field *field = NULL; (field = fields_find(list, name, field)) != NULL;) {
        struct slice rest = field->value, one;
        while (address_list_next(&rest, &one))
            if (slice_equal_nocase(one, address))
                return true;
    }
    return false;
}
