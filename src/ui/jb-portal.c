/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses of smartbill.md 1.2. Used by the connect dialog and the welcome page. */

#define G_LOG_DOMAIN "jb-portal"

#include "config.h"

#include "jb-portal.h"

/* The hosts stand in smartbill.md 1.2 without a scheme; https is what its U-14 takes as the default. */
#define DEMO_PORTAL        "https://demo.smartbill.co.kr"
#define PRODUCTION_PORTAL  "https://www.smartbill.co.kr"

#define AUTH_CODE_PATH     "/xMain/openapi/get_auth_code.aspx"

const char *
jb_portal_get_uri (const char   *environment,
                   JbPortalPage  page)
{
  gboolean production = g_strcmp0 (environment, "production") == 0;

  switch (page)
    {
    case JB_PORTAL_AUTH_CODE:
      return production ? PRODUCTION_PORTAL AUTH_CODE_PATH : DEMO_PORTAL AUTH_CODE_PATH;
    case JB_PORTAL_HOME:
    default:
      return production ? PRODUCTION_PORTAL "/" : DEMO_PORTAL "/";
    }
}

void
jb_portal_open (GtkWidget    *widget,
                const char   *environment,
                JbPortalPage  page)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, jb_portal_get_uri (environment, page), GDK_CURRENT_TIME);
}
