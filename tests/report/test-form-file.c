/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms as files: the PDF's text and fonts as poppler's tools see them, pictures, and every way in which writing can fail. */

#include "config.h"

#include "jb-form-file.h"
#include "jb-form-test.h"
#include "jb-test.h"

#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
begin (Place *place)
{
  g_autoptr(GError) error = NULL;

  place->folder = g_dir_make_tmp ("jangbu-form-XXXXXX", &error);
  g_assert_no_error (error);
  place->path = g_build_filename (place->folder, "form.pdf", NULL);
}

static void
end (Place *place)
{
  jb_test_remove_tree (place->folder);
  g_free (place->folder);
  g_free (place->path);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
write_pdf (const char  *path,
           JbInvoice   *invoice,
           gboolean     replace,
           GError     **error)
{
  g_autoptr(JbFormFile) file = jb_form_file_new_pdf (path, replace, error);
  g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);

  return file != NULL && jb_form_file_add (file, form, "다솔상사", error) && jb_form_file_finish (file, error);
}

static char *
run_tool (const char *tool,
          const char *option,
          const char *path)
{
  const char *argv[] = { tool, option, path, g_str_equal (tool, "pdftotext") ? "-" : NULL, NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *err = NULL;
  char *out = NULL;
  int status;

  if (option == NULL)
    {
      argv[1] = path;
      argv[2] = NULL;
    }
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (err, ==, "");
  g_assert_cmpint (status, ==, 0);
  return out;
}

/* -- what is in it -------------------------------------------------------------------------------------------------- */

static void
test_text (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_invoice (201);
  g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL, *info = NULL;
  GPtrArray *fields = jb_form_get_fields (form, 0);

  begin (&place);
  g_assert_true (write_pdf (place.path, invoice, FALSE, &error));
  g_assert_no_error (error);
  text = run_tool ("pdftotext", "-layout", place.path);
  for (guint i = 0; i < fields->len; i++)
    {
      const JbFormField *field = g_ptr_array_index (fields, i);

      /* Dates and the two amounts stand digit by digit. */
      if (g_str_has_suffix (field->name, "일자") || g_str_equal (field->name, "공급가액") || g_str_equal (field->name, "세액"))
        continue;
      if (strstr (text, field->text) == NULL)
        g_error ("“%s: %s” is not in the PDF:\n%s", field->name, field->text, text);
    }
  g_assert_nonnull (strstr (text, "수정전자세금계산서"));
  g_assert_nonnull (strstr (text, "(공급자 보관용)"));
  info = run_tool ("pdfinfo", NULL, place.path);
  g_assert_nonnull (strstr (info, "(A4)"));
  g_assert_nonnull (strstr (info, "Pages:           1\n"));
  end (&place);
}

static void
test_fonts (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_many (99);
  g_autoptr(GError) error = NULL;
  g_autofree char *fonts = NULL;
  g_auto(GStrv) lines = NULL;

  begin (&place);
  g_assert_true (write_pdf (place.path, invoice, FALSE, &error));
  fonts = run_tool ("pdffonts", NULL, place.path);
  lines = g_strsplit (g_strchomp (fonts), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 2);
  /* name, type, encoding, then: embedded, subset, to Unicode */
  for (guint i = 2; lines[i] != NULL; i++)
    g_assert_true (g_regex_match_simple (" yes yes yes +\\d+ +\\d+$", lines[i], 0, 0));
  end (&place);
}

static void
test_private (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_invoice (101);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  begin (&place);
  g_free (invoice->buyer->registration);
  invoice->buyer->registration = g_strdup ("9001011234567");
  invoice->buyer->kind = JB_PARTY_RESIDENT;
  g_free (invoice->remark);
  invoice->remark = g_strdup ("주민등록번호 900101-1234567");
  g_assert_true (write_pdf (place.path, invoice, FALSE, &error));
  text = run_tool ("pdftotext", "-raw", place.path);
  g_assert_null (strstr (text, "1234567"));
  g_assert_nonnull (strstr (text, "900101-1******"));
  end (&place);
}

static void
test_png (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_many (99);
  g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_BUYER);
  g_autoptr(GError) error = NULL;
  cairo_surface_t *picture;
  double height = 0;

  begin (&place);
  g_assert_true (jb_form_file_write_png (form, 1.5, place.path, FALSE, &error));
  g_assert_no_error (error);
  picture = cairo_image_surface_create_from_png (place.path);
  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    height += jb_form_get_height (form, page);
  g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (picture), ==, 893);
  g_assert_cmpfloat (ABS (cairo_image_surface_get_height (picture) - height * 1.5), <=, 1);
  cairo_surface_destroy (picture);

  /* Larger than a picture can be: as large as one can be. */
  g_assert_true (jb_form_file_write_png (form, 12, place.path, TRUE, &error));
  g_assert_no_error (error);
  end (&place);
}

/* -- what goes wrong ------------------------------------------------------------------------------------------------ */

