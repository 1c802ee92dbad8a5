/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where everything stands on the form: over the samples, every kind, and hostile invoices. By structure, not by pixels. */

#include "config.h"

#include "jb-document.h"
#include "jb-form-private.h"
#include "jb-form-test.h"
#include "jb-numbers.h"
#include "jb-test.h"

#include <string.h>

static const int kinds[] = { 101, 102, 103, 104, 105, 106, 201, 202, 203, 204, 205, 206, 301, 303, 304, 401, 403, 404, 0 };

/* -- what every form keeps ------------------------------------------------------------------------------------------ */

static gboolean
overlap (const JbFormBox *a,
         const JbFormBox *b)
{
  const double touch = 0.01;

  return a->x + a->width > b->x + touch && b->x + b->width > a->x + touch &&
         a->y + a->height > b->y + touch && b->y + b->height > a->y + touch;
}

static void
check_text (const JbFormCell *cell)
{
  const double touch = 0.6;
  PangoRectangle ink;

  if (cell->layout == NULL)
    return;
  pango_layout_get_extents (cell->layout, &ink, NULL);
  g_assert_cmpfloat (cell->text_x + (double) ink.x / PANGO_SCALE, >=, cell->box.x - touch);
  g_assert_cmpfloat (cell->text_y + (double) ink.y / PANGO_SCALE, >=, cell->box.y - touch);
  g_assert_cmpfloat (cell->text_x + (double) (ink.x + ink.width) / PANGO_SCALE, <=, cell->box.x + cell->box.width + touch);
  g_assert_cmpfloat (cell->text_y + (double) (ink.y + ink.height) / PANGO_SCALE, <=, cell->box.y + cell->box.height + touch);
  g_assert_cmpint (pango_layout_get_unknown_glyphs_count (cell->layout), ==, 0);
}

/* Framed cells lie side by side; the title's two lines lie in the title's. */
static void
check_page (JbForm *form,
            guint   number)
{
  JbFormPage *page = g_ptr_array_index (form->pages, number);

  _jb_form_fit_page (form, number);
  for (guint i = 0; i < page->cells->len; i++)
    {
      const JbFormCell *cell = g_ptr_array_index (page->cells, i);

      g_assert_cmpfloat (cell->box.x, >=, JB_FORM_LEFT - 0.01);
      g_assert_cmpfloat (cell->box.x + cell->box.width, <=, JB_FORM_LEFT + JB_FORM_WIDTH + 0.01);
      g_assert_cmpfloat (cell->box.y, >=, 0);
      g_assert_cmpfloat (cell->box.y + cell->box.height, <=, JB_FORM_PAPER_HEIGHT - 20);
      check_text (cell);
      for (guint j = 0; j < i && cell->kind != JB_FORM_CELL_NOTE; j++)
        {
          const JbFormCell *other = g_ptr_array_index (page->cells, j);

          if (other->kind != JB_FORM_CELL_NOTE && overlap (&cell->box, &other->box))
            g_error ("“%s” and “%s” overlap", cell->text, other->text);
        }
    }
}

static gboolean
is_on_page (JbFormPage *page,
            const char *text)
{
  for (guint i = 0; i < page->cells->len; i++)
    if (strstr (((const JbFormCell *) g_ptr_array_index (page->cells, i))->text, text) != NULL)
      return TRUE;
  return FALSE;
}

/* Digits of an amount or a date stand in boxes of their own. */
static gboolean
is_in_boxes (JbFormPage        *page,
             const JbFormField *field)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  g_autoptr(GString) plain = g_string_new (NULL);
  gboolean date = g_str_has_suffix (field->name, "일자");

  for (guint i = 0; i < page->cells->len; i++)
    {
      const JbFormCell *cell = g_ptr_array_index (page->cells, i);

      if (cell->kind == JB_FORM_CELL_DIGIT && overlap (&cell->box, &field->box))
        g_string_append (digits, cell->text);
    }
  for (const char *at = field->text; *at != '\0'; at++)
    if (*at != ',' && !(date && *at == '-'))
      g_string_append_c (plain, *at);
  /* A line shows month and day only. */
  return g_str_equal (digits->str, plain->str) || (date && plain->len == 8 && g_str_equal (digits->str, plain->str + 4));
}

