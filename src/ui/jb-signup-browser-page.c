/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form is served once (jb-signup-page.h), so "Open Again" is a new page under a new address. The browser is opened the
 * desktop's way, which inside Flatpak is the portal. */

#define G_LOG_DOMAIN "jb-signup-browser-page"

#include "config.h"

#include "jb-signup-browser-page.h"

#include "jb-signup-page.h"

#include <glib/gi18n-lib.h>

struct _JbSignupBrowserPage
{
  AdwBin                parent_instance;

  GtkImage             *icon;
  GtkLabel             *title_label;
  GtkLabel             *sentence_label;
  GtkLabel             *countdown_label;
  GtkWidget            *copy_button;
  AdwActionRow         *callback_row;
  GtkImage             *callback_icon;

  JbClock              *clock;
  JbSignupServer       *server;        /* (nullable): the form waits for a browser */
  GCancellable         *launching;     /* (nullable) */
  gint64                expires_at;    /* UTC ms; of @server */
  guint                 tick;
  JbSignupBrowserState  state;
};

G_DEFINE_FINAL_TYPE (JbSignupBrowserPage, jb_signup_browser_page, ADW_TYPE_BIN)

enum
{
  PROP_STATE = 1,
};

static GParamSpec *properties[PROP_STATE + 1];

/* -- what is shown -------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *icon;
  const char *title;
  const char *sentence;
} faces[] = {
  [JB_SIGNUP_BROWSER_LEFT] = {
    "document-open-recent-symbolic", N_("Go On in Your Browser"),
    N_("This sign-up was begun before. If the pages of SmartBill are still open, go on there; otherwise open them again.") },
  [JB_SIGNUP_BROWSER_WAITING] = {
    "web-browser-symbolic", N_("Opening Your Browser"),
    N_("The form waits on this computer until your browser has fetched it, once. Then it goes on to SmartBill by itself.") },
  [JB_SIGNUP_BROWSER_SERVED] = {
    "object-select-symbolic", N_("Your Browser Has the Form"),
    N_("Go on there, and keep this window open.") },
  [JB_SIGNUP_BROWSER_EXPIRED] = {
    "dialog-warning-symbolic", N_("No Browser Came for the Form"),
    N_("The form was not fetched within five minutes, so it was taken back. Open it again. If no browser appears then, copy the address and paste it into a browser on this computer.") },
  [JB_SIGNUP_BROWSER_FAILED] = {
    "dialog-error-symbolic", N_("The Browser Could Not Be Opened"), NULL },
};

static void
show_state (JbSignupBrowserPage  *self,
            JbSignupBrowserState  state,
            const char           *sentence)
{
  self->state = state;
  gtk_image_set_from_icon_name (self->icon, faces[state].icon);
  gtk_label_set_text (self->title_label, _(faces[state].title));
  gtk_label_set_text (self->sentence_label, sentence != NULL ? sentence : _(faces[state].sentence));
  gtk_widget_set_visible (self->copy_button, self->server != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->countdown_label), self->server != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static gboolean
count_down_cb (gpointer user_data)
{
  JbSignupBrowserPage *self = user_data;
  gint64 seconds = MAX (self->expires_at - jb_clock_now (self->clock) + 999, 0) / 1000;
  g_autofree char *left = g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  /* Translators: %s is a time, as 4:32 */
  g_autofree char *text = g_strdup_printf (_("The form waits for another %s."), left);

  gtk_label_set_text (self->countdown_label, text);
  return G_SOURCE_CONTINUE;
}

void
jb_signup_browser_page_show_callback (JbSignupBrowserPage *self,
                                      gboolean             is_listening,
                                      const char          *problem,
                                      guint                n_dropped)
{
  g_autofree char *subtitle = NULL;

  g_return_if_fail (JB_IS_SIGNUP_BROWSER_PAGE (self));

  if (n_dropped > 0)
    /* Translators: %u is a number of calls */
    subtitle = g_strdup_printf (_("Calls that were turned away, because they were not SmartBill’s or not for this company: %u"), n_dropped);
  else if (problem == NULL && !is_listening)
    subtitle = g_strdup (_("SmartBill can also send the codes to this computer. Preferences say how."));

  gtk_image_set_from_icon_name (self->callback_icon, problem != NULL ? "dialog-warning-symbolic"
                                                     : is_listening ? "network-receive-symbolic" : "dialog-information-symbolic");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->callback_row),
                                 problem != NULL ? problem
                                 : is_listening ? _("Jangbu listens for SmartBill’s call. When it comes, the codes are taken by themselves.")
                                                : _("When you have the codes, bring them here in one of two ways."));
  adw_action_row_set_subtitle (self->callback_row, subtitle != NULL ? subtitle : "");
}

