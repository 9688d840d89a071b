#include "command/login_choice.h"

static bool choose_credentials(struct login_choice *choice, const struct live_choices *choices,
                               const struct target *target, struct error *error) {
    struct password *password = &choice->password;
    bool wanted = authenticate_wants_password(choices->mechanism);
    if (!password_find(password, choices, target->user, target->host, error))
        return false;
    if (wanted && !password->user)
        return error_set(error, ERROR_USAGE, _("nobody is named who logs in: --auth-user"));
    if (wanted)
        password_ask(password);
    if (wanted && !password->word)
        return error_set(error, ERROR_USAGE,
                         _("there is no password: --auth-password-file, $HELOISE_PASSWORD or "
                           "~/.netrc"));
    choice->credentials = (struct credentials){
        .mechanism = choices->mechanism,
        .user = password->user ? password->user : "",
        .password = password->word ? password->word : "",
        .in_clear = choices->insecure_auth,
    };
    return true;
}

bool login_choose(struct login_choice *choice, struct entry *entry,
                  const struct live_choices *choices, const struct target *target, bool always,
                  struct error *error) {
    *choice = (struct login_choice){.password = {NULL, NULL}};
    entry->tls = choices->tls            ? ENTRY_TLS
                 : choices->tls_optional ? ENTRY_TLS_OPTIONAL
                                         : ENTRY_PLAIN;
    if (!always && !choices->auth && !*target->user)
        return true;
    entry->credentials = &choice->credentials;
    return choose_credentials(choice, choices, target, error);
}

void login_choice_clear(struct login_choice *choice) {
    password_clear(&choice->password);
}
