/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface that every service implements, and the error that carries the service's own words.
 * No service is named here: that is jb-provider-registry.c. Used by sync/. */

#define G_LOG_DOMAIN "jb-provider"

#include "config.h"

#include "jb-provider.h"

/* Behind our own sentence in GError.message: what the service said. */
typedef struct
{
  char *service_code;
  char *service_text;
} JbProviderErrorPrivate;

static void
jb_provider_error_private_init (JbProviderErrorPrivate *priv)
{
}

static void
jb_provider_error_private_copy (const JbProviderErrorPrivate *from,
                                JbProviderErrorPrivate       *to)
{
  to->service_code = g_strdup (from->service_code);
  to->service_text = g_strdup (from->service_text);
}

static void
jb_provider_error_private_clear (JbProviderErrorPrivate *priv)
{
  g_free (priv->service_code);
  g_free (priv->service_text);
}

G_DEFINE_EXTENDED_ERROR (JbProviderError, jb_provider_error)

GError *
jb_provider_error_new (JbProviderError  code,
                       const char      *service_code,
                       const char      *service_message,
                       const char      *sentence)
{
  GError *error;
  JbProviderErrorPrivate *priv;

  g_return_val_if_fail (sentence != NULL, NULL);

  error = g_error_new_literal (JB_PROVIDER_ERROR, code, sentence);
  priv = jb_provider_error_get_private (error);
  priv->service_code = g_strdup (service_code);
  priv->service_text = g_strdup (service_message);

  return error;
}

const char *
jb_provider_error_get_service_code (const GError *error)
{
  if (error == NULL || error->domain != JB_PROVIDER_ERROR)
    return NULL;

  return jb_provider_error_get_private (error)->service_code;
}

const char *
jb_provider_error_get_service_text (const GError *error)
{
  if (error == NULL || error->domain != JB_PROVIDER_ERROR)
    return NULL;

  return jb_provider_error_get_private (error)->service_text;
}

JbCollected *
jb_collected_new (void)
{
  JbCollected *collected = g_new0 (JbCollected, 1);

  collected->invoices = g_ptr_array_new_with_free_func (g_object_unref);
  collected->problems = g_ptr_array_new_with_free_func (g_free);

  return collected;
}

void
jb_collected_free (JbCollected *collected)
{
  if (collected == NULL)
    return;

  g_clear_pointer (&collected->invoices, g_ptr_array_unref);
  g_clear_pointer (&collected->problems, g_ptr_array_unref);
  g_free (collected);
}

void
jb_fetched_original_free (JbFetchedOriginal *original)
{
  if (original == NULL)
    return;

  g_free (original->issue_id);
  g_clear_pointer (&original->bytes, g_bytes_unref);
  g_free (original->problem);
  g_free (original);
}

G_DEFINE_INTERFACE (JbProvider, jb_provider, G_TYPE_OBJECT)

static void
jb_provider_default_init (JbProviderInterface *iface)
{
  /* JbProvider::token-renewed: whoever keeps secrets keeps this token. */
  g_signal_new ("token-renewed", JB_TYPE_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  /* JbProvider::renewal-refused: the present token is the last one for now. */
  g_signal_new ("renewal-refused", JB_TYPE_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

JbProviderFeatures
jb_provider_get_features (JbProvider *self)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), 0);

  return JB_PROVIDER_GET_IFACE (self)->get_features (self);
}

guint
jb_provider_get_max_window_days (JbProvider *self)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), 1);

  return JB_PROVIDER_GET_IFACE (self)->get_max_window_days (self);
}

guint
jb_provider_get_max_originals (JbProvider *self)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), 1);

  return JB_PROVIDER_GET_IFACE (self)->get_max_originals (self);
}

int
jb_provider_get_oldest_day (JbProvider *self)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), 0);

  return JB_PROVIDER_GET_IFACE (self)->get_oldest_day (self);
}

void
jb_provider_collect_async (JbProvider             *self,
                           const JbCollectRequest *request,
                           GCancellable           *cancellable,
                           GAsyncReadyCallback     callback,
                           gpointer                user_data)
{
  g_return_if_fail (JB_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);

  JB_PROVIDER_GET_IFACE (self)->collect_async (self, request, cancellable, callback, user_data);
}

JbCollected *
jb_provider_collect_finish (JbProvider    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), NULL);

  return JB_PROVIDER_GET_IFACE (self)->collect_finish (self, result, error);
}

void
jb_provider_fetch_originals_async (JbProvider          *self,
                                   JbDirection          direction,
                                   const char * const  *issue_ids,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (JB_IS_PROVIDER (self));
  g_return_if_fail (issue_ids != NULL);

  JB_PROVIDER_GET_IFACE (self)->fetch_originals_async (self, direction, issue_ids, cancellable, callback, user_data);
}

GPtrArray *
jb_provider_fetch_originals_finish (JbProvider    *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), NULL);

  return JB_PROVIDER_GET_IFACE (self)->fetch_originals_finish (self, result, error);
}

void
jb_provider_check_async (JbProvider          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (JB_IS_PROVIDER (self));

  JB_PROVIDER_GET_IFACE (self)->check_async (self, cancellable, callback, user_data);
}

gboolean
jb_provider_check_finish (JbProvider    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (JB_IS_PROVIDER (self), FALSE);

  return JB_PROVIDER_GET_IFACE (self)->check_finish (self, result, error);
}
