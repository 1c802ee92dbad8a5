/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A section is a heading over a card; a card holds fields (name and value) or lines. */

#define G_LOG_DOMAIN "jb-invoice-sections"

#include "config.h"

#include "jb-invoice-sections.h"

#include "jb-clock.h"
#include "jb-date.h"
#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_section (const char *title,
              GtkWidget  *card)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (section), make_label (title, "heading"));
  gtk_box_append (GTK_BOX (section), card);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (card),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, gtk_widget_get_first_child (section), NULL,
                                  -1);
  return section;
}

static GtkWidget *
make_fields (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "jb-fields");
  return grid;
}

static int
count_fields (GtkWidget *grid)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (grid); child != NULL; child = gtk_widget_get_next_sibling (child))
    n++;
  return n / 2;
}

/* Nothing is shown for what the invoice does not say. */
static GtkWidget *
add_field (GtkWidget  *grid,
           const char *name,
           const char *value)
{
  GtkWidget *name_label, *value_label;
  int row = count_fields (grid);

  if (value == NULL || *value == '\0')
    return NULL;

  name_label = make_label (name, "dim-label");
  gtk_label_set_yalign (GTK_LABEL (name_label), 0);
  gtk_label_set_width_chars (GTK_LABEL (name_label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 14);
  value_label = make_label (value, "numeric");
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, name_label, NULL,
                                  -1);

  gtk_grid_attach (GTK_GRID (grid), name_label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value_label, 1, row, 1, 1);
  return value_label;
}

static GtkWidget *
add_date (GtkWidget  *grid,
          const char *name,
          int         date)
{
  g_autofree char *text = jb_date_format (date);

  return add_field (grid, name, text);
}

/* What is there of several values, with a dot between them. (nullable) (transfer full) */
static char *
join (const char * const *parts,
      gsize               n_parts)
{
  GString *text = NULL;

  for (gsize i = 0; i < n_parts; i++)
    {
      if (parts[i] == NULL || *parts[i] == '\0')
        continue;
      if (text == NULL)
        text = g_string_new (parts[i]);
      else
        g_string_append_printf (text, " · %s", parts[i]);
    }
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

/* -- a party -------------------------------------------------------------------------------------------------------- */

static void
add_contact (GtkWidget       *grid,
             const JbContact *contact)
{
  const char *parts[] = { contact->department, contact->person, contact->phone, contact->email };
  g_autofree char *text = join (parts, G_N_ELEMENTS (parts));

  add_field (grid, _("Contact"), text);
}

GtkWidget *
jb_invoice_sections_party (const char    *title,
                           const JbParty *party)
{
  const char *business[2];
  g_autofree char *number = NULL;
  g_autofree char *trade = NULL;
  GtkWidget *grid, *name;

  if (party == NULL)
    return NULL;

  business[0] = party->business_type;
  business[1] = party->business_item;
  number = party->registration != NULL ? jb_registration_display (party->registration) : NULL;
  trade = join (business, G_N_ELEMENTS (business));

  grid = make_fields ();
  name = add_field (grid, _("Name"), party->name);
  if (name != NULL)
    gtk_widget_add_css_class (name, "heading");
  add_field (grid, _("Number"), number);
  add_field (grid, _("Branch"), party->branch);
  add_field (grid, _("Represented by"), party->representative);
  add_field (grid, _("Business"), trade);
  add_field (grid, _("Address"), party->address);
  add_contact (grid, &party->contact);
  add_contact (grid, &party->second_contact);
  return make_section (title, grid);
}

/* -- the lines ------------------------------------------------------------------------------------------------------ */

static char *
pretty_number (const char *text)
{
  gint64 number;

  if (text != NULL && jb_won_parse (text, &number, NULL))
    return jb_won_format (number);
  return g_strdup (text);
}

static char *
describe_line (const JbLine *line)
{
  g_autofree char *day = line->supplied_on != 0 ? jb_date_format (line->supplied_on) : NULL;
  g_autofree char *quantity = pretty_number (line->quantity);
  g_autofree char *price = pretty_number (line->unit_price);
  g_autofree char *amount = NULL;
  const char *parts[4];

  if (quantity != NULL && *quantity != '\0' && price != NULL && *price != '\0')
    /* Translators: a quantity times a unit price */
    amount = g_strdup_printf (_("%1$s × %2$s"), quantity, price);
  else
    amount = g_strdup (quantity != NULL && *quantity != '\0' ? quantity : price);

  parts[0] = day;
  parts[1] = line->specification;
  parts[2] = amount;
  parts[3] = line->remark;
  return join (parts, G_N_ELEMENTS (parts));
}

static GtkWidget *
make_amount (gint64      won,
             const char *css_class)
{
  g_autofree char *text = jb_won_format (won);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  jb_text_toggle_class (label, "negative", won < 0);
  return label;
}

static GtkWidget *
make_line (const JbLine *line)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *name = make_label (line->name != NULL ? line->name : _("(no name)"), NULL);
  g_autofree char *description = describe_line (line);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  gtk_widget_add_css_class (grid, "jb-line");
  gtk_widget_set_hexpand (name, TRUE);
  gtk_grid_attach (GTK_GRID (grid), name, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), make_amount (line->supply, NULL), 1, 0, 1, 1);
  if (description != NULL)
    {
      GtkWidget *label = make_label (description, "caption");

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_grid_attach (GTK_GRID (grid), label, 0, 1, 1, 1);
    }
  if (line->tax != 0)
    {
      GtkWidget *label = make_amount (line->tax, "caption");

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_set_tooltip_text (label, _("Tax of this line"));
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_grid_attach (GTK_GRID (grid), label, 1, 1, 1, 1);
    }
  return grid;
}

