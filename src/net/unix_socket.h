/* unix_socket.h: a connection to a server of this machine, at a path of the file system. */
#ifndef HELOISE_NET_UNIX_SOCKET_H
#define HELOISE_NET_UNIX_SOCKET_H

#include "base/error.h"

/* A connected socket that does not block and is closed on exec. -1 with `error` filled: ERROR_USAGE
 * when the path is too long for one, ERROR_INPUT when there is none, ERROR_PERMISSION,
 * ERROR_TEMPORARY when nobody listens there. */
int unix_socket_connect(const char *path, struct error *error);

#endif
