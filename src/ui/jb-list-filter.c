/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Conditions and their words. Every condition has a key: the name of its set and the code ("kind:101"), or its name alone. */

#define G_LOG_DOMAIN "jb-list-filter"

#include "config.h"

#include "jb-list-filter.h"

#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CODES 64   /* of one set, from the settings: there are not that many */

typedef struct
{
  const char *name;      /* in keys and in GSettings */
  const char *title;     /* to be translated: "Kind: %s" */
  gsize       place;     /* of the set in the query */
} Set;

static const Set sets[] = {
  /* Translators: what the list is limited to; %s is a kind of invoice */
  { "kind", N_("Kind: %s"), G_STRUCT_OFFSET (JbInvoiceQuery, kinds) },
  /* Translators: what the list is limited to; %s is a state at the service */
  { "status", N_("State: %s"), G_STRUCT_OFFSET (JbInvoiceQuery, statuses) },
  /* Translators: what the list is limited to; %s is a state of transmission to the National Tax Service */
  { "nts", N_("Tax Service: %s"), G_STRUCT_OFFSET (JbInvoiceQuery, nts_statuses) },
  /* Translators: what the list is limited to; %s is what the check of an original said */
  { "verdict", N_("Signature: %s"), G_STRUCT_OFFSET (JbInvoiceQuery, verdicts) },
};

static GArray *
get_set (const JbInvoiceQuery *query,
         gsize                 i)
{
  return G_STRUCT_MEMBER (GArray *, query, sets[i].place);
}

static GArray **
get_set_place (JbInvoiceQuery *query,
               gsize           i)
{
  return &G_STRUCT_MEMBER (GArray *, query, sets[i].place);
}

static const char *
code_name (gsize i,
           int   code)
{
  switch (i)
    {
    case 0:
      return jb_kind_get_name (code);
    case 1:
      return jb_status_get_name ((JbStatus) code);
    case 2:
      return jb_nts_status_get_name ((JbNtsStatus) code);
    default:
      return jb_verdict_get_name ((JbVerdict) code);
    }
}

void
jb_filter_chip_free (JbFilterChip *chip)
{
  g_free (chip->key);
  g_free (chip->label);
  g_free (chip);
}

gboolean
jb_list_filter_equal (const JbInvoiceQuery *a,
                      const JbInvoiceQuery *b)
{
  g_autoptr(JbInvoiceQuery) just_a = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) just_b = jb_invoice_query_new ();

  jb_list_filter_apply (just_a, a);
  jb_list_filter_apply (just_b, b);
  return jb_invoice_query_equal (just_a, just_b);
}

gboolean
jb_list_filter_is_empty (const JbInvoiceQuery *filters)
{
  g_autoptr(JbInvoiceQuery) nothing = jb_invoice_query_new ();

  return jb_list_filter_equal (filters, nothing);
}

void
jb_list_filter_apply (JbInvoiceQuery       *query,
                      const JbInvoiceQuery *from)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      const GArray *set = get_set (from, i);

      g_clear_pointer (get_set_place (query, i), g_array_unref);
      for (guint j = 0; set != NULL && j < set->len; j++)
        jb_invoice_query_set_code (get_set_place (query, i), g_array_index (set, int, j), TRUE);
    }
  query->originals = from->originals;
  query->total_from = from->total_from;
  query->total_to = from->total_to;
  g_free (query->counterparty);
  query->counterparty = g_strdup (from->counterparty);
}

/* -- chips ---------------------------------------------------------------------------------------------------------- */

/* Takes both. */
static void
add_chip (GPtrArray *chips,
          char      *key,
          char      *label)
{
  JbFilterChip *chip = g_new (JbFilterChip, 1);

  *chip = (JbFilterChip) { key, label };
  g_ptr_array_add (chips, chip);
}

static char *
amount_label (const JbInvoiceQuery *filters)
{
  g_autofree char *from = jb_text_won (filters->total_from);
  g_autofree char *to = jb_text_won (filters->total_to);

  if (filters->total_to == JB_AMOUNT_MAX)
    /* Translators: what the list is limited to; %s is an amount */
    return g_strdup_printf (_("Total: %s or more"), from);
  if (filters->total_from == JB_AMOUNT_MIN)
    /* Translators: what the list is limited to; %s is an amount */
    return g_strdup_printf (_("Total: %s or less"), to);
  /* Translators: what the list is limited to; both are amounts */
  return g_strdup_printf (_("Total: %s to %s"), from, to);
}

static void
add_counterparty (GPtrArray            *chips,
                  const JbInvoiceQuery *filters,
                  const char           *name)
{
  g_autofree char *number = jb_registration_display (filters->counterparty);

  /* Translators: what the list is limited to; %s is a name or a business number */
  add_chip (chips, g_strdup ("counterparty"), g_strdup_printf (_("Counterparty: %s"), name != NULL ? name : number));
}

