/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world by itself: the same every time, sound in its sums, and with something of everything in it. */

#include "config.h"

#include "jb-clock.h"
#include "jb-date.h"
#include "jb-numbers.h"
#include "jb-test.h"
#include "jb-world.h"

#include <libxml/parser.h>
#include <string.h>
#include <unistd.h>

#define TODAY 20260915

static JbWorld *
make_world (guint64 seed,
            guint   n)
{
  JbWorldOptions options = { .seed = seed, .n_invoices = n, .n_days = 90, .today = TODAY };

  return jb_world_new (&options);
}

static gboolean
is_the_same (JbWorld *a,
             JbWorld *b,
             guint    ordinal)
{
  g_autofree JbWorldInvoice *left = g_new0 (JbWorldInvoice, 1);
  g_autofree JbWorldInvoice *right = g_new0 (JbWorldInvoice, 1);
  g_autoptr(GBytes) left_xml = NULL;
  g_autoptr(GBytes) right_xml = NULL;

  jb_world_get_invoice (a, ordinal, left);
  jb_world_get_invoice (b, ordinal, right);
  left_xml = jb_world_write_document (left);
  right_xml = jb_world_write_document (right);
  return g_bytes_equal (left_xml, right_xml) && memcmp (&jb_world_get_keys (a)[ordinal], &jb_world_get_keys (b)[ordinal], sizeof (JbWorldKey)) == 0;
}

static void
test_same_seed (void)
{
  g_autoptr(JbWorld) one = make_world (7, 400);
  g_autoptr(JbWorld) two = make_world (7, 400);
  g_autoptr(JbWorld) other = make_world (8, 400);
  guint n_equal = 0;

  for (guint i = 400; i-- > 0;)   /* backwards: the order of asking must not matter */
    {
      g_assert_true (is_the_same (one, two, i));
      n_equal += is_the_same (one, other, i);
    }

  g_assert_cmpuint (n_equal, <, 10);
}

/* The bytes of a small world, noted down: another compiler or GLib must not change the world. */
static void
test_stable (void)
{
  g_autoptr(JbWorld) world = make_world (1, 400);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  JbWorldInvoice invoice;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr(GBytes) xml = NULL;
      gsize size;
      const guchar *data;

      jb_world_get_invoice (world, i, &invoice);
      xml = jb_world_write_document (&invoice);
      data = g_bytes_get_data (xml, &size);
      g_checksum_update (checksum, data, size);
    }

  g_assert_cmpstr (g_checksum_get_string (checksum), ==, "8ebe44621bdbc8c2fc7c597dcea5e230b16df67ca45eedbf0ada150f73d0912e");
}

