/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the menu to the page that checks all originals, and from its result back to the list. */

#define G_LOG_DOMAIN "jb-window-signatures"

#include "config.h"

#include "jb-window-private.h"

#include "jb-preferences-window.h"

static void
check_originals_action (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  JbWindow *self = user_data;
  GtkWindow *preferences = jb_preferences_window_new (GTK_WINDOW (self), self->session, self->settings);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "signatures");
  gtk_window_present (preferences);
}

/* Of whichever side some are. */
static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JbWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceMap) sales = jb_archive_load_map_finish (JB_ARCHIVE (object), result, &error);

  if (sales == NULL)
    _jb_window_show_toast (self, error->message);
  else if (self->session != NULL)
    _jb_window_show_page (self, sales->ids->len > 0 ? "sales" : "purchases");
}

static void
show_verdict_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  JbWindow *self = user_data;
  JbArchive *archive = jb_session_get_archive (self->session);
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  int verdict = g_variant_get_int32 (parameter);

  if (archive == NULL)
    return;

  query->verdicts = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (query->verdicts, verdict);
  jb_window_set_period (self, "all");
  jb_filter_button_set_filters (self->filter_button, query, NULL);

  query->direction = JB_DIRECTION_SALES;
  jb_archive_load_map_async (archive, query, NULL, found_cb, g_object_ref (self));
}

static const GActionEntry actions[] = {
  { .name = "check-originals", .activate = check_originals_action },
  { .name = "show-verdict", .activate = show_verdict_action, .parameter_type = "i" },
};

void
_jb_window_add_signature_actions (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
