/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for what a connection needs, tries it at the service, and keeps it when the service says yes. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_CONNECT_DIALOG (jb_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbConnectDialog, jb_connect_dialog, JB, CONNECT_DIALOG, AdwWindow)

/* Signal "connected" (gint64 connection): the book has it, and collecting has begun. The dialog closes itself.
 * Signal "refused" (const GError *): an attempt failed, and the dialog says so. */

JbConnectDialog *jb_connect_dialog_new     (GtkWindow           *parent,
                                            JbSession           *session);
/* For a connection whose code has to be entered again, or a company whose number is known: what @connection says is filled in. Its
 * texts are not NULL but may be empty. */
void             jb_connect_dialog_fill_in (JbConnectDialog     *self,
                                            const JbConnection  *connection);

G_END_DECLS
