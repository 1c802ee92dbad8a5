/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Preferences, page "Signatures": checking all originals of the book again, and the authorities whose word is taken on who signed.
 * Used by JbPreferencesWindow; the window's menu opens it. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_SIGNATURE_PREFERENCES (jb_signature_preferences_get_type ())
G_DECLARE_FINAL_TYPE (JbSignaturePreferences, jb_signature_preferences, JB, SIGNATURE_PREFERENCES, AdwPreferencesPage)

JbSignaturePreferences *jb_signature_preferences_new      (JbSession              *session);
/* Adds the authority in @file, as the button does with the file that was chosen; the page says what came of it. */
void                    jb_signature_preferences_add_file (JbSignaturePreferences *self,
                                                           GFile                  *file);

G_END_DECLS
