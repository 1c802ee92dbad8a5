/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Issue ids of the invented world: which one an invoice has, by whoever issued it, and which invoice has one. Used by
 * jb-world-content.c, and by the emulator through jb-world.h. */

#define G_LOG_DOMAIN "jb-world-ids"

#include "config.h"

#include "jb-world-private.h"

#include <string.h>

/* In the middle of an issue id (smartbill.md 6.3, etax-domain.md 2.1). The two other issuers are invented. */
#define SYSTEM_SMARTBILL "41000008"
#define SYSTEM_OTHER_A   "41999999"
#define SYSTEM_OTHER_B   "42999998"
#define OWNER_CODE       "jb1"

static void
write_base36 (guint64 number,
              guint   length,
              char   *out)
{
  while (length-- > 0)
    {
      out[length] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
      number /= 36;
    }
}

/* The serial is the ordinal itself, so that no two ids are the same and an id can be found again. */
void
jb_world_write_issue_id (JbWorldInvoice *out,
                         JbIssuer        issuer,
                         guint           party)
{
  char *middle = out->issue_id + 8;
  char *serial = out->issue_id + 16;

  memset (out->issue_id, 0, sizeof out->issue_id);
  g_snprintf (out->issue_id, 9, "%08d", out->written_on);
  switch (issuer)
    {
    case JB_ISSUER_HOMETAX:
      g_snprintf (middle, 17, "10%06d%08u", out->issued_on % 1000000, out->ordinal % 100000000);
      break;
    case JB_ISSUER_OTHER_A:
      memcpy (middle, SYSTEM_OTHER_A "up", 10);
      write_base36 (out->ordinal, 6, serial + 2);
      break;
    case JB_ISSUER_OTHER_B:
      memcpy (middle, SYSTEM_OTHER_B, 8);
      write_base36 (out->ordinal, 8, serial);
      break;
    case JB_ISSUER_SMARTBILL:
    default:
      memcpy (middle, SYSTEM_SMARTBILL OWNER_CODE, 11);
      if (out->direction == JB_DIRECTION_PURCHASE)
        write_base36 (46000 - party, 3, serial);
      write_base36 (out->ordinal, 5, serial + 3);
      break;
    }
}

gboolean
jb_world_find (JbWorld    *self,
               const char *issue_id,
               guint      *ordinal)
{
  gboolean is_smartbill, is_other;
  guint64 number;
  char *end;

  if (strlen (issue_id) != 24)
    return FALSE;

  is_smartbill = memcmp (issue_id + 8, SYSTEM_SMARTBILL, 8) == 0;
  is_other = memcmp (issue_id + 8, SYSTEM_OTHER_A, 8) == 0 || memcmp (issue_id + 8, SYSTEM_OTHER_B, 8) == 0;
  number = g_ascii_strtoull (issue_id + (is_smartbill ? 19 : is_other ? 18 : 16), &end, is_smartbill || is_other ? 36 : 10);
  if (*end != '\0' || number >= self->keys->len)
    return FALSE;

  *ordinal = (guint) number;
  return TRUE;
}
