/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy that the user chose, from the settings "proxy-mode", "proxy-uri" and "proxy-ignore-hosts". Never a name or password of
 * a proxy: settings are a plain file. Used by app/, ui/ and cli/. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define JB_PROXY_ERROR (jb_proxy_error_quark ())
GQuark jb_proxy_error_quark (void);

/* Each with a translated sentence that says what to write instead. */
typedef enum
{
  JB_PROXY_ERROR_EMPTY,
  JB_PROXY_ERROR_NO_ADDRESS,
  JB_PROXY_ERROR_SCHEME,         /* no kind of proxy that is known here */
  JB_PROXY_ERROR_PORT,           /* none, or none that can be */
  JB_PROXY_ERROR_LOGIN,          /* a name or password in the address */
} JbProxyError;

/* "proxy.example:8080", "http://proxy.example:8080/", "socks5://[::1]:1080" as the address of a proxy; without its kind it is http.
 * (transfer full) (nullable): as it is kept; NULL with JB_PROXY_ERROR. Any thread. */
char           *jb_proxy_parse_uri    (const char  *text,
                                       GError     **error);
/* "a.example, *.b.example  10.0.0.0/8" as a list, without what is empty or there twice. (transfer full). Any thread. */
char          **jb_proxy_parse_hosts  (const char  *text);

/* What the settings ask for. @resolver (out) (transfer full) (nullable): NULL = no proxy at all. Without @settings, and when the
 * proxy in them is none (FALSE with JB_PROXY_ERROR), it is the system's own. */
gboolean        jb_proxy_get_resolver (GSettings       *settings,
                                       GProxyResolver **resolver,
                                       GError         **error);

G_END_DECLS
