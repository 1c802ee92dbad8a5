/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Built once for a certificate and refilled in place. The number behind the owner's name is the authority's own and tells nobody
 * anything, so a registration number is shown only after the key has proved it. */

#define G_LOG_DOMAIN "jb-certificate-row"

#include "config.h"

#include "jb-certificate-row.h"

#include "jb-date.h"
#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbCertificateRow
{
  AdwPreferencesRow  parent_instance;

  GtkWidget         *icon;
  GtkLabel          *owner_label;
  GtkLabel          *company_label;
  GtkLabel          *issuer_label;
  GtkLabel          *expiry_label;
  GtkWidget         *key_label;
  GtkBox            *badges;
  GtkWidget         *check_button;
};

G_DEFINE_FINAL_TYPE (JbCertificateRow, jb_certificate_row, ADW_TYPE_PREFERENCES_ROW)

/* -- words ---------------------------------------------------------------------------------------------------------- */

/* (transfer full): while there is time, how much; else the sentence that says what to do. */
static char *
describe_expiry (const JbCertificateState *state)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (state->entry);
  g_autofree char *until = NULL;
  int days;

  if (jb_certificate_get_expiry (certificate, state->clock) != JB_EXPIRY_FAR)
    return jb_certificate_describe_expiry (certificate, state->clock);

  until = jb_date_format (jb_instant_to_date (jb_certificate_get_not_after (certificate)));
  days = jb_certificate_days_left (certificate, state->clock);
  /* Translators: a day, as 2027-03-01, and how many days are left until then */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Valid until %1$s, %2$d day left.", "Valid until %1$s, %2$d days left.",
                                       (gulong) days),
                          until, days);
}

/* (transfer full) (nullable) */
static char *
describe_days_left (const JbCertificateState *state)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (state->entry);
  int days = jb_certificate_days_left (certificate, state->clock);

  switch (jb_certificate_get_expiry (certificate, state->clock))
    {
    case JB_EXPIRY_EXPIRED:
      return g_strdup (_("Expired"));
    case JB_EXPIRY_NOT_YET:
      return g_strdup (_("Not Valid Yet"));
    case JB_EXPIRY_FAR:
      return NULL;
    case JB_EXPIRY_MONTH:
    case JB_EXPIRY_WEEK:
    case JB_EXPIRY_DAY:
    default:
      if (days <= 0)
        return g_strdup (_("Ends Today"));
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d Day Left", "%d Days Left", (gulong) days), days);
    }
}

/* -- showing -------------------------------------------------------------------------------------------------------- */

/* Two fit side by side into the narrowest window. */
static void
add_badge (JbCertificateRow *self,
           const char       *css_class,
           const char       *text)
{
  GtkWidget *badge = gtk_label_new (text);
  GtkWidget *line = gtk_widget_get_last_child (GTK_WIDGET (self->badges));

  gtk_widget_add_css_class (badge, "jb-pill");
  gtk_widget_add_css_class (badge, "caption");
  gtk_widget_add_css_class (badge, css_class);
  if (line == NULL || gtk_widget_get_first_child (line) != gtk_widget_get_last_child (line))
    {
      line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_box_append (self->badges, line);
    }
  gtk_box_append (GTK_BOX (line), badge);
}

static void
add_use_badge (JbCertificateRow *self,
               JbCertificate    *certificate)
{
  JbCertificateUse use = jb_certificate_get_use (certificate);

  if (!jb_certificate_use_can_issue (use))
    add_badge (self, "warning", _("Not for Tax Invoices"));
  else if (use == JB_CERTIFICATE_USE_BUSINESS || use == JB_CERTIFICATE_USE_TAX_INVOICE)
    add_badge (self, "success", _("For Tax Invoices"));
}

