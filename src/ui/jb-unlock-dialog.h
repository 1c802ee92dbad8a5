/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for the recovery code of a locked book. Used by JbWindow, the preferences and the checklist. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_UNLOCK_DIALOG (jb_unlock_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbUnlockDialog, jb_unlock_dialog, JB, UNLOCK_DIALOG, AdwWindow)

/* The book must be open. The dialog closes itself when the book is unlocked; that is heard from the session's keeper. To be
 * presented with a parent set. */
JbUnlockDialog *jb_unlock_dialog_new (JbSession *session);

G_END_DECLS
