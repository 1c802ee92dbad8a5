/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of the window and what they do for each other. Used by jb-window*.c only. */

#pragma once

#include "jb-window.h"

#include "jb-certificates-page.h"
#include "jb-checklist-page.h"
#include "jb-connect-dialog.h"
#include "jb-company-button.h"
#include "jb-connections-page.h"
#include "jb-filter-bar.h"
#include "jb-filter-button.h"
#include "jb-period-button.h"

G_BEGIN_DECLS

struct _JbWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  AdwLeaflet           *leaflet;
  GtkWidget            *sidebar;
  GtkWidget            *content;
  JbCompanyButton      *company_button;
  GtkListBox           *pages;
  GtkLabel             *sales_count;
  GtkLabel             *purchases_count;
  GtkLabel             *status_label;
  AdwHeaderBar         *header;
  AdwWindowTitle       *page_title;
  GtkWidget            *back_button;
  JbPeriodButton       *period_button;
  JbFilterButton       *filter_button;
  JbFilterBar          *filter_bar;
  GtkToggleButton      *search_button;
  GtkStack             *collect_stack;
  GtkWidget            *demo_banner;
  GtkWidget            *problem_banner;
  GtkButton            *problem_button;
  GtkLabel             *problem_label;
  GtkWidget            *keyring_banner;
  GtkWidget            *book_banner;
  GtkLabel             *book_label;
  GtkButton            *book_button;
  GtkWidget            *book_hide_button;
  GtkWidget            *certificate_banner;
  GtkLabel             *certificate_label;
  GtkWidget            *certificate_show_button;
  GtkSearchBar         *search_bar;
  GtkEditable          *search_entry;
  GtkStack             *stack;
  GtkProgressBar       *progress_bar;
  JbHomePage           *home_page;
  JbInvoicePage        *sales_page;
  JbInvoicePage        *purchases_page;     /* this one and those below (nullable): _jb_window_require_pages() */
  JbConnectionsPage    *connections_page;
  JbChecklistPage      *checklist_page;
  JbCertificatesPage   *certificates_page;

  GtkWidget            *token_banner;
  GtkLabel             *token_label;
  GtkWidget            *token_button;

  JbSession            *session;
  JbTokenWatch         *tokens;
  GSettings            *settings;
  JbArchive            *archive;
  JbCertificateWatch   *certificates;
  GCancellable         *loading;        /* of the overview */
  guint                 overview_stale : 1;
  guint                 keyring_banner_hidden : 1;
  guint                 token_banner_hidden : 1;
  const char           *book_banner_hidden;   /* (nullable): the sentence that was put away */
  GPtrArray            *connections;    /* (element-type JbConnection) (nullable) */
  JbOverview           *overview;       /* (nullable): the last one */
  guint                 pulse_source;
  guint                 pages_source;   /* will make the pages that are not there yet */
  char                 *last_toast;
  char                 *outcome;        /* what the last run of this program brought, for the status line */
};

/* -- jb-window.c: period and search -- */

/* Tells the lists what is chosen: company, period, words, filters. */
void            _jb_window_set_filters            (JbWindow        *self);
/* (nullable): the list that is shown, NULL on every other page. */
JbInvoicePage  *_jb_window_current_list           (JbWindow        *self);
void            _jb_window_set_search             (JbWindow        *self,
                                                   gboolean         on);
/* Closes the search and goes back to the list. */
void            _jb_window_stop_search            (JbWindow        *self);

/* -- jb-window-filters.c: the filters of the lists -- */

void            _jb_window_bind_filters           (GtkWidgetClass  *widget_class);
void            _jb_window_add_filter_actions     (JbWindow        *self);
/* The chips, where a list is shown. */
void            _jb_window_show_filters           (JbWindow        *self);

/* Only the invoices of this counterparty. @name (nullable) */
void            _jb_window_only_counterparty      (JbWindow        *self,
                                                   const char      *registration,
                                                   const char      *name);

/* -- jb-window-pages.c: pages that are made when they are shown, or when there is time -- */

void            _jb_window_queue_pages            (JbWindow        *self);
void            _jb_window_require_pages          (JbWindow        *self);

/* -- jb-window-signatures.c: checking all originals -- */

void            _jb_window_add_signature_actions  (JbWindow        *self);

/* -- jb-window-status.c: what the book holds and what is going on -- */