GtkWidget *
jb_invoice_sections_lines (JbInvoice *invoice)
{
  GtkWidget *list;

  if (invoice->lines->len == 0)
    return NULL;

  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < invoice->lines->len; i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_set_focusable (row, FALSE);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), make_line (g_ptr_array_index (invoice->lines, i)));
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  return make_section (_("Items"), list);
}

/* -- payments and remark -------------------------------------------------------------------------------------------- */

GtkWidget *
jb_invoice_sections_payments (JbInvoice *invoice)
{
  GtkWidget *grid = make_fields ();

  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);
      g_autofree char *won = jb_text_won (payment->amount);

      if (payment->amount != 0)
        add_field (grid, jb_payment_kind_get_name (payment->kind), won);
    }
  add_field (grid, _("Remark"), invoice->remark);

  if (count_fields (grid) > 0)
    return make_section (_("Payment"), grid);

  g_object_ref_sink (grid);
  g_object_unref (grid);
  return NULL;
}

/* -- the document --------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_copy_button (const char *issue_id)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Copy the Issue Id"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy the issue id"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "detail.copy-issue-id");
  return button;
}

static void
add_import (GtkWidget *grid,
            JbInvoice *invoice)
{
  g_autofree char *quantity = invoice->import_quantity != 0 ? jb_text_count (invoice->import_quantity) : NULL;

  add_field (grid, _("Import number"), invoice->import_number);
  add_field (grid, _("Import quantity"), quantity);
  add_date (grid, _("Import from"), invoice->import_period.from);
  add_date (grid, _("Import to"), invoice->import_period.to);
}

GtkWidget *
jb_invoice_sections_document (JbInvoice *invoice)
{
  GtkWidget *grid = make_fields ();
  g_autofree char *issue_id = invoice->issue_id != NULL ? jb_issue_id_format (invoice->issue_id) : NULL;
  g_autofree char *services = jb_text_services (invoice->services);

  if (add_field (grid, _("Issue id"), issue_id) != NULL)
    gtk_grid_attach (GTK_GRID (grid), make_copy_button (issue_id), 2, 0, 1, 1);
  add_date (grid, _("Written"), invoice->written_on);
  add_date (grid, _("Issued"), invoice->issued_on);
  add_date (grid, _("Sent to the NTS"), invoice->sent_on);
  add_field (grid, _("State"), invoice->status != JB_STATUS_UNKNOWN ? jb_status_get_name (invoice->status) : NULL);
  add_field (grid, _("At the NTS"),
             invoice->nts_status != JB_NTS_UNKNOWN ? jb_nts_status_get_name (invoice->nts_status) : NULL);
  add_field (grid, _("NTS answer"), invoice->nts_result);
  add_field (grid, _("Document number"), invoice->document_number);
  add_field (grid, _("Sender’s number"), invoice->sender_number);
  add_import (grid, invoice);
  /* Translators: the services, or the files, that an invoice came from */
  add_field (grid, _("Came from"), services);
  return make_section (_("Document"), grid);
}

/* -- the signature -------------------------------------------------------------------------------------------------- */

static void
add_signer (GtkWidget     *grid,
            JbCertificate *certificate)
{
  g_autofree char *from = jb_date_format (jb_instant_to_date (jb_certificate_get_not_before (certificate)));
  g_autofree char *until = jb_date_format (jb_instant_to_date (jb_certificate_get_not_after (certificate)));
  /* Translators: two days, from and until */
  g_autofree char *valid = g_strdup_printf (_("%1$s – %2$s"), from, until);

  add_field (grid, _("Signed by"), jb_certificate_get_owner (certificate));
  add_field (grid, _("Issued by"), jb_certificate_get_issuer (certificate));
  add_field (grid, _("Valid"), valid);
  add_field (grid, _("For"), jb_certificate_use_get_name (jb_certificate_get_use (certificate)));
}

/* (transfer full) */
static char *
describe_check (const JbProof *proof)
{
  g_autofree char *when = jb_text_instant (proof->verified_at, g_get_real_time () / 1000);

  if (proof->verified_by == NULL)
    return g_strdup_printf (_("%s, by an older version"), when);
  /* Translators: a time, and a version of Jangbu such as 1.0 */
  return g_strdup_printf (_("%1$s, by Jangbu %2$s"), when, proof->verified_by);
}

static GtkWidget *
make_check_button (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Chec_k Again"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "signature.check-again");
  return button;
}

GtkWidget *
jb_invoice_sections_signature (const JbProof *proof,
                               const char    *problem)
{
  GtkWidget *grid = make_fields ();
  GtkWidget *section = make_section (_("Signature"), grid);

  if (proof != NULL)
    {
      g_autofree char *checked = describe_check (proof);

      add_field (grid, _("Verdict"), jb_verdict_get_name (proof->verdict));
      add_field (grid, _("Meaning"), proof->detail);
      add_field (grid, _("Checked"), checked);
      if (proof->certificate != NULL)
        add_signer (grid, proof->certificate);
    }
  add_field (grid, _("Problem"), problem);
  gtk_box_append (GTK_BOX (section), make_check_button ());
  return section;
}
