/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole journal as a GListModel, the newest entry first: numbers of entries, and pages of them as they are looked at. Used by
 * JbJournalWindow. */

#pragma once

#include <gio/gio.h>

#include "jb-history.h"

G_BEGIN_DECLS

#define JB_TYPE_JOURNAL_ITEM (jb_journal_item_get_type ())
G_DECLARE_FINAL_TYPE (JbJournalItem, jb_journal_item, JB, JOURNAL_ITEM, GObject)

/* (transfer none) (nullable): NULL when it could not be read. */
const JbJournalEntry *jb_journal_item_get_entry (JbJournalItem *self);

#define JB_TYPE_JOURNAL_LIST (jb_journal_list_get_type ())
G_DECLARE_FINAL_TYPE (JbJournalList, jb_journal_list, JB, JOURNAL_LIST, GObject)

JbJournalList  *jb_journal_list_new     (JbArchive        *archive);
/* Takes a reference on @ids (element-type gint64), from jb_archive_list_journal_finish(). */
void            jb_journal_list_set_ids (JbJournalList    *self,
                                         GArray           *ids);

G_END_DECLS