/* Each field once, on the page it says, under a name of its own; the box of a field holds its text. */
static void
check_fields (JbForm *form)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint number = 0; number < jb_form_get_n_pages (form); number++)
    {
      GPtrArray *fields = jb_form_get_fields (form, number);

      for (guint i = 0; i < fields->len; i++)
        {
          const JbFormField *field = g_ptr_array_index (fields, i);
          JbFormPage *page = g_ptr_array_index (form->pages, number);

          g_assert_true (g_hash_table_add (names, field->name));
          g_assert_cmpstr (field->text, !=, "");
          g_assert_true (g_utf8_validate (field->text, -1, NULL));
          if (!is_on_page (page, field->text) && !is_in_boxes (page, field))
            g_error ("“%s: %s” is not on its page", field->name, field->text);
          for (guint j = 0; j < i; j++)
            if (overlap (&field->box, &((const JbFormField *) g_ptr_array_index (fields, j))->box))
              g_error ("The fields “%s” and “%s” overlap", field->name, ((const JbFormField *) g_ptr_array_index (fields, j))->name);
        }
    }
}

static void
check_form (JbForm *form)
{
  for (guint number = 0; number < jb_form_get_n_pages (form); number++)
    {
      check_page (form, number);
      g_assert_cmpfloat (jb_form_get_height (form, number), <=, JB_FORM_PAPER_HEIGHT);
    }
  check_fields (form);
}

static void
check_invoice (JbInvoice *invoice)
{
  g_autoptr(JbForm) red = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  g_autoptr(JbForm) blue = jb_form_new (invoice, JB_FORM_COPY_BUYER);

  check_form (red);
  check_form (blue);
  g_assert_cmpuint (jb_form_get_n_pages (red), ==, jb_form_get_n_pages (blue));
}

static const char *
text_of (JbForm     *form,
         const char *name)
{
  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    {
      GPtrArray *fields = jb_form_get_fields (form, page);

      for (guint i = 0; i < fields->len; i++)
        if (g_str_equal (((JbFormField *) g_ptr_array_index (fields, i))->name, name))
          return ((JbFormField *) g_ptr_array_index (fields, i))->text;
    }
  return NULL;
}

static gboolean
has_text (JbForm     *form,
          const char *text)
{
  for (guint page = 0; page < form->pages->len; page++)
    if (is_on_page (g_ptr_array_index (form->pages, page), text))
      return TRUE;
  return FALSE;
}

/* -- cases ---------------------------------------------------------------------------------------------------------- */

static void
test_samples (void)
{
  static const char *samples[] = {
    "taxinvoice-plain.xml", "taxinvoice-amended.xml", "taxinvoice-signed-kec.xml", "taxinvoice-signed.xml",
    "invalid-amended-without-reason.xml", "invalid-bizno-check-digit.xml", "invalid-issueid-date-mismatch.xml",
    "invalid-signature-tampered.xml", "invalid-total-mismatch.xml",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr(GBytes) bytes = jb_test_sample (samples[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
      g_autoptr(JbInvoice) invoice = NULL;
      g_autoptr(JbForm) form = NULL;
      g_autofree char *total = NULL;

      g_assert_no_error (error);
      invoice = jb_document_read (document, &error);
      g_assert_no_error (error);
      check_invoice (invoice);
      form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
      total = jb_won_format (invoice->total);
      g_assert_cmpstr (text_of (form, "합계금액"), ==, total);
    }
}

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(JbInvoice) invoice = form_test_invoice (kinds[i]);
      g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_BUYER);

      check_invoice (invoice);
      g_assert_true (g_str_has_suffix (jb_form_get_title (form), "(공급받는자 보관용)"));
      g_assert_cmpint (strstr (jb_form_get_title (form), "수정") != NULL, ==, jb_kind_is_amended (kinds[i]));
      g_assert_cmpint (strstr (jb_form_get_title (form), "전자계산서") != NULL, ==, jb_kind_is_exempt (kinds[i]));
      g_assert_cmpint (has_text (form, "세액"), ==, !jb_kind_is_exempt (kinds[i]));
      g_assert_cmpint (text_of (form, "수탁자 상호") != NULL, ==, jb_kind_is_consignment (kinds[i]));
      g_assert_cmpint (text_of (form, "수입신고번호") != NULL, ==, jb_kind_is_import (kinds[i]));
      g_assert_cmpint (text_of (form, "당초 승인번호") != NULL, ==, jb_kind_is_amended (kinds[i]));
      g_assert_cmpuint (jb_form_get_n_pages (form), ==, 1);
      /* Half a sheet, as the slip of old, or a little more. */
      g_assert_cmpfloat (jb_form_get_height (form, 0), <, JB_FORM_PAPER_HEIGHT / 2 + 50);
    }
}

