/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of forms for people to look at, in the folder JB_SCREENSHOTS. */

#include "config.h"

#include "jb-form-file.h"
#include "jb-form-test.h"

static void
take (JbInvoice  *invoice,
      JbFormCopy  copy,
      const char *name)
{
  g_autoptr(JbForm) form = jb_form_new (invoice, copy);
  g_autofree char *file = g_strdup_printf ("form-%s.png", name);
  g_autofree char *path = g_build_filename (g_getenv ("JB_SCREENSHOTS"), file, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (jb_form_file_write_png (form, 2, path, TRUE, &error));
  g_assert_no_error (error);
  g_test_message ("%s", path);
}

static void
take_kind (int         kind,
           JbFormCopy  copy,
           const char *name)
{
  g_autoptr(JbInvoice) invoice = form_test_invoice (kind);

  take (invoice, copy, name);
}

static void
test_pictures (void)
{
  g_autoptr(JbInvoice) many = form_test_many (99);
  g_autoptr(JbInvoice) widest = form_test_widest (6, "가온누리 종합상사 ");
  g_autoptr(JbInvoice) empty = jb_invoice_new ();
  g_autoptr(JbInvoice) person = form_test_invoice (101);

  take_kind (101, JB_FORM_COPY_SUPPLIER, "tax");
  take_kind (101, JB_FORM_COPY_BUYER, "tax-buyer");
  take_kind (201, JB_FORM_COPY_SUPPLIER, "amended");
  take_kind (301, JB_FORM_COPY_BUYER, "exempt");
  take_kind (103, JB_FORM_COPY_SUPPLIER, "consignment");
  take_kind (106, JB_FORM_COPY_BUYER, "import");
  take (many, JB_FORM_COPY_SUPPLIER, "99-lines");
  take (widest, JB_FORM_COPY_BUYER, "widest");
  take (empty, JB_FORM_COPY_SUPPLIER, "empty");

  g_free (person->buyer->registration);
  person->buyer->registration = g_strdup ("9001011234567");
  person->buyer->kind = JB_PARTY_RESIDENT;
  take (person, JB_FORM_COPY_SUPPLIER, "person");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form/pictures", test_pictures);
  return g_test_run ();
}
