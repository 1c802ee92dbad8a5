/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of SmartBill: how answers add up to a window of dates, what happens to one that is too large or broken, and in which order
 * those that were asked for ahead are read. smartbill.md 3.1, 8, 12.1. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-collect.h"

#include "jb-smartbill-errors.h"
#include "jb-smartbill-list.h"
#include "jb-smartbill-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many single days without a readable answer, and none readable between them: it is not the days. */
#define MAX_BROKEN_DAYS 3

typedef struct
{
  /* Input. */
  JbCollectRequest request;

  /* In progress. */
  GTask        *held;          /* (nullable): a call whose answer is not read before the collects in front have ended */
  GArray       *windows;       /* (element-type JbPeriod): still to ask, the next one last */
  JbPeriod      window;        /* the one that is being asked */
  GHashTable   *seen;          /* (element-type utf8 utf8): issue ids, owned by the invoices */
  int           broken_day;    /* the last one that was answered with something unreadable; 0 = none */
  guint         n_broken_days; /* without a readable answer between them */
  gboolean      was_answered;  /* readably, at least once */
  GError       *broken;        /* (nullable): what the first broken day was answered with */

  /* Output. */
  JbCollected  *collected;
} Collect;

static void
collect_free (Collect *collect)
{
  g_array_unref (collect->windows);
  g_hash_table_unref (collect->seen);
  g_clear_error (&collect->broken);
  jb_collected_free (collect->collected);
  g_free (collect);
}

const char *
jb_smartbill_get_supbuy (JbDirection direction)
{
  return direction == JB_DIRECTION_SALES ? "AR" : "AP";
}

static JsonObject *
make_list_message (JbSmartbill *self,
                   JbDirection  direction,
                   char         basis,
                   JbPeriod     window)
{
  JsonObject *message = jb_smartbill_message_new ("OS_DTI_LIST", self->company, self->clock);
  g_autofree char *from = jb_date_format (window.from);
  g_autofree char *to = jb_date_format (window.to);
  char search_date[] = { basis, '\0' };

  json_object_set_string_member (message, "SearchDate", search_date);
  json_object_set_string_member (message, "SearchFromDate", from);
  json_object_set_string_member (message, "SearchToDate", to);
  json_object_set_string_member (message, "SearchComRegno", self->company);   /* U-03: our own number */
  json_object_set_string_member (message, "SupBuy_Type", jb_smartbill_get_supbuy (direction));

  return message;
}

/* -- the order of reading ------------------------------------------------------------------------------------------------- */

/* Whose rows are still to be told from those of @collect, NULL when nobody's are. */
static Collect *
find_in_front (JbSmartbill   *self,
               const Collect *collect)
{
  for (GList *link = self->collects.head; link->data != collect; link = link->next)
    {
      Collect *other = link->data;

      if (collect->request.seen != NULL && other->request.seen == collect->request.seen)
        return other;
    }

  return NULL;
}

/* A list has come. While it is read, or waits for that, the service may work on the next one. */
static gboolean
answered_cb (JbSmartbill *self,
             GTask       *call,
             gpointer     data)
{
  Collect *collect = data;
  void (*answered) (gpointer data) = collect->request.answered;

  collect->request.answered = NULL;
  if (answered != NULL)
    answered (collect->request.answered_data);

  if (find_in_front (self, collect) == NULL)
    return TRUE;

  collect->held = call;
  return FALSE;
}

/* Before a collect returns: it has said all that it has seen. */
static void
end_turn (GTask *task)
{
  JbSmartbill *self = g_task_get_source_object (task);

  g_queue_remove (&self->collects, g_task_get_task_data (task));
  for (GList *link = self->collects.head; link != NULL; link = link->next)
    {
      Collect *next = link->data;

      if (next->held != NULL && find_in_front (self, next) == NULL)
        jb_smartbill_call_read (g_steal_pointer (&next->held));
    }
}

/* -- lists ---------------------------------------------------------------------------------------------------------------- */

static gpointer
read_list (GBytes        *body,
           gconstpointer  input,
           GError       **error)
{
  return jb_smartbill_list_read (body, input, error);
}

