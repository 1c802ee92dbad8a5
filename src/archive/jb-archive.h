/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The book (장부): one SQLite file with everything in it. The only door to it.
 * One thread of its own writes and checkpoints; read-only connections answer questions. Calls may come from the main
 * thread only, unless a line says otherwise; every _async answers in the caller's main context. */

#pragma once

#include <gio/gio.h>

#include "jb-clock.h"
#include "jb-connection.h"
#include "jb-digest.h"
#include "jb-invoice.h"
#include "jb-invoice-query.h"

G_BEGIN_DECLS

#define JB_ARCHIVE_ERROR (jb_archive_error_quark ())
GQuark jb_archive_error_quark (void);

/* Each carries a translated sentence with the next step. */
typedef enum
{
  JB_ARCHIVE_ERROR_LOCKED,       /* another program holds the book */
  JB_ARCHIVE_ERROR_NOT_A_BOOK,   /* some other file */
  JB_ARCHIVE_ERROR_TOO_NEW,      /* made by a newer Jangbu */
  JB_ARCHIVE_ERROR_CORRUPT,
  JB_ARCHIVE_ERROR_FULL,         /* no room on the disk */
  JB_ARCHIVE_ERROR_READ_ONLY,
  JB_ARCHIVE_ERROR_NOT_FOUND,
  JB_ARCHIVE_ERROR_EXISTS,
  JB_ARCHIVE_ERROR_KEY,          /* the book is locked, or this is not its key or recovery code: jb-protection.h */
  JB_ARCHIVE_ERROR_FAILED,
} JbArchiveError;

typedef enum
{
  JB_ARCHIVE_OPEN_DEFAULT   = 0,
  JB_ARCHIVE_OPEN_READ_ONLY = 1 << 0,   /* takes no lock, changes nothing, works while another program holds the book */
} JbArchiveOpenFlags;

#define JB_TYPE_ARCHIVE (jb_archive_get_type ())
G_DECLARE_FINAL_TYPE (JbArchive, jb_archive, JB, ARCHIVE, GObject)

/* @fraction: 0 … 1. In the context of the one who asked. */
typedef void (*JbArchiveProgressFunc) (double fraction, gpointer user_data);

/* Signal "changed": the book has other rows than before; coalesced, in the main context that opened it. */

/* -- opening ------------------------------------------------------------------------------------------------------ */

/* Makes the file (mode 0600) and its folder (0700) when there is none, migrates an older schema, takes the lock beside it.
 * Blocks: programs with a window use the async form. */
JbArchive     *jb_archive_open                     (const char          *path,
                                                    JbArchiveOpenFlags   flags,
                                                    JbClock             *clock,
                                                    GError             **error);
/* @progress (nullable) (scope notified): while something of the book is made anew before it can be used, which is rare and may take
 * a minute; never called otherwise, nor after the answer. Cancelled meanwhile, the next opening begins it again. */