static void
check_party (const JbWorldParty *party)
{
  g_assert_cmpuint (strlen (party->name), >, 0);
  g_assert_cmpuint (strlen (party->representative), >, 0);
  g_assert_true (g_utf8_validate (party->name, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (party->name, -1), <=, 70);
  g_assert_true (g_str_has_suffix (party->email, "@example.com") || g_str_has_suffix (party->email, ".invalid"));
  if (party->kind == JB_PARTY_BUSINESS)
    {
      g_assert_cmpuint (strlen (party->registration), ==, 10);
      g_assert_true (jb_business_number_has_check (party->registration));
      g_assert_cmpint (strncmp (party->registration, "003", 3), <, 0);
    }
  else
    g_assert_cmpuint (strlen (party->registration), ==, 13);
}

static void
check_amounts (const JbWorldInvoice *invoice)
{
  gint64 supply = 0;
  gint64 tax = 0;

  g_assert_cmpuint (invoice->n_lines, >=, 1);
  g_assert_cmpuint (invoice->n_lines, <=, JB_WORLD_MAX_LINES);
  for (guint i = 0; i < invoice->n_lines; i++)
    {
      const JbWorldLine *line = &invoice->lines[i];

      supply += line->supply;
      tax += line->tax;
      if (line->quantity_tenths != 0)
        g_assert_cmpint (line->quantity_tenths * line->unit_price, ==, line->supply * 10);
    }
  g_assert_cmpint (invoice->supply, ==, supply);
  g_assert_cmpint (invoice->tax, ==, tax);
  g_assert_cmpint (invoice->total, ==, supply + tax);
  g_assert_cmpint (supply, !=, 0);
  if (jb_kind_is_exempt (invoice->kind) || jb_kind_is_zero_rated (invoice->kind))
    g_assert_cmpint (tax, ==, 0);
  else
    g_assert_cmpint (tax, !=, 0);
  if (invoice->paid_cash != 0 || invoice->paid_credit != 0)
    g_assert_cmpint (invoice->paid_cash + invoice->paid_credit, ==, invoice->total);
}

static void
check_invoice (JbWorld              *world,
               const JbWorldInvoice *invoice)
{
  gboolean is_sale = invoice->direction == JB_DIRECTION_SALES;
  const JbWorldParty *owner = is_sale ? &invoice->supplier : &invoice->buyer;
  const JbWorldParty *other = is_sale ? &invoice->buyer : &invoice->supplier;

  g_assert_cmpint (jb_issue_id_get_date (invoice->issue_id), ==, invoice->written_on);
  g_assert_cmpuint (strlen (invoice->issue_id), ==, 24);
  g_assert_true (jb_kind_is_known (invoice->kind));
  g_assert_cmpint (invoice->issued_on, >=, invoice->written_on);
  g_assert_cmpint (invoice->issued_on, <=, TODAY);
  g_assert_cmpint (invoice->sent_on, >, invoice->issued_on);
  g_assert_cmpstr (owner->registration, ==, "0001234013");
  g_assert_cmpstr (other->registration, !=, "0001234013");
  check_party (owner);
  check_party (other);
  g_assert_true (invoice->has_broker == jb_kind_is_consignment (invoice->kind));
  if (invoice->has_broker)
    check_party (&invoice->broker);
  g_assert_true ((*invoice->import_number != '\0') == jb_kind_is_import (invoice->kind));
  check_amounts (invoice);
}

static void
check_amendment (JbWorld              *world,
                 const JbWorldInvoice *invoice)
{
  g_autofree JbWorldInvoice *original = NULL;
  guint ordinal;

  g_assert_true (jb_kind_is_amended (invoice->kind) == (invoice->amendment != JB_AMENDMENT_NONE));
  if (invoice->amendment == JB_AMENDMENT_NONE)
    {
      g_assert_cmpstr (invoice->original_issue_id, ==, "");
      return;
    }

  original = g_new0 (JbWorldInvoice, 1);
  g_assert_true (jb_world_find (world, invoice->original_issue_id, &ordinal));
  jb_world_get_invoice (world, ordinal, original);
  g_assert_cmpstr (original->issue_id, ==, invoice->original_issue_id);
  g_assert_cmpint (original->amendment, ==, JB_AMENDMENT_NONE);
  g_assert_cmpint (original->direction, ==, invoice->direction);
  g_assert_cmpstr (original->buyer.registration, ==, invoice->buyer.registration);
  g_assert_cmpstr (original->supplier.registration, ==, invoice->supplier.registration);
  g_assert_true (invoice->issued_on > original->issued_on ||
                 (invoice->issued_on == original->issued_on && invoice->issued_second > original->issued_second));
  if (invoice->amendment == JB_AMENDMENT_CANCELLATION || invoice->amendment == JB_AMENDMENT_DOUBLE_ISSUE)
    g_assert_cmpint (invoice->total, ==, -original->total);
}

/* Two thousand of a hundred thousand, and every one of the smallest world. */
static void
test_sums (void)
{
  g_autoptr(JbWorld) big = make_world (3, 100000);
  g_autoptr(JbWorld) small = make_world (3, 400);
  g_autoptr(GRand) dice = g_rand_new_with_seed (20260915);
  JbWorldInvoice invoice;

  for (guint i = 0; i < 2000; i++)
    {
      jb_world_get_invoice (big, (guint) g_rand_int_range (dice, 0, 100000), &invoice);
      check_invoice (big, &invoice);
      check_amendment (big, &invoice);
    }
  for (guint i = 0; i < 400; i++)
    {
      jb_world_get_invoice (small, i, &invoice);
      check_invoice (small, &invoice);
      check_amendment (small, &invoice);
    }
}

/* A rule that holds for one seed must hold for any. */
static void
test_many_seeds (void)
{
  for (guint seed = 0; seed < 60; seed++)
    {
      g_autoptr(JbWorld) world = make_world (seed, 401 + seed);
      JbWorldInvoice invoice;

      for (guint i = 0; i < jb_world_get_size (world); i++)
        {
          jb_world_get_invoice (world, i, &invoice);
          check_invoice (world, &invoice);
          check_amendment (world, &invoice);
        }
    }
}

static void
test_tiny (void)
{
  for (guint n = 1; n < 40; n++)
    {
      g_autoptr(JbWorld) world = make_world (n, n);
      JbWorldInvoice invoice;

      for (guint i = 0; i < n; i++)
        {
          jb_world_get_invoice (world, i, &invoice);
          check_invoice (world, &invoice);
          check_amendment (world, &invoice);
        }
    }
}

static void
test_unique (void)
{
  g_autoptr(JbWorld) world = make_world (5, 30000);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JbWorldInvoice invoice;

  for (guint i = 0; i < 30000; i++)
    {
      const JbWorldParty *other;
      const char *known;
      guint found;

      jb_world_get_invoice (world, i, &invoice);
      g_assert_true (g_hash_table_add (ids, g_strdup (invoice.issue_id)));
      g_assert_true (jb_world_find (world, invoice.issue_id, &found));
      g_assert_cmpuint (found, ==, i);

      other = invoice.direction == JB_DIRECTION_SALES ? &invoice.buyer : &invoice.supplier;
      known = g_hash_table_lookup (names, other->registration);
      if (known == NULL)
        g_hash_table_insert (names, g_strdup (other->registration), g_strdup (other->name));
      else
        g_assert_cmpstr (known, ==, other->name);
    }

  g_assert_cmpuint (g_hash_table_size (names), >, 300);
}

static void
test_find_nothing (void)
{
  static const char * const wrong[] = {
    "", "2026", "20260915410000080000000000", "20260915 1000008jb100001", "2026091541000008jb1zzzzz",
    "2026091541000008jb1-0001", "202609159999999900000001", "2026091541999999up99999z",
    "2026091541000008jb1 0001", "승인번호승인번호",
  };
  g_autoptr(JbWorld) world = make_world (1, 400);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      guint ordinal;
      JbWorldInvoice invoice;

      if (!jb_world_find (world, wrong[i], &ordinal))
        continue;
      jb_world_get_invoice (world, ordinal, &invoice);   /* a candidate at most: the whole id differs */
      g_assert_cmpstr (invoice.issue_id, !=, wrong[i]);
    }
}

