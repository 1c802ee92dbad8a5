/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Deletes the secrets of removed connections from the keyring, and notes in the book that they are gone. Used by JbSession. */

#pragma once

#include "jb-archive.h"
#include "jb-secrets.h"

G_BEGIN_DECLS

/* Of @connection, or of every removed one when it is 0. One that was taken back or connected again meanwhile is left alone.
 * Main thread. */
void      jb_forget_removed_async   (JbArchive            *archive,
                                     JbSecrets            *secrets,
                                     gint64                connection,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
/* FALSE with the first error; what failed stays noted, for the next time. */
gboolean  jb_forget_removed_finish  (GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
