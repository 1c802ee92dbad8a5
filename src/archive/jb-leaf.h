/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal says of one row: a digest of all that it was, by which a row that was altered later is found, and a mark for
 * each of its columns, by which it can be told which one. Leaves stand packed in the journal. Used only inside archive/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The beginnings of SHA-256 and of HMAC-SHA-256: nobody finds another row with the same 160 bits. */
#define JB_LEAF_DIGEST_BYTES 20
#define JB_LEAF_PRIVATE_BYTES 12
#define JB_LEAF_MARKS_MAX 40
#define JB_LEAF_NAME_MAX 64

/* Tables whose rows are proved; kept in the journal, never renumbered. */
typedef enum
{
  JB_LEAF_INVOICE    = 0,   /* with its lines, details, sources and its original's fingerprint */
  JB_LEAF_PARTY      = 1,
  JB_LEAF_CONNECTION = 2,
  JB_LEAF_COMPANY    = 3,
  JB_LEAF_N_TABLES,
} JbLeafTable;

typedef enum
{
  JB_LEAF_NAMED   = 1 << 0,   /* name is there: that of a removed row would be lost otherwise */
  JB_LEAF_PRIVATE = 1 << 1,   /* the row has sealed values, and private_ proves them */
  JB_LEAF_CLOSED  = 1 << 2,   /* the row has sealed values that could not be looked into */
  JB_LEAF_DAMAGED = 1 << 3,   /* not packed: the row has sealed values that nobody can read any more */
} JbLeafFlags;

typedef struct
{
  JbLeafTable  table;
  gint64       id;
  JbLeafFlags  flags;
  guint8       digest[JB_LEAF_DIGEST_BYTES];
  guint8       private_[JB_LEAF_PRIVATE_BYTES];
  guint        n_marks;
  guint8       marks[JB_LEAF_MARKS_MAX];
  char         name[JB_LEAF_NAME_MAX + 1];   /* of the row for a person; "" = none */
} JbLeaf;

/* Packs leaves behind each other: tables in order, ids ascending in each. */
typedef struct
{
  GByteArray  *bytes;   /* (owned by the caller) */
  JbLeafTable  table;
  gint64       id;
} JbLeafWriter;

void      jb_leaf_write  (JbLeafWriter  *writer,
                          const JbLeaf  *leaf);

/* Reads them. The bytes may be anything: what does not fit ends them. */
typedef struct
{
  const guint8 *at;
  gsize         left;
  JbLeafTable   table;
  gint64        id;
} JbLeafReader;

/* FALSE at the end. */
gboolean  jb_leaf_read   (JbLeafReader  *reader,
                          JbLeaf        *leaf);

G_END_DECLS
