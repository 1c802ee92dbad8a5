/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Proves the book while one looks on, and says what was proved, or what was altered and what to do. Used by JbBookPreferences. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_CHECK_DIALOG (jb_check_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbCheckDialog, jb_check_dialog, JB, CHECK_DIALOG, AdwWindow)

/* Begins at once; closing it stops. */
JbCheckDialog  *jb_check_dialog_new  (JbArchive  *archive);

G_END_DECLS
