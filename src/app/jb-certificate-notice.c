/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A sentence for each threshold. A click on the notification raises the window, whose banner says more. */

#define G_LOG_DOMAIN "jb-certificate-notice"

#include "config.h"

#include "jb-certificate-notice.h"

#include <glib/gi18n-lib.h>

#define NOTIFICATION_ID "certificate"

/* (transfer full) */
static char *
describe (JbCertificate *certificate,
          JbClock       *clock)
{
  int days = jb_certificate_days_left (certificate, clock);

  if (jb_certificate_get_expiry (certificate, clock) == JB_EXPIRY_EXPIRED)
    return g_strdup (_("A certificate has expired. Have a new one issued, then register it again."));
  if (days <= 0)
    return g_strdup (_("A certificate ends today. Renew it now, then register it again."));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A certificate ends in %d day. Renew it, then register it again.",
                                       "A certificate ends in %d days. Renew it, then register it again.", (gulong) days),
                          days);
}

static void
expiring_cb (GApplication       *application,
             JbNpkiEntry        *entry,
             JbCertificateWatch *watch)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (entry);
  JbClock *clock = jb_certificate_watch_get_clock (watch);
  g_autofree char *body = NULL;
  g_autoptr(GNotification) notification = NULL;

  if (g_application_get_dbus_connection (application) == NULL)
    return;

  body = describe (certificate, clock);
  notification = g_notification_new (_("Certificate"));
  g_notification_set_body (notification, body);
  g_application_send_notification (application, NOTIFICATION_ID, notification);
}

void
jb_certificate_notice_connect (GApplication       *application,
                               JbCertificateWatch *watch)
{
  g_return_if_fail (G_IS_APPLICATION (application) && JB_IS_CERTIFICATE_WATCH (watch));

  g_signal_connect_object (watch, "expiring", G_CALLBACK (expiring_cb), application, G_CONNECT_SWAPPED);
}
