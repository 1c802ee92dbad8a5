/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli certificates: which joint certificates there are and until when. Needs no book, opens no key. */

#define G_LOG_DOMAIN "jb-cli-certificates"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>

#include "jb-cli-json.h"
#include "jb-cli-table.h"
#include "jb-date.h"
#include "jb-json-member.h"
#include "jb-npki-scan.h"

/* The owner's name must leave room for the rest of the row; --json has all of it. */
#define OWNER_CELLS 30

enum
{
  COLUMN_OWNER = 0,
};

/* -- words ------------------------------------------------------------------------------------------------------------ */

static const char *
get_use_nick (JbCertificateUse use)
{
  switch (use)
    {
    case JB_CERTIFICATE_USE_BUSINESS:    return "business";
    case JB_CERTIFICATE_USE_PERSON:      return "person";
    case JB_CERTIFICATE_USE_TAX_INVOICE: return "tax-invoice";
    case JB_CERTIFICATE_USE_BANKING:     return "banking";
    case JB_CERTIFICATE_USE_SPECIAL:     return "special";
    case JB_CERTIFICATE_USE_UNKNOWN:
    default:                             return "unknown";
    }
}

static const char *
get_state_nick (JbExpiry expiry)
{
  switch (expiry)
    {
    case JB_EXPIRY_EXPIRED: return "expired";
    case JB_EXPIRY_NOT_YET: return "not-yet";
    case JB_EXPIRY_MONTH:
    case JB_EXPIRY_WEEK:
    case JB_EXPIRY_DAY:     return "expiring";
    case JB_EXPIRY_FAR:
    default:                return "valid";
    }
}

/* (transfer full) */
static char *
get_last_day (JbCertificate *certificate)
{
  return jb_date_format (jb_instant_to_date (jb_certificate_get_not_after (certificate)));
}

/* (transfer full): as text, although a folder's name may be none. */
static char *
get_folder (JbNpkiEntry *entry)
{
  g_autofree char *folder = g_path_get_dirname (jb_npki_entry_get_certificate_path (entry));

  return g_filename_display_name (folder);
}

/* -- output ----------------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static JsonNode *
make_object (JbCli       *cli,
             JbNpkiEntry *entry)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  JbCertificate *certificate = jb_npki_entry_get_certificate (entry);
  g_autofree char *from = jb_date_format (jb_instant_to_date (jb_certificate_get_not_before (certificate)));
  g_autofree char *until = get_last_day (certificate);
  g_autofree char *folder = get_folder (entry);

  json_builder_begin_object (builder);
  jb_json_add_text (builder, "owner", jb_certificate_get_owner (certificate));
  jb_json_add_text (builder, "issuer", jb_certificate_get_issuer (certificate));
  jb_json_add_text (builder, "use", get_use_nick (jb_certificate_get_use (certificate)));
  json_builder_set_member_name (builder, "can_issue");
  json_builder_add_boolean_value (builder, jb_certificate_use_can_issue (jb_certificate_get_use (certificate)));
  jb_json_add_text (builder, "from", from);
  jb_json_add_text (builder, "until", until);
  json_builder_set_member_name (builder, "days_left");
  json_builder_add_int_value (builder, jb_certificate_days_left (certificate, cli->clock));
  jb_json_add_text (builder, "state", get_state_nick (jb_certificate_get_expiry (certificate, cli->clock)));
  json_builder_set_member_name (builder, "has_key");
  json_builder_add_boolean_value (builder, jb_npki_entry_get_key_path (entry) != NULL);
  jb_json_add_text (builder, "fingerprint", jb_certificate_get_fingerprint (certificate));
  jb_json_add_text (builder, "folder", folder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
print_json (JbCli     *cli,
            GPtrArray *entries)
{
  JbCliJson json;

  jb_cli_json_begin (&json);
  for (guint i = 0; i < entries->len; i++)
    jb_cli_json_add (&json, make_object (cli, g_ptr_array_index (entries, i)));
  jb_cli_json_end (&json);
}

static void
print_table (JbCli     *cli,
             GPtrArray *entries)
{
  g_autoptr(JbCliTable) table = jb_cli_table_new ("lllrrll");
  char *head[] = {
    g_strdup (_("Owner")), g_strdup (_("Issuer")), g_strdup (C_("certificate", "Purpose")), g_strdup (_("Last day")),
    g_strdup (_("Days left")), g_strdup (_("Key")), g_strdup (_("Folder")),
  };

  jb_cli_table_set_limit (table, COLUMN_OWNER, OWNER_CELLS);
  jb_cli_table_add (table, head);
  for (guint i = 0; i < entries->len; i++)
    {
      JbNpkiEntry *entry = g_ptr_array_index (entries, i);
      JbCertificate *certificate = jb_npki_entry_get_certificate (entry);
      char *cells[] = {
        g_strdup (jb_certificate_get_owner (certificate)),
        g_strdup (jb_certificate_get_issuer (certificate)),
        g_strdup (jb_certificate_use_get_name (jb_certificate_get_use (certificate))),
        get_last_day (certificate),
        g_strdup_printf ("%d", jb_certificate_days_left (certificate, cli->clock)),
        g_strdup (jb_npki_entry_get_key_path (entry) != NULL ? _("present") : _("missing")),
        get_folder (entry),
      };

      jb_cli_table_add (table, cells);
    }
  jb_cli_table_flush (table);
}

/* -- the command ------------------------------------------------------------------------------------------------------ */

/* The demo looks only where it is told to: nothing of the person's own is in it. */
JbCliExit
jb_cli_certificates (JbCli  *cli,
                     int     argc,
                     char  **argv)
{
  g_auto(GStrv) folders = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  gboolean complete;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "certificates", NULL, argc, argv, 0, G_MAXUINT, &folders, &exit_code))
    return exit_code;

  jb_npki_scan_async ((const char * const *) folders, *folders == NULL && !cli->demo, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  entries = jb_npki_scan_finish (result, &complete, &error);
  if (entries == NULL)
    return jb_cli_fail (error);

  if (cli->json)
    print_json (cli, entries);
  else if (entries->len > 0)
    print_table (cli, entries);
  else
    jb_cli_complain ("%s", _("No certificate was found. Name the folder that holds signCert.der, or the folder NPKI around it."));
  if (!complete)
    jb_cli_complain ("%s", _("The search ended early, because there are very many folders. Name a narrower folder."));
  return JB_CLI_OK;
}
