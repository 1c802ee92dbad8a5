/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of windows for people to look at, in the language of JB_TEST_LOCALE. For the tests of ui/ that take some. */

#pragma once

#include "jb-test.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <locale.h>

static inline void
ui_picture_set_dark (gboolean dark)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* First thing in main(). */
static inline void
ui_picture_set_language (void)
{
  const char *locale = g_getenv ("JB_TEST_LOCALE");

  if (locale != NULL)
    g_setenv ("LC_ALL", locale, TRUE);
  if (setlocale (LC_ALL, "") == NULL)
    g_error ("There is no locale “%s” here", locale);
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("JB_TEST_LOCALEDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* After adw_init(): a picture of something half way is no use to anybody. */
static inline void
ui_picture_hold_still (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static inline void
ui_picture_count_frames_cb (GdkFrameClock *clock,
                            guint         *frames)
{
  (*frames)++;
}

/* Until a few frames in a row brought nothing new to do. */
static inline void
ui_picture_wait_for_frames (GtkWidget *window)
{
  GdkFrameClock *clock;
  guint frames = 0;
  gulong handler;

  jb_test_wait_until (gtk_widget_get_mapped (window) && gtk_widget_get_frame_clock (window) != NULL);
  clock = gtk_widget_get_frame_clock (window);
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (ui_picture_count_frames_cb), &frames);
  for (int i = 0; i < 4; i++)
    {
      guint before = frames;

      gtk_widget_queue_draw (window);
      jb_test_wait_until (frames > before);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_signal_handler_disconnect (clock, handler);
}

/* How many different colours: an empty window has hardly any. */
static inline guint
ui_picture_count_colours (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * height);
  g_autoptr(GHashTable) colours = g_hash_table_new (NULL, NULL);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  for (gsize i = 0; i < (gsize) width * height; i++)
    g_hash_table_add (colours, GUINT_TO_POINTER (pixels[i]));
  return g_hash_table_size (colours);
}

/* Of @window as it looks now: NAME-en.png or NAME-ko.png in the folder JB_SCREENSHOTS. */
static inline void
ui_picture_take (GtkWidget  *window,
                 const char *name)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, g_getenv ("JB_TEST_LOCALE") != NULL ? "ko" : "en");
  g_autofree char *path = g_build_filename (g_getenv ("JB_SCREENSHOTS"), file, NULL);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  ui_picture_wait_for_frames (window);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gsk_render_node_unref (node);

  g_assert_cmpuint (ui_picture_count_colours (texture), >, 40);
  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_test_message ("%s", path);
}
