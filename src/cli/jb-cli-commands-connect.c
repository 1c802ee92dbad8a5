/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli connect. The code comes from standard input or the environment, never from the arguments, where every user of
 * the machine could read it. */

#define G_LOG_DOMAIN "jb-cli-connect"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>

#include "jb-cli-json.h"
#include "jb-cli-secret.h"
#include "jb-connector.h"
#include "jb-date.h"
#include "jb-numbers.h"
#include "jb-smartbill-entry.h"

typedef struct
{
  char *service;
  char *environment;
  char *company;
  char *account;
  char *name;
  char *token_until;
  gboolean token;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->service);
  g_free (options->environment);
  g_free (options->company);
  g_free (options->account);
  g_free (options->name);
  g_free (options->token_until);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
has_all (const Options *options)
{
  if (options->environment == NULL || options->company == NULL || options->account == NULL)
    {
      jb_cli_complain ("%s", _("connect needs --environment, --company and --sb-id."));
      return FALSE;
    }
  if (options->token_until != NULL && !options->token)
    {
      jb_cli_complain ("%s", _("--token-until says when the token of --token ends; give both or neither."));
      return FALSE;
    }
  return TRUE;
}

/* A wrong check digit is an error in production, which the connector says; elsewhere it may be meant (smartbill.md 6.4). */
static gboolean
check_company (const Options *options)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digits = jb_business_number_parse (options->company, &error);

  if (digits == NULL)
    {
      jb_cli_fail (error);
      return FALSE;
    }

  if (!jb_business_number_has_check (digits) && g_strcmp0 (options->environment, "production") != 0)
    jb_cli_complain (_("Warning: the last digit of the business number %s does not fit. Please check it."),
                     options->company);
  return TRUE;
}

/* (transfer full) NULL, with the reason printed, when it is no id. */
static char *
read_account (const Options *options)
{
  g_autofree char *text = jb_cli_text_argument (options->account);
  g_autoptr(GError) error = NULL;
  char *account = text != NULL ? jb_smartbill_parse_account (text, &error) : NULL;

  if (error != NULL)
    jb_cli_fail (error);
  return account;
}

/* The code, and after it the token when there is one: a line each. */
static JbCliExit
read_secret (JbCli         *cli,
             const Options *options,
             JbSecret      *secret)
{
  g_autoptr(JbSecret) typed = jb_secret_new ();   /* overwritten at the end, like every secret */
  g_autoptr(GError) error = NULL;
  int until = 0;
  JbCliExit exit_code;

  if (!jb_cli_date_argument ("--token-until", options->token_until, &until))
    return JB_CLI_USAGE;

  exit_code = jb_cli_read_code (cli, &typed->auth_code);
  if (exit_code != JB_CLI_OK)
    return exit_code;
  secret->auth_code = jb_smartbill_parse_auth_code (typed->auth_code, &error);
  if (secret->auth_code == NULL)
    return jb_cli_fail (error);
  if (!options->token)
    return JB_CLI_OK;

  /* Translators: 인증토큰; it is typed after the colon */
  exit_code = jb_cli_read_line (cli, _("Token (not shown):"), FALSE, &typed->token);
  if (exit_code != JB_CLI_OK)
    return exit_code;
  if (typed->token == NULL)
    {
      jb_cli_complain ("%s", _("There is no token. Give it on standard input, on a line after the code."));
      return JB_CLI_USAGE;
    }
  secret->token = jb_smartbill_parse_token (typed->token, &error);
  if (secret->token == NULL)
    return jb_cli_fail (error);
  if (until != 0)
    secret->token_expires_at = jb_instant_from_date (jb_date_add_days (until, 1));   /* the last day is good to its end */
  return JB_CLI_OK;
}

