/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The lazy list against a naive model: after any operation every position shows the row of the map, what was announced adds up,
 * and a row that somebody holds is the same object at its place. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-invoice-list.h"

typedef struct
{
  Fixture         fixture;
  JbInvoiceList  *list;

  GPtrArray      *shadow;      /* what a view knows: a held JbInvoiceRow or NULL at each place */
  guint           n_loaded;
  guint           n_failed;
  guint           n_announced; /* items_changed */
  guint           n_asked_for; /* places announced as new */
  guint           next;        /* number of the next invoice that is not in the book */
} Desk;

static void
drop_row (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Desk       *desk)
{
  g_assert_cmpuint (position + removed, <=, desk->shadow->len);
  if (removed > 0)
    g_ptr_array_remove_range (desk->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (desk->shadow, (int) position, NULL);

  /* The model is whole while it speaks. */
  g_assert_cmpuint (desk->shadow->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < desk->shadow->len; i++)
    {
      JbInvoiceRow *row = g_ptr_array_index (desk->shadow, i);

      if (row != NULL)
        g_assert_cmpuint (jb_invoice_row_get_position (row), ==, i);
    }
  desk->n_announced++;
  desk->n_asked_for += added;
}

static void
loaded_cb (JbInvoiceList *list,
           Desk          *desk)
{
  desk->n_loaded++;
}

static void
failed_cb (JbInvoiceList *list,
           const GError  *error,
           Desk          *desk)
{
  g_assert_nonnull (error);
  g_assert_nonnull (error->message);
  desk->n_failed++;
}

static void
put_invoices (Desk *desk,
              guint count)
{
  g_autoptr(GPtrArray) page = fixture_invoices (desk->next, count);

  desk->next += count;
  fixture_merge (&desk->fixture, desk->fixture.connection, page);
}

static void
settle (Desk *desk)
{
  do
    jb_test_wait_until (!jb_invoice_list_is_loading (desk->list));
  while (g_main_context_iteration (NULL, FALSE) || jb_invoice_list_is_loading (desk->list));
}

static void
desk_set_up (Desk          *desk,
             gconstpointer  data)
{
  fixture_set_up (&desk->fixture, NULL);
  put_invoices (desk, 300);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  desk->shadow = g_ptr_array_new_with_free_func (drop_row);
  desk->list = jb_invoice_list_new (desk->fixture.archive);
  g_signal_connect (desk->list, "items-changed", G_CALLBACK (items_changed_cb), desk);
  g_signal_connect (desk->list, "loaded", G_CALLBACK (loaded_cb), desk);
  g_signal_connect (desk->list, "failed", G_CALLBACK (failed_cb), desk);
}

static void
desk_tear_down (Desk          *desk,
                gconstpointer  data)
{
  g_ptr_array_unref (desk->shadow);
  g_clear_object (&desk->list);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&desk->fixture, NULL);
}

static void
ask (Desk        *desk,
     const char  *text,
     JbDirection  direction,
     JbOrder      order,
     gboolean     descending)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

  query->text = g_strdup (text);
  query->direction = direction;
  query->order = order;
  query->descending = descending;
  jb_invoice_list_set_query (desk->list, query);
}

static void
assert_agrees (Desk *desk)
{
  g_autoptr(JbInvoiceMap) map = fixture_map (&desk->fixture, jb_invoice_list_get_query (desk->list));
  GListModel *model = G_LIST_MODEL (desk->list);
  JbTotals totals = jb_invoice_list_get_totals (desk->list);
  g_autoptr(GPtrArray) fresh = jb_archive_load_page (desk->fixture.archive, map, 0, map->ids->len, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, map->ids->len);
  g_assert_cmpuint (desk->shadow->len, ==, map->ids->len);
  g_assert_cmpmem (&totals, sizeof totals, &map->totals, sizeof totals);

  for (guint i = 0; i < map->ids->len; i++)
    {
      gint64 id = jb_invoice_map_get_id (map, i);
      JbInvoiceRow *held = g_ptr_array_index (desk->shadow, i);
      g_autoptr(JbInvoiceRow) row = g_list_model_get_item (model, i);
      JbInvoice *invoice = jb_invoice_row_get_invoice (row);
      JbInvoice *expected = g_ptr_array_index (fresh, i);

      g_assert_cmpint (jb_invoice_list_get_id (desk->list, i), ==, id);
      g_assert_cmpuint (jb_invoice_row_get_position (row), ==, i);
      g_assert_nonnull (invoice);
      g_assert_cmpint (invoice->id, ==, id);
      g_assert_cmpint (invoice->status, ==, expected->status);
      g_assert_cmpint (invoice->total, ==, expected->total);
      g_assert_true (held == NULL || held == row);
    }
  g_assert_null (g_list_model_get_item (model, map->ids->len));
  g_assert_cmpint (jb_invoice_list_get_id (desk->list, map->ids->len), ==, 0);
}

