/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of the preferences about the book itself: whether it is encrypted, where its key is, where it lies. Used by the
 * preferences window. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_BOOK_PREFERENCES (jb_book_preferences_get_type ())
G_DECLARE_FINAL_TYPE (JbBookPreferences, jb_book_preferences, JB, BOOK_PREFERENCES, AdwPreferencesPage)

JbBookPreferences *jb_book_preferences_new (JbSession *session);

G_END_DECLS
