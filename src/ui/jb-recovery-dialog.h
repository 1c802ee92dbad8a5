/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Gives the owner a recovery code and lets it be typed back in part: for a book that is not protected yet (which it then is), or as
 * a new code for one that is. Used by JbWindow, the preferences and the checklist. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_RECOVERY_DIALOG (jb_recovery_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbRecoveryDialog, jb_recovery_dialog, JB, RECOVERY_DIALOG, AdwWindow)

/* The book must be open, and not locked. Closing it before the code was typed back changes nothing. What it did is heard from the
 * session's keeper; it needs no answer. To be presented with a parent set. */
JbRecoveryDialog *jb_recovery_dialog_new (JbSession *session);

G_END_DECLS
