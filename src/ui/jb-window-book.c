/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window says and does about the key of the book. */

#define G_LOG_DOMAIN "jb-window-book"

#include "config.h"

#include "jb-window-private.h"

#include "jb-recovery-dialog.h"
#include "jb-unlock-dialog.h"

#include <glib/gi18n-lib.h>

/* What is to be said now; one thing at a time. */
typedef struct
{
  const char *sentence;   /* (nullable): NULL = nothing */
  const char *button;     /* (nullable) */
  const char *action;     /* (nullable) */
  gboolean    may_hide;
} Banner;

static Banner
choose_banner (JbWindow *self)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);
  Banner locked = {
    _("The book is locked. Details, originals and collecting need the recovery code."), _("_Enter Code…"), "win.unlock-book", FALSE
  };
  Banner clear = {
    _("Originals and resident numbers are not encrypted yet."), _("_Protect…"), "win.protect-book", TRUE
  };
  Banner session_only = {
    _("The keyring did not take the key of the book, so Jangbu will ask for the recovery code at its next start."),
    NULL, NULL, TRUE
  };
  Banner nothing = { NULL, NULL, NULL, FALSE };

  if (keeper == NULL || jb_book_keeper_is_asking (keeper))
    return nothing;

  switch (jb_book_keeper_get_protection (keeper))
    {
    case JB_PROTECTION_LOCKED:
      return locked;
    case JB_PROTECTION_UNLOCKED:
      return jb_book_keeper_is_session_only (keeper) ? session_only : nothing;
    case JB_PROTECTION_NONE:
    default:
      /* An empty book has nothing to protect, and its owner has other things to do first. */
      return !jb_session_is_demo (self->session) && self->connections != NULL && self->connections->len > 0 ? clear : nothing;
    }
}

void
_jb_window_show_book_banner (JbWindow *self)
{
  Banner banner = choose_banner (self);
  gboolean hidden = banner.may_hide && g_strcmp0 (banner.sentence, self->book_banner_hidden) == 0;
  gboolean shown = banner.sentence != NULL && !hidden;

  gtk_widget_set_visible (self->book_banner, shown);
  if (!shown)
    return;

  gtk_label_set_text (self->book_label, banner.sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->book_button), banner.button != NULL);
  if (banner.button != NULL)
    {
      gtk_button_set_label (self->book_button, banner.button);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->book_button), banner.action);
    }
  gtk_widget_set_visible (self->book_hide_button, banner.may_hide);
}

double
_jb_window_get_encrypting (JbWindow *self)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);

  return keeper != NULL ? jb_book_keeper_get_progress (keeper) : -1;
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
present (JbWindow  *self,
         GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
protect_book_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  JbWindow *self = user_data;

  if (jb_session_get_keeper (self->session) != NULL)
    present (self, GTK_WINDOW (jb_recovery_dialog_new (self->session)));
}

static void
unlock_book_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  JbWindow *self = user_data;

  if (jb_session_get_protection (self->session) == JB_PROTECTION_LOCKED)
    present (self, GTK_WINDOW (jb_unlock_dialog_new (self->session)));
}

static void
hide_book_banner_action (GSimpleAction *action,
                         GVariant      *parameter,
                         gpointer       user_data)
{
  JbWindow *self = user_data;

  /* What is to be said later is another thing. */
  self->book_banner_hidden = choose_banner (self).sentence;
  _jb_window_show_book_banner (self);
}

static const GActionEntry actions[] = {
  { .name = "protect-book", .activate = protect_book_action },
  { .name = "unlock-book", .activate = unlock_book_action },
  { .name = "hide-book-banner", .activate = hide_book_banner_action },
};

void
_jb_window_add_book_actions (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