/* (transfer full) NULL when a word is no text. */
static JbConnection *
make_connection (const Options *options)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();

  connection->service = g_strdup (options->service != NULL ? options->service : "smartbill");
  connection->environment = jb_cli_text_argument (options->environment);
  connection->company = jb_cli_text_argument (options->company);
  connection->account = read_account (options);
  connection->name = options->name != NULL ? jb_cli_text_argument (options->name) : NULL;

  if (connection->environment == NULL || connection->company == NULL || connection->account == NULL ||
      (options->name != NULL && connection->name == NULL))
    return NULL;
  return g_steal_pointer (&connection);
}

static void
print_connected (JbCli              *cli,
                 const JbConnection *connection,
                 gboolean            kept)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autofree char *shown = NULL;
  JbCliJson json;

  if (!cli->json)
    {
      shown = jb_business_number_format (connection->company);
      g_print (_("%s is connected. \"jangbu-cli collect\" collects its invoices."), shown != NULL ? shown : connection->company);
      g_print ("\n");
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "service");
  json_builder_add_string_value (builder, connection->service);
  json_builder_set_member_name (builder, "environment");
  json_builder_add_string_value (builder, connection->environment);
  json_builder_set_member_name (builder, "company");
  json_builder_add_string_value (builder, connection->company);
  json_builder_set_member_name (builder, "secret_kept");
  json_builder_add_boolean_value (builder, kept);
  json_builder_end_object (builder);

  jb_cli_json_begin (&json);
  jb_cli_json_add (&json, json_builder_get_root (builder));
  jb_cli_json_end (&json);
}

static JbCliExit
make_it (JbCli          *cli,
         JbConnection   *connection,
         const JbSecret *secret)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *digits = NULL;

  jb_connector_connect_async (cli->archive, secrets, jb_cli_get_http (cli), cli->clock, connection, secret,
                              jb_cli_token_lifetime (), cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  if (jb_connector_connect_finish (result, &secret_error, &error) == 0)
    return jb_cli_fail (error);

  if (secret_error != NULL)
    {
      jb_cli_complain ("%s", secret_error->message);
      jb_cli_complain (_("The code could not be kept. Put it into the environment variable %s whenever you collect."),
                       JB_CLI_CODE_VARIABLE);
    }

  digits = jb_business_number_parse (connection->company, NULL);   /* checked by the connector */
  g_free (connection->company);
  connection->company = g_steal_pointer (&digits);
  print_connected (cli, connection, secret_error == NULL);
  return JB_CLI_OK;
}

JbCliExit
jb_cli_connect (JbCli  *cli,
                int     argc,
                char  **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "service", 0, 0, G_OPTION_ARG_STRING, &options.service, N_("The service (smartbill)"), N_("NAME") },
    { "environment", 0, 0, G_OPTION_ARG_FILENAME, &options.environment,
      N_("demo, production, or an address; plain http only on this machine"), N_("WHERE") },
    { "company", 0, 0, G_OPTION_ARG_FILENAME, &options.company, N_("The business number, ten digits"), N_("NUMBER") },
    { "sb-id", 0, 0, G_OPTION_ARG_FILENAME, &options.account, N_("Your id at SmartBill"), N_("ID") },
    { "token", 0, 0, G_OPTION_ARG_NONE, &options.token, N_("A token follows the code on standard input"), NULL },
    { "token-until", 0, 0, G_OPTION_ARG_FILENAME, &options.token_until, N_("The last day of that token, if known"), N_("DAY") },
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &options.name, N_("What to call the connection"), N_("NAME") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(JbConnection) connection = NULL;
  g_autoptr(JbSecret) secret = jb_secret_new ();
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "connect", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;

  if (cli->demo)
    {
      jb_cli_complain ("%s", _("The demo is connected already."));
      return JB_CLI_USAGE;
    }

  if (!has_all (&options) || !check_company (&options) || (connection = make_connection (&options)) == NULL)
    return JB_CLI_USAGE;

  exit_code = read_secret (cli, &options, secret);
  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_open_book (cli);
  if (exit_code == JB_CLI_OK)
    exit_code = make_it (cli, connection, secret);

  return exit_code;
}