/* smartbill.md 12.4 asks for all of these in four hundred. */
static void
test_something_of_everything (void)
{
  static const int kinds[] = {
    101, 102, 103, 104, 105, 201, 202, 203, 204, 205, 301, 303, 304, 401, 403, 404,
  };
  g_autoptr(JbWorld) world = make_world (1, 400);
  g_autoptr(GHashTable) parties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_kinds[500] = { 0 };
  guint n_reasons[7] = { 0 };
  guint n_sides[3] = { 0 };
  guint n_99 = 0, n_private = 0, n_foreign = 0, n_hometax = 0, n_a = 0, n_b = 0, n_markup = 0, n_long = 0, n_negative = 0;
  JbWorldInvoice invoice;

  for (guint i = 0; i < 400; i++)
    {
      const JbWorldParty *other;

      jb_world_get_invoice (world, i, &invoice);
      other = invoice.direction == JB_DIRECTION_SALES ? &invoice.buyer : &invoice.supplier;
      g_hash_table_add (parties, g_strdup (other->registration));
      n_kinds[invoice.kind]++;
      n_reasons[invoice.amendment]++;
      n_sides[invoice.direction]++;
      n_99 += invoice.n_lines == 99;
      n_private += invoice.buyer.kind == JB_PARTY_RESIDENT;
      n_foreign += invoice.buyer.kind == JB_PARTY_FOREIGNER && *invoice.remark != '\0';
      n_hometax += strncmp (invoice.issue_id + 8, "1026", 4) == 0;
      n_a += strncmp (invoice.issue_id + 8, "41999999", 8) == 0;
      n_b += strncmp (invoice.issue_id + 8, "42999998", 8) == 0;
      n_markup += strpbrk (other->name, "&<>\"") != NULL;
      n_long += g_utf8_strlen (other->name, -1) > 60;
      n_negative += jb_kind_is_amended (invoice.kind) && invoice.total < 0;
    }

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_test_message ("kind %04d: %u", kinds[i], n_kinds[kinds[i]]);
      g_assert_cmpuint (n_kinds[kinds[i]], >, 0);
    }
  for (guint i = 1; i <= 6; i++)
    g_assert_cmpuint (n_reasons[i], >, 0);
  g_assert_cmpuint (n_sides[JB_DIRECTION_SALES], >, 150);
  g_assert_cmpuint (n_sides[JB_DIRECTION_PURCHASE], >, 120);
  g_assert_cmpuint (n_negative, >=, 3);
  g_assert_cmpuint (n_99, >, 0);
  g_assert_cmpuint (n_private, >, 0);
  g_assert_cmpuint (n_foreign, >, 0);
  g_assert_cmpuint (n_hometax, >, 0);
  g_assert_cmpuint (n_a, >, 0);
  g_assert_cmpuint (n_b, >, 0);
  g_assert_cmpuint (n_markup, >, 0);
  g_assert_cmpuint (n_long, >, 0);
  g_assert_cmpuint (g_hash_table_size (parties), >=, 6);
}

