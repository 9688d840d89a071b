#include "practice/accounts.h"

#include <stdlib.h>

enum { NAME_MOST = 64, PASSWORD_MOST = 256, DOMAIN_MOST = 253 };

static char *copy_lower(struct slice text) {
    char *copy = malloc(text.size + 1);
    if (!copy)
        return NULL;
    for (size_t i = 0; i < text.size; i++)
        copy[i] = (char)octet_lower(text.data[i]);
    copy[text.size] = '\0';
    return copy;
}

/* Letters, digits and . - _ +: what is safe as a folder's name, too. */
static bool is_name(struct slice name, size_t most) {
    if (name.size == 0 || name.size > most || name.data[0] == '.')
        return false;
    for (size_t i = 0; i < name.size; i++) {
        uint8_t octet = name.data[i];
        bool mark = octet == '.' || octet == '-' || octet == '_' || octet == '+';
        if (!octet_is_alpha(octet) && !octet_is_digit(octet) && !mark)
            return false;
    }
    return true;
}

bool accounts_add(struct accounts *accounts, struct slice text, struct error *error) {
    size_t colon = slice_find(text, ':');
    struct slice name = slice_first(text, colon == SLICE_NONE ? text.size : colon);
    struct slice password = colon == SLICE_NONE ? slice_of(NULL, 0) : slice_from(text, colon + 1);
    if (colon == SLICE_NONE)
        return error_set(error, ERROR_USAGE, "an account is NAME:PASSWORD");
    if (!is_name(name, NAME_MOST))
        return error_set(error, ERROR_USAGE,
                         "the name of an account is made of letters, digits and . - _ +");
    if (password.size == 0 || password.size > PASSWORD_MOST ||
        slice_find(password, '\0') != SLICE_NONE)
        return error_set(error, ERROR_USAGE, "a password has 1 to %d octets", PASSWORD_MOST);
    if (accounts_find(accounts, name))
        return error_set(error, ERROR_USAGE, "the account '%.*s' is there twice", (int)name.size,
                         (const char *)name.data);
    struct account *items =
        realloc(accounts->items, (accounts->count + 1) * sizeof *accounts->items);
    if (!items)
        return error_memory(error);
    accounts->items = items;
    struct account added = {copy_lower(name), strndup((const char *)password.data, password.size)};
    if (!added.name || !added.password) {
        free(added.name);
        free(added.password);
        return error_memory(error);
    }
    items[accounts->count++] = added;
    return true;
}

bool accounts_read(struct accounts *accounts, struct slice text, const char *file,
                   struct error *error) {
    unsigned number = 0;
    while (text.size > 0) {
        size_t end = slice_find(text, '\n');
        struct slice line = slice_first(text, end);
        text = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(text, end + 1);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        number++;
        if (line.size == 0 || line.data[0] == '#')
            continue;
        struct error why = {0};
        if (accounts_add(accounts, line, &why))
            continue;
        (void)error_set(error, ERROR_CONFIGURATION, "line %u: %s", number, why.text);
        error_name(error, file);
        return false;
    }
    return true;
}

bool accounts_add_domain(struct accounts *accounts, struct slice name, struct error *error) {
    if (!is_name(name, DOMAIN_MOST))
        return error_set(error, ERROR_USAGE, "'%.*s' is no domain", (int)name.size,
                         (const char *)name.data);
    char **domains = realloc(accounts->domains, (accounts->domain_count + 1) * sizeof(char *));
    if (!domains)
        return error_memory(error);
    accounts->domains = domains;
    domains[accounts->domain_count] = copy_lower(name);
    if (!domains[accounts->domain_count])
        return error_memory(error);
    accounts->domain_count++;
    return true;
}

bool accounts_fill(struct accounts *accounts, struct error *error) {
    if (accounts->domain_count == 0 && !accounts_add_domain(accounts, SLICE("example.org"), error))
        return false;
    return accounts->count > 0 || (accounts_add(accounts, SLICE("alice:wonderland"), error) &&
                                   accounts_add(accounts, SLICE("bob:wonderland"), error));
}

bool accounts_has_domain(const struct accounts *accounts, struct slice domain) {
    for (size_t i = 0; i < accounts->domain_count; i++)
        if (slice_equal_nocase(slice_string(accounts->domains[i]), domain))
            return true;
    return false;
}

const char *accounts_host(const struct accounts *accounts) {
    return accounts->domains[0];
}

/* Index of the last @, or SLICE_NONE. */
static size_t last_at(struct slice address) {
    for (size_t i = address.size; i > 0; i--)
        if (address.data[i - 1] == '@')
            return i - 1;
    return SLICE_NONE;
}

static const struct account *find_local(const struct accounts *accounts, struct slice name) {
    for (size_t i = 0; i < accounts->count; i++)
        if (slice_equal_nocase(slice_string(accounts->items[i].name), name))
            return &accounts->items[i];
    return NULL;
}

const struct account *accounts_find(const struct accounts *accounts, struct slice name) {
    size_t at = last_at(name);
    if (at == SLICE_NONE)
        return find_local(accounts, name);
    bool ours = accounts_has_domain(accounts, slice_from(name, at + 1));
    return ours ? find_local(accounts, slice_first(name, at)) : NULL;
}

enum recipient_kind accounts_judge(const struct accounts *accounts, struct slice address,
                                   const struct account **account) {
    size_t at = last_at(address);
    struct slice local = slice_first(address, at == SLICE_NONE ? address.size : at);
    bool postmaster = slice_equal_nocase(local, SLICE("postmaster"));
    if (local.size == 0 || (at == SLICE_NONE && !postmaster))
        return RECIPIENT_NOBODY;
    if (at != SLICE_NONE && !accounts_has_domain(accounts, slice_from(address, at + 1)))
        return at + 1 == address.size ? RECIPIENT_NOBODY : RECIPIENT_ELSEWHERE;
    *account = find_local(accounts, local);
    if (!*account && postmaster)
        *account = &accounts->items[0];
    return *account ? RECIPIENT_ACCOUNT : RECIPIENT_UNKNOWN;
}

void accounts_free(struct accounts *accounts) {
    for (size_t i = 0; i < accounts->count; i++) {
        free(accounts->items[i].name);
        free(accounts->items[i].password);
    }
    for (size_t i = 0; i < accounts->domain_count; i++)
        free(accounts->domains[i]);
    free(accounts->items);
    free(accounts->domains);
    *accounts = (struct accounts){.items = NULL};
}
