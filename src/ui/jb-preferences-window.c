/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* See jb-preferences-window.h. */

#define G_LOG_DOMAIN "jb-preferences-window"

#include "config.h"

#include "jb-preferences-window.h"

#include "jb-book-preferences.h"
#include "jb-collecting-preferences.h"
#include "jb-network-preferences.h"
#include "jb-signature-preferences.h"
#include "jb-signup-preferences.h"

#include <glib/gi18n-lib.h>

struct _JbPreferencesWindow
{
  AdwPreferencesWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (JbPreferencesWindow, jb_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
jb_preferences_window_class_init (JbPreferencesWindowClass *klass)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
jb_preferences_window_init (JbPreferencesWindow *self)
{
}

GtkWindow *
jb_preferences_window_new (GtkWindow *parent,
                           JbSession *session,
                           GSettings *settings)
{
  JbPreferencesWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (JB_IS_SESSION (session) && G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JB_TYPE_PREFERENCES_WINDOW, "title", _("Preferences"), "transient-for", parent, "modal", parent != NULL,
                       "default-width", 640, "default-height", 680, NULL);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (jb_collecting_preferences_new (session, settings)));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (jb_book_preferences_new (session)));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (jb_signature_preferences_new (session)));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (jb_network_preferences_new (settings)));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (jb_signup_preferences_new (settings)));
  return GTK_WINDOW (self);
}
