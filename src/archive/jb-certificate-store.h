/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of certificates: each one once for all originals that it signed. Used only inside archive/. */

#pragma once

#include "jb-book.h"

G_BEGIN_DECLS

/* Columns for jb_certificate_store_read(), of a table called c. */
#define JB_CERTIFICATE_STORE_COLUMNS(c) c ".sealed, " c ".match"

/* Finds or makes the row; *id = 0 when @certificate is NULL. @private_: as of the original that it comes with. Writer only, inside a
 * transaction. */
gboolean  jb_certificate_store_put     (JbBook       *book,
                                        GBytes       *certificate,
                                        gboolean      private_,
                                        gint64       *id,
                                        GError      **error);
/* *certificate (out) (transfer full) (nullable): NULL when the columns are empty. Errors: as jb_codec_open(). */
gboolean  jb_certificate_store_read    (JbBook       *book,
                                        JbStatement  *statement,
                                        int           first_column,
                                        GBytes      **certificate,
                                        GError      **error);
/* Brings the certificates of a book that is being protected under the key of @codec. Writer only, inside a transaction. */
gboolean  jb_certificate_store_encrypt (JbBook       *book,
                                        JbCodec      *codec,
                                        GError      **error);

G_END_DECLS
