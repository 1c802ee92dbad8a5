/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies in a ZIP from outside, one file after the other, in memory: a name in it is only ever shown, never used as a path.
 * Private to sync/. One thread at a time. */

#pragma once

#include "jb-import-table.h"

G_BEGIN_DECLS

#define JB_IMPORT_ZIP_MAX_ENTRIES  100000
/* All of it unpacked. Only a few files at a time are in memory. */
#define JB_IMPORT_ZIP_MAX_BYTES    (G_GUINT64_CONSTANT (1) << 30)
/* A table packs to a tenth, XML to a fifth; what grows like this is a trap. Small archives are not asked. */
#define JB_IMPORT_ZIP_MAX_RATIO    200
#define JB_IMPORT_ZIP_SMALL_BYTES  (G_GUINT64_CONSTANT (16) << 20)

typedef struct
{
  char   *path;      /* as it stands in the archive, UTF-8 where that can be told */
  char   *name;      /* its last part, fit to be shown */
  GBytes *bytes;     /* (nullable): NULL when there is a problem */
  char   *problem;   /* (nullable): a sentence */
} JbImportZipEntry;

typedef struct _JbImportZip JbImportZip;

/* @bytes: stays referenced. */
JbImportZip *jb_import_zip_open   (GBytes            *bytes,
                                   GError           **error);
void         jb_import_zip_close  (JbImportZip       *self);
/* The next regular file whose path @wanted (nullable: all) takes. Fills @entry, to be cleared by the caller.
 * FALSE without error at the end; with one when nothing more can be read. */
gboolean     jb_import_zip_next   (JbImportZip       *self,
                                   gboolean         (*wanted) (const char *path),
                                   JbImportZipEntry  *entry,
                                   GError           **error);
/* How much of the archive was gone through, 0..1. */
double       jb_import_zip_get_fraction (JbImportZip *self);
void         jb_import_zip_entry_clear (JbImportZipEntry *entry);

/* The last part of @path without signs that would disturb a line of text. (transfer full) */
char        *jb_import_show_name  (const char        *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbImportZip, jb_import_zip_close)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JbImportZipEntry, jb_import_zip_entry_clear)

G_END_DECLS
