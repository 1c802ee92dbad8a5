/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The faults of smartbill.md 12.4: who meets one, and what it does to a good answer. */

#define G_LOG_DOMAIN "jb-emulator-faults"

#include "config.h"

#include "jb-emulator-private.h"
#include "jb-world-cast.h"

struct _JbFaultList
{
  GPtrArray *faults;   /* (element-type JbEmulatorFault) */
};

JbFaultList *
jb_fault_list_new (void)
{
  JbFaultList *self = g_new0 (JbFaultList, 1);

  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_fault_free);
  return self;
}

void
jb_fault_list_free (JbFaultList *self)
{
  g_ptr_array_unref (self->faults);
  g_free (self);
}

JbEmulatorFault *
jb_fault_copy (const JbEmulatorFault *fault)
{
  JbEmulatorFault *copy = g_memdup2 (fault, sizeof *fault);

  copy->signal = g_strdup (fault->signal);
  copy->code = g_strdup (fault->code);
  return copy;
}

void
jb_fault_free (JbEmulatorFault *fault)
{
  if (fault == NULL)
    return;

  g_free (fault->signal);
  g_free (fault->code);
  g_free (fault);
}

void
jb_fault_list_set (JbFaultList           *self,
                   const JbEmulatorFault *fault)
{
  for (guint i = 0; i < self->faults->len; i++)
    {
      JbEmulatorFault *old = g_ptr_array_index (self->faults, i);

      if (g_strcmp0 (old->signal, fault->signal) == 0)
        {
          g_ptr_array_remove_index (self->faults, i);
          break;
        }
    }

  g_ptr_array_add (self->faults, jb_fault_copy (fault));
}

void
jb_fault_list_clear (JbFaultList *self)
{
  g_ptr_array_set_size (self->faults, 0);
}

JbEmulatorFault *
jb_fault_list_take (JbFaultList *self,
                    const char  *signal)
{
  for (guint i = 0; i < self->faults->len; i++)
    {
      JbEmulatorFault *fault = g_ptr_array_index (self->faults, i);

      if (fault->count == 0 || (fault->signal != NULL && g_strcmp0 (fault->signal, signal) != 0))
        continue;

      if (fault->count > 0)
        fault->count--;
      return jb_fault_copy (fault);
    }

  return NULL;
}

static GBytes *
make_noise (guint n)
{
  guchar *noise = g_malloc (n);

  for (guint i = 0; i < n; i++)
    noise[i] = jb_mix (i / 8) >> (i % 8 * 8);

  return g_bytes_new_take (noise, n);
}

static GBytes *
convert_to_cp949 (GBytes *body)
{
  gsize size, written;
  const char *text = g_bytes_get_data (body, &size);
  g_autoptr(GError) error = NULL;
  char *converted = g_convert_with_fallback (text, size, "CP949", "UTF-8", "?", NULL, &written, &error);

  if (converted == NULL)
    {
      g_warning ("Cannot answer in CP949: %s", error->message);
      return g_bytes_ref (body);
    }

  return g_bytes_new_take (converted, written);
}

GBytes *
jb_fault_spoil (const JbEmulatorFault *fault,
                GBytes                *body)
{
  g_autoptr(GBytes) spoiled = g_bytes_ref (body);

  if (fault == NULL)
    return g_steal_pointer (&spoiled);
  if (fault->garbage_bytes > 0)
    return make_noise (fault->garbage_bytes);

  if (fault->cp949)
    {
      g_autoptr(GBytes) utf8 = g_steal_pointer (&spoiled);

      spoiled = convert_to_cp949 (utf8);
    }
  if (fault->truncate)
    return g_bytes_new_from_bytes (spoiled, 0, g_bytes_get_size (spoiled) / 2);

  return g_steal_pointer (&spoiled);
}