static void
show_badges (JbCertificateRow         *self,
             const JbCertificateState *state)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (state->entry);
  JbExpiry expiry = jb_certificate_get_expiry (certificate, state->clock);
  g_autofree char *days_left = describe_days_left (state);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->badges))) != NULL)
    gtk_box_remove (self->badges, child);

  if (days_left != NULL)
    add_badge (self, expiry == JB_EXPIRY_MONTH || expiry == JB_EXPIRY_NOT_YET ? "warning" : "error", days_left);
  if (jb_npki_entry_get_key_path (state->entry) == NULL)
    add_badge (self, "error", _("Key Missing"));
  if (state->wrong_company)
    add_badge (self, "error", _("Wrong Company"));
  add_use_badge (self, certificate);
  gtk_widget_set_visible (GTK_WIDGET (self->badges), gtk_widget_get_first_child (GTK_WIDGET (self->badges)) != NULL);
}

static void
show_company (JbCertificateRow         *self,
              const JbCertificateState *state)
{
  g_autofree char *number = state->number != NULL ? jb_registration_display (state->number) : NULL;
  g_autofree char *both = NULL;

  if (number != NULL && state->company_name != NULL)
    /* Translators: a company's name and its business number */
    both = g_strdup_printf (_("%1$s, %2$s"), state->company_name, number);
  gtk_label_set_text (self->company_label, both != NULL ? both : number != NULL ? number : "");
  gtk_widget_set_visible (GTK_WIDGET (self->company_label), number != NULL);
}

static void
show_icon (JbCertificateRow         *self,
           const JbCertificateState *state)
{
  JbCertificate *certificate = jb_npki_entry_get_certificate (state->entry);
  JbExpiry expiry = jb_certificate_get_expiry (certificate, state->clock);
  gboolean useless = jb_npki_entry_get_key_path (state->entry) == NULL || expiry == JB_EXPIRY_EXPIRED || state->wrong_company;

  jb_text_toggle_class (self->icon, "error", useless);
  jb_text_toggle_class (self->icon, "warning", !useless && expiry != JB_EXPIRY_FAR);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_certificate_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CERTIFICATE_ROW);

  G_OBJECT_CLASS (jb_certificate_row_parent_class)->dispose (object);
}

static void
jb_certificate_row_class_init (JbCertificateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_certificate_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/certificate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, owner_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, company_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, issuer_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, expiry_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, key_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, badges);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateRow, check_button);
}

static void
jb_certificate_row_init (JbCertificateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

JbCertificateRow *
jb_certificate_row_new (JbNpkiEntry *entry)
{
  JbCertificateRow *self;

  g_return_val_if_fail (JB_IS_NPKI_ENTRY (entry), NULL);

  self = g_object_new (JB_TYPE_CERTIFICATE_ROW, NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->check_button), "s",
                                    jb_certificate_get_fingerprint (jb_npki_entry_get_certificate (entry)));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->check_button), "certificates.check");
  return self;
}

void
jb_certificate_row_show (JbCertificateRow         *self,
                         const JbCertificateState *state)
{
  JbCertificate *certificate;
  g_autofree char *issuer = NULL;
  g_autofree char *expiry = NULL;
  g_autofree char *place = NULL;

  g_return_if_fail (JB_IS_CERTIFICATE_ROW (self));
  g_return_if_fail (state != NULL && JB_IS_NPKI_ENTRY (state->entry) && JB_IS_CLOCK (state->clock));

  certificate = jb_npki_entry_get_certificate (state->entry);
  expiry = describe_expiry (state);
  place = g_filename_display_name (jb_npki_entry_get_certificate_path (state->entry));
  /* Translators: who issued a certificate, as "KICA signGATE", and what for, as "Banking and insurance only" */
  issuer = g_strdup_printf (_("%1$s, %2$s"), jb_certificate_get_issuer (certificate),
                            jb_certificate_use_get_name (jb_certificate_get_use (certificate)));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), jb_certificate_get_owner (certificate));
  gtk_label_set_text (self->owner_label, jb_certificate_get_owner (certificate));
  gtk_label_set_text (self->issuer_label, issuer);
  gtk_label_set_text (self->expiry_label, expiry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  jb_certificate_get_owner (certificate), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->owner_label), place);
  gtk_widget_set_visible (self->key_label, jb_npki_entry_get_key_path (state->entry) == NULL);
  gtk_widget_set_visible (self->check_button, jb_npki_entry_get_key_path (state->entry) != NULL);
  show_company (self, state);
  show_icon (self, state);
  show_badges (self, state);
}
