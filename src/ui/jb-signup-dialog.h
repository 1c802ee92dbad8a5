/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing a company up at SmartBill (smartbill.md 7): the form, the way through the browser, and the codes that come back, up to
 * a connection that collects. Used by the checklist page. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_SIGNUP_DIALOG (jb_signup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbSignupDialog, jb_signup_dialog, JB, SIGNUP_DIALOG, AdwWindow)

/* Signal "connected" (gint64 connection): the book has it, and collecting has begun. The dialog stays and says so until it is
 * closed. */

/* The caller makes it transient for its window and presents it. It is modal, and it continues where the last one was left.
 * @settings (nullable): the program's; NULL: nothing is remembered and no callback is taken.
 * @company (nullable): the digits of a business number. @environment (nullable): "demo", "production" or the address of an
 * emulator, as in JbConnection; NULL: what was chosen last. Main thread. */
GtkWidget *jb_signup_dialog_new (JbSession   *session,
                                 GSettings   *settings,
                                 const char  *company,
                                 const char  *environment);

G_END_DECLS