/* The golden order of one form, as somebody hears it read. */
static void
test_golden (void)
{
  g_autoptr(JbInvoice) invoice = form_test_invoice (201);
  g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  g_autofree char *text = jb_form_describe (form);

  g_assert_cmpstr (text, ==,
                   "승인번호: 20260914-41000203-00000a1c\n"
                   "관리번호: GA-2026-0914-01\n"
                   "공급자 등록번호: 000-12-34013\n"
                   "공급자 상호: 가온문구\n"
                   "공급자 성명: 홍길동\n"
                   "공급자 사업장 주소: 서울특별시 보기구 없는길 12, 3층 (보기동, 가나빌딩)\n"
                   "공급자 업태: 도매 및 소매업\n"
                   "공급자 종목: 사무용품\n"
                   "공급자 이메일: tax@gaon.example\n"
                   "공급받는자 등록번호: 001-12-00030\n"
                   "공급받는자 종사업장번호: 0012\n"
                   "공급받는자 상호: 주식회사 다솔상사\n"
                   "공급받는자 성명: 이보기\n"
                   "공급받는자 사업장 주소: 서울특별시 보기구 없는길 12, 3층 (보기동, 가나빌딩)\n"
                   "공급받는자 업태: 도매 및 소매업\n"
                   "공급받는자 종목: 사무용품\n"
                   "공급받는자 이메일: bill@dasol.example\n"
                   "공급받는자 두 번째 이메일: account@dasol.example\n"
                   "작성일자: 2026-09-14\n"
                   "공급가액: -1,200,000\n"
                   "세액: -120,000\n"
                   "수정사유: 공급가액 변동\n"
                   "당초 승인번호: 20260831-41000203-00000911\n"
                   "비고: 9월분 사무용품 납품 대금\n"
                   "1번째 품목 일자: 2026-09-14\n"
                   "1번째 품목: A4용지\n"
                   "1번째 품목 규격: 80g 500매\n"
                   "1번째 품목 수량: 40\n"
                   "1번째 품목 단가: 25,000\n"
                   "1번째 품목 공급가액: -1,000,000\n"
                   "1번째 품목 세액: -100,000\n"
                   "2번째 품목 일자: 2026-09-14\n"
                   "2번째 품목: 토너 카트리지\n"
                   "2번째 품목 규격: 검정\n"
                   "2번째 품목 수량: 2\n"
                   "2번째 품목 단가: 75,000\n"
                   "2번째 품목 공급가액: -150,000\n"
                   "2번째 품목 세액: -15,000\n"
                   "3번째 품목 일자: 2026-09-14\n"
                   "3번째 품목: 택배비\n"
                   "3번째 품목 공급가액: -50,000\n"
                   "3번째 품목 세액: -5,000\n"
                   "합계금액: -1,320,000\n"
                   "현금: -320,000\n"
                   "외상미수금: -1,000,000\n"
                   "영수/청구: 청구");
}

