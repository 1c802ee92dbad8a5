/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* For those whose computer nobody can call: takes what they copied from SmartBill's last page, a mail or a relay, says what it
 * understood of it, and connects. Used by JbSignupDialog. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_PASTE_DIALOG (jb_paste_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbPasteDialog, jb_paste_dialog, JB, PASTE_DIALOG, AdwWindow)

/* Signal "connected" (gint64 connection): the book has it, and collecting has begun. The dialog closes itself. */

/* @company: the ten digits that the sign-up is for; what belongs to another one is refused. @environment: as in JbConnection. */
GtkWidget *jb_paste_dialog_new (GtkWindow   *parent,
                                JbSession   *session,
                                const char  *company,
                                const char  *environment);

G_END_DECLS