/* As a view does: holds the rows of a window and lets go of the others. */
static void
hold_window (Desk *desk,
             guint first,
             guint count)
{
  for (guint i = 0; i < desk->shadow->len; i++)
    {
      gpointer *place = &g_ptr_array_index (desk->shadow, i);
      gboolean inside = i >= first && i < first + count;

      if (inside && *place == NULL)
        *place = g_list_model_get_item (G_LIST_MODEL (desk->list), i);
      else if (!inside)
        g_clear_object (place);
    }
}

static void
count_changed_cb (JbInvoiceRow *row,
                  guint        *count)
{
  (*count)++;
}

/* -- tests -------------------------------------------------------------------------------------------------------- */

static void
test_first_fill (Desk          *desk,
                 gconstpointer  data)
{
  guint position = 0;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->list)), ==, 0);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (desk->list)) == JB_TYPE_INVOICE_ROW);
  g_assert_null (jb_invoice_list_get_query (desk->list));
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  g_assert_true (jb_invoice_list_is_loading (desk->list));
  settle (desk);
  g_assert_cmpuint (desk->n_loaded, ==, 1);
  g_assert_cmpuint (desk->n_announced, ==, 1);
  assert_agrees (desk);

  g_assert_true (jb_invoice_list_find (desk->list, jb_invoice_list_get_id (desk->list, 123), &position));
  g_assert_cmpuint (position, ==, 123);
  g_assert_false (jb_invoice_list_find (desk->list, 999999, &position));

  /* The same question is no new one. */
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  g_assert_false (jb_invoice_list_is_loading (desk->list));
}

/* Another query: the rows that are held stay and are refilled, only the length is announced. */
static void
test_refill (Desk          *desk,
             gconstpointer  data)
{
  g_autoptr(JbInvoiceRow) first = NULL;
  g_autoptr(JbInvoiceRow) last = NULL;
  g_autoptr(JbInvoiceRow) again = NULL;
  guint changes = 0;

  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  first = g_list_model_get_item (G_LIST_MODEL (desk->list), 0);
  last = g_list_model_get_item (G_LIST_MODEL (desk->list), 299);
  g_signal_connect (first, "changed", G_CALLBACK (count_changed_cb), &changes);
  desk->n_announced = desk->n_asked_for = 0;

  ask (desk, NULL, JB_DIRECTION_SALES, JB_ORDER_TOTAL, FALSE);
  settle (desk);
  g_assert_cmpuint (desk->n_announced, ==, 1);
  g_assert_cmpuint (desk->n_asked_for, ==, 0);
  g_assert_cmpuint (changes, ==, 1);
  again = g_list_model_get_item (G_LIST_MODEL (desk->list), 0);
  g_assert_true (again == first);
  g_assert_null (jb_invoice_row_get_invoice (last));
  assert_agrees (desk);

  /* Same length, other order: nothing is announced at all. */
  desk->n_announced = 0;
  ask (desk, NULL, JB_DIRECTION_SALES, JB_ORDER_TOTAL, TRUE);
  settle (desk);
  g_assert_cmpuint (desk->n_announced, ==, 0);
  g_assert_cmpuint (changes, ==, 2);
  assert_agrees (desk);

  ask (desk, "없는말", JB_DIRECTION_SALES, JB_ORDER_TOTAL, TRUE);
  settle (desk);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->list)), ==, 0);
  g_assert_null (jb_invoice_row_get_invoice (first));
}

