/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole journal (이력), the newest entry first. Used by JbBookPreferences. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_JOURNAL_WINDOW (jb_journal_window_get_type ())
G_DECLARE_FINAL_TYPE (JbJournalWindow, jb_journal_window, JB, JOURNAL_WINDOW, AdwWindow)

JbJournalWindow  *jb_journal_window_new  (JbArchive  *archive);

G_END_DECLS
