/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The thin program `jangbu`: translations, the application, a window when it is wanted. */

#define G_LOG_DOMAIN "jangbu"

#include "config.h"

#include "jb-core.h"
#include "jb-window.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

static void
activate_cb (JbApplication *application,
             gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (jb_window_new (application));
  gtk_window_present (window);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(JbApplication) application = NULL;

  jb_core_forbid ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = jb_application_new (G_APPLICATION_DEFAULT_FLAGS);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
