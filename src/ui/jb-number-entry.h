/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A field that takes a business number: its hyphens come by themselves. Used by JbConnectDialog and JbChecklistPage. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on what is typed or pasted into @entry gets its hyphens; what is not about digits stays as it is. */
void      jb_number_entry_set_up    (GtkEditable *entry);
/* Too short so far, but nothing that does not belong into a number. */
gboolean  jb_number_entry_is_begun  (const char  *text);

G_END_DECLS
