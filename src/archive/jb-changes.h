/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the writer changed and the reader does not know yet, so that what the reader keeps in memory (jb-columns.h) need not be
 * read anew. Shared by the threads of one book. Used only inside archive/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GArray   *rows;        /* (nullable) (owned) (element-type gint64): of invoices, with repetitions */
  gboolean  parties;     /* some of the parties */
  gboolean  everything;
} JbNews;

gboolean   jb_news_is_empty   (const JbNews *self);
void       jb_news_add_row    (JbNews       *self,
                               gint64        id);
void       jb_news_clear      (JbNews       *self);

typedef struct _JbChanges JbChanges;

/* Begins with the news that everything is new. */
JbChanges *jb_changes_new     (void);
JbChanges *jb_changes_ref     (JbChanges    *self);
void       jb_changes_unref   (JbChanges    *self);
/* After the commit, by the writer. Empties @news. */
void       jb_changes_publish (JbChanges    *self,
                               JbNews       *news);
/* Before the transaction in which it will read them, by the reader: what is published later it asks for next time.
 * *news (out) (transfer full) */
void       jb_changes_take    (JbChanges    *self,
                               JbNews       *news);

G_END_DECLS
