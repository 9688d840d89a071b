/* take.h: the arguments of options, one function each.
 *
 * Each puts what it read into the options. False with `error` filled when it cannot be read; the
 * caller adds the option's name. */
#ifndef HELOISE_COMMAND_TAKE_H
#define HELOISE_COMMAND_TAKE_H

#include "command/options.h"

bool take_read(struct options *options, const char *value, struct error *error);
bool take_device(struct options *options, const char *value, struct error *error);
bool take_packets(struct options *options, const char *value, struct error *error);
bool take_buffer(struct options *options, const char *value, struct error *error);
bool take_user_of_device(struct options *options, const char *value, struct error *error);
bool take_filter(struct options *options, const char *value, struct error *error);
bool take_format(struct options *options, const char *value, struct error *error);
bool take_port(struct options *options, const char *value, struct error *error);
bool take_depth(struct options *options, const char *value, struct error *error);
bool take_severity(struct options *options, const char *value, struct error *error);
bool take_only(struct options *options, const char *value, struct error *error);
bool take_except(struct options *options, const char *value, struct error *error);
bool take_protocol(struct options *options, const char *value, struct error *error);
bool take_bounce(struct options *options, const char *value, struct error *error);
bool take_list(struct options *options, const char *value, struct error *error);
bool take_keylog(struct options *options, const char *value, struct error *error);
bool take_key(struct options *options, const char *value, struct error *error);
bool take_time(struct options *options, const char *value, struct error *error);
bool take_color(struct options *options, const char *value, struct error *error);
bool take_to(struct options *options, const char *value, struct error *error);
bool take_from(struct options *options, const char *value, struct error *error);
bool take_server(struct options *options, const char *value, struct error *error);
bool take_body(struct options *options, const char *value, struct error *error);
bool take_data(struct options *options, const char *value, struct error *error);
bool take_header(struct options *options, const char *value, struct error *error);
bool take_attach(struct options *options, const char *value, struct error *error);
bool take_script(struct options *options, const char *value, struct error *error);
bool take_set(struct options *options, const char *value, struct error *error);
bool take_top(struct options *options, const char *value, struct error *error);
bool take_retrieve(struct options *options, const char *value, struct error *error);
bool take_delete(struct options *options, const char *value, struct error *error);
bool take_output(struct options *options, const char *value, struct error *error);
bool take_auth(struct options *options, const char *value, struct error *error);
bool take_auth_user(struct options *options, const char *value, struct error *error);
bool take_auth_password(struct options *options, const char *value, struct error *error);
bool take_auth_password_file(struct options *options, const char *value, struct error *error);
bool take_quit_after(struct options *options, const char *value, struct error *error);
bool take_drop_after(struct options *options, const char *value, struct error *error);
bool take_timeout(struct options *options, const char *value, struct error *error);
bool take_trust(struct options *options, const char *value, struct error *error);
bool take_server_port(struct options *options, const char *value, struct error *error);
bool take_ehlo(struct options *options, const char *value, struct error *error);
bool take_local(struct options *options, const char *value, struct error *error);
bool take_local_port(struct options *options, const char *value, struct error *error);
bool take_socket(struct options *options, const char *value, struct error *error);
bool take_pipe(struct options *options, const char *value, struct error *error);
bool take_tls_versions(struct options *options, const char *value, struct error *error);
bool take_tls_ciphers(struct options *options, const char *value, struct error *error);
bool take_tls_name(struct options *options, const char *value, struct error *error);
bool take_tls_verified(struct options *options, const char *value, struct error *error);
bool take_tls_cert(struct options *options, const char *value, struct error *error);
bool take_tls_key(struct options *options, const char *value, struct error *error);
bool take_listen(struct options *options, const char *value, struct error *error);
bool take_user(struct options *options, const char *value, struct error *error);
bool take_users(struct options *options, const char *value, struct error *error);
bool take_domain(struct options *options, const char *value, struct error *error);
bool take_scenario(struct options *options, const char *value, struct error *error);
bool take_maildir(struct options *options, const char *value, struct error *error);
bool take_write(struct options *options, const char *value, struct error *error);
bool take_certificate(struct options *options, const char *value, struct error *error);
bool take_certificate_key(struct options *options, const char *value, struct error *error);
bool take_max_sessions(struct options *options, const char *value, struct error *error);
bool take_max_size(struct options *options, const char *value, struct error *error);
bool take_debug(struct options *options, const char *value, struct error *error);
bool take_generate(struct options *options, const char *value, struct error *error);

#endif