/* From now on the window shows what happens in its session. */
void            _jb_window_listen                 (JbWindow        *self);
/* Shows the session's book, or that there is none yet. */
void            _jb_window_show_archive           (JbWindow        *self);
void            _jb_window_load_overview          (JbWindow        *self);
/* Shows the last overview again, on pages that were not there. */
void            _jb_window_show_overview_again    (JbWindow        *self);
void            _jb_window_show_toast             (JbWindow        *self,
                                                   const char      *sentence);
JbPeriod        _jb_window_current_period         (JbWindow        *self);

/* -- jb-window-export.c: invoices as files -- */

void            _jb_window_add_export_actions     (JbWindow        *self);

/* -- jb-window-book.c: the key of the book -- */

void            _jb_window_add_book_actions       (JbWindow        *self);
/* Locked, not encrypted, or open until the program ends only. */
void            _jb_window_show_book_banner       (JbWindow        *self);
/* 0..1 while what is in the book is being encrypted, -1 otherwise. */
double          _jb_window_get_encrypting         (JbWindow        *self);

/* -- jb-window-import.c: files into the book -- */

/* The action, and files that are dropped. After the template. */
void            _jb_window_add_import             (JbWindow        *self);

/* -- jb-window-actions.c: pages, connections, actions -- */

/* Before the template, whose widgets name the actions. */
void            _jb_window_add_actions            (JbWindow        *self);
void            _jb_window_bind_actions           (GtkWidgetClass  *widget_class);
void            _jb_window_update_connect_action  (JbWindow        *self);
/* Nothing happens when there is no page of this name. */
void            _jb_window_show_page              (JbWindow        *self,
                                                   const char      *name);

JbConnectDialog *_jb_window_open_connect_dialog   (JbWindow        *self);
/* Opens the dialog for the code of this connection. */
void            _jb_window_enter_code             (JbWindow        *self,
                                                   gint64           connection);
/* This connection was removed: says so, and takes it back if the user wants. */
void            _jb_window_offer_undo             (JbWindow        *self,
                                                   gint64           connection,
                                                   const char      *name);
/* A connection has come into being: says so. */
void            _jb_window_connected              (JbWindow        *self,
                                                   gint64           connection);

/* -- jb-window-checklist.c: getting connected -- */

/* Opens the dialog with what is known of @company. */
void            _jb_window_connect_company        (JbWindow        *self,
                                                   const JbConnection *company);
void            _jb_window_add_checklist_actions  (JbWindow        *self);
/* The page that a first run stopped on, else @page. */
const char     *_jb_window_choose_first_page      (JbWindow        *self,
                                                   const char      *page);

/* -- jb-window-paper.c: printing and PDF -- */

void            _jb_window_add_paper_actions      (JbWindow        *self);

/* -- jb-window-certificates.c: the certificates of this computer -- */

/* From now on the window shows what @watch knows. */
void            _jb_window_watch_certificates     (JbWindow        *self,
                                                   JbCertificateWatch *watch);
void            _jb_window_hide_certificate_warning (JbWindow      *self);

/* -- jb-window-company.c: whose invoices are shown -- */

/* (nullable) (transfer none): NULL = of all companies. */
const char     *_jb_window_get_company            (JbWindow        *self);
void            _jb_window_restore_company        (JbWindow        *self);
void            _jb_window_company_changed        (JbWindow        *self);
/* FALSE: the company that was chosen is not in the book any more, and what was loaded for it is worth nothing. */
gboolean        _jb_window_show_companies         (JbWindow        *self,
                                                   GPtrArray       *companies);
/* (transfer container) (element-type JbRun): those of @runs that belong to the company that is shown. */
GPtrArray      *_jb_window_choose_runs            (JbWindow        *self,
                                                   GPtrArray       *runs);
guint           _jb_window_count_connections      (JbWindow        *self);
/* Whether it belongs to the company that is shown. */
gboolean        _jb_window_is_shown               (JbWindow           *self,
                                                   const JbConnection *connection);

/* -- jb-window-tokens.c: when tokens end -- */

/* Before anything asks when tokens end. */
void            _jb_window_watch_tokens           (JbWindow        *self);
void            _jb_window_show_token_warning     (JbWindow        *self);
/* (transfer full) (element-type gint64): the connections of the company that is shown that need their code entered again. */
GArray         *_jb_window_list_codeless          (JbWindow        *self);
void            _jb_window_hide_token_warning     (JbWindow        *self);

G_END_DECLS