/* The book changed: what both maps share keeps its rows, moved. */
static void
test_narrow (Desk          *desk,
             gconstpointer  data)
{
  g_autoptr(JbInvoiceRow) top = NULL;
  g_autoptr(JbInvoiceRow) moved = NULL;
  g_autoptr(JbInvoice) newest = fixture_invoice (1000);
  gint64 id;
  guint changes = 0;

  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  top = g_list_model_get_item (G_LIST_MODEL (desk->list), 0);
  id = jb_invoice_row_get_invoice (top)->id;
  g_signal_connect (top, "changed", G_CALLBACK (count_changed_cb), &changes);
  desk->n_announced = desk->n_asked_for = 0;

  newest->written_on = 20261231;
  fixture_merge_one (&desk->fixture, newest);
  settle (desk);
  g_assert_cmpuint (desk->n_announced, ==, 1);
  g_assert_cmpuint (desk->n_asked_for, ==, 1);
  g_assert_cmpuint (jb_invoice_row_get_position (top), ==, 1);
  g_assert_cmpint (jb_invoice_row_get_invoice (top)->id, ==, id);
  g_assert_cmpuint (changes, ==, 0);
  moved = g_list_model_get_item (G_LIST_MODEL (desk->list), 1);
  g_assert_true (moved == top);
  assert_agrees (desk);
}

/* A value changed: no row moves, only the row that shows it speaks. */
static void
test_value (Desk          *desk,
            gconstpointer  data)
{
  g_autoptr(JbInvoiceRow) row = NULL;
  g_autoptr(JbInvoiceRow) other = NULL;
  g_autoptr(JbInvoice) later = fixture_invoice (20);
  guint changes = 0, other_changes = 0, position;

  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  g_assert_true (jb_invoice_list_find (desk->list, fixture_find (&desk->fixture, later->issue_id), &position));
  row = g_list_model_get_item (G_LIST_MODEL (desk->list), position);
  other = g_list_model_get_item (G_LIST_MODEL (desk->list), position == 0 ? 1 : position - 1);
  g_assert_nonnull (jb_invoice_row_get_invoice (row));
  g_assert_nonnull (jb_invoice_row_get_invoice (other));
  g_signal_connect (row, "changed", G_CALLBACK (count_changed_cb), &changes);
  g_signal_connect (other, "changed", G_CALLBACK (count_changed_cb), &other_changes);
  desk->n_announced = 0;

  later->status = JB_STATUS_REJECTED;
  fixture_merge_one (&desk->fixture, later);
  settle (desk);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (other_changes, ==, 0);
  g_assert_cmpuint (desk->n_announced, ==, 0);
  g_assert_cmpint (jb_invoice_row_get_invoice (row)->status, ==, JB_STATUS_REJECTED);
  assert_agrees (desk);
}

/* What nobody has read yet is read when somebody asks, and then it is what stands there by then. */
static void
test_unread (Desk          *desk,
             gconstpointer  data)
{
  g_autoptr(JbInvoiceRow) row = NULL;
  g_autoptr(JbInvoice) later = NULL;
  guint changes = 0;
  gint64 id;

  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  row = g_list_model_get_item (G_LIST_MODEL (desk->list), 0);
  id = jb_invoice_list_get_id (desk->list, 0);
  g_signal_connect (row, "changed", G_CALLBACK (count_changed_cb), &changes);

  for (int i = 0; later == NULL; i++)
    {
      g_autoptr(JbInvoice) candidate = fixture_invoice (i);

      if (fixture_find (&desk->fixture, candidate->issue_id) == id)
        later = g_object_ref (candidate);
    }
  later->status = JB_STATUS_REJECTED;
  fixture_merge_one (&desk->fixture, later);
  settle (desk);
  g_assert_cmpuint (changes, ==, 0);
  g_assert_cmpint (jb_invoice_row_get_invoice (row)->status, ==, JB_STATUS_REJECTED);

  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, FALSE);
  settle (desk);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (jb_invoice_row_get_invoice (row)->id, ==, jb_invoice_list_get_id (desk->list, 0));
  g_assert_cmpint (jb_invoice_list_get_id (desk->list, 0), !=, id);
}

