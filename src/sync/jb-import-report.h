/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of the files that the user brought: counts, and a line for each row and document. Made by JbImporter, shown by ui/
 * and cli/. A report is not written to any more once it was handed over. */

#pragma once

#include <glib-object.h>

#include "jb-codes.h"

G_BEGIN_DECLS

typedef enum
{
  JB_IMPORT_NEW,
  JB_IMPORT_CHANGED,     /* was here, and the file knew more */
  JB_IMPORT_HERE,        /* was here */
  JB_IMPORT_REFUSED,
} JbImportOutcome;

#define JB_IMPORT_N_OUTCOMES 4

#define JB_TYPE_IMPORT_LINE (jb_import_line_get_type ())
G_DECLARE_FINAL_TYPE (JbImportLine, jb_import_line, JB, IMPORT_LINE, GObject)

/* An object, so that a list can show it. */
struct _JbImportLine
{
  GObject          parent_instance;

  JbImportOutcome  outcome;
  char            *file;        /* its name, to be shown */
  char            *entry;       /* (nullable): the file inside the ZIP, or the sheet */
  guint            row;         /* of a list; 0 = not a list */
  char            *issue_id;    /* (nullable) */
  char            *company;     /* (nullable): ten digits, whose row it became */
  JbDirection      direction;
  char            *sentence;    /* (nullable): why, or what is odd about it; no person's number in it */
};

/* A business number in the files that may be that of the user's company. */
typedef struct
{
  char  *registration;
  char  *name;           /* (nullable) */
  guint  n_invoices;
} JbImportStranger;

typedef struct
{
  GPtrArray  *lines;       /* (element-type JbImportLine) */
  guint       n_outcomes[JB_IMPORT_N_OUTCOMES];
  guint       n_odd;       /* taken in, with a sentence */
  guint       n_strange;   /* of the refused: their companies are not in the book */
  GPtrArray  *strangers;   /* (element-type JbImportStranger): of those, the most frequent first */
  char       *stopped;     /* (nullable): a sentence that says where it stopped before the end */
} JbImportReport;

JbImportReport *jb_import_report_new         (void);
void            jb_import_report_free        (JbImportReport        *report);

/* In the user's language, "New"; static. */
const char     *jb_import_outcome_get_name   (JbImportOutcome        outcome);
/* For programs, "new"; never translated. */
const char     *jb_import_outcome_get_nick   (JbImportOutcome        outcome);

/* "invoices.zip, a.xml" or "list.csv, row 7". (transfer full) */
char           *jb_import_line_get_place     (JbImportLine          *self);
/* One line of text, without the place: "20260914-41000008-00000001: new (sales). …" (transfer full) */
char           *jb_import_line_get_text      (JbImportLine          *self);
/* "3 new invoices, 1 changed, …" (transfer full) */
char           *jb_import_report_summarize   (const JbImportReport  *report);
/* All of it as plain text, a line each, ended by line breaks. (transfer full) */
char           *jb_import_report_write       (const JbImportReport  *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbImportReport, jb_import_report_free)

G_END_DECLS
