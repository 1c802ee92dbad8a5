/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window begins with the home page and the sales, which are what most starts show. The other pages are made when one of them is
 * shown, or a moment later: they are a fifth of what a start would cost. Used by the window only. */

#define G_LOG_DOMAIN "jb-window-pages"

#include "config.h"

#include "jb-window-private.h"

/* Long enough for the first page to be there and painted. */
#define PAGES_DELAY_MS 500

static void
add_page (JbWindow   *self,
          GtkWidget  *page,
          const char *name)
{
  g_signal_connect_object (page, "toast", G_CALLBACK (_jb_window_show_toast), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, page, name);
}

static void
make_purchases (JbWindow *self)
{
  g_autoptr(GVariant) details = g_action_group_get_action_state (G_ACTION_GROUP (self), "details");

  self->purchases_page = g_object_new (JB_TYPE_INVOICE_PAGE, "direction", JB_DIRECTION_PURCHASE, NULL);
  g_signal_connect_object (self->purchases_page, "only-counterparty", G_CALLBACK (_jb_window_only_counterparty), self,
                           G_CONNECT_SWAPPED);
  add_page (self, GTK_WIDGET (self->purchases_page), "purchases");

  jb_invoice_page_set_settings (self->purchases_page, self->settings);
  jb_invoice_page_set_show_details (self->purchases_page, g_variant_get_boolean (details));
  _jb_window_set_filters (self);
  jb_invoice_page_set_archive (self->purchases_page, self->archive);
}

static void
make_connections (JbWindow *self)
{
  self->connections_page = g_object_new (JB_TYPE_CONNECTIONS_PAGE, NULL);
  g_signal_connect_object (self->connections_page, "removed", G_CALLBACK (_jb_window_offer_undo), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connections_page, "enter-code", G_CALLBACK (_jb_window_enter_code), self, G_CONNECT_SWAPPED);
  add_page (self, GTK_WIDGET (self->connections_page), "connections");

  jb_connections_page_set_session (self->connections_page, self->session, self->tokens);
}

static void
make_checklist (JbWindow *self)
{
  self->checklist_page = g_object_new (JB_TYPE_CHECKLIST_PAGE, NULL);
  g_signal_connect_object (self->checklist_page, "connect", G_CALLBACK (_jb_window_connect_company), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->checklist_page, "connected", G_CALLBACK (_jb_window_connected), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->checklist_page), "checklist");

  jb_checklist_page_set_session (self->checklist_page, self->session, self->settings);
}

static void
make_certificates (JbWindow *self)
{
  self->certificates_page = g_object_new (JB_TYPE_CERTIFICATES_PAGE, NULL);
  add_page (self, GTK_WIDGET (self->certificates_page), "certificates");

  jb_certificates_page_set_watch (self->certificates_page, self->certificates);
  if (self->connections != NULL)
    jb_certificates_page_set_connections (self->certificates_page, self->connections);
}

void
_jb_window_require_pages (JbWindow *self)
{
  g_clear_handle_id (&self->pages_source, g_source_remove);
  if (self->purchases_page != NULL)
    return;

  make_purchases (self);
  make_connections (self);
  make_checklist (self);
  make_certificates (self);
  _jb_window_show_overview_again (self);
}

static gboolean
pages_cb (gpointer user_data)
{
  JbWindow *self = user_data;

  self->pages_source = 0;
  _jb_window_require_pages (self);
  return G_SOURCE_REMOVE;
}

void
_jb_window_queue_pages (JbWindow *self)
{
  if (self->purchases_page == NULL)
    self->pages_source = g_timeout_add (PAGES_DELAY_MS, pages_cb, self);
}