/* Only the newest query is answered. */
static void
test_newer_query (Desk          *desk,
                  gconstpointer  data)
{
  for (int i = 0; i < 20; i++)
    ask (desk, i % 2 ? "누리" : "가람", JB_DIRECTION_UNKNOWN, (JbOrder) (i % 8), i % 3 == 0);
  ask (desk, "한빛", JB_DIRECTION_UNKNOWN, JB_ORDER_TAX, FALSE);
  settle (desk);
  g_assert_cmpuint (desk->n_loaded, ==, 1);
  g_assert_cmpuint (desk->n_failed, ==, 0);
  assert_agrees (desk);
}

static void
test_rows_outlive_list (Desk          *desk,
                        gconstpointer  data)
{
  g_autoptr(JbInvoiceRow) row = NULL;
  g_autoptr(JbInvoiceRow) unread = NULL;

  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  row = g_list_model_get_item (G_LIST_MODEL (desk->list), 5);
  g_assert_nonnull (jb_invoice_row_get_invoice (row));
  unread = g_list_model_get_item (G_LIST_MODEL (desk->list), 6);
  ask (desk, "누리", JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  g_clear_object (&desk->list);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (jb_invoice_row_get_invoice (row));
  g_assert_null (jb_invoice_row_get_invoice (unread));
  g_assert_cmpuint (desk->n_loaded, ==, 1);
}

static void
test_failure (Desk          *desk,
              gconstpointer  data)
{
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  jb_archive_close (desk->fixture.archive);
  ask (desk, "누리", JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  g_assert_cmpuint (desk->n_failed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->list)), ==, 300);
}

/* Walks over more rows than the pages keep. */
static void
test_scroll (Desk          *desk,
             gconstpointer  data)
{
  put_invoices (desk, 3000);
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_SUPPLY, FALSE);
  settle (desk);
  for (guint first = 0; first < desk->shadow->len; first += 150)
    hold_window (desk, first, 200);
  hold_window (desk, 40, 100);
  assert_agrees (desk);
  hold_window (desk, 0, 0);
  assert_agrees (desk);
}

static void
random_query (Desk *desk)
{
  static const char * const texts[] = { NULL, NULL, NULL, "누리", "가람", "hanbit", "없는말", "00022", "0" };

  ask (desk, texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))], (JbDirection) g_test_rand_int_range (0, 3),
       (JbOrder) g_test_rand_int_range (0, JB_ORDER_NTS + 1), g_test_rand_int_range (0, 2));
}

static void
change_some (Desk *desk)
{
  guint count = (guint) g_test_rand_int_range (1, 6);
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < count; i++)
    {
      JbInvoice *invoice = fixture_invoice ((guint) g_test_rand_int_range (0, (gint32) desk->next));

      invoice->status = g_test_rand_int_range (0, 2) ? JB_STATUS_APPROVED : JB_STATUS_ISSUED;
      invoice->supply += g_test_rand_int_range (0, 3) * 1000;
      g_ptr_array_add (page, invoice);
    }
  fixture_merge (&desk->fixture, desk->fixture.connection, page);
}

static void
test_random (Desk          *desk,
             gconstpointer  data)
{
  random_query (desk);
  for (int i = 0; i < 120; i++)
    {
      guint n_items = g_list_model_get_n_items (G_LIST_MODEL (desk->list));

      if (i == 60)
        jb_invoice_list_set_first_rows (desk->list, 40);
      switch (g_test_rand_int_range (0, 6))
        {
        case 0:
          put_invoices (desk, (guint) g_test_rand_int_range (1, 4));
          break;

        case 1:
          put_invoices (desk, (guint) g_test_rand_int_range (1, 40));
          break;

        case 2:
          change_some (desk);
          break;

        case 3:
          random_query (desk);
          break;

        case 4:
          /* Before the last answer is there. */
          random_query (desk);
          put_invoices (desk, 2);
          random_query (desk);
          break;

        default:
          hold_window (desk, (guint) g_test_rand_int_range (0, (gint32) n_items + 1), (guint) g_test_rand_int_range (0, 250));
        }

      settle (desk);
      assert_agrees (desk);
    }
  g_assert_cmpuint (desk->n_failed, ==, 0);
}