static void
test_busy_days (void)
{
  g_autoptr(JbWorld) world = make_world (2, 20000);
  const JbWorldKey *keys = jb_world_get_keys (world);
  guint month_end = 0, sunday = 0, tuesday = 0, first = G_MAXUINT, last = 0;

  for (guint i = 0; i < 20000; i++)
    {
      month_end += keys[i].written_on == 20260731;
      sunday += keys[i].written_on == 20260816;
      tuesday += keys[i].written_on == 20260811;
      first = MIN (first, (guint) keys[i].written_on);
      last = MAX (last, (guint) keys[i].written_on);
    }

  g_assert_cmpuint (sunday * 3, <, tuesday);
  g_assert_cmpuint (month_end, >, tuesday * 2);
  g_assert_cmpuint (first, ==, 20260618);   /* ninety days with today */
  g_assert_cmpuint (last, ==, TODAY);
}

/* A tick collects what was issued before it and nothing that comes at its second or later. */
static void
test_ticks (void)
{
  g_autoptr(JbWorld) world = make_world (1, 400);
  JbWorldKey key = { .written_on = TODAY, .issued_on = TODAY, .issued_second = 10 * 3600 + 15 * 60 };
  JbWorldMoment moment;
  gint64 ten = jb_instant_from_date (TODAY) + 10 * 3600 * G_GINT64_CONSTANT (1000);

  jb_world_get_moment (world, ten + 15 * 60000, &moment);
  g_assert_cmpint (moment.today, ==, TODAY);
  g_assert_false (jb_world_key_is_visible (&key, &moment));
  key.issued_second -= 1;
  g_assert_true (jb_world_key_is_visible (&key, &moment));
  jb_world_get_moment (world, ten + 15 * 60000 - 1, &moment);
  g_assert_false (jb_world_key_is_visible (&key, &moment));
  jb_world_get_moment (world, ten - 11 * 3600 * 1000, &moment);   /* the evening before */
  g_assert_cmpint (moment.today, ==, 20260914);
  g_assert_false (jb_world_key_is_visible (&key, &moment));
  jb_world_get_moment (world, ten + 24 * 3600 * 1000, &moment);
  g_assert_true (jb_world_key_is_visible (&key, &moment));
}

static void
test_retention (void)
{
  g_autoptr(JbWorld) world = make_world (1, 400);
  JbWorldOptions options = { .seed = 1, .n_invoices = 400, .n_days = 365, .today = TODAY, .ignore_retention = TRUE };
  g_autoptr(JbWorld) keeping = jb_world_new (&options);
  JbWorldKey key = { .written_on = 20260615, .issued_on = 20260615 };
  JbWorldMoment moment;

  jb_world_get_moment (world, jb_instant_from_date (TODAY), &moment);
  g_assert_true (jb_world_key_is_visible (&key, &moment));
  jb_world_get_moment (world, jb_instant_from_date (20260916), &moment);
  g_assert_false (jb_world_key_is_visible (&key, &moment));
  jb_world_get_moment (keeping, jb_instant_from_date (20300101), &moment);
  g_assert_true (jb_world_key_is_visible (&key, &moment));
}

static void
test_add (void)
{
  g_autoptr(JbWorld) world = make_world (1, 400);
  JbWorldInvoice invoice;

  jb_world_add (world, 25, 20260801, jb_instant_from_date (TODAY) + 1000);
  g_assert_cmpuint (jb_world_get_size (world), ==, 425);
  for (guint i = 400; i < 425; i++)
    {
      jb_world_get_invoice (world, i, &invoice);
      check_invoice (world, &invoice);
      g_assert_cmpint (invoice.written_on, ==, 20260801);
      g_assert_cmpint (invoice.issued_on, ==, TODAY);
      g_assert_cmpuint (invoice.issued_second, ==, 1);
    }
}