/* @collect: (nullable): whose turn to read comes. @request: (nullable): what its rows and digests are compared with. */
static void
call_list (JbSmartbill            *self,
           JbHttpKind              kind,
           JbDirection             direction,
           char                    basis,
           JbPeriod                window,
           Collect                *collect,
           const JbCollectRequest *request,
           GCancellable           *cancellable,
           GAsyncReadyCallback     callback,
           gpointer                user_data)
{
  jb_smartbill_call_async (self, kind, make_list_message (self, direction, basis, window), JB_SMARTBILL_QUERY_TIMEOUT_S,
                           read_list, jb_smartbill_list_input_new (self->company, direction, request),
                           (GDestroyNotify) jb_smartbill_list_input_free, (GDestroyNotify) jb_smartbill_list_free,
                           collect != NULL ? answered_cb : NULL, collect, cancellable, callback, user_data);
}

/* U-04: the service has no paging, so a truncated window is asked again in two halves. They share a day where they can, in case
 * the last day of a question does not count (U-06); double rows are dropped anyway. FALSE when one day is left. */
static gboolean
split_window (Collect *collect)
{
  int days = jb_date_days_between (collect->window.from, collect->window.to);
  int middle = jb_date_add_days (collect->window.from, days / 2);
  JbPeriod first = { collect->window.from, middle };
  JbPeriod second = { days > 1 ? middle : collect->window.to, collect->window.to };

  if (days <= 0)
    return FALSE;

  g_array_append_val (collect->windows, second);
  g_array_append_val (collect->windows, first);
  return TRUE;
}

/* From now on those who asked have it. */
static void
note_seen (Collect               *collect,
           const JbSmartbillList *list,
           guint                  i)
{
  const JbInvoice *invoice = g_ptr_array_index (list->invoices, i);

  if (collect->request.seen != NULL)
    jb_seen_rows_add (collect->request.seen, invoice->direction, invoice->issue_id, g_array_index (list->hashes, guint64, i));
}

static gboolean
is_whole_window (const Collect *collect)
{
  return collect->window.from == collect->request.from && collect->window.to == collect->request.to;
}

/* The usual case, one answer for the whole window: each issue id is in it once. */
static void
take_whole_list (Collect         *collect,
                 JbSmartbillList *list)
{
  JbCollected *collected = collect->collected;
  GPtrArray *invoices = list->invoices;

  for (guint i = 0; i < invoices->len; i++)
    {
      note_seen (collect, list, i);
      g_hash_table_add (collect->seen, ((JbInvoice *) g_ptr_array_index (invoices, i))->issue_id);
    }

  list->invoices = collected->invoices;
  collected->invoices = invoices;
  collected->is_known = list->is_known && is_whole_window (collect);
  collected->has_digest = list->has_digest && list->problems->len == 0 && is_whole_window (collect);
  memcpy (collected->digest, list->digest, JB_DIGEST_BYTES);
}

static void
add_to_list (Collect         *collect,
             JbSmartbillList *list)
{
  collect->collected->has_digest = FALSE;
  for (guint i = 0; i < list->invoices->len; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (list->invoices, i);

      if (!g_hash_table_add (collect->seen, invoice->issue_id))
        continue;
      note_seen (collect, list, i);
      g_ptr_array_add (collect->collected->invoices, g_object_ref (invoice));
    }
}

static void
merge_list (Collect         *collect,
            JbSmartbillList *list)
{
  JbCollected *collected = collect->collected;

  if (collected->invoices->len == 0 && collect->windows->len == 0)
    take_whole_list (collect, list);
  else
    add_to_list (collect, list);

  for (guint i = 0; i < list->problems->len; i++)
    g_ptr_array_add (collected->problems, g_strdup (g_ptr_array_index (list->problems, i)));
}

static void
add_day_problem (Collect    *collect,
                 const char *format)
{
  g_autofree char *day = jb_date_format (collect->window.from);

  g_ptr_array_add (collect->collected->problems, g_strdup_printf (format, day));
}

/* Nothing that the service says with a code, but an answer that is no answer. */
static gboolean
is_broken_answer (const GError *error)
{
  return g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL) &&
         jb_provider_error_get_service_code (error) == NULL;
}

static gboolean
is_too_large (const GError *error)
{
  return g_strcmp0 (jb_provider_error_get_service_code (error), JB_HTTP_TOO_LARGE) == 0;
}

/* One day that cannot be read does not keep the others away. FALSE when it does not seem to be the day. */
static gboolean
skip_broken_day (Collect      *collect,
                 const GError *error)
{
  g_autofree char *day = jb_date_format (collect->window.from);

  /* Halves share a day. */
  if (collect->broken_day == collect->window.from)
    return TRUE;

  collect->broken_day = collect->window.from;
  if (collect->broken == NULL)
    collect->broken = g_error_copy (error);
  /* Translators: a date, and a whole sentence that says why */
  g_ptr_array_add (collect->collected->problems,
                   g_strdup_printf (_("The invoices of %s could not be collected. %s"), day, error->message));

  return ++collect->n_broken_days < MAX_BROKEN_DAYS;
}

