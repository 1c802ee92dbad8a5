/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* See jb-authorities.h. */

#define G_LOG_DOMAIN "jb-authorities"

#include "config.h"

#include "jb-authorities.h"

#include <glib/gi18n-lib.h>

#include "jb-date.h"

void
jb_trusted_authority_free (JbTrustedAuthority *authority)
{
  if (authority == NULL)
    return;

  g_object_unref (authority->certificate);
  g_free (authority);
}

/* -- out of the book ------------------------------------------------------------------------------------------------ */

GPtrArray *
jb_authorities_list (JbArchive  *archive,
                     GError    **error)
{
  g_autoptr(GPtrArray) stored = jb_archive_list_authorities (archive, error);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_trusted_authority_free);

  if (stored == NULL)
    return NULL;

  for (guint i = 0; i < stored->len; i++)
    {
      const JbAuthority *authority = g_ptr_array_index (stored, i);
      g_autoptr(GError) problem = NULL;
      JbCertificate *certificate = jb_trust_read_authority (authority->der, &problem);
      JbTrustedAuthority *trusted;

      /* What is damaged vouches for nobody; it must not keep originals out of the book. */
      if (certificate == NULL)
        {
          g_warning ("An authority of the book is passed over: %s", problem->message);
          continue;
        }

      trusted = g_new0 (JbTrustedAuthority, 1);
      trusted->id = authority->id;
      trusted->certificate = certificate;
      g_ptr_array_add (list, trusted);
    }
  return g_steal_pointer (&list);
}

JbTrust *
jb_authorities_make_trust (JbArchive  *archive,
                           GError    **error)
{
  g_autoptr(GPtrArray) list = jb_authorities_list (archive, error);
  g_autoptr(GPtrArray) certificates = g_ptr_array_new ();

  if (list == NULL)
    return NULL;

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (certificates, ((JbTrustedAuthority *) g_ptr_array_index (list, i))->certificate);
  return jb_trust_new (certificates);
}

/* -- from a file ---------------------------------------------------------------------------------------------------- */

/* No more than a certificate has, however long the file is: what is longer is none. (transfer full) */
static GBytes *
read_file (GFile         *file,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree guint8 *buffer = g_malloc (JB_CERTIFICATE_MAX_BYTES + 1);
  gsize size;

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, JB_CERTIFICATE_MAX_BYTES + 1, &size, cancellable, error))
    return NULL;

  return g_bytes_new (buffer, size);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(GBytes) bytes = read_file (task_data, cancellable, &error);
  JbCertificate *certificate = bytes != NULL ? jb_trust_read_authority (bytes, &error) : NULL;

  if (certificate != NULL)
    g_task_return_pointer (task, certificate, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
jb_authorities_add_file_async (JbArchive           *archive,
                               GFile               *file,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_ARCHIVE (archive) && G_IS_FILE (file));

  task = g_task_new (archive, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_authorities_add_file_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, read_thread);
}

JbCertificate *
jb_authorities_add_file_finish (JbArchive     *archive,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_autoptr(JbCertificate) certificate = NULL;

  g_return_val_if_fail (g_task_is_valid (result, archive), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_authorities_add_file_async), NULL);

  certificate = g_task_propagate_pointer (G_TASK (result), error);
  if (certificate == NULL || !jb_archive_add_authority (archive, jb_certificate_get_der (certificate), error))
    return NULL;
  return g_steal_pointer (&certificate);
}

char *
jb_authorities_describe_dates (JbCertificate *authority,
                               JbClock       *clock)
{
  JbExpiry expiry = jb_certificate_get_expiry (authority, clock);
  gint64 edge = expiry == JB_EXPIRY_NOT_YET ? jb_certificate_get_not_before (authority) : jb_certificate_get_not_after (authority);
  g_autofree char *day = jb_date_format (jb_instant_to_date (edge));

  if (expiry == JB_EXPIRY_EXPIRED)
    return g_strdup_printf (_("It ended on %s, so it counts only for what was issued until then."), day);
  if (expiry == JB_EXPIRY_NOT_YET)
    return g_strdup_printf (_("It begins on %s, so it counts only for what is issued from then on."), day);
  return NULL;
}
