/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages of SmartBill that people have to visit themselves. Used by the connect dialog, the checklist and the welcome page. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  JB_PORTAL_HOME,
  JB_PORTAL_AUTH_CODE,   /* creates the authentication code, and shows it afterwards */
} JbPortalPage;

/* @environment: "demo", "production"; anything else counts as demo. Static. */
const char  *jb_portal_get_uri  (const char    *environment,
                                 JbPortalPage   page);
/* In the default browser, through the portal inside Flatpak. */
void         jb_portal_open     (GtkWidget     *widget,
                                 const char    *environment,
                                 JbPortalPage   page);
void         jb_portal_open_uri (GtkWidget     *widget,
                                 const char    *uri);

G_END_DECLS
