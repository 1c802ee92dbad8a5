/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One run over one connection, as its two parts see it: jb-collect-connection.c and jb-collect-lists.c. */

#pragma once

#include "jb-collect-connection.h"
#include "jb-collect-plan.h"

G_BEGIN_DECLS

/* The share of the progress that belongs to the lists when originals follow: they are the long part. */
#define LISTS_SHARE 0.2

/* A window that was asked for, and what came. */
typedef struct
{
  GTask         *task;        /* (owned) (nullable): until the answer */
  JbAnswer       known;       /* what the book knows of its answer */
  JbCollected   *collected;   /* (nullable) */
  GError        *error;       /* (nullable) */
} JbCollectAsked;

/* The data of the run's task. */
typedef struct
{
  /* Input. */
  JbCollectContext *context;
  JbConnection     *connection;

  /* In progress. */
  char             *secret_key;
  JbSecret         *secret;
  JbProvider       *provider;
  gulong            renewed_handler;
  gulong            refused_handler;
  JbCollectReach    reach;
  GArray           *windows;         /* (element-type JbCollectRequest) */
  guint             n_windows_asked;
  guint             n_windows_done;
  gboolean          asking;          /* the service works on the last window asked */
  guint             n_pending;       /* asked for without any answer so far */
  GQueue            asked;           /* (element-type JbCollectAsked): oldest first, until the book takes it */
  JbSeenRows       *seen;            /* what this run has been given so far */
  GError           *lists_error;     /* (nullable): the first one; what is under way comes to its end */
  JbCollected      *collected;       /* (nullable): of the window being merged, with the rows that are still to be merged */
  gboolean          refused_any;     /* of it */
  gint64            write_start;
  int               oldest_row[3];   /* by JbDirection: oldest written date that the service showed in this run */
  guint             n_directions_done;
  GError           *originals_error; /* (nullable): the first one that did not end the run at once */
  guint             n_storing;       /* renewed secrets on their way to the keyring */
  gboolean          ended;
  GError           *error;

  /* Output. */
  JbRun             run;
} JbCollectJob;

/* Asks for job->windows and takes all that comes to the book; _jb_collect_lists_ended() follows. */
void  _jb_collect_lists         (GTask          *task);
/* @error (nullable) (transfer full) */
void  _jb_collect_lists_ended   (GTask          *task,
                                 GError         *error);
void  _jb_collect_asked_free    (JbCollectAsked *asked);

G_END_DECLS
