/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A page of a thousand rows touches a handful of months: changes are added up in memory and written with the transaction. */

#define G_LOG_DOMAIN "jb-month-store"

#include "config.h"

#include "jb-month-store.h"

#include "jb-meta.h"
#include "jb-numbers.h"

typedef struct
{
  gint64    company;
  gint64    direction;
  gint64    month;      /* yyyymm */
} Place;

/* What is to be added to a month. */
typedef struct
{
  Place     place;
  gint64    count;
  gint64    supply;
  gint64    tax;
  gint64    total;
  gboolean  overflow;
} Month;

/* -- remembering -------------------------------------------------------------------------------------------------- */

static guint
place_hash (gconstpointer data)
{
  const Place *place = data;

  return (guint) (place->company * 31 + place->direction) * 100000 + (guint) place->month;
}

static gboolean
place_equal (gconstpointer a,
             gconstpointer b)
{
  const Place *one = a;
  const Place *two = b;

  return one->company == two->company && one->direction == two->direction && one->month == two->month;
}

static Month *
find_month (JbBook *book,
            Place   place)
{
  Month *month;

  if (book->months == NULL)
    book->months = g_hash_table_new_full (place_hash, place_equal, NULL, g_free);

  month = g_hash_table_lookup (book->months, &place);
  if (month == NULL)
    {
      month = g_new0 (Month, 1);
      month->place = place;
      g_hash_table_insert (book->months, &month->place, month);
    }
  return month;
}

static void
add_amount (Month   *month,
            gint64  *sum,
            gint64   amount,
            int      sign)
{
  if (sign > 0 ? !jb_won_add (sum, amount) : __builtin_sub_overflow (*sum, amount, sum))
    month->overflow = TRUE;
}

static void
add_share (JbBook              *book,
           gint64               company,
           JbDirection          direction,
           const JbMonthShare  *share,
           int                  sign)
{
  Month *month = find_month (book, (Place) { company, direction, share->written_on / 100 });

  month->count += sign;
  add_amount (month, &month->supply, share->supply, sign);
  add_amount (month, &month->tax, share->tax, sign);
  add_amount (month, &month->total, share->total, sign);
}

void
jb_month_store_note (JbBook              *book,
                     gint64               company,
                     JbDirection          direction,
                     const JbMonthShare  *before,
                     const JbMonthShare  *after)
{
  if (before != NULL)
    add_share (book, company, direction, before, -1);
  add_share (book, company, direction, after, 1);
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

static gboolean
read_month (JbBook   *book,
            Month    *month,
            GError  **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT count, supply, tax, total FROM months WHERE company = ?1 AND direction = ?2 AND month = ?3", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, month->place.company);
  jb_statement_bind_int (statement, 2, month->place.direction);
  jb_statement_bind_int (statement, 3, month->place.month);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      month->count += jb_statement_get_int (statement, 0);
      add_amount (month, &month->supply, jb_statement_get_int (statement, 1), 1);
      add_amount (month, &month->tax, jb_statement_get_int (statement, 2), 1);
      add_amount (month, &month->total, jb_statement_get_int (statement, 3), 1);
    }
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

/* A month that its last row has left is no month. */
static gboolean
write_month (JbBook       *book,
             const Month  *month,
             GError      **error)
{
  JbStatement *statement =
    month->count > 0
    ? jb_database_statement (book->database,
                             "INSERT OR REPLACE INTO months (company, direction, month, count, supply, tax, total) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error)
    : jb_database_statement (book->database, "DELETE FROM months WHERE company = ?1 AND direction = ?2 AND month = ?3", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, month->place.company);
  jb_statement_bind_int (statement, 2, month->place.direction);
  jb_statement_bind_int (statement, 3, month->place.month);
  if (month->count > 0)
    {
      jb_statement_bind_int (statement, 4, month->count);
      jb_statement_bind_int (statement, 5, month->supply);
      jb_statement_bind_int (statement, 6, month->tax);
      jb_statement_bind_int (statement, 7, month->total);
    }
  return jb_statement_run (statement, error);
}

static gboolean
set_whole (JbBook   *book,
           gboolean  whole,
           GError  **error)
{
  g_autoptr(GBytes) mark = whole ? g_bytes_new_static ("1", 1) : NULL;

  return jb_meta_store (book->database, JB_META_MONTHS, mark, error);
}

gboolean
jb_month_store_write (JbBook  *book,
                      GError **error)
{
  g_autoptr(GHashTable) months = g_steal_pointer (&book->months);
  GHashTableIter iter;
  gpointer value;

  if (months == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, months);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Month *month = value;

      if (!read_month (book, month, error) ||
          !(month->overflow ? set_whole (book, FALSE, error) : write_month (book, month, error)))
        return FALSE;
    }
  return TRUE;
}

/* -- repair ------------------------------------------------------------------------------------------------------- */

static gboolean
note_rows (JbBook  *book,
           GError **error)
{
  g_autoptr(JbStatement) row =
    jb_database_prepare (book->database, "SELECT company, direction, written_on, supply, tax, total FROM invoices", error);
  JbStep step = JB_STEP_ERROR;

  while (row != NULL && (step = jb_statement_step (row, error)) == JB_STEP_ROW)
    {
      JbMonthShare share = {
        jb_statement_get_int (row, 2), jb_statement_get_int (row, 3), jb_statement_get_int (row, 4), jb_statement_get_int (row, 5),
      };

      jb_month_store_note (book, jb_statement_get_int (row, 0), (JbDirection) jb_statement_get_int (row, 1), NULL, &share);
    }
  return step == JB_STEP_DONE;
}

/* A month that overflows takes the mark away again. */
static gboolean
make_anew (JbBook  *book,
           GError **error)
{
  return jb_database_execute (book->database, "DELETE FROM months", error) &&
         set_whole (book, TRUE, error) &&
         note_rows (book, error) &&
         jb_month_store_write (book, error);
}

gboolean
jb_month_store_repair (JbBook  *book,
                       GError **error)
{
  gboolean whole;

  if (!jb_month_store_is_whole (book, &whole, error))
    return FALSE;
  if (whole)
    return TRUE;

  if (!jb_database_begin (book->database, error))
    return FALSE;
  if (make_anew (book, error) && jb_database_commit (book->database, error))
    return TRUE;

  jb_database_rollback (book->database);
  jb_book_forget (book);
  return FALSE;
}

gboolean
jb_month_store_is_whole (JbBook    *book,
                         gboolean  *whole,
                         GError   **error)
{
  g_autoptr(GBytes) mark = NULL;

  if (!jb_meta_load (book->database, JB_META_MONTHS, &mark, error))
    return FALSE;

  *whole = mark != NULL;
  return TRUE;
}

/* -- reading ------------------------------------------------------------------------------------------------------ */

gboolean
jb_month_store_load (JbBook       *book,
                     gint64        company,
                     JbMonthFunc   func,
                     gpointer      user_data,
                     GError      **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT month, direction, count, supply, tax, total FROM months WHERE ?1 < 0 OR company = ?1 "
                           "ORDER BY month DESC", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, company);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      JbTotals totals = {
        (guint) jb_statement_get_int (statement, 2), jb_statement_get_int (statement, 3), jb_statement_get_int (statement, 4),
        jb_statement_get_int (statement, 5),
      };

      func ((int) jb_statement_get_int (statement, 0), (JbDirection) jb_statement_get_int (statement, 1), &totals, user_data);
    }
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}