static void
test_not_replaced (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_invoice (101);
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = NULL;

  begin (&place);
  g_assert_true (g_file_set_contents (place.path, "precious", -1, NULL));
  g_assert_false (write_pdf (place.path, invoice, FALSE, &error));
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "“form.pdf” is there already. Choose another name.");
  g_assert_true (g_file_get_contents (place.path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "precious");
  g_assert_cmpuint (count_files (place.folder), ==, 1);
  g_clear_error (&error);
  g_assert_true (write_pdf (place.path, invoice, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (place.folder), ==, 1);
  end (&place);
}

static void
test_no_place (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_invoice (101);
  g_autoptr(GError) error = NULL;
  g_autofree char *link = NULL;

  begin (&place);
  g_assert_false (write_pdf ("/nonexistent/form.pdf", invoice, FALSE, &error));
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_PLACE);
  g_clear_error (&error);

  /* A folder, and a link to a device: neither is replaced. */
  g_assert_false (write_pdf (place.folder, invoice, TRUE, &error));
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS);
  g_clear_error (&error);
  link = g_build_filename (place.folder, "full.pdf", NULL);
  g_assert_cmpint (symlink ("/dev/full", link), ==, 0);
  g_assert_false (write_pdf (link, invoice, TRUE, &error));
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (place.folder), ==, 1);

  /* Root may write into a folder that nobody may write into. */
  if (geteuid () != 0)
    {
      g_assert_cmpint (chmod (place.folder, 0500), ==, 0);
      g_assert_false (write_pdf (place.path, invoice, FALSE, &error));
      g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_PLACE);
      g_assert_cmpint (chmod (place.folder, 0700), ==, 0);
    }
  end (&place);
}

/* The disk is full after a few kilobytes: a limit on the size of files, which the system tells with an error of its own. */
static void
test_full (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_many (99);
  g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  struct rlimit before, limit;

  begin (&place);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  for (rlim_t size = 0; size < 12000; size += 3000)
    {
      g_autoptr(GError) error = NULL;

      limit.rlim_cur = size;
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      g_assert_false (write_pdf (place.path, invoice, FALSE, &error));
      g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_FULL);
      g_clear_error (&error);
      g_assert_false (jb_form_file_write_png (form, 1, place.path, FALSE, &error));
      g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_FULL);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      g_assert_cmpuint (count_files (place.folder), ==, 0);
    }
  end (&place);
}

/* Nobody finished it: nothing stays. */
static void
test_abandoned (void)
{
  Place place;
  g_autoptr(JbInvoice) invoice = form_test_invoice (101);
  g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
  g_autoptr(GError) error = NULL;
  JbFormFile *file;

  begin (&place);
  file = jb_form_file_new_pdf (place.path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (jb_form_file_add (file, form, "다솔상사", &error));
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  jb_form_file_free (file);
  g_assert_cmpuint (count_files (place.folder), ==, 0);
  end (&place);
}

/* -- many ----------------------------------------------------------------------------------------------------------- */

static gsize
resident (void)
{
  g_autofree char *text = NULL;
  gsize pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  pages = (gsize) g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

/* A thousand in one file: the outline has them, and memory does not grow with them (printed). */
static void
test_thousand (void)
{
  Place place;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbFormFile) file = NULL;
  g_autofree char *info = NULL;
  gsize early = 0;
  clock_t before = clock ();

  begin (&place);
  file = jb_form_file_new_pdf (place.path, FALSE, &error);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(JbInvoice) invoice = form_test_invoice (i % 2 == 0 ? 101 : 301);
      g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);

      g_assert_true (jb_form_file_add (file, form, "다솔상사", &error));
      if (i == 200)
        early = resident ();
    }
  g_test_message ("bench: form, 1,000 into one PDF: %.1f ms of processor time each; memory after 200: %.1f MB, after 1,000: %.1f MB",
                  (double) (clock () - before) / CLOCKS_PER_SEC, (double) early / 1e6, (double) resident () / 1e6);
  g_assert_true (jb_form_file_finish (file, &error));
  g_assert_no_error (error);
  info = run_tool ("pdfinfo", NULL, place.path);
  g_assert_nonnull (strstr (info, "Pages:           1000\n"));
  end (&place);
}

/* Both copies of @n_lines lines: how many pages that makes. */
static guint
count_sheet_pages (Place *place,
                   guint  n_lines)
{
  g_autoptr(JbInvoice) invoice = form_test_many (n_lines);
  g_autoptr(JbFormFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  file = jb_form_file_new_pdf (place->path, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (jb_form_file_add_copies (file, invoice, JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER | JB_FORM_COPY_SHEET, "다솔상사",
                                          &error));
  g_assert_true (jb_form_file_finish (file, &error));
  text = run_tool ("pdftotext", "-layout", place->path);
  g_assert_nonnull (strstr (text, "공급자 보관용"));
  g_assert_nonnull (strstr (text, "공급받는자 보관용"));
  for (const char *at = text; (at = strchr (at, '\f')) != NULL; at++)
    n++;
  return n;
}

/* Both on one sheet while they are legible there, whatever the rest. */
static void
test_sheet (void)
{
  Place place;

  begin (&place);
  g_assert_cmpuint (count_sheet_pages (&place, 1), ==, 1);
  g_assert_cmpuint (count_sheet_pages (&place, 12), ==, 1);
  g_assert_cmpuint (count_sheet_pages (&place, 20), ==, 2);
  g_assert_cmpuint (count_sheet_pages (&place, 40), ==, 4);
  end (&place);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-file/sheet", test_sheet);
  g_test_add_func ("/form-file/text", test_text);
  g_test_add_func ("/form-file/fonts", test_fonts);
  g_test_add_func ("/form-file/private", test_private);
  g_test_add_func ("/form-file/png", test_png);
  g_test_add_func ("/form-file/not-replaced", test_not_replaced);
  g_test_add_func ("/form-file/no-place", test_no_place);
  g_test_add_func ("/form-file/full", test_full);
  g_test_add_func ("/form-file/abandoned", test_abandoned);
  g_test_add_func ("/form-file/thousand", test_thousand);

  return g_test_run ();
}
