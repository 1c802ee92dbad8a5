/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which services there are, and where each environment of theirs lives: the one place that knows them all.
 * Used by sync/ (a provider for a connection) and by the window and the command line (what can be chosen). */

#define G_LOG_DOMAIN "jb-provider"

#include "config.h"

#include "jb-prerequisite.h"
#include "jb-provider.h"
#include "jb-smartbill.h"
#include "jb-smartbill-checklist.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *service;
  const char *environment;
  const char *uri;
} Endpoint;

/* smartbill.md 1.1: HTTPS, the path without a slash at its end. */
#define SMARTBILL_PATH "/sb-api/request"

static const Endpoint endpoints[] = {
  { "smartbill", "demo", "https://demoapi.smartbill.co.kr" SMARTBILL_PATH },
  { "smartbill", "production", "https://api.smartbill.co.kr" SMARTBILL_PATH },
};

const char * const *
jb_provider_list_services (void)
{
  static const char * const services[] = { "smartbill", NULL };

  return services;
}

/* An address of a host alone means the service's usual path there. (transfer full) */
static char *
complete_uri (const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : address;

  if (*path == '\0' || g_str_equal (path, "/"))
    return g_uri_resolve_relative (address, SMARTBILL_PATH, G_URI_FLAGS_ENCODED, NULL);
  return g_strdup (address);
}

static char *
find_uri (const char  *service,
          const char  *environment,
          GError     **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    if (g_strcmp0 (endpoints[i].service, service) == 0 && g_strcmp0 (endpoints[i].environment, environment) == 0)
      return g_strdup (endpoints[i].uri);

  if (environment != NULL && jb_http_uri_is_allowed (environment))
    return complete_uri (environment);

  /* Not quoted: an address may hold a password. */
  g_set_error_literal (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG,
                       _("This service has no such environment. Choose demo or production, or give an address that begins "
                         "with https (plain http is allowed to this machine only)."));
  return NULL;
}

/* (transfer full) (nullable): the address of a service that is in the list. */
static char *
find_endpoint (const char  *service,
               const char  *environment,
               GError     **error)
{
  if (service != NULL && g_strv_contains (jb_provider_list_services (), service))
    return find_uri (service, environment, error);

  g_set_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG,
               _("Jangbu does not know a service named “%s”. Choose one of the services in its list."),
               service != NULL ? service : "");
  return NULL;
}

JbProvider *
jb_provider_new_for_connection (const JbProviderConfig  *config,
                                GError                 **error)
{
  g_autofree char *uri = NULL;

  g_return_val_if_fail (config != NULL && config->connection != NULL, NULL);
  g_return_val_if_fail (JB_IS_HTTP (config->http), NULL);
  g_return_val_if_fail (JB_IS_CLOCK (config->clock), NULL);

  uri = find_endpoint (config->connection->service, config->connection->environment, error);
  if (uri == NULL)
    return NULL;

  return (JbProvider *) jb_smartbill_new (uri, config, error);
}

/* -- prerequisites -------------------------------------------------------------------------------------------------- */

GPtrArray *
jb_provider_list_prerequisites (const char  *service,
                                const char  *environment,
                                GError     **error)
{
  g_autofree char *uri = find_endpoint (service, environment, error);

  return uri != NULL ? jb_smartbill_checklist_new (environment, uri) : NULL;
}

void
jb_provider_probe_async (const JbProviderConfig *config,
                         GCancellable           *cancellable,
                         GAsyncReadyCallback     callback,
                         gpointer                user_data)
{
  g_autofree char *uri = NULL;
  GError *error = NULL;

  g_return_if_fail (config != NULL && config->connection != NULL);
  g_return_if_fail (JB_IS_HTTP (config->http));
  g_return_if_fail (JB_IS_CLOCK (config->clock));

  uri = find_endpoint (config->connection->service, config->connection->environment, &error);
  if (uri != NULL)
    jb_smartbill_checklist_probe_async (uri, config, cancellable, callback, user_data);
  else
    g_task_report_error (NULL, callback, user_data, jb_provider_probe_async, error);
}

GPtrArray *
jb_provider_probe_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
jb_provider_explain_failure (const char   *service,
                             const char   *environment,
                             const GError *failure)
{
  g_autoptr(GPtrArray) steps = NULL;

  g_return_val_if_fail (failure != NULL, NULL);

  steps = jb_provider_list_prerequisites (service, environment, NULL);   /* an unknown service has no steps to show */
  if (steps == NULL || !jb_smartbill_checklist_explain (steps, failure))
    return NULL;

  return g_steal_pointer (&steps);
}