/* -- the browser ---------------------------------------------------------------------------------------------------- */

static void
drop_server (JbSignupBrowserPage *self)
{
  g_cancellable_cancel (self->launching);
  g_clear_object (&self->launching);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->server != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->server, self);
      jb_signup_server_close (self->server);
      g_clear_object (&self->server);
    }
}

static void
served_cb (JbSignupBrowserPage *self)
{
  drop_server (self);
  show_state (self, JB_SIGNUP_BROWSER_SERVED, NULL);
}

static void
expired_cb (JbSignupBrowserPage *self)
{
  drop_server (self);
  show_state (self, JB_SIGNUP_BROWSER_EXPIRED, NULL);
}

/* The form goes on waiting: its address can still be copied. */
static void
launched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(JbSignupBrowserPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error) || self->server == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_debug ("%s", error->message);
  show_state (self, JB_SIGNUP_BROWSER_FAILED,
              _("The desktop opened no browser. Copy the address and paste it into a browser on this computer, "
                "or choose a default browser and open it again."));
}

void
jb_signup_browser_page_open (JbSignupBrowserPage *self,
                             const JbSignupForm  *form,
                             const JbSignupTerms *terms,
                             const char          *target)
{
  GtkRoot *root;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (JB_IS_SIGNUP_BROWSER_PAGE (self));
  g_return_if_fail (self->clock != NULL);

  drop_server (self);
  self->server = jb_signup_server_new (form, terms, target, self->clock, &error);
  if (self->server == NULL)
    {
      show_state (self, JB_SIGNUP_BROWSER_FAILED, error->message);
      return;
    }

  g_signal_connect_object (self->server, "served", G_CALLBACK (served_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->server, "expired", G_CALLBACK (expired_cb), self, G_CONNECT_SWAPPED);
  self->expires_at = jb_clock_now (self->clock) + JB_SIGNUP_PAGE_LIFETIME_MS;
  self->tick = g_timeout_add_seconds (1, count_down_cb, self);
  count_down_cb (self);
  show_state (self, JB_SIGNUP_BROWSER_WAITING, NULL);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  self->launching = g_cancellable_new ();
  gtk_show_uri_full (GTK_WINDOW (root), jb_signup_server_get_uri (self->server), GDK_CURRENT_TIME, self->launching, launched_cb,
                     g_object_ref (self));
}

void
jb_signup_browser_page_close (JbSignupBrowserPage *self)
{
  g_return_if_fail (JB_IS_SIGNUP_BROWSER_PAGE (self));

  drop_server (self);
  show_state (self, JB_SIGNUP_BROWSER_LEFT, NULL);
}

static void
copy_cb (JbSignupBrowserPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), jb_signup_server_get_uri (self->server));
}

JbSignupBrowserState
jb_signup_browser_page_get_state (JbSignupBrowserPage *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_BROWSER_PAGE (self), JB_SIGNUP_BROWSER_LEFT);

  return self->state;
}

void
jb_signup_browser_page_set_clock (JbSignupBrowserPage *self,
                                  JbClock             *clock)
{
  g_return_if_fail (JB_IS_SIGNUP_BROWSER_PAGE (self));

  g_set_object (&self->clock, clock);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_signup_browser_page_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  JbSignupBrowserPage *self = JB_SIGNUP_BROWSER_PAGE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* The window is closed. The desktop's answer would hold it, and with it the form. */
static void
jb_signup_browser_page_unrealize (GtkWidget *widget)
{
  drop_server (JB_SIGNUP_BROWSER_PAGE (widget));

  GTK_WIDGET_CLASS (jb_signup_browser_page_parent_class)->unrealize (widget);
}

static void
jb_signup_browser_page_dispose (GObject *object)
{
  JbSignupBrowserPage *self = JB_SIGNUP_BROWSER_PAGE (object);

  drop_server (self);
  g_clear_object (&self->clock);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_SIGNUP_BROWSER_PAGE);

  G_OBJECT_CLASS (jb_signup_browser_page_parent_class)->dispose (object);
}

static void
jb_signup_browser_page_class_init (JbSignupBrowserPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jb_signup_browser_page_get_property;
  object_class->dispose = jb_signup_browser_page_dispose;
  widget_class->unrealize = jb_signup_browser_page_unrealize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, JB_SIGNUP_BROWSER_LEFT, JB_SIGNUP_BROWSER_FAILED,
                                             JB_SIGNUP_BROWSER_LEFT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/signup-browser.ui");
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, icon);
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, countdown_label);
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, callback_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupBrowserPage, callback_icon);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
jb_signup_browser_page_init (JbSignupBrowserPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self, JB_SIGNUP_BROWSER_LEFT, NULL);
  jb_signup_browser_page_show_callback (self, FALSE, NULL, 0);
}
