/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The way from a button to a page of SmartBill. Used by the connect dialog, the checklist and the welcome page. */

#define G_LOG_DOMAIN "jb-portal"

#include "config.h"

#include "jb-portal.h"

#include "jb-smartbill-portal.h"

const char *
jb_portal_get_uri (const char   *environment,
                   JbPortalPage  page)
{
  return jb_smartbill_portal_get_uri (environment, page == JB_PORTAL_AUTH_CODE ? JB_SMARTBILL_PAGE_CODE : JB_SMARTBILL_PAGE_HOME);
}

void
jb_portal_open (GtkWidget    *widget,
                const char   *environment,
                JbPortalPage  page)
{
  jb_portal_open_uri (widget, jb_portal_get_uri (environment, page));
}

void
jb_portal_open_uri (GtkWidget  *widget,
                    const char *uri)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}
