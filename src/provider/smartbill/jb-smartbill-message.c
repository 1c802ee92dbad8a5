/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's messages as they are sent, and the two small answers that no other file is about. Used inside smartbill/. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-answer.h"
#include "jb-smartbill-message.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* smartbill.md 6.1: the first eight letters are the customer code. */
#define MESSAGE_ID_PREFIX "JANGBU01"
#define MESSAGE_ID_RANDOM 24

static char *
make_message_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();
  GString *id = g_string_new (MESSAGE_ID_PREFIX);

  for (const char *p = uuid; *p != '\0' && id->len < strlen (MESSAGE_ID_PREFIX) + MESSAGE_ID_RANDOM; p++)
    if (*p != '-')
      g_string_append_c (id, *p);

  return g_string_free (id, FALSE);
}

JsonObject *
jb_smartbill_message_new (const char *signal,
                          const char *company,
                          JbClock    *clock)
{
  JsonObject *message = json_object_new ();
  g_autofree char *id = make_message_id ();
  g_autofree char *stamp = jb_clock_stamp (clock);

  json_object_set_string_member (message, "MessageId", id);
  json_object_set_string_member (message, "Signal", signal);
  json_object_set_string_member (message, "RequestTime", stamp);
  json_object_set_string_member (message, "SendComRegno", company);

  return message;
}

void
jb_smartbill_message_set_token (JsonObject *message,
                                const char *token)
{
  json_object_set_string_member (message, "AuthToken", token);
  json_object_set_string_member (message, "ServiceCode", "DTI");
}

GBytes *
jb_smartbill_message_to_bytes (JsonObject *message)
{
  g_autoptr(JsonNode) root = json_node_alloc ();
  char *text;

  json_node_init_object (root, message);
  text = json_to_string (root, FALSE);

  return g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) jb_wipe_text, text);
}

char *
jb_smartbill_token_read (GBytes  *body,
                         GError **error)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_parse (body, "GET_TOKEN", error);
  const JbSmartbillRow *row;
  const char *token = NULL;

  if (answer == NULL)
    return NULL;

  if (jb_smartbill_answer_next (answer, &row) && row != NULL)
    token = jb_smartbill_row_get_cell (row, "AUTH_TOKEN");
  if (token == NULL)
    g_propagate_error (error, jb_smartbill_answer_error_new (_("SmartBill said yes but gave no token. "
                                            "Try again later; if it goes on, ask SmartBill (1588-8064).")));

  return g_strdup (token);
}

char **
jb_smartbill_templates_read (GBytes  *body,
                             GError **error)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_parse (body, "PREVIEW_FORM", error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const JbSmartbillRow *row;

  if (answer == NULL)
    return NULL;

  while (jb_smartbill_answer_next (answer, &row))
    {
      const char *text = row ? jb_smartbill_row_get_cell (row, "CONTENT") : NULL;

      /* The order says which form it is: a hole would shift all that follow. */
      if (text == NULL)
        break;
      g_ptr_array_add (texts, g_strdup (text));
    }

  if (texts->len != JB_SMARTBILL_N_TEMPLATES || jb_smartbill_answer_get_n_rows (answer) != JB_SMARTBILL_N_TEMPLATES)
    {
      g_propagate_error (error, jb_smartbill_answer_error_new (_("SmartBill did not send its twelve forms in the order that Jangbu knows. "
                                              "Jangbu's own form is used instead.")));
      return NULL;
    }

  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}