void           jb_archive_open_async               (const char          *path,
                                                    JbArchiveOpenFlags   flags,
                                                    JbClock             *clock,
                                                    JbArchiveProgressFunc progress,
                                                    gpointer             progress_data,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
JbArchive     *jb_archive_open_finish              (GAsyncResult        *result,
                                                    GError             **error);
/* Waits for what is being written, then lets go of file and lock. Also happens when the last reference goes. */
void           jb_archive_close                    (JbArchive           *self);
const char    *jb_archive_get_path                 (JbArchive           *self);
gboolean       jb_archive_is_read_only             (JbArchive           *self);

typedef struct
{
  char       *registration;      /* ten digits */
  char       *name;              /* (nullable): unknown until the first invoice */
} JbCompany;

void           jb_company_free                     (JbCompany           *company);

/* -- connections (a few rows: answered at once) ------------------------------------------------------------------- */

/* Stores @connection (adds its company when new) and returns its id, 0 on error. The same company, service and environment
 * again updates account and name of the one that is there, and revives it when it was removed. */
gint64         jb_archive_add_connection           (JbArchive           *self,
                                                    const JbConnection  *connection,
                                                    GError             **error);
/* Those in use, paused or not; none of files. (transfer full) (element-type JbConnection) */
GPtrArray     *jb_archive_list_connections         (JbArchive           *self,
                                                    GError             **error);
/* Each of these leaves a journal entry when it changes something; error NOT_FOUND. @name: NULL = none any more. */
gboolean       jb_archive_rename_connection        (JbArchive           *self,
                                                    gint64               connection,
                                                    const char          *name,
                                                    GError             **error);
gboolean       jb_archive_pause_connection         (JbArchive           *self,
                                                    gint64               connection,
                                                    gboolean             paused,
                                                    GError             **error);
/* The connection leaves the list; every row that it brought stays, and says still where it came from. */
gboolean       jb_archive_remove_connection        (JbArchive           *self,
                                                    gint64               connection,
                                                    GError             **error);
/* Takes a removal back. */
gboolean       jb_archive_restore_connection       (JbArchive           *self,
                                                    gint64               connection,
                                                    GError             **error);
/* Those that were removed and whose secrets may still be in the keyring. (transfer full) (element-type JbConnection) */
GPtrArray     *jb_archive_list_removed_connections (JbArchive           *self,
                                                    GError             **error);
/* The secrets of a removed connection are gone from the keyring: it is not listed among the removed any more either. */
gboolean       jb_archive_forget_connection        (JbArchive           *self,
                                                    gint64               connection,
                                                    GError             **error);

/* The companies that have a connection or an invoice, in the order they came: a few rows. (transfer full) (element-type JbCompany) */
GPtrArray     *jb_archive_list_companies           (JbArchive           *self,
                                                    GError             **error);
/* The connection that says "from a file" about @company's rows (jb-connection.h): made when there is none yet. @environment:
 * "production", or "demo" where all is invented. Answers its id, 0 on error. */
void           jb_archive_open_files_async         (JbArchive           *self,
                                                    const char          *company,
                                                    const char          *environment,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gint64         jb_archive_open_files_finish        (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* -- collecting --------------------------------------------------------------------------------------------------- */

/* How far one list of one connection has been read. The words are the collector's; the book only keeps them. */
typedef struct
{
  gint64       connection;
  JbDirection  direction;
  char         basis;            /* which date the list was asked by: 'W', 'I', 'S'; '*' when it makes no difference */
  int          collected_to;     /* yyyymmdd: everything up to this day was read; 0 = never */
  gint64       collected_at;     /* UTC ms */
} JbCursor;

/* What a service answered to one question for a list, as a whole. */
typedef struct
{
  JbDirection  direction;        /* the question */
  char         basis;
  int          from;
  int          to;
  gboolean     has_digest;
  guint8       digest[JB_DIGEST_BYTES];
  int          oldest;           /* the oldest written date that the service showed; 0 = none */
} JbAnswer;

/* What became of one row or one original. */
typedef enum
{
  JB_ARRIVAL_REFUSED = 0,        /* the book cannot take it: no issue id, no direction … */
  JB_ARRIVAL_NEW,
  JB_ARRIVAL_CHANGED,
  JB_ARRIVAL_SAME,               /* said nothing that the book did not know */
  JB_ARRIVAL_KEPT_OTHER,         /* originals: the book has another one that is as good or better, and keeps that */
} JbArrival;

/* One page on its way into the book. */
typedef struct
{
  gint64      connection;
  gint64      run;               /* from jb_archive_begin_run(); 0 = none */
  GPtrArray  *invoices;          /* (element-type JbInvoice) */
  gboolean    has_cursor;
  JbCursor    cursor;            /* written in the same transaction */
  /* With the last page of @answer: from now on the book knows it, if it took every row. With is_known and no rows at all: the book
   * knew it when it was asked for, and nothing but the cursor is written. */
  gboolean    has_answer;
  gboolean    is_known;
  JbAnswer    answer;
  GArray     *arrivals;          /* (element-type JbArrival) (nullable): one is appended for each invoice; whoever wants to know
                                    keeps a reference and looks after the answer, which may also be an error */
} JbMergePage;

typedef struct
{
  guint       n_new;
  guint       n_changed;
  guint       n_same;
  guint       n_refused;         /* rows the book cannot take: no issue id, no direction … */
  gboolean    is_stale;          /* the book does not know the answer any more: nothing was written, it must be read */
} JbMergeResult;

/* Takes a reference on @invoices. */
JbMergePage   *jb_merge_page_new                   (gint64               connection,
                                                    GPtrArray           *invoices);
void           jb_merge_page_free                  (JbMergePage         *page);

/* One transaction: all of the page and its cursor, or nothing. Takes @page. Error KEY when the book is locked.
 * What comes from files fills in what is unknown; it replaces only what files said before, and nothing once an original is here. */
void           jb_archive_merge_async              (JbArchive           *self,
                                                    JbMergePage         *page,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_merge_finish             (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    JbMergeResult       *merged,
                                                    GError             **error);

/* FALSE without error when there is none yet. */
gboolean       jb_archive_get_cursor               (JbArchive           *self,
                                                    gint64               connection,
                                                    JbDirection          direction,
                                                    char                 basis,
                                                    JbCursor            *cursor,
                                                    GError             **error);

/* What the book knows of the answer to the question in @answer: has_digest, digest, oldest; and the key under which digests of
 * answers are made for this book. A few rows: answered at once. Error KEY when the book is locked. */
gboolean       jb_archive_get_answer               (JbArchive           *self,
                                                    gint64               connection,
                                                    JbAnswer            *answer,
                                                    guint8               key[JB_DIGEST_BYTES],
                                                    GError             **error);

/* A run (one pass of the collector over one connection), for the home page and the log. The book keeps the last 200 of each
 * connection, and those that brought invoices. */
typedef enum
{
  JB_RUN_RUNNING   = 0,
  JB_RUN_DONE      = 1,
  JB_RUN_FAILED    = 2,
  JB_RUN_CANCELLED = 3,
} JbRunState;

typedef struct
{
  gint64      id;
  gint64      connection;
  JbRunState  state;
  gint64      started_at;        /* UTC ms */
  gint64      ended_at;          /* 0 = still running, or the program died */
  guint       n_new;
  guint       n_changed;
  guint       n_originals;
  guint       n_problems;
  int         gap_from;          /* days that the service had already deleted; 0 = none */
  int         gap_to;
  char       *message;           /* (nullable): the sentence of the error */
  gboolean    has_brought;       /* this one, or one before it of which the book still knows, brought invoices */
} JbRun;

gint64         jb_archive_begin_run                (JbArchive           *self,
                                                    gint64               connection,
                                                    GError             **error);
gboolean       jb_archive_end_run                  (JbArchive           *self,
                                                    const JbRun         *run,
                                                    GError             **error);
/* The newest run of each connection in use that ever ran: a few rows, answered at once. (transfer full) (element-type JbRun) */
GPtrArray     *jb_archive_list_last_runs           (JbArchive           *self,
                                                    GError             **error);
void           jb_run_free                         (JbRun               *run);

/* Invoices of @connection whose original is not here yet, written on @from or later, newest first, at most @limit;
 * ids that the service could not give, or for which it gave something unusable, come after those never asked for, the one
 * asked longest ago first.
 * (transfer full): NULL-terminated, empty when complete. */
char         **jb_archive_list_missing_originals   (JbArchive           *self,
                                                    gint64               connection,
                                                    JbDirection          direction,
                                                    int                  from,
                                                    guint                limit,
                                                    GError             **error);

/* One original on its way into the book. */
typedef struct
{
  char       *issue_id;          /* the row it was asked for */
  GBytes     *bytes;             /* (nullable) as received; NULL = the service did not have it */
  JbInvoice  *invoice;           /* (nullable) what etax/ read in it; NULL = unreadable */
  JbVerdict   verdict;
  char       *detail;            /* (nullable) what the verifier said, for whoever looks at the invoice */
  char       *problem;           /* (nullable) a sentence: unreadable, another id, no answer */
  JbArrival   arrival;           /* filled by the book: for one who keeps a reference on the originals and looks after the answer */

  /* The book's own: see jb_arrived_original_pack(). */
  GBytes     *packed;            /* (nullable) */
  GBytes     *certificate;       /* (nullable) */
} JbArrivedOriginal;

JbArrivedOriginal *jb_arrived_original_new         (const char          *issue_id);
void           jb_arrived_original_free            (JbArrivedOriginal   *original);
/* Packs the bytes. The book does so itself when nobody did, but it does one thing at a time. Any thread; neither bytes nor invoice change
 * afterwards. */
void           jb_arrived_original_pack            (JbArrivedOriginal   *original);

/* One transaction. Bytes are kept even when unreadable or of another id; lines and parties come from @invoice. A file never takes
 * the place of an original that is as good or better: one whose signature holds is better than one whose signature does not.
 * Error KEY when the book is locked. Takes @originals (element-type JbArrivedOriginal). */
void           jb_archive_store_originals_async    (JbArchive           *self,
                                                    gint64               connection,
                                                    JbDirection          direction,
                                                    GPtrArray           *originals,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
/* How many originals are new in the book; -1 on error. */
int            jb_archive_store_originals_finish   (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* -- looking ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint   count;
  gint64  supply;
  gint64  tax;
  gint64  total;
} JbTotals;

/* The whole result of a query: every id in order, and its sums. Immutable. */
typedef struct
{
  gatomicrefcount  ref_count;
  GArray          *ids;          /* (element-type guint32): half of what a gint64 takes, and rows are counted from 1 */
  JbTotals         totals;
} JbInvoiceMap;

JbInvoiceMap  *jb_invoice_map_ref                  (JbInvoiceMap        *map);
void           jb_invoice_map_unref                (JbInvoiceMap        *map);
/* 0 for NULL. */
guint          jb_invoice_map_get_length           (const JbInvoiceMap  *map);
gint64         jb_invoice_map_get_id               (const JbInvoiceMap  *map,
                                                    guint                position);
/* All of them as others take them. (transfer full) (element-type gint64) */
GArray        *jb_invoice_map_list_ids             (const JbInvoiceMap  *map);

void           jb_archive_load_map_async           (JbArchive           *self,
                                                    const JbInvoiceQuery *query,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
JbInvoiceMap  *jb_archive_load_map_finish          (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* The first @n_rows of a query, without its sums, from the file alone: a map needs all of the book in memory, which takes a moment
 * after a start. Only for queries that jb_archive_has_head(): by day, with no more than company, direction and period. */
gboolean       jb_archive_has_head                 (const JbInvoiceQuery *query);
void           jb_archive_load_head_async          (JbArchive           *self,
                                                    const JbInvoiceQuery *query,
                                                    guint                n_rows,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
JbInvoiceMap  *jb_archive_load_head_finish         (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* The list's values of a few rows (one page), at once, on the main thread's own reader. No lines, of the parties only the
 * counterparty. (transfer full) (element-type JbInvoice): parallel to @ids, NULL where a row is gone. */
GPtrArray     *jb_archive_load_rows                (JbArchive           *self,
                                                    const gint64        *ids,
                                                    guint                n_ids,
                                                    GError             **error);

/* The same of a part of a map. */
GPtrArray     *jb_archive_load_page                (JbArchive           *self,
                                                    const JbInvoiceMap  *map,
                                                    guint                first,
                                                    guint                n_rows,
                                                    GError             **error);

/* The sums of these rows; what is not in the book any more counts nothing. Takes a reference on @ids (element-type gint64), which
 * nobody may write to from then on. */
void           jb_archive_sum_async                (JbArchive           *self,
                                                    GArray              *ids,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_sum_finish               (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    JbTotals            *totals,
                                                    GError             **error);

/* One invoice with lines, parties and payments. Error KEY when the book is locked and something of it is encrypted. */
void           jb_archive_load_invoice_async       (JbArchive           *self,
                                                    gint64               id,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
JbInvoice     *jb_archive_load_invoice_finish      (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Row ids of this issue id (one invoice may be in two companies' books, or sales and purchase). @direction may be unknown.
 * (transfer full) (element-type gint64) */
GArray        *jb_archive_find_issue_id            (JbArchive           *self,
                                                    JbDirection          direction,
                                                    const char          *issue_id,
                                                    GError             **error);

/* The original byte for byte. Error NOT_FOUND when the book has none, KEY when the book is locked. */
void           jb_archive_load_original_async      (JbArchive           *self,
                                                    gint64               id,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
GBytes        *jb_archive_load_original_finish     (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* What the home page shows. */
typedef struct
{
  JbTotals    sales;             /* of the period asked for */
  JbTotals    purchases;
  guint       n_invoices;        /* these four: of the company asked for, or of the whole book */
  guint       n_originals;
  guint       n_missing;         /* originals not here yet that a service may have: what only files said is not among them */
  guint       n_altered;         /* originals whose signature says altered or that are unreadable */
  GArray     *months;            /* (element-type JbMonth): the last twelve months with something in them, oldest first */
  GPtrArray  *runs;              /* (element-type JbRun): the last run of each connection, of whatever company */
  GPtrArray  *companies;         /* (element-type JbCompany): all that have a connection or an invoice, in the order they came */
} JbOverview;

typedef struct
{
  int       year;
  int       month;
  JbTotals  sales;
  JbTotals  purchases;
} JbMonth;

void           jb_overview_free                    (JbOverview          *overview);

/* @company may be NULL (all). */
void           jb_archive_load_overview_async      (JbArchive           *self,
                                                    const char          *company,
                                                    JbPeriod             period,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
JbOverview    *jb_archive_load_overview_finish     (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* -- keeping ------------------------------------------------------------------------------------------------------ */

/* A complete copy that opens as a book, written beside @path and renamed when it is whole and checked.
 * Never overwrites: error EXISTS. */
void           jb_archive_backup_async             (JbArchive           *self,
                                                    const char          *path,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_backup_finish            (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);
/* Makes the book at @path out of @backup. The book that was there, if any, is kept beside it under a name with the time.
 * Blocks; the book must not be open. @kept_as (out) (optional) (transfer full). */
gboolean       jb_archive_restore                  (const char          *backup,
                                                    const char          *path,
                                                    JbClock             *clock,
                                                    char               **kept_as,
                                                    GError             **error);

/* Everything that can be proved from the file alone: SQLite's own check, foreign keys, every original's decoding and hash,
 * the journal's chain, every row against what the journal says of it (jb-book-proof.h tells more). In a locked book encrypted
 * originals cannot be proved, which is a sentence of its own.
 * (transfer full) (element-type utf8): what is wrong, one sentence each; empty = sound. */
void           jb_archive_check_async              (JbArchive           *self,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
GPtrArray     *jb_archive_check_finish             (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbMergePage, jb_merge_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbArrivedOriginal, jb_arrived_original_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbInvoiceMap, jb_invoice_map_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbOverview, jb_overview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbRun, jb_run_free)

G_END_DECLS
