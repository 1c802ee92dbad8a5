/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Prerequisites that the company of this world does not meet, one knob for each step of smartbill.md 8 that an answer shows.
 * Set from any thread, asked for by the emulator's. */

#define G_LOG_DOMAIN "jb-emulator"

#include "config.h"

#include "jb-emulator-private.h"

void
jb_emulator_set_unmet (JbEmulator            *self,
                       const JbEmulatorUnmet *unmet)
{
  static const JbEmulatorUnmet nothing;
  const JbEmulatorUnmet *wanted = unmet != NULL ? unmet : &nothing;
  g_autoptr(GMutexLocker) locker = NULL;
  gint64 now;

  g_return_if_fail (JB_IS_EMULATOR (self));

  now = jb_emulator_get_now (self);
  locker = g_mutex_locker_new (&self->mutex);
  if (self->unmet.unregistered && !wanted->unregistered)
    self->registered_ms = now;
  g_strfreev (self->unmet.disabled);
  self->unmet = *wanted;
  self->unmet.disabled = g_strdupv (wanted->disabled);
}

gboolean
jb_emulator_is_disabled (JbEmulator *self,
                         const char *signal)
{
  const char * const *options = (const char * const *) self->options.disabled;
  g_autoptr(GMutexLocker) locker = NULL;
  const char * const *unmet;

  locker = g_mutex_locker_new (&self->mutex);
  unmet = (const char * const *) self->unmet.disabled;
  return (options != NULL && g_strv_contains (options, signal)) || (unmet != NULL && g_strv_contains (unmet, signal));
}

gboolean
jb_emulator_knows_codes (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  locker = g_mutex_locker_new (&self->mutex);
  return !self->unmet.code_unknown;
}

gboolean
jb_emulator_knows_tokens (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  locker = g_mutex_locker_new (&self->mutex);
  return !self->unmet.token_unknown;
}

gboolean
jb_emulator_has_collected (JbEmulator *self)
{
  gint64 now = jb_emulator_get_now (self);
  gint64 last_tick = now - now % JB_WORLD_TICK_MS;
  g_autoptr(GMutexLocker) locker = NULL;

  locker = g_mutex_locker_new (&self->mutex);
  return !self->unmet.unregistered && last_tick >= self->registered_ms;
}
