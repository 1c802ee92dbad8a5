/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of one invoice page and what they do for each other. Used by jb-invoice-page*.c only. */

#pragma once

#include "jb-invoice-page.h"

#include "jb-invoice-detail.h"

G_BEGIN_DECLS

#define MAX_COLUMNS 16

struct _JbInvoicePage
{
  GtkWidget            parent_instance;

  GtkPaned            *paned;
  GtkWidget           *list_side;
  GtkStack            *stack;
  GtkScrolledWindow   *scroller;
  GtkColumnView       *view;
  AdwStatusPage       *empty_page;
  GtkButton           *empty_button;
  AdwStatusPage       *failed_page;
  GtkLabel            *count_label;
  GtkSpinner          *spinner;
  GtkWidget           *supply_box;
  GtkLabel            *supply_label;
  GtkWidget           *tax_box;
  GtkLabel            *tax_label;
  GtkLabel            *total_label;
  JbInvoiceDetail     *detail;
  GtkColumnViewColumn *columns[MAX_COLUMNS];
  int                  set_widths[MAX_COLUMNS];  /* what we gave them; any other width is the user's */
  int                  users_width[MAX_COLUMNS]; /* what the user gave them once; 0 = nothing */

  JbDirection          direction;
  GSettings           *settings;
  JbArchive           *archive;
  JbInvoiceList       *list;
  GtkSingleSelection  *selection;

  char                *company;        /* (nullable): all */
  JbPeriod             period;
  char                *text;
  JbOrder              order;
  gboolean             descending;

  gint64               chosen_id;
  guint                choose_source;
  guint                layout_source;
  guint                scroll_source;
  int                  width;          /* of the page */
  int                  detail_width;
  double               digit;          /* width of a digit in this font */

  guint                query_stale : 1;
  guint                scroll_wanted : 1;
  guint                selecting : 1;  /* we, not the user */
  guint                sorting : 1;
  guint                placing : 1;
  guint                show_details : 1;
  guint                book_empty : 1;
  guint                connected : 1;
};

/* -- jb-invoice-page-chosen.c: the chosen invoice -- */

/* Makes this row the chosen one, 0 = none; @open: its detail is shown (or closed) too. */
void  _jb_invoice_page_choose             (JbInvoicePage  *self,
                                           gint64          id,
                                           gboolean        open);
/* Selects the chosen row where it stands now, or nothing. */
void  _jb_invoice_page_restore_selection  (JbInvoicePage  *self);
/* The selection over the page's list; it follows what the user selects. */
void  _jb_invoice_page_make_selection     (JbInvoicePage  *self);

/* -- jb-invoice-page-list.c: the list and what it says -- */

/* A list of the page's archive, still without a query. */
void  _jb_invoice_page_make_list          (JbInvoicePage  *self);
void  _jb_invoice_page_drop_list          (JbInvoicePage  *self);
/* Chooses the words for an empty list. */
void  _jb_invoice_page_show_why_empty     (JbInvoicePage  *self);

/* -- jb-invoice-page-places.c: places and widths -- */

/* Once, as soon as the template is there. */
void  _jb_invoice_page_make_columns       (JbInvoicePage  *self);
/* The widths the user once set, or the usual ones. */
void  _jb_invoice_page_set_column_widths  (JbInvoicePage  *self);
/* Lays the page out anew, soon: visibility must not change while GTK hands out sizes. */
void  _jb_invoice_page_queue_layout       (JbInvoicePage  *self);
void  _jb_invoice_page_font_changed       (JbInvoicePage  *self);
/* Writes what the user resized into the settings, if there are any. */
void  _jb_invoice_page_save_places        (JbInvoicePage  *self);

G_END_DECLS
