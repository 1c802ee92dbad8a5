/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key is opened first; pair and owner are looked at in a second thread, because a signature is made and many companies may
 * have to be compared. */

#define G_LOG_DOMAIN "jb-npki-check"

#include "config.h"

#include "jb-npki-check.h"

#include "jb-npki-key.h"

typedef struct
{
  /* Input. */
  JbCertificate  *certificate;
  char          **numbers;

  /* In progress. */
  JbNpkiKey      *key;
} Question;

void
jb_npki_check_free (JbNpkiCheck *check)
{
  g_clear_error (&check->key);
  g_clear_error (&check->pair);
  g_clear_error (&check->owner);
  g_free (check->number);
  g_free (check);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->certificate);
  g_strfreev (question->numbers);
  g_clear_object (&question->key);
  g_free (question);
}

/* Another number may be the right one; any other trouble is the same with all of them. */
static void
find_owner (const Question *question,
            JbNpkiCheck    *check)
{
  gsize length;
  const guint8 *r = jb_npki_key_get_r (question->key, &length);

  for (char **number = question->numbers; *number != NULL && check->number == NULL; number++)
    {
      g_clear_error (&check->owner);
      if (jb_certificate_check_owner (question->certificate, *number, r, length, &check->owner))
        check->number = g_strdup (*number);
      else if (!g_error_matches (check->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER))
        return;
    }
}

static void
compare_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Question *question = task_data;
  JbNpkiCheck *check = g_new0 (JbNpkiCheck, 1);

  if (jb_npki_key_check_pair (question->key, question->certificate, &check->pair))
    find_owner (question, check);
  g_clear_object (&question->key);
  g_task_return_pointer (task, check, (GDestroyNotify) jb_npki_check_free);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->key = jb_npki_key_open_finish (result, &error);
  if (question->key != NULL)
    {
      g_task_run_in_thread (task, compare_thread);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
    }
  else
    {
      JbNpkiCheck *check = g_new0 (JbNpkiCheck, 1);

      check->key = error;
      g_task_return_pointer (task, check, (GDestroyNotify) jb_npki_check_free);
    }
}

void
jb_npki_check_async (JbNpkiEntry         *entry,
                     const char          *password,
                     const char * const  *numbers,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Question *question;

  g_return_if_fail (JB_IS_NPKI_ENTRY (entry) && jb_npki_entry_get_key_path (entry) != NULL);
  g_return_if_fail (password != NULL && numbers != NULL);

  question = g_new0 (Question, 1);
  question->certificate = g_object_ref (jb_npki_entry_get_certificate (entry));
  question->numbers = g_strdupv ((char **) numbers);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_npki_check_async);
  g_task_set_task_data (task, question, question_free);
  jb_npki_key_open_path_async (jb_npki_entry_get_key_path (entry), password, cancellable, opened_cb, g_steal_pointer (&task));
}

JbNpkiCheck *
jb_npki_check_finish (GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_npki_check_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