/* What to do without an answer: ask in halves, or leave that day out. FALSE when the error ends it. */
static gboolean
go_on_without_answer (Collect      *collect,
                      const GError *error)
{
  if (!is_too_large (error) && !is_broken_answer (error))
    return FALSE;
  if (split_window (collect))
    return TRUE;
  if (is_broken_answer (error))
    return skip_broken_day (collect, error);

  add_day_problem (collect, _("The invoices of %s could not be collected: SmartBill's answer for this one day "
                              "is larger than Jangbu reads."));
  return TRUE;
}

static void
take_list (Collect         *collect,
           JbSmartbillList *list)
{
  gboolean is_short = list->n_announced > list->n_rows;

  collect->was_answered = TRUE;
  collect->n_broken_days = 0;

  if (is_short && split_window (collect))
    return;

  if (is_short)
    add_day_problem (collect, _("SmartBill announced more invoices for %s than it sent. Those it sent were kept; "
                                "ask SmartBill (1588-8064) for the others."));
  merge_list (collect, list);
}

static void collect_next (GTask *task);

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JbSmartbillList) list = NULL;
  g_autoptr(GError) error = NULL;
  Collect *collect = g_task_get_task_data (task);

  list = jb_smartbill_call_finish (JB_SMARTBILL (object), result, &collect->collected->waited_us,
                                   &collect->collected->parsed_us, &error);

  if (list != NULL)
    {
      take_list (collect, list);
    }
  else if (!go_on_without_answer (collect, error))
    {
      end_turn (task);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  collect_next (g_steal_pointer (&task));
}

/* @task: (transfer full) */
static void
collect_next (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Collect *collect = g_task_get_task_data (task);
  JbCollectRequest request = collect->request;

  if (collect->windows->len == 0)
    end_turn (task);
  if (collect->windows->len == 0 && collect->broken != NULL && !collect->was_answered)
    {
      g_task_return_error (task, g_steal_pointer (&collect->broken));
      return;
    }
  if (collect->windows->len == 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&collect->collected), (GDestroyNotify) jb_collected_free);
      return;
    }

  collect->window = g_array_index (collect->windows, JbPeriod, collect->windows->len - 1);
  g_array_set_size (collect->windows, collect->windows->len - 1);
  request.has_digest_key = request.has_digest_key && is_whole_window (collect);

  call_list (g_task_get_source_object (task), JB_HTTP_READ, request.direction, request.basis, collect->window, collect,
             &request, g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

void
jb_smartbill_collect_async (JbProvider             *provider,
                            const JbCollectRequest *request,
                            GCancellable           *cancellable,
                            GAsyncReadyCallback     callback,
                            gpointer                user_data)
{
  JbPeriod window = { request->from, request->to };
  Collect *collect;
  GTask *task;

  g_return_if_fail (jb_date_is_valid (request->from) && jb_date_is_valid (request->to));
  g_return_if_fail (request->from <= request->to);
  g_return_if_fail (jb_date_days_between (request->from, request->to) < JB_SMARTBILL_MAX_WINDOW_DAYS);
  g_return_if_fail (request->basis == 'W' || request->basis == 'I' || request->basis == 'S');
  g_return_if_fail (request->direction == JB_DIRECTION_SALES || request->direction == JB_DIRECTION_PURCHASE);

  collect = g_new0 (Collect, 1);
  collect->request = *request;
  collect->windows = g_array_new (FALSE, FALSE, sizeof (JbPeriod));
  collect->seen = g_hash_table_new (g_str_hash, g_str_equal);
  collect->collected = jb_collected_new ();
  g_array_append_val (collect->windows, window);

  task = g_task_new (provider, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_smartbill_collect_async);
  g_task_set_task_data (task, collect, (GDestroyNotify) collect_free);
  g_queue_push_tail (&JB_SMARTBILL (provider)->collects, collect);

  collect_next (task);
}

JbCollected *
jb_smartbill_collect_finish (JbProvider    *provider,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- a list for its own sake ---------------------------------------------------------------------------------------------- */

void
jb_smartbill_ask_list_async (JbSmartbill         *self,
                             JbDirection          direction,
                             JbPeriod             window,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  call_list (self, JB_HTTP_READ_ONCE, direction, 'W', window, NULL, NULL, cancellable, callback, user_data);
}
