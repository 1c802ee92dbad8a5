/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Service -> book. One run of the collector goes over the connections of a book: lists by windows of dates, then the originals
 * that are missing. May be stopped at any moment and started again without loss or duplicate. Used by app/ and cli/. Main thread. */

#pragma once

#include "jb-archive.h"
#include "jb-provider.h"
#include "jb-secrets.h"

G_BEGIN_DECLS

typedef enum
{
  JB_COLLECTOR_IDLE,
  JB_COLLECTOR_CONNECTING,
  JB_COLLECTOR_LISTING,
  JB_COLLECTOR_ORIGINALS,
} JbCollectorPhase;

/* What a run brought, over all connections. */
typedef struct
{
  guint       n_connections;
  guint       n_new;
  guint       n_changed;
  guint       n_originals;
  guint       n_still_missing;   /* originals the service could not give */
  GPtrArray  *problems;          /* (element-type utf8): sentences; rows and originals that were not as they should be; the
                                    first 200, n_problems counts all */
  guint       n_problems;
  int         gap_from;          /* days lost at the service before we came: 0 = none */
  int         gap_to;
  gint64      waited_us;         /* where the time went: network, JSON, XML and signatures, book */
  gint64      parsed_us;
  gint64      verified_us;
  gint64      written_us;
} JbCollectReport;

void             jb_collect_report_free        (JbCollectReport      *report);

#define JB_TYPE_COLLECTOR (jb_collector_get_type ())
G_DECLARE_FINAL_TYPE (JbCollector, jb_collector, JB, COLLECTOR, GObject)

/* Properties, notified: "running" (boolean), "phase" (int, JbCollectorPhase), "progress" (double 0..1; -1 = unknown),
 * "n-arrived" (uint: new invoices so far in this run).
 * Signal "connection-ended" (gint64 connection, GError *error): this one is done; the error is NULL when it went well. */

JbCollector     *jb_collector_new              (JbArchive            *archive,
                                                JbSecrets            *secrets,
                                                JbHttp               *http,
                                                JbClock              *clock);

/* Asks @days back instead of as far as the service says it holds; 0 = as it says. For the demo's world, which is a year long. */
void             jb_collector_set_reach        (JbCollector          *self,
                                                guint                 days);

/* How long the tokens are to live that the service is asked for from now on; a month until this is called. */
void             jb_collector_set_token_lifetime (JbCollector        *self,
                                                JbTokenLifetime       lifetime);

/* A locked book is refused with JB_ARCHIVE_ERROR_KEY before anything is asked.
 * Collects every connection that is not paused, or only @connection when it is not 0. A second call while one runs is refused
 * with G_IO_ERROR_PENDING. An error of one connection is recorded in its run and does not stop the others; the first is returned. */
void             jb_collector_run_async        (JbCollector          *self,
                                                gint64                connection,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* @report (out) (optional) (transfer full): filled on error too, with what arrived before it. */
gboolean         jb_collector_run_finish       (JbCollector          *self,
                                                GAsyncResult         *result,
                                                JbCollectReport     **report,
                                                GError              **error);

gboolean         jb_collector_is_running       (JbCollector          *self);
JbCollectorPhase jb_collector_get_phase        (JbCollector          *self);
double           jb_collector_get_progress     (JbCollector          *self);
guint            jb_collector_get_n_arrived    (JbCollector          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbCollectReport, jb_collect_report_free)

G_END_DECLS