GPtrArray *
jb_list_filter_list (const JbInvoiceQuery *filters,
                     const char           *counterparty_name)
{
  GPtrArray *chips = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_filter_chip_free);

  if (filters->counterparty != NULL)
    add_counterparty (chips, filters, counterparty_name);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    for (guint j = 0; get_set (filters, i) != NULL && j < get_set (filters, i)->len; j++)
      {
        int code = g_array_index (get_set (filters, i), int, j);

        add_chip (chips, g_strdup_printf ("%s:%d", sets[i].name, code), g_strdup_printf (_(sets[i].title), code_name (i, code)));
      }
  if (filters->originals != JB_ORIGINALS_ANY)
    add_chip (chips, g_strdup ("original"),
              g_strdup (filters->originals == JB_ORIGINALS_HERE ? _("Original in the book") : _("Original missing")));
  if (filters->total_from != JB_AMOUNT_MIN || filters->total_to != JB_AMOUNT_MAX)
    add_chip (chips, g_strdup ("amount"), amount_label (filters));
  return chips;
}

static gboolean
remove_code (JbInvoiceQuery *filters,
             const char     *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      gsize length = strlen (sets[i].name);
      int code;

      if (strncmp (key, sets[i].name, length) != 0 || key[length] != ':')
        continue;
      code = atoi (key + length + 1);
      if (get_set (filters, i) == NULL || !jb_invoice_query_has_code (get_set (filters, i), code))
        return FALSE;
      jb_invoice_query_set_code (get_set_place (filters, i), code, FALSE);
      return TRUE;
    }
  return FALSE;
}

gboolean
jb_list_filter_remove (JbInvoiceQuery *filters,
                       const char     *key)
{
  g_return_val_if_fail (filters != NULL && key != NULL, FALSE);

  if (g_str_equal (key, "counterparty") && filters->counterparty != NULL)
    g_clear_pointer (&filters->counterparty, g_free);
  else if (g_str_equal (key, "original") && filters->originals != JB_ORIGINALS_ANY)
    filters->originals = JB_ORIGINALS_ANY;
  else if (g_str_equal (key, "amount") && (filters->total_from != JB_AMOUNT_MIN || filters->total_to != JB_AMOUNT_MAX))
    {
      filters->total_from = JB_AMOUNT_MIN;
      filters->total_to = JB_AMOUNT_MAX;
    }
  else
    return remove_code (filters, key);
  return TRUE;
}

/* -- GSettings ------------------------------------------------------------------------------------------------------ */

GVariant *
jb_list_filter_write (const JbInvoiceQuery *filters)
{
  GVariantDict dict;

  g_return_val_if_fail (filters != NULL, NULL);

  g_variant_dict_init (&dict, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      const GArray *set = get_set (filters, i);

      if (set != NULL && set->len > 0)
        g_variant_dict_insert_value (&dict, sets[i].name,
                                     g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, set->data, set->len, sizeof (gint32)));
    }
  if (filters->originals != JB_ORIGINALS_ANY)
    g_variant_dict_insert (&dict, "original", "b", filters->originals == JB_ORIGINALS_HERE);
  if (filters->total_from != JB_AMOUNT_MIN)
    g_variant_dict_insert (&dict, "from", "x", filters->total_from);
  if (filters->total_to != JB_AMOUNT_MAX)
    g_variant_dict_insert (&dict, "to", "x", filters->total_to);
  if (filters->counterparty != NULL && !jb_registration_is_private (filters->counterparty))
    g_variant_dict_insert (&dict, "counterparty", "s", filters->counterparty);
  return g_variant_dict_end (&dict);
}

static void
read_set (GVariantDict   *dict,
          JbInvoiceQuery *filters,
          gsize           i)
{
  g_autoptr(GVariant) codes = g_variant_dict_lookup_value (dict, sets[i].name, G_VARIANT_TYPE ("ai"));
  const gint32 *values;
  gsize n;

  if (codes == NULL)
    return;
  values = g_variant_get_fixed_array (codes, &n, sizeof *values);
  for (gsize j = 0; j < MIN (n, MAX_CODES); j++)
    jb_invoice_query_set_code (get_set_place (filters, i), values[j], TRUE);
}

JbInvoiceQuery *
jb_list_filter_read (GVariant *variant)
{
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_new ();
  g_autofree char *counterparty = NULL;
  GVariantDict dict;
  gboolean here;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    return g_steal_pointer (&filters);

  g_variant_dict_init (&dict, variant);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    read_set (&dict, filters, i);
  if (g_variant_dict_lookup (&dict, "original", "b", &here))
    filters->originals = here ? JB_ORIGINALS_HERE : JB_ORIGINALS_MISSING;
  g_variant_dict_lookup (&dict, "from", "x", &filters->total_from);
  g_variant_dict_lookup (&dict, "to", "x", &filters->total_to);
  if (g_variant_dict_lookup (&dict, "counterparty", "s", &counterparty))
    filters->counterparty = jb_business_number_parse (counterparty, NULL);
  g_variant_dict_clear (&dict);
  return g_steal_pointer (&filters);
}
