/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window says about certificates: the page, and a banner for the one that ends next. */

#define G_LOG_DOMAIN "jb-window-certificates"

#include "config.h"

#include "jb-window-private.h"

#include <glib/gi18n-lib.h>

/* (transfer full) */
static char *
describe_warning (JbCertificate *certificate,
                  JbClock       *clock)
{
  const char *owner = jb_certificate_get_owner (certificate);
  int days = jb_certificate_days_left (certificate, clock);

  if (jb_certificate_get_expiry (certificate, clock) == JB_EXPIRY_EXPIRED)
    /* Translators: the owner of a certificate */
    return g_strdup_printf (_("The certificate “%s” has expired. Have a new one issued, then register it again."), owner);
  if (days <= 0)
    return g_strdup_printf (_("The certificate “%s” ends today. Renew it now, then register it again."), owner);
  /* Translators: the owner of a certificate, and how many days are left */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The certificate “%1$s” ends in %2$d day. Renew it, then register it again.",
                                       "The certificate “%1$s” ends in %2$d days. Renew it, then register it again.",
                                       (gulong) days),
                          owner, days);
}

static void
show_warning (JbWindow *self)
{
  JbNpkiEntry *entry = jb_certificate_watch_get_warning (self->certificates);

  if (entry != NULL)
    {
      g_autofree char *sentence = describe_warning (jb_npki_entry_get_certificate (entry),
                                                    jb_certificate_watch_get_clock (self->certificates));

      gtk_label_set_text (self->certificate_label, sentence);
    }
  gtk_widget_set_visible (self->certificate_banner, entry != NULL);
}

/* Nobody is led to where they are. */
static void
show_way (JbWindow *self)
{
  gtk_widget_set_visible (self->certificate_show_button,
                          gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (self->certificates_page));
}

void
_jb_window_hide_certificate_warning (JbWindow *self)
{
  jb_certificate_watch_hide_warning (self->certificates);
}

void
_jb_window_watch_certificates (JbWindow           *self,
                               JbCertificateWatch *watch)
{
  self->certificates = g_object_ref (watch);
  g_signal_connect_object (watch, "changed", G_CALLBACK (show_warning), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (show_way), self, G_CONNECT_SWAPPED);
  show_warning (self);
  show_way (self);
}
