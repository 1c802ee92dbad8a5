/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a column of a table can show of an invoice. The names stand in layout files and in jangbu-cli(1), and stay.
 * Used by jb-export-layout.c and the writers of tables. */

#pragma once

#include "jb-invoice.h"

G_BEGIN_DECLS

typedef enum
{
  JB_CELL_EMPTY,
  JB_CELL_TEXT,
  JB_CELL_DATE,      /* number is a day yyyymmdd */
  JB_CELL_WON,       /* number is an amount */
  JB_CELL_NUMBER,    /* number is a plain number */
  JB_CELL_DECIMAL,   /* text is digits with perhaps a sign and a point: a quantity as it was sent */
} JbCellKind;

typedef struct
{
  JbCellKind  kind;
  gint64      number;
  char       *text;  /* (owned): clean, on one line, persons' numbers masked */
} JbCell;

/* What a value is read from. */
typedef struct
{
  JbInvoice   *invoice;
  const char  *services;   /* (nullable) */
  GHashTable  *codes;      /* (nullable) (element-type utf8 utf8): of the layout */
  gboolean     korean;     /* words in Korean, whatever the user's language */
} JbCellSource;

typedef struct _JbExportValue JbExportValue;

/* (transfer none) (nullable) */
const JbExportValue *jb_export_value_find       (const char           *name);
/* Title in the user's language. Static. */
const char          *jb_export_value_get_title  (const JbExportValue  *self);
/* Whether its sum means something. */
gboolean             jb_export_value_is_amount  (const JbExportValue  *self);
/* Any thread. jb_cell_clear() the answer. */
JbCell               jb_export_value_read       (const JbExportValue  *self,
                                                 const JbCellSource   *source);
/* @text (nullable) as a cell: a decimal where it is one and @may_be_number. */
JbCell               jb_cell_from_text          (const char           *text,
                                                 gboolean              may_be_number);
void                 jb_cell_clear              (JbCell               *cell);

G_END_DECLS