/* A screenful first, whole in itself; the rest by itself, or as soon as somebody looks for a row of it. */
static void
test_first_rows (Desk          *desk,
                 gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (desk->list);
  g_autoptr(JbInvoiceMap) map = NULL;
  guint position = 0;

  jb_invoice_list_set_first_rows (desk->list, 40);
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  jb_test_wait_until (desk->n_loaded > 0);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 40);
  g_assert_true (jb_invoice_list_is_loading (desk->list));
  g_assert_cmpuint (jb_invoice_list_get_totals (desk->list).count, ==, 300);
  g_assert_null (g_list_model_get_item (model, 40));
  g_assert_cmpint (jb_invoice_list_get_id (desk->list, 40), ==, 0);
  hold_window (desk, 0, 40);

  settle (desk);
  g_assert_cmpuint (desk->n_announced, ==, 2);
  g_assert_cmpuint (desk->n_asked_for, ==, 300);
  g_assert_cmpuint (desk->n_loaded, ==, 1);
  assert_agrees (desk);

  ask (desk, "no such invoice", JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  desk->n_loaded = 0;
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_TOTAL, TRUE);
  jb_test_wait_until (desk->n_loaded > 0);
  map = fixture_map (&desk->fixture, jb_invoice_list_get_query (desk->list));
  g_assert_true (jb_invoice_list_find (desk->list, jb_invoice_map_get_id (map, 299), &position));
  g_assert_cmpuint (position, ==, 299);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 300);
  g_assert_null (g_main_context_find_source_by_user_data (NULL, desk->list));   /* no timer is left for the rest */
  assert_agrees (desk);
  settle (desk);
}

/* Another query, a changed book and the end, each between the screenful and the rest. */
static void
test_first_rows_interrupted (Desk          *desk,
                             gconstpointer  data)
{
  jb_invoice_list_set_first_rows (desk->list, 40);
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  jb_test_wait_until (desk->n_loaded > 0);
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_TOTAL, FALSE);
  settle (desk);
  assert_agrees (desk);

  ask (desk, "no such invoice", JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  desk->n_loaded = 0;
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  jb_test_wait_until (desk->n_loaded > 0);
  put_invoices (desk, 20);
  settle (desk);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->list)), ==, 320);
  assert_agrees (desk);

  ask (desk, "no such invoice", JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  settle (desk);
  desk->n_loaded = 0;
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, TRUE);
  jb_test_wait_until (desk->n_loaded > 0);
  g_assert_true (jb_invoice_list_is_loading (desk->list));
  g_assert_finalize_object (g_steal_pointer (&desk->list));
}

/* From one row to many: it keeps its object and shows another invoice, and a screenful is there at once. */
static void
test_first_rows_grow (Desk          *desk,
                      gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (desk->list);
  g_autoptr(JbInvoice) one = fixture_invoice (7);

  ask (desk, one->issue_id, JB_DIRECTION_UNKNOWN, JB_ORDER_WRITTEN, FALSE);
  settle (desk);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  hold_window (desk, 0, 40);

  jb_invoice_list_set_first_rows (desk->list, 40);
  desk->n_loaded = 0;
  ask (desk, NULL, JB_DIRECTION_UNKNOWN, JB_ORDER_TOTAL, TRUE);
  jb_test_wait_until (desk->n_loaded > 0);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 40);
  g_assert_true (jb_invoice_list_is_loading (desk->list));
  hold_window (desk, 0, 40);
  settle (desk);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 300);
  assert_agrees (desk);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Desk, NULL, desk_set_up, function, desk_tear_down)
  ADD ("/list/first-fill", test_first_fill);
  ADD ("/list/refill", test_refill);
  ADD ("/list/narrow", test_narrow);
  ADD ("/list/value", test_value);
  ADD ("/list/unread", test_unread);
  ADD ("/list/newer-query", test_newer_query);
  ADD ("/list/rows-outlive-list", test_rows_outlive_list);
  ADD ("/list/failure", test_failure);
  ADD ("/list/scroll", test_scroll);
  ADD ("/list/random", test_random);
  ADD ("/list/first-rows", test_first_rows);
  ADD ("/list/first-rows-grow", test_first_rows_grow);
  ADD ("/list/first-rows-interrupted", test_first_rows_interrupted);
#undef ADD

  return g_test_run ();
}