/* --- the document --- */

/* Children of each element in the order of smartbill.md 10; "*" may repeat, "?" may be missing. */
static const struct
{
  const char *element;
  const char *children;
} order[] = {
  { "TaxInvoice", "ExchangedDocument TaxInvoiceDocument TaxInvoiceTradeSettlement TaxInvoiceTradeLineItem*" },
  { "ExchangedDocument", "ID? IssueDateTime ReferencedDocument?" },
  { "TaxInvoiceDocument", "IssueID TypeCode DescriptionText? IssueDateTime AmendmentStatusCode? PurposeCode OriginalIssueID? ReferencedImportDocument?" },
  { "ReferencedImportDocument", "ID ItemQuantity AcceptablePeriod" },
  { "AcceptablePeriod", "StartDateTime EndDateTime" },
  { "TaxInvoiceTradeSettlement", "InvoicerParty InvoiceeParty BrokerParty? SpecifiedPaymentMeans* SpecifiedMonetarySummation" },
  { "InvoicerParty", "ID TypeCode? NameText ClassificationCode? SpecifiedOrganization? SpecifiedPerson DefinedContact? SpecifiedAddress?" },
  { "InvoiceeParty", "ID TypeCode? NameText ClassificationCode? SpecifiedOrganization SpecifiedPerson PrimaryDefinedContact? SecondaryDefinedContact? SpecifiedAddress?" },
  { "BrokerParty", "ID TypeCode? NameText ClassificationCode? SpecifiedOrganization? SpecifiedPerson DefinedContact? SpecifiedAddress?" },
  { "SpecifiedOrganization", "TaxRegistrationID? BusinessTypeCode?" },
  { "DefinedContact", "DepartmentNameText? PersonNameText? TelephoneCommunication? URICommunication" },
  { "PrimaryDefinedContact", "DepartmentNameText? PersonNameText? TelephoneCommunication? URICommunication" },
  { "SecondaryDefinedContact", "URICommunication" },
  { "SpecifiedPaymentMeans", "TypeCode PaidAmount" },
  { "SpecifiedMonetarySummation", "ChargeTotalAmount TaxTotalAmount? GrandTotalAmount" },
  { "TaxInvoiceTradeLineItem", "SequenceNumeric DescriptionText? InvoiceAmount ChargeableUnitQuantity? InformationText? NameText PurchaseExpiryDateTime TotalTax? UnitPrice?" },
};

static const char *
find_order (const char *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (strcmp (order[i].element, element) == 0)
      return order[i].children;

  return NULL;
}

static void
check_children (xmlNode    *node,
                const char *expected)
{
  g_auto(GStrv) names = g_strsplit (expected, " ", -1);
  xmlNode *child = xmlFirstElementChild (node);

  for (guint i = 0; names[i] != NULL; i++)
    {
      gsize length = strcspn (names[i], "?*");
      char mark = names[i][length];
      guint n = 0;

      names[i][length] = '\0';
      while (child != NULL && strcmp ((const char *) child->name, names[i]) == 0)
        {
          n++;
          child = xmlNextElementSibling (child);
        }
      if (mark == '\0' && n != 1)
        g_error ("%s needs one %s, has %u", node->name, names[i], n);
      g_assert_true (mark == '*' || n <= 1);
    }

  if (child != NULL)
    g_error ("%s is not expected in %s", child->name, node->name);
}

static void
check_tree (xmlNode *node)
{
  const char *expected = find_order ((const char *) node->name);

  g_assert_cmpstr ((const char *) node->ns->href, ==,
                   "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0");
  if (expected != NULL)
    check_children (node, expected);
  if (xmlFirstElementChild (node) == NULL)
    {
      xmlChar *text = xmlNodeGetContent (node);

      g_assert_cmpuint (strlen ((const char *) text), >, 0);   /* nothing empty is written */
      xmlFree (text);
    }
  for (xmlNode *child = xmlFirstElementChild (node); child != NULL; child = xmlNextElementSibling (child))
    check_tree (child);
}

static xmlNode *
find_child (xmlNode    *node,
            const char *name)
{
  xmlNode *child = xmlFirstElementChild (node);

  while (child != NULL && strcmp ((const char *) child->name, name) != 0)
    child = xmlNextElementSibling (child);

  return child;
}

