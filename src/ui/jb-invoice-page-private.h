/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of one invoice page and what they do for each other. Used by jb-invoice-page*.c only. */

#pragma once

#include "jb-invoice-page.h"

#include "jb-invoice-columns.h"
#include "jb-invoice-detail.h"
#include "jb-invoice-selection.h"

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
  GtkWidget           *selection_bar;
  GtkLabel            *selected_count_label;
  GtkWidget           *selected_supply_box;
  GtkLabel            *selected_supply_label;
  GtkWidget           *selected_tax_box;
  GtkLabel            *selected_tax_label;
  GtkLabel            *selected_total_label;
  JbInvoiceDetail     *detail;
  GtkColumnViewColumn *columns[MAX_COLUMNS];     /* (owned): all there are, in the order of jb_invoice_columns_get() */
  JbInvoiceLook       *look;
  GPtrArray           *chosen_columns;           /* (element-type JbInvoiceColumn): what the user wants, in this order */
  GtkWidget           *columns_popover;          /* (nullable) */
  GtkWidget           *menu;                     /* (nullable): of a row */
  int                  set_widths[MAX_COLUMNS];  /* what we gave them; any other width is the user's */
  int                  users_width[MAX_COLUMNS]; /* what the user gave them once; 0 = nothing */

  JbDirection          direction;
  GSettings           *settings;
  JbArchive           *archive;
  JbInvoiceList       *list;
  JbInvoiceSelection  *selection;

  char                *company;        /* (nullable): all */
  JbPeriod             period;
  char                *text;
  JbInvoiceQuery      *filters;        /* what else is asked of an invoice */
  JbOrder              order;
  gboolean             descending;

  gint64               chosen_id;
  GCancellable        *summing;        /* (nullable): of the selection */
  struct _Copy        *copy;           /* (nullable): to the clipboard, under way */
  guint                choose_source;
  guint                layout_source;
  guint                columns_source;
  guint                scroll_source;
  int                  width;          /* of the page */
  int                  detail_width;
  double               digit;          /* width of a digit in this font */

  guint                n_companies;    /* in the book */
  guint                query_stale : 1;
  guint                scroll_wanted : 1;
  guint                selecting : 1;  /* we, not the user */
  guint                sorting : 1;
  guint                placing : 1;
  guint                show_details : 1;
  guint                book_empty : 1;
  guint                connected : 1;
  guint                arranging : 1;  /* the columns: we, not the user */
  guint                own_columns : 1; /* the user has chosen */
};

/* -- jb-invoice-page-chosen.c: the chosen invoice -- */

/* Makes this row the chosen one, 0 = none; @open: its detail is shown (or closed) too. */
void  _jb_invoice_page_choose             (JbInvoicePage  *self,
                                           gint64          id,
                                           gboolean        open);
/* What is selected, where it stands in a new map. */
void  _jb_invoice_page_restore_selection  (JbInvoicePage  *self);
/* The selection over the page's list; it follows what the user selects. */
void  _jb_invoice_page_make_selection     (JbInvoicePage  *self);

/* -- jb-invoice-page-selection.c: what is selected -- */

/* Count and sums of the selected rows, when there are several. */
void  _jb_invoice_page_show_selection     (JbInvoicePage  *self);
void  _jb_invoice_page_drop_selection     (JbInvoicePage  *self);
void  _jb_invoice_page_bind_selection     (GtkWidgetClass *widget_class);

/* -- jb-invoice-page-copy.c: the selected rows for other programs -- */

/* Copies them to the clipboard, a line each, @titles: below the titles of the columns. Answers with a toast. */
void  _jb_invoice_page_copy               (JbInvoicePage  *self,
                                           gboolean        titles);
void  _jb_invoice_page_stop_copy          (JbInvoicePage  *self);
/* Says @sentence as a toast. */
void  _jb_invoice_page_say                (JbInvoicePage  *self,
                                           const char     *sentence);

/* -- jb-invoice-page-list.c: the list and what it says -- */

/* A list of the page's archive, still without a query. */
void  _jb_invoice_page_make_list          (JbInvoicePage  *self);
void  _jb_invoice_page_drop_list          (JbInvoicePage  *self);
/* Chooses the words for an empty list. */
void  _jb_invoice_page_show_why_empty     (JbInvoicePage  *self);

/* -- jb-invoice-page-columns.c: which columns -- */

/* Those that are shown where there is room, in order. (transfer container) (element-type JbInvoiceColumn) */
GPtrArray *_jb_invoice_page_list_columns  (JbInvoicePage  *self);
void  _jb_invoice_page_arrange_columns    (JbInvoicePage  *self);
void  _jb_invoice_page_make_chosen_columns (JbInvoicePage *self);
/* Once there are settings. */
void  _jb_invoice_page_remember_columns   (JbInvoicePage  *self);
void  _jb_invoice_page_drop_columns       (JbInvoicePage  *self);

/* -- jb-invoice-page-menu.c: what can be done with rows -- */

void  _jb_invoice_page_install_actions    (GtkWidgetClass *widget_class);
void  _jb_invoice_page_make_menu          (JbInvoicePage  *self);
void  _jb_invoice_page_drop_menu          (JbInvoicePage  *self);

/* -- jb-invoice-page-paper.c: forms -- */

void  _jb_invoice_page_install_paper      (GtkWidgetClass *widget_class);
/* (transfer full) */
GMenu *_jb_invoice_page_make_paper_menu   (void);
/* A row was activated: its detail is shown, or its form in a window when the detail is there already. */
void  _jb_invoice_page_activate           (JbInvoicePage  *self,
                                           gint64          id);

/* -- jb-invoice-page.c -- */

/* The arrow of the order that is in force. */
void  _jb_invoice_page_show_sort          (JbInvoicePage  *self);
void  _jb_invoice_page_want_counterparty  (JbInvoicePage  *self,
                                           const JbParty  *party);

/* -- jb-invoice-page-places.c: places and widths -- */

void  _jb_invoice_page_align_titles       (JbInvoicePage  *self);
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
