/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts and sums of each month, company and direction, kept with every change of a row: the home page would read the whole book for
 * them (performance.md 5, P6b). Used only inside archive/. */

#pragma once

#include "jb-archive.h"
#include "jb-book.h"

G_BEGIN_DECLS

/* What one row adds to its month. */
typedef struct
{
  gint64  written_on;
  gint64  supply;
  gint64  tax;
  gint64  total;
} JbMonthShare;

/* Writer, inside a transaction: remembers that a row came (@before NULL) or changed. */
void      jb_month_store_note     (JbBook              *book,
                                   gint64               company,
                                   JbDirection          direction,
                                   const JbMonthShare  *before,
                                   const JbMonthShare  *after);
/* Writer, at the end of a transaction: writes down what was remembered. */
gboolean  jb_month_store_write    (JbBook              *book,
                                   GError             **error);
/* Writer, outside of a transaction: makes them anew when they are not complete. */
gboolean  jb_month_store_repair   (JbBook              *book,
                                   GError             **error);
/* Whether they can be relied on: sums that do not fit into 64 bits are not kept. */
gboolean  jb_month_store_is_whole (JbBook              *book,
                                   gboolean            *whole,
                                   GError             **error);

/* Newest month first. @company: row of companies; < 0 = all. */
typedef void (*JbMonthFunc) (int              month,      /* yyyymm */
                             JbDirection      direction,
                             const JbTotals  *totals,
                             gpointer         user_data);
gboolean  jb_month_store_load     (JbBook              *book,
                                   gint64               company,
                                   JbMonthFunc          func,
                                   gpointer             user_data,
                                   GError             **error);

G_END_DECLS
