/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the importer share: a run and what is on its way in it. jb-importer.c begins and ends it, jb-importer-read.c reads
 * files and sorts what is in them by company, jb-importer-deliver.c brings it into the book. */

#pragma once

#include "jb-importer.h"

#include "jb-import-reader.h"

G_BEGIN_DECLS

struct _JbImporter
{
  GObject      parent_instance;

  JbArchive   *archive;
  GHashTable  *companies;     /* set of ten digits */
  gboolean     demo;
  double       progress;
  guint        n_arrived;
};

/* One row on its way: an item may be two. */
typedef struct
{
  JbImportItem  *item;      /* (not owned): lives as long as the batch */
  JbImportLine  *line;      /* (owned) */
  JbInvoice     *invoice;   /* (owned) */
} Delivery;

/* What of a batch belongs to one company. */
typedef struct
{
  char       *company;      /* (owned) */
  gint64      connection;
  GPtrArray  *deliveries;   /* (element-type Delivery) */
  GArray     *arrivals;     /* (element-type JbArrival) */
  GPtrArray  *originals;    /* (element-type JbArrivedOriginal) (nullable): those being stored */
  GPtrArray  *storing;      /* (element-type Delivery) (nullable): beside them */
  JbDirection direction;    /* of those */
} Parcel;

typedef struct
{
  GPtrArray       *files;         /* (element-type GFile) */
  guint            n_done;        /* files */
  char            *name;          /* (nullable): of the file that is read */
  JbImportReader  *reader;        /* (nullable): a thread's while it reads */
  GPtrArray       *items;         /* (nullable): the batch */
  GPtrArray       *parcels;       /* (element-type Parcel) */
  guint            parcel;        /* the one that is delivered */
  GHashTable      *strangers;     /* ten digits → JbImportStranger */
  JbImportReport  *report;
} Run;

/* -- jb-importer.c -- */

void           _jb_importer_delivery_free  (gpointer             data);
/* A line of the report, for @item or for the whole file (NULL). (transfer none) */
JbImportLine  *_jb_importer_add_line       (Run                 *run,
                                            const JbImportItem  *item);
/* Behind what the line says already. Takes @sentence. */
void           _jb_importer_add_sentence   (JbImportLine        *line,
                                            char                *sentence);
void           _jb_importer_set_progress   (JbImporter          *self,
                                            double               progress);
/* Each answers the task of the run, which ends it. Takes @error. */
void           _jb_importer_finish_run     (GTask               *task);
void           _jb_importer_fail_run       (GTask               *task,
                                            GError              *error);
/* Then the run has its answer. */
gboolean       _jb_importer_was_cancelled  (GTask               *task);

/* -- jb-importer-read.c: each goes on with the run until something takes time -- */

void           _jb_importer_next_file      (GTask               *task);
void           _jb_importer_read_batch     (GTask               *task);

/* -- jb-importer-deliver.c -- */

/* The next company of the batch; after the last one the next batch. */
void           _jb_importer_next_parcel    (GTask               *task);

G_END_DECLS
