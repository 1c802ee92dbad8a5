/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What most tests need: wait for an answer without a sleep, a folder that goes away, a sample's bytes. */

#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>

/* Iterates the main context until @condition holds; fails the test after a minute (a sanitized build on a busy machine is slow). */
#define jb_test_wait_until(condition)                                            \
  G_STMT_START {                                                                 \
    gint64 jb_deadline_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;         \
    while (!(condition))                                                         \
      {                                                                          \
        if (g_get_monotonic_time () > jb_deadline_)                              \
          g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition); \
        if (!g_main_context_iteration (NULL, FALSE))                             \
          g_usleep (200);                                                        \
      }                                                                          \
  } G_STMT_END

/* A GAsyncReadyCallback that puts the result where user_data points. */
static inline void
jb_test_result_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static inline void
jb_test_remove_tree (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* (transfer full) */
static inline GBytes *
jb_test_sample (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("JB_SAMPLES"), name, NULL);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}