static void
test_pages (void)
{
  static const struct
  {
    guint n_lines;
    guint n_pages;
  } cases[] = { { 0, 1 }, { 1, 1 }, { 4, 1 }, { 5, 1 }, { 25, 1 }, { 26, 2 }, { 61, 2 }, { 62, 3 }, { 97, 3 }, { 99, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbInvoice) invoice = form_test_many (cases[i].n_lines);
      g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
      g_autofree char *last = g_strdup_printf ("%u / %u", cases[i].n_pages, cases[i].n_pages);
      g_autofree char *line = g_strdup_printf ("%u번째 품목", cases[i].n_lines);

      check_form (form);
      g_assert_cmpuint (jb_form_get_n_pages (form), ==, cases[i].n_pages);
      g_assert_cmpint (has_text (form, last), ==, cases[i].n_pages > 1);
      if (cases[i].n_lines > 0)
        g_assert_nonnull (text_of (form, line));
    }
}

/* All that the standard allows finds room: nothing ends in dots. */
static void
test_widest (void)
{
  static const char *texts[] = { "가온누리 종합상사 ", "뷁", "Wide company names of Korea Limited ", "W" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JbInvoice) invoice = form_test_widest (99, texts[i]);
      g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);

      check_form (form);
      for (guint page = 0; page < form->pages->len; page++)
        {
          GPtrArray *cells = ((JbFormPage *) g_ptr_array_index (form->pages, page))->cells;

          for (guint j = 0; j < cells->len; j++)
            if (((const JbFormCell *) g_ptr_array_index (cells, j))->cut)
              g_error ("Cut: %s", ((const JbFormCell *) g_ptr_array_index (cells, j))->text);
        }
    }
}

/* Far more than the standard allows is cut, and still stays in its cell. */
static void
test_endless (void)
{
  g_autoptr(JbInvoice) invoice = form_test_invoice (205);
  g_autofree char *endless = form_test_letters ("끝없이 긴 이름 ", 50000);
  JbParty *parties[] = { invoice->supplier, invoice->buyer, invoice->broker };

  for (gsize i = 0; i < G_N_ELEMENTS (parties); i++)
    {
      char **strings[] = {
        &parties[i]->registration, &parties[i]->branch, &parties[i]->name, &parties[i]->representative, &parties[i]->address,
        &parties[i]->business_type, &parties[i]->business_item, &parties[i]->contact.email, &parties[i]->second_contact.email,
      };

      for (gsize j = 0; j < G_N_ELEMENTS (strings); j++)
        {
          g_free (*strings[j]);
          *strings[j] = g_strdup (endless);
        }
    }
  g_free (invoice->issue_id);
  invoice->issue_id = g_strdup (endless);
  g_free (invoice->document_number);
  invoice->document_number = g_strdup (endless);
  g_free (invoice->remark);
  invoice->remark = g_strdup (endless);
  form_test_add_line (invoice, endless, endless, endless, endless, G_MAXINT64, G_MININT64);
  invoice->supply = G_MAXINT64;
  invoice->tax = G_MININT64;
  invoice->total = G_MININT64;
  form_test_pay (invoice, JB_PAYMENT_CASH, G_MAXINT64);   /* has no sum with the cash that is there */
  check_invoice (invoice);
}

static void
test_boxes (void)
{
  static const struct
  {
    gint64      supply;
    const char *empty;     /* 공란수; NULL: written across */
  } cases[] = {
    { 0, "12" }, { 1200000, "6" }, { -1200000, "5" }, { G_GINT64_CONSTANT (9999999999999), "0" },
    { G_GINT64_CONSTANT (-999999999999), "0" }, { G_GINT64_CONSTANT (-9999999999999), NULL },
    { G_GINT64_CONSTANT (123456789012345), NULL }, { G_MININT64, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbInvoice) invoice = form_test_invoice (101);
      g_autoptr(JbForm) form = NULL;
      g_autofree char *amount = jb_won_format (cases[i].supply);
      gboolean found = FALSE;

      invoice->supply = cases[i].supply;
      form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
      check_form (form);
      g_assert_cmpstr (text_of (form, "공급가액"), ==, amount);
      for (guint j = 0; j < ((JbFormPage *) g_ptr_array_index (form->pages, 0))->cells->len; j++)
        {
          const JbFormCell *cell = g_ptr_array_index (((JbFormPage *) g_ptr_array_index (form->pages, 0))->cells, j);

          if (cell->kind == JB_FORM_CELL_DIGIT && cell->box.width == 30)
            {
              g_assert_cmpstr (cell->text, ==, cases[i].empty != NULL ? cases[i].empty : "");
              found = TRUE;
            }
        }
      g_assert_true (found);
    }
}

