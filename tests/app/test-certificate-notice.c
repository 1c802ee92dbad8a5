/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The notification as a desktop receives it, on a session bus of the test's own: once, and without a name. */

#include "config.h"

#include "jb-certificate-notice.h"

#include <string.h>

#include "jb-certificates-test.h"
#include "jb-date.h"

#define TODAY 20261123

static const char desktop_xml[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'>"
  "<arg direction='in' type='s'/><arg direction='in' type='u'/><arg direction='in' type='s'/><arg direction='in' type='s'/>"
  "<arg direction='in' type='s'/><arg direction='in' type='as'/><arg direction='in' type='a{sv}'/><arg direction='in' type='i'/>"
  "<arg direction='out' type='u'/>"
  "</method></interface></node>";

/* A desktop that shows notifications. */
typedef struct
{
  GDBusConnection *bus;
  GDBusNodeInfo   *info;
  guint            object;
  guint            name;
  gboolean         named;
  GPtrArray       *shown;     /* (element-type utf8): "title|body" */
} Desktop;

static void
call_cb (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  Desktop *desktop = user_data;
  const char *title, *body;

  g_variant_get_child (parameters, 3, "&s", &title);
  g_variant_get_child (parameters, 4, "&s", &body);
  g_ptr_array_add (desktop->shown, g_strdup_printf ("%s|%s", title, body));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", desktop->shown->len));
}

static void
named_cb (GDBusConnection *connection,
          const char      *name,
          gpointer         user_data)
{
  ((Desktop *) user_data)->named = TRUE;
}

static void
open_desktop (Desktop    *desktop,
              const char *address)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr(GError) error = NULL;

  desktop->shown = g_ptr_array_new_with_free_func (g_free);
  desktop->bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  desktop->info = g_dbus_node_info_new_for_xml (desktop_xml, &error);
  g_assert_no_error (error);
  desktop->object = g_dbus_connection_register_object (desktop->bus, "/org/freedesktop/Notifications", desktop->info->interfaces[0],
                                                       &vtable, desktop, NULL, &error);
  g_assert_no_error (error);
  desktop->name = g_bus_own_name_on_connection (desktop->bus, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE,
                                                named_cb, NULL, desktop, NULL);
  jb_test_wait_until (desktop->named);
}

/* Through the bus and back on both sides: whatever was said before has arrived. */
static void
settle (Desktop      *desktop,
        GApplication *application)
{
  GDBusConnection *sides[] = { desktop->bus, g_application_get_dbus_connection (application) };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GVariant) answer = NULL;

      g_dbus_connection_call (sides[i], "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", NULL, NULL,
                              G_DBUS_CALL_FLAGS_NONE, -1, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      answer = g_dbus_connection_call_finish (sides[i], result, NULL);
      g_assert_nonnull (answer);
    }
}

/* The application must see the desktop go before it goes itself: else what GLib keeps of its notifications outlives it, and falls over
 * when the bus ends. */
static void
close_desktop (Desktop      *desktop,
               GApplication *application)
{
  g_bus_unown_name (desktop->name);
  settle (desktop, application);
  g_dbus_connection_unregister_object (desktop->bus, desktop->object);
  g_dbus_connection_close_sync (desktop->bus, NULL, NULL);
  g_object_unref (desktop->bus);
  g_dbus_node_info_unref (desktop->info);
  g_ptr_array_unref (desktop->shown);
}

static void
test_desktop (void)
{
  g_autoptr(GTestDBus) dbus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *npki = certificates_test_clear ();
  g_autoptr(JbClock) clock = jb_clock_new_manual (jb_instant_from_date (TODAY), TRUE);
  g_autoptr(JbCertificateWatch) watch = jb_certificate_watch_new (clock, NULL, TRUE);
  g_autoptr(GApplication) application = NULL;
  g_autoptr(GError) error = NULL;
  Desktop desktop = { 0 };

  certificates_test_put (npki, "홍길동", NULL, jb_date_add_days (TODAY, 7), "0001234013", "signPri-pbes2-seed-sha1.key");
  g_test_dbus_up (dbus);
  open_desktop (&desktop, g_test_dbus_get_bus_address (dbus));
  application = g_application_new ("kr.jangbu.Test", G_APPLICATION_DEFAULT_FLAGS);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);

  jb_certificate_notice_connect (application, watch);
  jb_certificate_watch_refresh (watch);
  jb_test_wait_until (desktop.shown->len == 1);
  g_assert_cmpstr (g_ptr_array_index (desktop.shown, 0), ==,
                   "Certificate|A certificate ends in 7 days. Renew it, then register it again.");

  /* The next start says nothing; the last day does, the end, too. */
  jb_certificate_watch_refresh (watch);
  jb_test_wait_until (!jb_certificate_watch_is_searching (watch));
  jb_clock_set (clock, jb_instant_from_date (jb_date_add_days (TODAY, 6)));
  jb_certificate_watch_check_day (watch);
  jb_test_wait_until (desktop.shown->len == 2);
  g_assert_cmpstr (g_ptr_array_index (desktop.shown, 1), ==,
                   "Certificate|A certificate ends in 1 day. Renew it, then register it again.");
  jb_clock_set (clock, jb_instant_from_date (jb_date_add_days (TODAY, 8)));
  jb_certificate_watch_check_day (watch);
  jb_test_wait_until (desktop.shown->len == 3);
  g_assert_cmpstr (g_ptr_array_index (desktop.shown, 2), ==,
                   "Certificate|A certificate has expired. Have a new one issued, then register it again.");

  settle (&desktop, application);
  g_assert_cmpuint (desktop.shown->len, ==, 3);
  close_desktop (&desktop, application);
  g_clear_object (&application);
  g_test_dbus_down (dbus);
  jb_test_remove_tree (npki);
}

/* Without a bus the program goes on. */
static void
test_no_bus (void)
{
  g_autofree char *npki = certificates_test_clear ();
  g_autoptr(JbClock) clock = jb_clock_new_manual (jb_instant_from_date (TODAY), TRUE);
  g_autoptr(JbCertificateWatch) watch = jb_certificate_watch_new (clock, NULL, TRUE);
  g_autoptr(GApplication) application = g_application_new ("kr.jangbu.Test", G_APPLICATION_NON_UNIQUE);

  certificates_test_put (npki, "a", NULL, TODAY, NULL, "signPri-pbes2-seed-sha1.key");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_application_register (application, NULL, NULL);   /* whether it can is the question here */
  jb_certificate_notice_connect (application, watch);
  jb_certificate_watch_refresh (watch);
  jb_test_wait_until (!jb_certificate_watch_is_searching (watch));
  g_assert_nonnull (jb_certificate_watch_get_warning (watch));
  jb_test_remove_tree (npki);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = certificates_test_make_home ();
  int failed;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/certificate-notice/desktop", test_desktop);
  g_test_add_func ("/certificate-notice/no-bus", test_no_bus);
  failed = g_test_run ();
  jb_test_remove_tree (home);
  return failed;
}
