/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of archive/ share: work that is handed to the book's threads. */

#pragma once

#include "jb-archive.h"
#include "jb-book.h"

G_BEGIN_DECLS

typedef struct _JbJob JbJob;

/* Runs on one of the book's threads. Fills job->output, or returns FALSE with an error. */
typedef gboolean (*JbJobFunc) (JbBook  *book,
                               JbJob   *job,
                               GError **error);

struct _JbJob
{
  /* Input. */
  JbJobFunc       func;
  gpointer        input;
  GDestroyNotify  free_input;    /* (nullable) */
  GCancellable   *cancellable;   /* (nullable) (owned) */
  gint64          now;           /* the clock when the work was asked for */
  gboolean        transaction;   /* writer: the whole function is one transaction */
  gboolean        columns;       /* reader: needs book->columns as new as the book */
  gboolean        yields;        /* writer: ends with CANCELLED when cancelled, or when something must be written at once */

  /* Output. */
  gpointer        output;
  GDestroyNotify  free_output;   /* (nullable) */
  gboolean        changed;       /* the book has other rows than before */

  /* The threads' own. */
  GTask          *task;          /* (nullable) (owned): touched only in the asker's context */
  GError         *error;
  gboolean        done;          /* (mutex): for the one who waits */
};

JbJob         *_jb_job_new               (JbJobFunc            func,
                                          gpointer             input,
                                          GDestroyNotify       free_input,
                                          GDestroyNotify       free_output);

/* In order, one transaction each, on the writer's thread. Once begun it is not cancelled. Takes @job. */
void           _jb_archive_write         (JbArchive           *self,
                                          JbJob               *job,
                                          gpointer             tag,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* The same for what must be known at once: goes before all that waits. Takes @job; *output (out) (optional) (transfer full). */
gboolean       _jb_archive_write_now     (JbArchive           *self,
                                          JbJob               *job,
                                          gpointer            *output,
                                          GError             **error);
/* On the reader's thread; interrupted when cancelled. Takes @job. */
void           _jb_archive_read          (JbArchive           *self,
                                          JbJob               *job,
                                          gpointer             tag,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* On a thread and a connection of its own, for what takes long; interrupted when cancelled. Takes @job. */
void           _jb_archive_read_apart    (JbArchive           *self,
                                          JbJob               *job,
                                          gpointer             tag,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* *output (out) (optional) (transfer full) */
gboolean       _jb_archive_finish        (JbArchive           *self,
                                          GAsyncResult        *result,
                                          gpointer             tag,
                                          gpointer            *output,
                                          GError             **error);

/* The main thread's own reader, for a few rows. NULL with an error when the book is closed. */
JbBook        *_jb_archive_get_reader    (JbArchive           *self,
                                          GError             **error);
/* FALSE with an error when the book is closed or open for reading only. */
gboolean       _jb_archive_may_write     (JbArchive           *self,
                                          GError             **error);
gint64         _jb_archive_now           (JbArchive           *self);
/* What the book's threads share of its key. (transfer none) */
JbKeyHolder   *_jb_archive_get_holder    (JbArchive           *self);
/* Answers FALSE, and says that a book without a key needs none. */
gboolean       _jb_archive_set_unprotected (GError             **error);
/* Says that "protection" is another than before. */
void           _jb_archive_notify_protection (JbArchive       *self);
/* "changed" is emitted soon, in the context of the one who opened: once for many calls. */
void           _jb_archive_announce_change (JbArchive         *self);

/* The threads of one book and what waits for them. Only jb-archive.c starts and stops them. */
typedef struct _JbJobs JbJobs;

JbJobs        *_jb_archive_get_jobs      (JbArchive           *self);
JbJobs        *_jb_jobs_new              (void);
/* Only when all of them are stopped. */
void           _jb_jobs_free             (JbJobs              *self);
/* Takes @book. */
void           _jb_jobs_start_writer     (JbJobs              *self,
                                          JbBook              *book);
/* Takes @book. */
void           _jb_jobs_start_reader     (JbJobs              *self,
                                          JbBook              *book);
/* Interrupts the reader and the threads apart, and waits for their end. */
void           _jb_jobs_stop_reading     (JbJobs              *self);
/* Waits until all that was handed over is written. */
void           _jb_jobs_stop_writing     (JbJobs              *self);

/* Parts of an answer, inside a job. *invoice stays NULL when the row is gone, *original when the book has none. (transfer full) */
gboolean       _jb_archive_load_row      (JbBook              *book,
                                          gint64               id,
                                          JbInvoice          **invoice,
                                          GError             **error);
/* With lines, parties and payments. Error KEY when the book is locked and something of it is encrypted. */
gboolean       _jb_archive_load_whole    (JbBook              *book,
                                          gint64               id,
                                          JbInvoice          **invoice,
                                          GError             **error);
/* (transfer full) (nullable) in *services: NULL for what no service brought, else a blank between them. */
gboolean       _jb_archive_load_services (JbBook              *book,
                                          gint64               id,
                                          char               **services,
                                          GError             **error);
gboolean       _jb_archive_load_original (JbBook              *book,
                                          gint64               id,
                                          GBytes             **original,
                                          GError             **error);

/* A condition over invoices i. What only the demo of a service said (or an emulator, the only one spoken to over plain http) is
 * neither listed nor added up beside what is real: it would falsify the VAT. A company that only has the demo shows it. */
#define JB_CONNECTION_IS_DEMO "(environment = 'demo' OR environment LIKE 'http://%')"
#define JB_MIXED_COMPANIES \
  "SELECT company FROM connections GROUP BY company HAVING count (DISTINCT " JB_CONNECTION_IS_DEMO ") = 2"
#define JB_REAL_ONLY \
  "(i.company NOT IN (" JB_MIXED_COMPANIES ") OR " \
  "EXISTS (SELECT 1 FROM sources JOIN connections ON connections.id = sources.connection " \
  "WHERE sources.invoice = i.id AND NOT " JB_CONNECTION_IS_DEMO "))"

/* Row of companies: -1 for NULL, which stands for all, and 0 for one that is not in the book. */
gboolean       _jb_archive_find_registration (JbBook          *book,
                                              const char      *registration,
                                              gint64          *company,
                                              GError         **error);

/* (transfer full): empty */
JbInvoiceMap  *_jb_invoice_map_new       (void);

/* A sum that does not fit stays as it was: amounts come from outside. */
void           _jb_totals_add            (JbTotals            *totals,
                                          gint64               supply,
                                          gint64               tax,
                                          gint64               total);

G_END_DECLS