/* Nothing known: an empty form, not a crash; what a list says of the items is shown. */
static void
test_empty (void)
{
  g_autoptr(JbInvoice) invoice = jb_invoice_new ();
  g_autoptr(JbForm) form = NULL;

  check_invoice (invoice);
  invoice->item = g_strdup ("A4용지");
  invoice->n_lines = 3;
  form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  g_assert_cmpstr (text_of (form, "1번째 품목"), ==, "A4용지 외 2");
  g_assert_null (text_of (form, "작성일자"));
  g_assert_null (text_of (form, "영수/청구"));
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } cases[] = {
    { NULL, NULL }, { "", NULL }, { "40", "40" }, { "1.000", "1" }, { "100.", "100" }, { "-1", "-1" }, { "2.50", "2.5" },
    { "1234567.05", "1,234,567.05" }, { "-1234567", "-1,234,567" }, { "1,000", "1,000" }, { "약 3개", "약 3개" }, { "-", "-" },
    { ".5", ".5" }, { "1.2.3", "1.2.3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = _jb_form_number (cases[i].text);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

/* Wherever a resident number stands, and whatever is done to hide it. */
static void
test_private (void)
{
  g_autoptr(JbInvoice) invoice = form_test_invoice (103);
  g_autoptr(JbForm) form = NULL;
  g_autofree char *text = NULL;

  g_free (invoice->buyer->registration);
  invoice->buyer->registration = g_strdup ("9001011234567");
  invoice->buyer->kind = JB_PARTY_RESIDENT;
  g_free (invoice->remark);
  invoice->remark = g_strdup ("외국인등록번호 900101-1234567\n(9001011234567)");
  g_free (invoice->supplier->name);
  invoice->supplier->name = g_strdup ("홍길동 900101-1234567");
  g_free (invoice->broker->address);
  invoice->broker->address = g_strdup ("9001011234567");
  form_test_add_line (invoice, "9001011234567", "900101-1234567", "9001011234567", "9001011234567", 1, 0);

  form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  text = jb_form_describe (form);
  g_assert_null (strstr (text, "1234567"));
  g_assert_null (strstr (text, "234,567"));
  g_assert_false (has_text (form, "1234567"));
  g_assert_false (has_text (form, "234,567"));
  g_assert_cmpstr (text_of (form, "공급받는자 등록번호"), ==, "900101-1******");
}

/* A name that turns the direction, hides letters or brings lines stays a name in its cell. */
static void
test_strange_letters (void)
{
  g_autoptr(JbInvoice) invoice = form_test_invoice (101);
  g_autoptr(JbForm) form = NULL;

  g_free (invoice->buyer->name);
  invoice->buyer->name = g_strdup ("\xe2\x80\xae" "다솔\n\n상사\t\x01\xe2\x81\xa6(주)\xff");
  form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  check_form (form);
  g_assert_cmpstr (text_of (form, "공급받는자 상호"), ==, "다솔 상사 (주)\xef\xbf\xbd");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form/samples", test_samples);
  g_test_add_func ("/form/kinds", test_kinds);
  g_test_add_func ("/form/golden", test_golden);
  g_test_add_func ("/form/pages", test_pages);
  g_test_add_func ("/form/widest", test_widest);
  g_test_add_func ("/form/endless", test_endless);
  g_test_add_func ("/form/boxes", test_boxes);
  g_test_add_func ("/form/empty", test_empty);
  g_test_add_func ("/form/numbers", test_numbers);
  g_test_add_func ("/form/private", test_private);
  g_test_add_func ("/form/strange-letters", test_strange_letters);

  return g_test_run ();
}
