/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The companies of the book and their connections: how each stands, and what an owner does with it. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-token-watch.h"

G_BEGIN_DECLS

#define JB_TYPE_CONNECTIONS_PAGE (jb_connections_page_get_type ())
G_DECLARE_FINAL_TYPE (JbConnectionsPage, jb_connections_page, JB, CONNECTIONS_PAGE, AdwBin)

/* Signals: "removed" (gint64 connection, const char *name): it left the book, its secrets are still there;
 * "enter-code" (gint64 connection): its code has to be entered again; "toast" (const char *sentence). */

/* Once. */
void  jb_connections_page_set_session  (JbConnectionsPage  *self,
                                        JbSession          *session,
                                        JbTokenWatch       *tokens);
/* @connections (element-type JbConnection) and @runs (element-type JbRun, the last one of each) as the book has them now. */
void  jb_connections_page_show         (JbConnectionsPage  *self,
                                        GPtrArray          *connections,
                                        GPtrArray          *runs);

G_END_DECLS