/* @path: names with slashes. (transfer full) */
static char *
get_text (xmlNode    *node,
          const char *path)
{
  g_auto(GStrv) names = g_strsplit (path, "/", -1);
  xmlChar *text;
  char *copy;

  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = find_child (node, names[i]);
  if (node == NULL)
    return NULL;

  text = xmlNodeGetContent (node);
  copy = g_strdup ((const char *) text);
  xmlFree (text);
  return copy;
}

static void
assert_text (xmlNode    *root,
             const char *path,
             const char *expected)
{
  g_autofree char *text = get_text (root, path);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_won (xmlNode    *root,
            const char *path,
            gint64      expected)
{
  g_autofree char *text = get_text (root, path);

  g_assert_nonnull (text);
  g_assert_cmpint (g_ascii_strtoll (text, NULL, 10), ==, expected);
}

static void
check_document (const JbWorldInvoice *invoice)
{
  g_autoptr(GBytes) xml = jb_world_write_document (invoice);
  xmlDoc *document = xmlReadMemory (g_bytes_get_data (xml, NULL), (int) g_bytes_get_size (xml), NULL, NULL, XML_PARSE_NONET);
  xmlNode *root;

  g_assert_nonnull (document);
  root = xmlDocGetRootElement (document);
  check_tree (root);
  assert_text (root, "TaxInvoiceDocument/IssueID", invoice->issue_id);
  assert_text (root, "TaxInvoiceTradeSettlement/InvoicerParty/NameText", invoice->supplier.name);
  assert_text (root, "TaxInvoiceTradeSettlement/InvoiceeParty/NameText", invoice->buyer.name);
  assert_text (root, "TaxInvoiceDocument/DescriptionText", *invoice->remark != '\0' ? invoice->remark : NULL);
  assert_text (root, "TaxInvoiceTradeLineItem/NameText", invoice->lines[0].name);
  assert_won (root, "TaxInvoiceDocument/IssueDateTime", invoice->written_on);
  assert_won (root, "TaxInvoiceTradeSettlement/SpecifiedMonetarySummation/ChargeTotalAmount", invoice->supply);
  assert_won (root, "TaxInvoiceTradeSettlement/SpecifiedMonetarySummation/GrandTotalAmount", invoice->total);
  g_assert_cmpuint (xmlChildElementCount (root), ==, 3 + invoice->n_lines);
  xmlFreeDoc (document);
}

static void
test_documents (void)
{
  g_autoptr(JbWorld) world = make_world (1, 400);
  JbWorldInvoice invoice;

  for (guint i = 0; i < 400; i++)
    {
      jb_world_get_invoice (world, i, &invoice);
      check_document (&invoice);
    }
}

/* --- a million --- */

static gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  gsize pages;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  pages = (gsize) g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

static void
test_million (void)
{
  gsize before = get_resident_bytes ();
  gint64 start = g_get_monotonic_time ();
  g_autoptr(JbWorld) world = make_world (1, 1000000);
  gint64 took = g_get_monotonic_time () - start;
  gsize grown = get_resident_bytes () - before;
  JbWorldInvoice invoice;

  g_test_message ("a million invoices in %.2f s and %.1f MB", took / 1e6, grown / 1e6);
  g_assert_cmpuint (grown, <, 200 * 1000 * 1000);
  g_assert_cmpuint (jb_world_get_n_parties (world), ==, 20000);
  for (guint i = 0; i < 1000000; i += 9973)
    {
      jb_world_get_invoice (world, i, &invoice);
      check_invoice (world, &invoice);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/same-seed", test_same_seed);
  g_test_add_func ("/world/stable", test_stable);
  g_test_add_func ("/world/sums", test_sums);
  g_test_add_func ("/world/many-seeds", test_many_seeds);
  g_test_add_func ("/world/tiny", test_tiny);
  g_test_add_func ("/world/unique", test_unique);
  g_test_add_func ("/world/find-nothing", test_find_nothing);
  g_test_add_func ("/world/something-of-everything", test_something_of_everything);
  g_test_add_func ("/world/busy-days", test_busy_days);
  g_test_add_func ("/world/ticks", test_ticks);
  g_test_add_func ("/world/retention", test_retention);
  g_test_add_func ("/world/add", test_add);
  g_test_add_func ("/world/documents", test_documents);
  g_test_add_func ("/world/million", test_million);

  return g_test_run ();
}
